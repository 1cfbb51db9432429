use crate::json::Node;
use crate::payload::json_schema::Owner;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an `input_schema` with `oneOf`, `allOf` or `anyOf` at its top level.
    ///
    /// ## Why the API refuses it
    ///
    /// The input of a tool is one object with named properties. Below the top level the three keywords are fine. They come from
    /// discriminated unions (zod, pydantic) and from several MCP servers.
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
    /// Live answers, 2026-08 (row E078 of the catalogue).
    PL411 "schema-root-combinator",
    summary: "`oneOf`, `allOf` or `anyOf` stands at the top of an input schema",
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
        // Without `type` the API says that, and never comes to this.
        if schema.root.get("type").is_none() {
            continue;
        }
        let combinator = schema.root.members().find(|(key, _)| COMBINATORS.iter().any(|name| key.is_str(name)));
        if let Some((key, _)) = combinator {
            sink.push(diagnostic(&tool, key));
        }
    }
}

const COMBINATORS: [&str; 3] = ["oneOf", "allOf", "anyOf"];

fn diagnostic(tool: &Tool<'_>, key: Node<'_>) -> Diagnostic {
    let name = key.as_str().unwrap_or_default();
    let help = match &*name {
        "allOf" => "merge its branches into one object: all `properties` together, all `required` together",
        _ => {
            "list the properties of all branches in one `properties` and require only what all need, or put the choice one \
             level down: a property whose schema has the branches"
        }
    };
    RULE.at(key, format!("{}: `{name}` at the top level of `input_schema`", tool.described()))
        .label("not at the top level")
        .help(help)
        .response("E078", [])
}
