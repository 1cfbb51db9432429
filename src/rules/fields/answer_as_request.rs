use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, rule};
use crate::schema::{Fault, FaultKind, ResponseKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a body that is a response of the API (a message, an error or a line of the results of a batch) instead
    /// of a request. Nothing else is reported for it.
    ///
    /// ## Why the API refuses it
    ///
    /// A response has no `messages`. To continue a conversation, add the `role` and `content` of the response to the
    /// `messages` of a new request.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"type": "message", "role": "assistant", "model": "claude-opus-5-5", "content": [{"type": "text", "text": "Hi!"}], "stop_reason": "end_turn"}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "assistant", "content": [{"type": "text", "text": "Hi!"}]},
    ///     {"role": "user", "content": "How are you?"}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page cited shows both forms. Which missing field the API names for such a body has not been seen.
    PL204 "answer-as-request",
    summary: "the body is an API response, not a request",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::Response)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let kind = match violation.fault {
        Fault::Response(ResponseKind::Error) => "an API error",
        Fault::Response(ResponseKind::BatchResult) => "a result of a Message Batch",
        _ => "an API response",
    };
    RULE.at(violation.value, shown!("the body is {kind}, not a request", kind))
        .label("only in responses")
        .help(
            "lint the request; to continue a conversation, add the `role` and `content` of the response to `messages`",
        )
        .respond(violation, context)
}
