use crate::finding::quoted;
use crate::payload::Payload;
use crate::payload::pairing::Fault;
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::tool::{id_node, named};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_result` for a call that the API runs itself (`server_tool_use`, ids that begin with `srvtoolu_`).
    ///
    /// ## Why the API refuses it
    ///
    /// The API answers such a call and puts the result into the assistant's turn. A result from the caller names a
    /// call that is none of the caller's.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}, {"type": "text", "text": "Nothing new."}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "srvtoolu_1", "content": "News"}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "news"}}, {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}, {"type": "text", "text": "Nothing new."}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the tool search tool, 2026-08-22; the words are those of row E023, whose condition it meets. The
    /// path counts messages after consecutive ones of one role are merged.
    PL366 "result-for-server-tool",
    summary: "a result for a call that the API answers",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool",
    since: "0.1.0",
    responses: ["E023"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for fault in &payload.pairing().faults {
        let Fault::ForServerTool(result, call) = fault else { continue };
        let diagnostic = RULE
            .at(
                id_node(&result.block),
                format!("a `tool_result` for {}, a call that the API answers", quoted(&result.id)),
            )
            .label("the API runs this call")
            .help("leave this result out; the API's own stands in the assistant's turn")
            .response("E023", [("id", result.id.to_string())])
            .response_path(ResponsePath::Given(result.at.block_path()));
        sink.push(match call {
            Some(call) => diagnostic.related(id_node(call), format!("the call of {}", named(call))),
            None => diagnostic,
        });
    }
}
