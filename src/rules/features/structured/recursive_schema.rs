use crate::finding::quoted;
use crate::payload::Payload;
use crate::payload::json_schema::{DepartureKind, Owner};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds definitions that refer to themselves, directly or through others, in a strict tool or in structured output, and the way
    /// round.
    ///
    /// ## Why the API refuses it
    ///
    /// The grammar is written out in full, and a type that contains itself has no end.
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
    /// Recorded traffic, 2026-08 (row F05 of the catalogue), for a strict tool; an answer of 2026-07-09, quoted in public code, for
    /// structured output, without `Invalid schema:`.
    PL722 "recursive-schema",
    summary: "a strict schema leads back to itself",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["F05"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        for departure in &constrained.departures {
            let DepartureKind::Circle(reference, names) = &departure.kind else { continue };
            let way = names.join(" -> ");
            let start = if matches!(constrained.owner, Owner::Tool(_)) { "Invalid schema: " } else { "" };
            let diagnostic = RULE
                .at(*reference, format!("{}: {} leads back to itself", constrained.owner.described(), quoted(&way)))
                .label("closes the circle")
                .help("write the levels out as deep as they are needed, or take text for the inner ones and parse it yourself")
                .response_text(format!(
                    "{start}Circular reference detected in schema definitions: {way}. Self-referencing or \
                     mutually-referencing definitions are not supported."
                ))
                .response_path(ResponsePath::from(&constrained.owner));
            sink.push(diagnostic);
        }
    }
}
