use serde_json::Value;

use crate::json::Node;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};
use crate::schema::NotInBatch;

rule! {
    /// ## What it does
    ///
    /// Finds a parameter that a request of a Message Batch cannot have: `stream: true`, `speed: "fast"`, `cache_hint`, `context_hint` and
    /// a few more.
    ///
    /// ## Why the API refuses it
    ///
    /// A batch is worked on when there is room, and nobody waits on the line. The batch is created; the request in it
    /// comes back as `errored`.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"custom_id": "day-1", "params": {"model": "claude-opus-5-5", "max_tokens": 64, "stream": true, "messages": [{"role": "user", "content": "Monday?"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"custom_id": "day-1", "params": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Monday?"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The list of unsupported parameters on the batch processing page of 2026-08-22. For `stream: true` a live answer,
    /// 2026-09-02 (row F63 of the catalogue); the words for the others were not seen.
    PL910 "not-in-batch",
    summary: "a parameter that a Message Batch does not take",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/batch-processing",
    since: "0.1.0",
    responses: ["F63"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    if !context.batch_item {
        return;
    }
    for refused in context.knowledge.schemas().not_in_batch() {
        let Some((key, value)) = payload.body.member(refused.field).filter(|(_, value)| fits(refused, *value)) else {
            continue;
        };
        let field = refused.field;
        let (place, what) = match refused.value {
            Some(_) => (value, format!("`{field}: {}` is not supported in batches", value.source())),
            None => (key, format!("`{field}` is not supported in batches")),
        };
        let diagnostic = RULE
            .at(place, what)
            .label("not supported in a batch")
            .help(format!("remove `{field}`, or send this request by itself"));
        sink.push(match refused.response_row {
            Some(row) => diagnostic.response(row, []),
            None => diagnostic.response_status(400, "invalid_request_error"),
        });
    }
}

fn fits(refused: &NotInBatch, value: Node<'_>) -> bool {
    match refused.value {
        None => !value.is_null(),
        Some(Value::Bool(refused)) => value.as_bool() == Some(*refused),
        Some(refused) => refused.as_str().is_some_and(|refused| value.is_str(refused)),
    }
}
