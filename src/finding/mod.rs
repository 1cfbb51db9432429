//! Findings, and the types that they consist of.

mod excerpt;
mod file_name;
mod fingerprint;
mod fix;
mod level;
mod lines;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::RequestId;
use crate::mask::shown;

pub use crate::knowledge::Confidence;
pub use crate::mask::{mask_secrets, quoted};
pub(crate) use crate::mask::{push_escaped, quoted_source};
pub use crate::shown::Shown;
pub use excerpt::Excerpt;
pub use file_name::FileName;
pub use fix::{Fix, Safety, TextEdit};
pub use level::Severity;
pub use lines::{CellPosition, LineIndex, Position};

/// A problem in a request.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The file that contains the request, if there is one.
    pub file: Option<FileName>,
    /// Which request of the file; `None` if the file is a single request.
    pub entry: Option<Arc<RequestId>>,
    /// The code of the rule: `PL301`. Codes are permanent.
    pub code: &'static str,
    /// The name of the rule: `empty-messages`.
    pub rule: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The evidence for it.
    pub evidence: Evidence,
    /// The problem, in one clause.
    pub message: Shown,
    /// What to do about it.
    pub help: Option<Shown>,
    /// What the recorded response to the request says about it: that the request was accepted, or that it was rejected
    /// as predicted or otherwise.
    pub note: Option<Shown>,
    /// The URL of the rule's page.
    pub url: Shown,
    /// The primary location.
    pub location: Location,
    /// Other locations that explain it.
    pub related: Vec<Related>,
    /// The response of the API, if it is known.
    pub response: Option<Response>,
    /// Edits that fix it, if there are any.
    pub fix: Option<Fix>,
    /// How many findings of the same rule precede it at the same location; see [`Finding::fingerprint`].
    pub(crate) repeat: u32,
    /// Why it is not an error, although the rule says so: the request was accepted when it was recorded.
    pub(crate) doubt: Option<Doubt>,
}

/// How a request can have been accepted although a rule finds an error in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The API has changed since, or may have: the rule's evidence is newer than the recording.
    Changed,
    /// The rule is wrong for this request, as far as is known.
    Contradiction,
    /// The response says nothing about the rule: it is to a batch, whose items are checked later, or to other bytes than
    /// those that were stored.
    Unrelated,
}

/// The evidence for a finding: that for its rule, or for the row of a table that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// How well founded the fact is.
    pub confidence: Confidence,
    /// The date on which the fact was last confirmed, `YYYY-MM-DD`.
    pub seen: Shown,
    /// Where the fact comes from: the URL of a public page, or `live response` for a response of the API.
    pub source: Shown,
}

/// A location in a request, and in the file that contains it.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Location {
    /// RFC 6901 pointer into the JSON value on the wire; `None` for a header, the URL, and invalid JSON.
    pub pointer: Option<Shown>,
    /// The same location as the API writes it: `messages.0.content.1`, `headers.x-api-key`, `url`; empty for the
    /// whole body.
    pub path: Shown,
    /// Bytes of the file; `None` if there is no file (a `serde_json::Value`, an environment variable).
    pub span: Option<Range<usize>>,
    /// Lines and columns of the span.
    pub position: Option<Position>,
    /// The cell and the line in it, if the file is a notebook.
    pub cell: Option<CellPosition>,
    /// A label of a few words for the underlined bytes.
    pub label: Option<Shown>,
    /// The source around the span.
    pub excerpt: Option<Excerpt>,
}

impl Location {
    /// The location in the request: the pointer, or the path of a header or the URL.
    pub(crate) fn address(&self) -> &str {
        self.pointer.as_deref().unwrap_or(&self.path)
    }
}

/// Another location that explains a finding.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Related {
    /// The location.
    pub location: Location,
    /// What is there.
    pub message: Shown,
}

/// A response of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The `error.type` of the response.
    pub error_type: Shown,
    /// The `error.message` of the response, as last seen; `None` if it has not been seen.
    pub message: Option<Shown>,
    /// The row of `schemas/errors.json` that the response is made from: `E041`.
    pub row: Option<&'static str>,
}

impl fmt::Display for Finding {
    /// One line: `error[PL301] messages: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { severity, code, message, location: Location { path, .. }, .. } = self;
        match path.is_empty() {
            true => shown!("{severity}[{code}] {message}", severity, code, message).fmt(f),
            false => shown!("{severity}[{code}] {path}: {message}", severity, code, path, message).fmt(f),
        }
    }
}
