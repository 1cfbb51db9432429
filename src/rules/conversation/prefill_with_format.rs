use crate::json::Node;
use crate::knowledge::Support;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::prefill::{prefill, takes_prefill};

rule! {
    /// ## What it does
    ///
    /// Finds a prefill together with a schema for the answer (`output_config.format`).
    ///
    /// ## Why the API refuses it
    ///
    /// The answer is written by the schema from its first character on. A beginning that is given cannot be checked
    /// against it.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "output_config": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}, "additionalProperties": false}}}, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "{"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "output_config": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}, "additionalProperties": false}}}, "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on structured outputs, 2026-08-22. The words of the answer were not seen.
    PL333 "prefill-with-format",
    summary: "a prefill together with an output schema",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let configured = payload.fields.output_config.and_then(|config| config.get("format"));
    let Some(format) = configured.or(payload.fields.output_format).filter(Node::is_object) else { return };
    let Some(last) = prefill(payload).filter(|_| takes_prefill(payload) == Support::Yes) else { return };
    sink.push(
        RULE.at(last.role_node(), "a prefill together with a schema for the answer")
            .label("the last turn is the assistant's")
            .related(format, "the schema")
            .help("end with a `user` message: the schema alone makes the answer JSON")
            .response_status(400, "invalid_request_error"),
    );
}
