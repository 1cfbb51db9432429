use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::{Owner, UnsupportedKind};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds definitions that refer to themselves, directly or through others, in a strict tool or in structured
    /// output, and shows the names on the cycle.
    ///
    /// ## Why the API refuses it
    ///
    /// All references are expanded when the grammar is compiled, and a recursive type cannot be expanded completely.
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
    ///       "name": "add",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"root": {"$ref": "#/$defs/Node"}},
    ///         "required": ["root"],
    ///         "additionalProperties": false,
    ///         "$defs": {
    ///           "Node": {
    ///             "type": "object",
    ///             "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}},
    ///             "required": ["name", "children"],
    ///             "additionalProperties": false
    ///           }
    ///         }
    ///       },
    ///       "strict": true
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
    ///       "name": "add",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"root": {"$ref": "#/$defs/Node"}},
    ///         "required": ["root"],
    ///         "additionalProperties": false,
    ///         "$defs": {
    ///           "Node": {
    ///             "type": "object",
    ///             "properties": {"name": {"type": "string"}},
    ///             "required": ["name"],
    ///             "additionalProperties": false
    ///           }
    ///         }
    ///       },
    ///       "strict": true
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2026-08, for a strict tool (F05); for structured output, a response of 2026-07-09 quoted in
    /// public code (F74).
    PL722 "recursive-schema",
    summary: "a strict schema is recursive",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["F05", "F74"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        let row = if matches!(constrained.owner, Owner::Tool(_)) { "F05" } else { "F74" };
        for unsupported in &constrained.unsupported {
            let UnsupportedKind::Cycle(reference, names) = &unsupported.kind else { continue };
            let cycle = names.join(" -> ");
            let diagnostic = RULE
                .at(*reference, shown!("{}: recursive schema: {}", constrained.owner.described(), quoted(&cycle)))
                .label("recursion here")
                .help("inline the schema to a fixed depth, or use a string for the nested part and parse it yourself")
                .response(row, [("definitions", cycle)])
                .response_path(ResponsePath::from(&constrained.owner));
            sink.push(match unsupported.open_object {
                Some(value) => diagnostic.yields_to("open-object", value),
                None => diagnostic,
            });
        }
    }
}
