use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::finding::quoted;
use crate::json::Node;
use crate::mask::shown;
use crate::nearest::Searches;
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, repeatable, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_addition` or `tool_removal` whose reference names a tool or an MCP server that the request does
    /// not declare, neither in `tools` and `mcp_servers` nor in a `tool_definition`.
    ///
    /// ## Why the API refuses it
    ///
    /// A reference must resolve (`tool_reference_unresolved`). Not reported: requests on a thread, and requests with a
    /// compaction block, which can have tools of its own.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=mid-conversation-tool-changes-2026-07-01
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "input_schema": {"type": "object"}}],
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "content": [{"type": "tool_removal", "tool": {"type": "tool_reference", "name": "getWeather"}}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=mid-conversation-tool-changes-2026-07-01
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "input_schema": {"type": "object"}}],
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "content": [{"type": "tool_removal", "tool": {"type": "tool_reference", "name": "get_weather"}}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on mid-conversation system messages has the error code. For tools, a live response quoted in pydantic-ai
    /// 2.68.0, November 2026 (J04); for MCP servers, the text of the response was not seen.
    PL775 "unresolved-tool-change",
    summary: "a tool change refers to a tool that is not declared",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["J04"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let changes: Vec<Block<'_>> = changes(payload).collect();
    if changes.is_empty() || may_be_declared_elsewhere(payload) {
        return;
    }
    let declared = Declared::read(payload, &changes);
    let mut searches = Searches::new();
    for change in &changes {
        let Some(tool) = change.get("tool") else { continue };
        let kind = tool.tag();
        let (member, known) = match kind.as_deref() {
            Some("tool_reference") => ("name", &declared.tools),
            Some("mcp_tool_reference" | "mcp_toolset_reference") => ("server_name", &declared.servers),
            _ => continue,
        };
        let Some(node) = tool.get(member) else { continue };
        let Some(name) = node.as_str().filter(|name| !known.contains(&**name)) else { continue };
        let what = if member == "name" { "tool" } else { "MCP server" };
        let near = searches.nearest(&name, known.iter().map(|name| &**name));
        let help = near.map_or_else(
            || shown!("declare the {what} in this request, or remove the reference", what),
            |near| shown!("did you mean {}?", quoted(near)),
        );
        let diagnostic =
            RULE.at(node, shown!("{what} {} is not declared", quoted(&name), what)).label("not declared").help(help);
        sink.push(match repeatable(&name) {
            Some(name) if member == "name" && kind.as_deref() == Some("tool_reference") => {
                diagnostic.response("J04", [("tool", name)])
            }
            _ => diagnostic.response_status(400, "invalid_request_error"),
        });
    }
}

fn changes<'p, 'a>(payload: &'p Payload<'a>) -> impl Iterator<Item = Block<'a>> + use<'p, 'a> {
    let system = payload.messages().iter().filter(|message| message.role == Role::System);
    let blocks = system.flat_map(|message| message.blocks());
    blocks.filter(|block| matches!(block.kind, BlockKind::ToolAddition | BlockKind::ToolRemoval))
}

/// Whether not all declared tools are known: those of a thread are on the server, a compaction block can have tools of
/// its own, and an entry of `tools` may be unreadable.
fn may_be_declared_elsewhere(payload: &Payload<'_>) -> bool {
    let on_thread = payload.fields.thread.is_some_and(|thread| thread.is_object());
    let first = payload.messages().first().and_then(|message| message.blocks().next());
    on_thread
        || payload.has_unreadable_tools()
        || payload.is_misnamed("tools")
        || first.is_some_and(|block| block.kind == BlockKind::Compaction)
}

/// The names that a reference can have.
#[derive(Default)]
struct Declared<'a> {
    tools: BTreeSet<Cow<'a, str>>,
    servers: BTreeSet<Cow<'a, str>>,
}

impl<'a> Declared<'a> {
    fn read(payload: &Payload<'a>, changes: &[Block<'a>]) -> Self {
        let mut declared = Declared::default();
        payload.tools().iter().for_each(|tool| declared.add(tool.node, payload));
        let inline = changes.iter().filter_map(|change| change.get("tool")?.get("definition"));
        inline.for_each(|definition| declared.add(definition, payload));
        declared.servers.extend(payload.mcp_server_names().map(|(name, _)| name));
        declared
    }

    fn add(&mut self, tool: Node<'a>, payload: &Payload<'a>) {
        self.tools.extend(tool.str("name"));
        self.servers.extend(tool.str("mcp_server_name"));
        let row = tool.tag().and_then(|tag| payload.context.knowledge.tools().find(&tag));
        self.tools.extend(row.and_then(|row| row.name.as_deref()).map(|name| Cow::Owned(name.to_owned())));
        let members = row.into_iter().flat_map(|row| row.members.iter());
        self.tools.extend(members.map(|member| Cow::Owned(member.to_string())));
    }
}
