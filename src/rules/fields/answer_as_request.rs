use crate::json::Node;
use crate::rules::{Check, Diagnostic, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a body that is what the API answers, a message, an error or a line of a batch's results, and not what it is
    /// asked. Nothing else is said of it.
    ///
    /// ## Why the API refuses it
    ///
    /// An answer has no `messages`. To go on with a conversation, its `role` and `content` become the next of the
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
    /// The page cited shows both forms. Which of the missing fields an answer names was not seen for such a body.
    PL204 "answer-as-request",
    summary: "the body is an answer of the API, not a request",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(body: Node<'_>) -> Option<Diagnostic> {
    let (place, what) = answer(body)?;
    Some(
        RULE.at(place, format!("this is {what}, not a request"))
            .label("what the API answers")
            .help("lint the request; an answer becomes a part of one as the `role` and `content` of a message")
            .response_status(400, "invalid_request_error"),
    )
}

/// What shows that a body is an answer, and what it is.
fn answer(body: Node<'_>) -> Option<(Node<'_>, &'static str)> {
    if body.get("messages").is_some() {
        return None;
    }
    let is_object = |name: &str| body.get(name).is_some_and(|value| value.is_object());
    match (body.get("type"), body.get("result")) {
        (Some(kind), _) if kind.is_str("message") && body.get("content").is_some() => {
            Some((kind, "a message of the API"))
        }
        (Some(kind), _) if kind.is_str("error") && is_object("error") => Some((kind, "an error of the API")),
        (_, Some(result)) if result.is_object() && body.get("custom_id").is_some() => {
            Some((result, "a result of a Message Batch"))
        }
        _ => None,
    }
}
