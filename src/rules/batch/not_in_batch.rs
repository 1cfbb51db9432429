use std::sync::OnceLock;

use serde_json::Value;

use crate::json::Node;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};
use crate::schema::Shape;

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

/// A parameter, and the value that is not taken; `None` for any value.
struct Refused {
    field: &'static str,
    value: Option<&'static Value>,
    /// The row of `schemas/errors.json` with the API's words, where they were seen.
    answer: Option<&'static str>,
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    if !payload.context.batch_item {
        return;
    }
    for refused in refused() {
        let Some((key, value)) = payload.body.member(refused.field).filter(|(_, value)| refused.fits(*value)) else {
            continue;
        };
        let field = refused.field;
        let (place, what) = match refused.value {
            Some(_) => (value, format!("`{field}: {}` is not for batches", value.source())),
            None => (key, format!("`{field}` is not for batches")),
        };
        let diagnostic = RULE
            .at(place, what)
            .label("not in a batch")
            .help(format!("remove `{field}`, or send this request by itself"));
        sink.push(match refused.answer {
            Some(row) => diagnostic.response(row, []),
            None => diagnostic.response_status(400, "invalid_request_error"),
        });
    }
}

impl Refused {
    fn read(row: &'static Value) -> Option<Self> {
        let answer = row.get("answer").and_then(Value::as_str);
        Some(Refused { field: row.get("field")?.as_str()?, value: row.get("value"), answer })
    }

    fn fits(&self, value: Node<'_>) -> bool {
        match self.value {
            None => !value.is_null(),
            Some(Value::Bool(refused)) => value.as_bool() == Some(*refused),
            Some(refused) => refused.as_str().is_some_and(|refused| value.is_str(refused)),
        }
    }
}

fn refused() -> &'static [Refused] {
    static LIST: OnceLock<Vec<Refused>> = OnceLock::new();
    LIST.get_or_init(|| {
        let listed = Shape::Batch.document().pointer("/$defs/BatchItem/properties/params/x-not-in-batch");
        let rows = listed.and_then(Value::as_array).into_iter().flatten();
        rows.filter_map(Refused::read).collect()
    })
}
