use crate::json::Kind;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

rule! {
    /// ## What it does
    ///
    /// Finds a body that is a list, a text or another JSON value.
    ///
    /// ## Why the API refuses it
    ///
    /// A request to the Messages API is a JSON object.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// "Hello"
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
    /// The page cited: the body is an object. The words of the answer were not seen.
    PL203 "body-not-object",
    summary: "the body is no object",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>) -> Diagnostic {
    let kind = violation.at.kind().described();
    let help = match violation.at.kind() {
        Kind::Array => "send an object; a list of messages goes into its `messages`, several requests into a batch",
        Kind::String => "send an object; a body that was serialised twice arrives as a string",
        _ => "send an object with `model`, `max_tokens` and `messages`",
    };
    RULE.at(violation.at, format!("the body is {kind}, not an object"))
        .label(kind)
        .help(help)
        .response_status(400, "invalid_request_error")
}
