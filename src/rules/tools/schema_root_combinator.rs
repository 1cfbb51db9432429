use crate::json::Node;
use crate::mask::{quoted, shown};
use crate::payload::json_schema::Owner;
use crate::payload::{Payload, Tool};
use crate::rules::{Anchor, Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an `input_schema` with `oneOf`, `allOf` or `anyOf` at its top level.
    ///
    /// ## Why the API refuses it
    ///
    /// The input of a tool is one object with named properties. Below the top level the three keywords are accepted.
    /// They come from discriminated unions (Zod, Pydantic) and from several MCP servers.
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
    ///       "name": "find",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "anyOf": [{"required": ["id"]}, {"required": ["name"]}],
    ///         "properties": {"id": {}, "name": {}}
    ///       }
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
    ///       "name": "find",
    ///       "input_schema": {"type": "object", "properties": {"by": {"anyOf": [{"required": ["id"]}, {"required": ["name"]}]}}}
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-08 (E078).
    PL411 "schema-root-combinator",
    summary: "`oneOf`, `allOf` or `anyOf` at the top level of an input schema",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools",
    since: "0.1.0",
    responses: ["E078"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for schema in payload.schemas() {
        let Owner::Tool(tool) = schema.owner else { continue };
        let combinator = schema.root.members().find(|(key, _)| COMBINATORS.iter().any(|name| key.is_str(name)));
        if let Some((key, _)) = combinator {
            // The API requires `type` before it looks at anything else in the schema.
            sink.push(diagnostic(&tool, key).yields_to("missing-field", Anchor::missing(schema.root, "type")));
        }
    }
}

const COMBINATORS: [&str; 3] = ["oneOf", "allOf", "anyOf"];

fn diagnostic(tool: &Tool<'_>, key: Node<'_>) -> Diagnostic {
    let name = key.as_str().unwrap_or_default();
    let help = match &*name {
        "allOf" => "merge its branches into one object, with all `properties` and all `required`",
        _ => {
            "list the properties of all branches in one `properties` and require only the common ones, or move the \
             choice into a property whose schema has the branches"
        }
    };
    RULE.at(
        key,
        shown!("{}: {name} is not allowed at the top level of `input_schema`", tool.described(), name = quoted(&name)),
    )
    .label("not allowed at the top level")
    .help(help)
    .response("E078", [])
}
