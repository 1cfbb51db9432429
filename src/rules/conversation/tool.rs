//! Words for calls and results.

use crate::finding::quoted;
use crate::json::Node;
use crate::payload::{Block, BlockKind};

/// What to call a tool call: "`get_weather` (`toolu_01`)".
pub(super) fn named(call: &Block<'_>) -> String {
    let name = call.str("name").filter(|name| !name.is_empty());
    let id = call.str("id").unwrap_or_default();
    name.map_or_else(|| quoted(&id), |name| format!("{} ({})", quoted(&name), quoted(&id)))
}

/// The bytes that identify a call or a result: its id.
pub(super) fn id_node<'a>(block: &Block<'a>) -> Node<'a> {
    let name = if block.kind == BlockKind::ToolUse || block.kind.is_server_call() { "id" } else { "tool_use_id" };
    block.get(name).unwrap_or(block.node)
}

/// The `type` of the block: what is wrong where a block may not stand.
pub(super) fn type_node<'a>(block: &Block<'a>) -> Node<'a> {
    block.get("type").unwrap_or(block.node)
}

/// The result that a server tool's call has to have: `web_search` → `web_search_tool_result`.
pub(super) fn result_type(call: &Block<'_>) -> String {
    match call.str("name").unwrap_or_default() {
        _ if call.kind == BlockKind::McpToolUse => "mcp_tool_result".to_owned(),
        name if name.starts_with("tool_search_tool") => "tool_search_tool_result".to_owned(),
        name => format!("{name}_tool_result"),
    }
}

/// The answer's words for a server tool's call without a result.
pub(super) fn without_result(call: &Block<'_>) -> String {
    let (name, id) = (call.str("name").unwrap_or_default(), call.str("id").unwrap_or_default());
    format!("`{name}` tool use with id `{id}` was found without a corresponding `{}` block", result_type(call))
}

/// How many of the calls that share a fault are shown.
pub(super) const SHOWN: usize = 3;

/// A few names in one sentence, and how many more there are.
pub(super) fn listed(calls: &[Block<'_>]) -> String {
    let names: Vec<_> = calls.iter().take(SHOWN).map(named).collect();
    match calls.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// "the result of tool `a` comes", "the results of tools `a`, `b` come".
pub(super) fn results_of(calls: &[Block<'_>], one: &str, many: &str) -> String {
    match calls {
        [call] => format!("the result of tool {} {one}", named(call)),
        _ => format!("the results of tools {} {many}", listed(calls)),
    }
}

/// Whether a program in the API's container made the call.
pub(super) fn is_called_from_code(call: &Block<'_>) -> bool {
    call.get("caller").and_then(|caller| caller.tag()).is_some_and(|tag| tag.starts_with("code_execution_"))
}
