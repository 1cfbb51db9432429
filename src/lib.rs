//! Finds, before anything is sent, what the Claude Messages API will refuse.
//!
//! ```
//! let report = payloadlint::validate(r#"{"model": "claude-opus-5-5", "messages": []}"#);
//! assert!(!report.is_ok());
//! ```

pub mod envelope;
pub mod finding;
pub mod json;
pub mod knowledge;
mod lint;
mod media;
mod nearest;
pub mod request;
pub mod rules;
pub mod schema;

pub use finding::{Confidence, Finding, Severity};
pub use knowledge::{Date, Endpoint, Target};
pub use lint::{BuildError, FileOptions, Linter, LinterBuilder, Prediction, Report, Request};

/// Checks the body of a request to `/v1/messages` with the default linter: every rule, target `messages`.
///
/// Never fails and never panics, whatever the bytes are; broken JSON is a finding.
pub fn validate<B: AsRef<[u8]> + ?Sized>(body: &B) -> Report {
    default_linter().lint(&Request::new(body))
}

/// Checks a body that is already a `serde_json::Value`. Findings have pointers, but no bytes.
///
/// Sizes are those of the compact serialisation.
pub fn validate_value(body: &serde_json::Value) -> Report {
    default_linter().lint_value(body)
}

fn default_linter() -> &'static Linter {
    static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();
    LINTER.get_or_init(Linter::default)
}
