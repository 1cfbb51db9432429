//! Says what was found, in one of several formats. Each format is a file of its own with types of its own, so that
//! no change inside the linter can change what others parse.

pub mod catalogue;
mod clip;
pub mod concise;
pub mod coverage;
#[cfg(feature = "cli")]
pub mod full;
pub mod github;
mod into_miette;
pub mod json;
mod paint;
mod snippet;
pub mod statistics;
pub mod summary;

use std::io;

use crate::finding::quoted;
use crate::{Finding, Report};

/// How text is written. Machine formats do not look at it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// With colours.
    pub color: bool,
    /// Codes are links to their pages, for terminals that know such links.
    pub links: bool,
    /// Long values are not shortened. Credentials are masked in any case.
    pub show_values: bool,
}

/// What every format has: it writes a report.
pub type Render = fn(&Report, &Style, &mut dyn io::Write) -> io::Result<()>;

/// ``request 3 `custom-id` ``; nothing where the file is one request.
fn request_of(finding: &Finding) -> Option<String> {
    let place = finding.entry.as_deref()?;
    let id = place.custom_id.as_deref().map(|id| format!(" {}", quoted(id))).unwrap_or_default();
    Some(format!("request {}{id}", place.index + 1))
}
