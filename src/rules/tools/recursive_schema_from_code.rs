use crate::finding::quoted;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, circular_references};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a definition that refers to itself, directly or through others, in the schema of a tool that code may call.
    ///
    /// ## Why the API refuses it
    ///
    /// For code the schema is turned into a function's signature, and a type that contains itself has none.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "code_execution_20260521", "name": "code_execution"},
    ///     {
    ///       "name": "add",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"node": {"$ref": "#/$defs/Node"}},
    ///         "$defs": {
    ///           "Node": {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}}
    ///         }
    ///       },
    ///       "allowed_callers": ["code_execution_20260120"]
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
    ///     {"type": "code_execution_20260521", "name": "code_execution"},
    ///     {
    ///       "name": "add",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"node": {"$ref": "#/$defs/Node"}},
    ///         "$defs": {
    ///           "Node": {"type": "object", "properties": {"children": {"type": "array", "items": {"type": "string"}}}}
    ///         }
    ///       },
    ///       "allowed_callers": ["code_execution_20260120"]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on programmatic tool calling gives the words `Circular $ref detected`; what stands around them was not seen.
    PL464 "recursive-schema-from-code",
    summary: "a tool that code may call has a schema that leads back to itself",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling",
    since: "0.1.0",
    responses: ["F26"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for schema in payload.schemas() {
        let Owner::Tool(tool) = schema.owner else { continue };
        // A strict tool is refused for its circle already.
        if tool.strict.is_some() || schema.survey.references.is_empty() {
            continue;
        }
        let Some(caller) = tool.code_callers().next() else { continue };
        for (reference, names) in circular_references(schema.root, &schema.survey.references) {
            let diagnostic = RULE
                .at(reference, format!("{}: {} leads back to itself", tool.described(), quoted(&names.join(" -> "))))
                .label("closes the circle")
                .help("write the levels out as deep as they are needed, take text for the inner ones, or allow direct calls only")
                .related(caller, "code may call it")
                .response("F26", []);
            sink.push(diagnostic);
        }
    }
}
