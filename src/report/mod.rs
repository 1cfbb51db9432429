//! Output formats. Each format is a file with types of its own, so that a change inside the linter cannot change what
//! others parse.

#[cfg(feature = "cli")]
pub mod concise;
pub mod coverage;
#[cfg(feature = "cli")]
pub mod full;
#[cfg(feature = "cli")]
pub mod github;
#[cfg(feature = "cli")]
pub mod group;
mod into_miette;
#[cfg(feature = "cli")]
pub mod json;
#[cfg(feature = "cli")]
pub(crate) mod paint;
pub mod rule_docs;
mod shorten;
mod snippet;
#[cfg(feature = "cli")]
pub mod statistics;
pub mod summary;

use std::io;

pub use crate::shown::Page;

use crate::mask::{Shown, quoted, shown};
use crate::{Finding, Report};

/// Options of the text formats. Machine-readable formats ignore them.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextOptions {
    /// Use colors.
    pub color: bool,
    /// Make rule codes links to their pages, for terminals that support hyperlinks.
    pub links: bool,
    /// Show the text of excerpts in full. Credentials are masked in any case.
    pub show_values: bool,
}

/// The function of a format that writes a report.
pub type Render = fn(&Report, &TextOptions, &mut Page<'_>) -> io::Result<()>;

/// ``request 3 `custom-id` ``; `None` if the file is a single request.
fn describe_request(finding: &Finding) -> Option<Shown> {
    let request = finding.entry.as_deref()?;
    let id = request.custom_id.as_ref().map(|id| shown!(" {}", quoted(id))).unwrap_or_default();
    Some(shown!("request {}{id}", request.index + 1, id))
}
