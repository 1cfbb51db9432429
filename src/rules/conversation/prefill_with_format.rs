use crate::json::Node;
use crate::knowledge::Support;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a prefill combined with a schema for the response (`output_config.format`).
    ///
    /// ## Why the API refuses it
    ///
    /// The response follows the schema from its first character. A given start cannot be checked against it.
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
    /// The page on structured outputs, 2026-08-22. The text of the response is unknown.
    PL333 "prefill-with-format",
    summary: "prefill combined with an output schema",
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
    let Some(last) = payload.prefill().filter(|_| payload.prefill_support() != Support::Unknown) else { return };
    sink.push(
        RULE.at(last.role_node(), "prefill cannot be combined with an output schema")
            .label("last message has role `assistant`")
            .related(format, "the schema")
            .help("end with a `user` message; the schema alone makes the response JSON")
            .yields_to("unsupported-prefill", last.role_node())
            .response_status(400, "invalid_request_error"),
    );
}
