use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};
use crate::schema;

rule! {
    /// ## What it does
    ///
    /// Finds items of `input_examples` that the tool's own `input_schema` does not accept, and the place in them.
    ///
    /// ## Why the API refuses it
    ///
    /// The examples teach the model how to call the tool. One that the schema forbids would teach a call that fails.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "get_weather",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}},
    ///       "input_examples": [{"city": "Oslo", "days": "three"}]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "get_weather",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}},
    ///       "input_examples": [{"city": "Oslo", "days": 3}]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on defining tools: each example must be valid by `input_schema`, else 400. The wording was not seen.
    /// By which draft and with which regular expressions the API checks is not said: where it matters (a keyword of an
    /// older draft, a `pattern` that meets letters beyond ASCII) it is a warning.
    PL415 "unfit-input-example",
    summary: "an input example does not fit the input schema",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(schema) = tool.input_schema.filter(|schema| schema.is_object()) else { return };
    let Some(examples) = tool.get("input_examples").filter(|examples| examples.is_array()) else { return };
    if !schema::is_schema(schema) {
        return;
    }
    let objects = examples.items().enumerate().filter(|(_, example)| example.is_object());
    for misfit in schema::misfits(schema, objects) {
        let diagnostic = RULE
            .at(
                misfit.at,
                format!(
                    "{}: input example {} does not fit `input_schema`: {}",
                    tool.described(),
                    misfit.index,
                    misfit.reason
                ),
            )
            .label("the schema does not take this")
            .uncertain_if(misfit.doubtful)
            .help("mend the example, or the schema")
            .related(schema, "the schema");
        sink.push(diagnostic.response_status(400, "invalid_request_error"));
    }
}
