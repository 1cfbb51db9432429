use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, circular_references};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a definition that refers to itself, directly or through others, in the schema of a tool that code can
    /// call.
    ///
    /// ## Why the API refuses it
    ///
    /// The schema is turned into a function signature for the code, and a recursive type cannot be expanded into one.
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
    /// The page on programmatic tool calling quotes the words of F26; the text around them was not seen.
    PL464 "recursive-schema-from-code",
    summary: "a tool that code can call has a recursive schema",
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
        if schema.survey.references.is_empty() {
            continue;
        }
        let Some(caller) = tool.code_callers().next() else { continue };
        for (reference, names) in circular_references(schema.root, &schema.survey.references) {
            let diagnostic = RULE
                .at(reference, shown!("{}: recursive schema: {}", tool.described(), quoted(&names.join(" -> "))))
                .label("recursion here")
                .help(
                    "inline the schema to a fixed depth, use a string for the nested part, or allow only direct calls",
                )
                .related(caller, "code can call the tool")
                .response("F26", [])
                .yields_to_inside("recursive-schema", schema.root);
            sink.push(diagnostic);
        }
    }
}
