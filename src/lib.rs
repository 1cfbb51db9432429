//! Finds, before anything is sent, what the Claude Messages API will refuse.
//!
//! ```
//! let report = payloadlint::validate(r#"{"model": "claude-opus-5-5", "messages": []}"#);
//! if !report.is_ok() {
//!     eprintln!("{:?}", report.into_diagnostic());
//! }
//! ```
//!
//! The way of the data, one direction only:
//!
//! ```text
//! bytes ─ json ─▶ Document ─ envelope ─▶ requests ─ lint ─▶ findings ─ report ─▶ text, JSON, annotations
//!                 spans kept   body + headers + url   rules + schema
//! ```
//!
//! [`validate`] is enough for a body in hand; a [`Linter`] knows more of the surroundings (target, betas, date) and
//! is reused; a [`Request`] adds url and headers. Facts about the API are data in `schemas/`, typed in [`knowledge`];
//! [`rules`] holds the rules, one to a file. Nothing here reads a file, a clock or the environment, and nothing
//! alters a payload.
//!
//! Beside all that stands [`retry`]: what to do about a call that failed all the same.
//!
//! An application that wants the library alone sets `default-features = false`; of what that leaves out, the feature
//! `media` looks into images and PDFs, and `recordings` reads YAML, gzip and base64 bodies. The adapters of [`retry`] are
//! `http`, `reqwest`, `tower`, `tokio` and `backon`.

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod date;
pub mod envelope;
mod error;
pub mod finding;
mod join;
pub mod json;
pub mod knowledge;
mod lint;
mod mask;
mod media;
mod nearest;
pub mod payload;
mod placeholder;
pub mod report;
pub mod retry;
pub mod rules;
pub mod schema;
mod text;
mod url;

pub use error::{Error, ErrorKind};
pub use finding::{Confidence, Finding, Severity};
pub use knowledge::{Date, Endpoint, Target, TargetName};
pub use lint::{
    CrossCheck, FileOptions, Linter, LinterBuilder, PieceOffset, Prediction, Report, Request, Settings, Suppressed,
};

/// Checks the body of a request to `/v1/messages` with the default linter: every rule, target `messages`.
///
/// Never fails and never panics, whatever the bytes are; broken JSON is a finding.
///
/// ```
/// let report = payloadlint::validate(r#"{"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hi"}]}"#);
/// let finding = &report.findings[0];
/// assert_eq!(finding.rule, "missing-max-tokens");
/// assert_eq!(report.predicted[0].response.message.as_deref(), Some("max_tokens: Field required"));
/// ```
pub fn validate<B: AsRef<[u8]> + ?Sized>(body: &B) -> Report {
    default_linter().lint(&Request::new(body))
}

/// Checks a body that is already a `serde_json::Value`. Findings have pointers, but no bytes.
///
/// Sizes are those of the compact serialisation.
///
/// ```
/// let body = serde_json::json!({"model": "claude-opus-5-5", "max_tokens": 64, "messages": []});
/// let report = payloadlint::validate_value(&body);
/// assert_eq!(report.findings[0].location.pointer.as_deref(), Some("/messages"));
/// assert_eq!(report.findings[0].location.span, None);
/// ```
pub fn validate_value(body: &serde_json::Value) -> Report {
    default_linter().lint_value(body)
}

fn default_linter() -> &'static Linter {
    static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
    LINTER.get_or_init(Linter::default)
}

/// The code in the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
