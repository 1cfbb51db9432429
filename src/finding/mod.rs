//! What the linter says: findings, and the words they are made of.

mod excerpt;
mod fingerprint;
mod fix;
mod level;
mod lines;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::RequestId;

pub use crate::knowledge::Confidence;
pub use crate::mask::{mask_secrets, quoted, sanitized, sanitized_line};
pub(crate) use crate::mask::{push_escaped, quoted_source};
pub use excerpt::Excerpt;
pub use fix::{Fix, Safety, TextEdit};
pub use level::Severity;
pub use lines::{LineIndex, Position};

/// One fault of one request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The file it was found in, where there is one.
    pub file: Option<Arc<str>>,
    /// Which request of the file; `None` where the file is one request.
    pub entry: Option<Arc<RequestId>>,
    /// The code for machines: `PL301`. It never changes its meaning.
    pub code: &'static str,
    /// The name for people: `empty-messages`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What the rule is based on.
    pub evidence: Evidence,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The rule's page.
    pub url: String,
    /// Where it is.
    pub location: Location,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The API's response, where it is known.
    pub response: Option<Response>,
    /// Edits that fix it, where there are any.
    pub fix: Option<Fix>,
    /// How many findings of the same rule precede it at the same place; see [`Finding::fingerprint`].
    pub(crate) repeat: u32,
}

/// What a rule is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// How well founded it is.
    pub confidence: Confidence,
    /// The date on which the fact was last confirmed, `YYYY-MM-DD`.
    pub seen: &'static str,
    /// A public page, or `live answer`.
    pub source: &'static str,
}

/// A place in a request, and in the file that holds it.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Location {
    /// RFC 6901 pointer into the JSON value on the wire; `None` for a header, the url, or broken JSON.
    pub pointer: Option<String>,
    /// The same place as the API writes it: `messages.0.content.1`, `headers.x-api-key`, `url`; empty for the
    /// whole body.
    pub path: String,
    /// Bytes of the file; `None` where there is no file (a `serde_json::Value`, an environment variable).
    pub span: Option<Range<usize>>,
    /// Line and column of the span's start and end.
    pub position: Option<Position>,
    /// A few words for the underlined bytes.
    pub label: Option<String>,
    /// The source round the span, cut to a screen's width.
    pub excerpt: Option<Excerpt>,
}

impl Location {
    /// The place in the request: the pointer, or the path of a header or the URL.
    pub(crate) fn address(&self) -> &str {
        self.pointer.as_deref().unwrap_or(&self.path)
    }
}

/// Another place that explains a finding.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there.
    pub message: String,
}

/// An answer of the API.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The answer's `error.type`.
    pub error_type: String,
    /// The response's `error.message`, in the wording last seen; `None` where it was never seen.
    pub message: Option<String>,
    /// The row of `schemas/errors.json` that the response is made from: `E041`.
    pub row: Option<&'static str>,
}

impl fmt::Display for Finding {
    /// One line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}] ", self.severity, self.code)?;
        if !self.location.path.is_empty() {
            write!(f, "{}: ", sanitized_line(&self.location.path))?;
        }
        f.write_str(&sanitized_line(&self.message))
    }
}
