use crate::finding::quoted;
use crate::json::Node;
use crate::mask::shown;
use crate::nearest::Searches;
use crate::payload::{BlockKind, Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_reference` in a tool result that names a tool that is not declared.
    ///
    /// ## Why the API refuses it
    ///
    /// The reference loads the definition of a tool with `defer_loading` from `tools`. MCP servers and toolsets do not
    /// list their tools by name, so nothing is reported if there is one.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "tool_reference", "tool_name": "get_wether"}]}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "tool_reference", "tool_name": "get_weather"}]}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E038: the page on the tool search tool, 2026-08-22.
    PL382 "unknown-tool-reference",
    summary: "a reference to a tool that is not declared",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: ["E038"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let references = payload.blocks().iter().filter(|block| block.kind == BlockKind::ToolReference);
    let mut unknown = references.filter_map(|block| block.get("tool_name")).filter(|name| is_unknown(*name, payload));
    let has_unknown_tools = || payload.has_unknown_tools() || payload.tools().iter().any(has_unlisted_members);
    let Some(first) = unknown.next().filter(|_| !has_unknown_tools()) else { return };
    let misnamed = payload.misnamed_key("tools");
    let names: Vec<_> = payload.tools().iter().filter_map(|tool| tool.str("name")).collect();
    let mut searches = Searches::new();
    for node in std::iter::once(first).chain(unknown) {
        let name = node.as_str().unwrap_or_default();
        let help = match searches.nearest(&name, names.iter().map(|name| name.as_ref())) {
            Some(near) => shown!("did you mean {}?", quoted(near)),
            None => "declare the tool in `tools`, with `defer_loading: true` if the reference should load it".into(),
        };
        let diagnostic = RULE
            .at(node, shown!("tool {} is not declared", quoted(&name)))
            .label("not in `tools`")
            .help(help)
            .response("E038", [("name", name.to_string())]);
        let diagnostic = if name.is_empty() { diagnostic.yields_to("pattern-mismatch", node) } else { diagnostic };
        sink.push(match misnamed {
            Some(key) => diagnostic.yields_to("unknown-field", key),
            None => diagnostic,
        });
    }
}

fn is_unknown(name: Node<'_>, payload: &Payload<'_>) -> bool {
    name.as_str().is_some_and(|name| !payload.declares_tool(&name))
}

/// Whether a tool stands for members whose names `tools` does not list.
fn has_unlisted_members(tool: &Tool<'_>) -> bool {
    tool.tag().is_some() && tool.get("name").is_none()
}
