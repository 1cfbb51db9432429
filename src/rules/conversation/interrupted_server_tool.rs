use crate::payload::Payload;
use crate::payload::pairing::Fault;
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{id_node, named, without_result};

rule! {
    /// ## What it does
    ///
    /// Finds other content among the results that a waiting server tool needs.
    ///
    /// ## Why the API refuses it
    ///
    /// When the assistant calls a server tool and one of the caller's tools in one turn, the API waits for the
    /// caller's results and then goes on with its own. The user's message that brings them may hold `tool_result`
    /// blocks alone.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "web_search_20260318", "name": "web_search"}, {"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}, {"type": "text", "text": "How are you?"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "web_search_20260318", "name": "web_search"}, {"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {}}}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The pages on server tools and troubleshooting tool use, 2026-08-22; the words are those of row E028. The path
    /// counts messages after consecutive ones of one role are merged.
    PL372 "interrupted-server-tool",
    summary: "other content among the results that a server tool waits for",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/troubleshooting-tool-use",
    since: "0.1.0",
    responses: ["E028"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let Fault::Interrupted(call, other) = fault else { continue };
        sink.push(
            RULE.at(
                other.get("type").unwrap_or(*other),
                format!("only results may stand here: server tool {} is not done", named(&call.block)),
            )
            .label("not a `tool_result`")
            .related(id_node(&call.block), "this call waits for the results of the caller's tools")
            .help("send the `tool_result` blocks alone; say the rest in a later message")
            .response_text(without_result(&call.block))
            .response_path(ResponsePath::Given(call.at.message_path())),
        );
    }
}
