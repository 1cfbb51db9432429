use crate::finding::Safety;
use crate::json::Node;
use crate::payload::Payload;
use crate::payload::json_schema::{Constrained, DepartureKind, Owner};
use crate::rules::{Anchor, Check, Diagnostic, Edit, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds objects without `additionalProperties: false`, at any depth, in the schema of a strict tool or of structured output.
    ///
    /// ## Why the API refuses it
    ///
    /// The schema is compiled into a grammar, and the grammar must know every name that can come. Maps with free names cannot be
    /// expressed: use an array of objects with a key and a value.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "book",
    ///       "input_schema": {"type": "object", "properties": {}, "additionalProperties": {"type": "string"}},
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
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"a": {"type": "string"}},
    ///         "required": ["a"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    ///
    /// Unsafe, because the model may then answer in another form: `"additionalProperties": false` is written into the object.
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-09-04 (rows E080 and E114 of the catalogue); for a schema or `true` in place of
    /// `false`, answers quoted in public code, 2026.
    PL720 "open-object",
    summary: "an object of a strict schema is not closed",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-04",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["E080", "E114"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        for departure in &constrained.departures {
            if let DepartureKind::OpenObject(value) = departure.kind {
                sink.push(diagnostic(constrained, departure.schema, value));
            }
        }
    }
}

fn diagnostic(constrained: &Constrained<'_>, object: Node<'_>, value: Option<Node<'_>>) -> Diagnostic {
    let name = constrained.owner.described();
    let help = "add `\"additionalProperties\": false` to every object; for free names use an array of objects with a key and a value";
    match value {
        // The same answer from both places, each with its row.
        None => {
            let row = if matches!(constrained.owner, Owner::Tool(_)) { "E080" } else { "E114" };
            let diagnostic = RULE
                .at(Anchor::Missing(object.id(), "additionalProperties".to_owned()), format!("{name}: an object is not closed"))
                .label("`additionalProperties` belongs in here");
            diagnostic
                .help(help)
                .response(row, [])
                .response_path(ResponsePath::from(&constrained.owner))
                .fix(
                    Safety::Unsafe,
                    "close the object",
                    [Edit::insert(object, "additionalProperties", false)],
                )
        }
        Some(value) => RULE
            .at(value, format!("{name}: an object takes further properties"))
            .label("only `false` is taken")
            .help(help)
            .response_text(format!(
                "For 'object' type, 'additionalProperties: {}' is not supported. Please set 'additionalProperties' to false",
                if value.as_bool() == Some(true) { "true" } else { "object" },
            ))
            .response_path(ResponsePath::from(&constrained.owner))
            .fix(Safety::Unsafe, "close the object", [Edit::replace(value, false)]),
    }
}
