use crate::json::Kind;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, rule};
use crate::schema::{FaultKind, ValueKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a body that is an array, a string or another JSON value that is not an object.
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
    /// The page cited: the body is an object. The text of the response has not been seen.
    PL203 "body-not-object",
    summary: "the body is not a JSON object",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema(&[Owns::of_kind(FaultKind::Type, ValueKind::Body)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, _: &Context<'_>) -> Diagnostic {
    let kind = violation.value.kind().described();
    let help = match violation.value.kind() {
        Kind::Array => "send an object; a list of messages goes into `messages`, several requests go into a batch",
        Kind::String => "send an object; a string usually means that the body was serialized twice",
        _ => "send an object with `model`, `max_tokens` and `messages`",
    };
    RULE.at(violation.value, shown!("the body is {kind}, not an object", kind))
        .label(kind)
        .help(help)
        .response_status(400, "invalid_request_error")
}
