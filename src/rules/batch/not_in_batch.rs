use crate::mask::{quoted, shown};
use serde_json::Value;

use crate::json::Node;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};
use crate::schema::NotInBatch;

rule! {
    /// ## What it does
    ///
    /// Finds a parameter that is not supported in a Message Batch: `stream: true`, `speed: "fast"`, `cache_hint`,
    /// `context_hint` and a few others.
    ///
    /// ## Why the API refuses it
    ///
    /// Batches are processed asynchronously. The batch is created, but the result of this request is `errored`.
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
    /// The list of unsupported parameters on the batch processing page of 2026-08-22. For `stream: true`, a live
    /// response, 2026-09-02 (F63). The messages for the others have not been seen.
    PL910 "not-in-batch",
    summary: "a parameter that is not supported in Message Batches",
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
    for unsupported in context.knowledge.schemas().not_in_batch() {
        let field = unsupported.field;
        let Some((key, value)) = payload.body.member(field).filter(|(_, value)| matches(unsupported, *value)) else {
            continue;
        };
        let (anchor, what) = match unsupported.value {
            Some(_) => (value, shown!("{field}: {}", quoted(value.source()).unquoted(), field)),
            None => (key, field.into()),
        };
        let diagnostic = RULE
            .at(anchor, shown!("`{what}` is not supported in a Message Batch", what))
            .label("not supported in a batch")
            .help(shown!("remove `{field}`, or send this request on its own", field));
        sink.push(match unsupported.response_row {
            Some(row) => diagnostic.response(row, []),
            None => diagnostic.response_status(400, "invalid_request_error"),
        });
    }
}

/// Whether the value is one that is not supported.
fn matches(unsupported: &NotInBatch, value: Node<'_>) -> bool {
    match unsupported.value {
        None => !value.is_null(),
        Some(Value::Bool(expected)) => value.as_bool() == Some(*expected),
        Some(expected) => expected.as_str().is_some_and(|expected| value.is_str(expected)),
    }
}
