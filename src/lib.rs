//! Lints requests to the Claude Messages API before they are sent: what the API would reject, why, and how to fix it.
//!
//! ```
//! let report = payloadlint::validate(r#"{"model": "claude-opus-5-5", "messages": []}"#);
//! if !report.is_ok() {
//!     eprintln!("{:?}", report.into_diagnostic());
//! }
//! ```
//!
//! [`validate`] checks the body of a request. A [`Linter`] has [`Settings`] (target, betas, rules …) and is reused. A
//! [`Request`] adds the URL and the headers. The result is a [`Report`] with [`Finding`]s and the predicted responses of
//! the API. Nothing here reads a file, a clock or the environment, and nothing modifies a payload.
//!
//! The module [`retry`] is separate: it decides what to do about a call that failed.
//!
//! # Features
//!
//! The default features are for the command line; an application that needs only the library sets
//! `default-features = false`. Of the default features, `media` checks the contents of images and PDFs, and `recordings`
//! reads YAML, gzip and base64 bodies. The adapters of [`retry`] are `http`, `reqwest`, `tower`, `tokio` and `backon`.
//!
//! # Architecture
//!
//! Data flows in one direction:
//!
//! ```text
//! bytes ─ json ─▶ Document ─ envelope ─▶ requests ─ lint ─▶ findings ─ report ─▶ text, JSON, annotations
//!                 with spans   body, headers, URL     rules, schema
//! ```
//!
//! `docs/architecture.md` describes the modules.

#![cfg_attr(
    not(feature = "internals"),
    allow(dead_code, unreachable_pub, unused_imports, reason = "the command and the tests use more than the library")
)]

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod date;
mod envelope;
mod error;
mod finding;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod join;
mod json;
mod knowledge;
mod limits;
mod lint;
mod mask;
mod media;
mod nearest;
mod payload;
mod placeholder;
mod report;
pub mod retry;
mod rules;
mod schema;
mod shown;
mod text;
mod url;

pub use envelope::{Kind as InputKind, RequestId};
pub use error::{Error, ErrorKind};
pub use finding::{
    Confidence, Evidence, Excerpt, FileName, Finding, Fix, Location, Position, Related, Response, Safety, Severity,
    Shown, TextEdit,
};
pub use knowledge::{Date, Endpoint, Gateway, Target, TargetName};
pub use limits::Limits;
pub use lint::{
    CrossCheck, Disagreement, DisagreementKind, FileOptions, Linter, LinterBuilder, PieceOffset, Prediction, Recorded,
    Report, Request, Settings, Suppressed,
};

/// Checks the body of a request to `/v1/messages` with the default linter: all rules, target `messages`.
///
/// It accepts any bytes: it never fails or panics, and invalid JSON is a finding.
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

/// Checks a body that is a [`serde_json::Value`]. Findings have pointers but no byte offsets.
///
/// Sizes are those of the compact serialization.
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

/// Checks that the examples in the README compile and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
