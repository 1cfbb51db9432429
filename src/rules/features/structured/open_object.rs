use crate::finding::Safety;
use crate::json::Node;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::json_schema::{Constrained, Owner, UnsupportedKind};
use crate::rules::{Anchor, Check, Diagnostic, Edit, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds objects without `additionalProperties: false`, at any depth, in the schema of a strict tool or of
    /// structured output.
    ///
    /// ## Why the API refuses it
    ///
    /// The schema is compiled into a grammar, which must know every property name in advance. A map with arbitrary keys
    /// cannot be expressed; use an array of objects with a key and a value instead.
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
    /// Sets `"additionalProperties": false` on the object. The fix is unsafe, because it changes the output that the
    /// model can generate.
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-09-04 (E080, E114). For a schema or `true` in place of `false`, responses quoted in public
    /// code, 2026 (F73).
    PL720 "open-object",
    summary: "an object in a strict schema does not set `additionalProperties: false`",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-04",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["E080", "E114", "F73"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        for unsupported in &constrained.unsupported {
            if let UnsupportedKind::OpenObject = unsupported.kind {
                sink.push(match unsupported.schema.member("additionalProperties") {
                    Some((key, value)) => not_false(constrained, key, value),
                    None => missing(constrained, unsupported.schema),
                });
            }
        }
    }
}

const HELP: &str = "set `\"additionalProperties\": false` on every object; for arbitrary keys use an array of objects \
                    with a key and a value";

fn missing(constrained: &Constrained<'_>, object: Node<'_>) -> Diagnostic {
    let owner = constrained.owner.described();
    let row = if matches!(constrained.owner, Owner::Tool(_)) { "E080" } else { "E114" };
    RULE.at(
        Anchor::missing(object, "additionalProperties"),
        shown!("{owner}: object schema must set `additionalProperties: false`", owner),
    )
    .label("add `additionalProperties` here")
    .help(HELP)
    .response(row, [])
    .response_path(ResponsePath::from(&constrained.owner))
    .fix(
        Safety::Unsafe,
        "add `additionalProperties: false`",
        [Edit::insert(object, "additionalProperties", false)],
    )
}

fn not_false(constrained: &Constrained<'_>, key: Node<'_>, value: Node<'_>) -> Diagnostic {
    let diagnostic = RULE
        .at(value, shown!("{}: `additionalProperties` must be `false`", constrained.owner.described()))
        .label("only `false` is allowed")
        .help(HELP)
        .fix(Safety::Unsafe, "set `additionalProperties` to false", [Edit::replace(value, false)]);
    let shown = match () {
        () if value.as_bool() == Some(true) => "true",
        () if value.is_object() => "object",
        () => {
            let diagnostic = diagnostic.response_status(400, "invalid_request_error");
            return diagnostic.yields_to("invalid-json-schema", key);
        }
    };
    diagnostic.response("F73", [("value", shown.to_owned())]).response_path(ResponsePath::from(&constrained.owner))
}
