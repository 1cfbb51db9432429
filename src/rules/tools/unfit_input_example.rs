use crate::finding::Severity;
use crate::mask::{Shown, shown};
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};
use crate::schema;

rule! {
    /// ## What it does
    ///
    /// Finds items of `input_examples` that the tool's own `input_schema` does not accept, and points at the value that
    /// is wrong.
    ///
    /// If the references of the schema make the check too expensive, an info says that the examples are not checked.
    ///
    /// ## Why the API refuses it
    ///
    /// The examples show the model how to call the tool. An example that the schema does not accept would teach a call
    /// that fails.
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
    /// The page on defining tools: an example that is not valid against `input_schema` is a 400. The text of the
    /// response was not seen. The page does not say which draft and which regex dialect the API uses: if it matters (a
    /// keyword of an older draft, a `pattern` applied to characters outside ASCII), it is a warning.
    PL415 "unfit-input-example",
    summary: "an input example does not match the input schema",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Tool(check),
}

/// How many characters of a reason are shown: it can list all values of an `enum`.
const MAX_REASON: usize = 200;

fn check(tool: &Tool<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(schema) = tool.input_schema.filter(|schema| schema.is_object()) else { return };
    let Some(examples) = tool.get("input_examples").filter(|examples| examples.is_array()) else { return };
    // What an invalid schema accepts is not known.
    if !schema::is_schema(schema) {
        return;
    }
    let objects = examples.items().enumerate().filter(|(_, example)| example.is_object());
    if !objects.clone().all(|(_, example)| schema::is_checkable(schema, example)) {
        let message =
            shown!("{}: input examples are not checked, because `input_schema` is too complex", tool.described());
        return sink.push(RULE.at(schema, message).severity(Severity::Info).label("not checked"));
    }
    for mismatch in schema::mismatches(schema, objects) {
        let name = tool.described();
        let message = shown!(
            "{name}: input example {} does not match `input_schema`: {}",
            mismatch.index,
            Shown::masked(mismatch.reason).clipped(MAX_REASON),
            name
        );
        let diagnostic = RULE
            .at(mismatch.node, message)
            .label("not accepted by the schema")
            .uncertain_if(mismatch.is_doubtful)
            .help("fix the example or the schema")
            .related(schema, "the schema")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
