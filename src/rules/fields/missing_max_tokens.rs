use crate::rules::{Anchor, Check, Diagnostic, rule};
use crate::schema::Violation;

rule! {
    /// ## What it does
    ///
    /// Finds a request without `max_tokens`.
    ///
    /// ## Why the API refuses it
    ///
    /// Unlike other chat APIs, the Messages API has no default for the length of an answer: each request says how many
    /// tokens it will pay for at most.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer, 2026-08-30: `max_tokens: Field required` (row E041 of the catalogue).
    PL202 "missing-max-tokens",
    summary: "the request has no `max_tokens`",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E041"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>) -> Diagnostic {
    RULE.at(Anchor::Missing(violation.at.id(), "max_tokens".to_owned()), "`max_tokens` is missing")
        .label("`max_tokens` belongs in here")
        .help(
            "add `max_tokens`, the most tokens the answer may take, such as `\"max_tokens\": 1024`; it has no default",
        )
        .response("E041", [("field", "max_tokens".to_owned())])
}
