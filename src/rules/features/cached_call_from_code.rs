use std::collections::HashSet;

use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `cache_control` on a `tool_use` block that code called, or on its `tool_result`.
    ///
    /// ## Why this matters
    ///
    /// The result goes to the program in the container, not to the model, so there is nothing to cache. The API is
    /// reported to reject such a breakpoint.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5", "max_tokens": 1024, "container": "container_011CYVPF4iP8oD6Vsz1NhVih",
    ///   "tools": [
    ///     {"type": "code_execution_20260120", "name": "code_execution"},
    ///     {"name": "get_weather", "input_schema": {"type": "object"}, "allowed_callers": ["code_execution_20260120"]}
    ///   ],
    ///   "messages": [
    ///     {"role": "user", "content": "Weather in Rome?"},
    ///     {"role": "assistant", "content": [
    ///       {"type": "server_tool_use", "id": "srvtoolu_1", "name": "code_execution", "input": {"code": "get_weather()"}},
    ///       {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}, "caller": {"type": "code_execution_20260120", "tool_id": "srvtoolu_1"}}
    ///     ]},
    ///     {"role": "user", "content": [
    ///       {"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny", "cache_control": {"type": "ephemeral"}}
    ///     ]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5", "max_tokens": 1024, "container": "container_011CYVPF4iP8oD6Vsz1NhVih",
    ///   "tools": [
    ///     {"type": "code_execution_20260120", "name": "code_execution"},
    ///     {"name": "get_weather", "input_schema": {"type": "object"}, "allowed_callers": ["code_execution_20260120"]}
    ///   ],
    ///   "messages": [
    ///     {"role": "user", "content": [{"type": "text", "text": "Weather in Rome?", "cache_control": {"type": "ephemeral"}}]},
    ///     {"role": "assistant", "content": [
    ///       {"type": "server_tool_use", "id": "srvtoolu_1", "name": "code_execution", "input": {"code": "get_weather()"}},
    ///       {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}, "caller": {"type": "code_execution_20260120", "tool_id": "srvtoolu_1"}}
    ///     ]},
    ///     {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sunny"}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// A comment in langchain-anthropic 1.7.10, which removes such breakpoints. No response was seen, so this is info.
    PL784 "cached-call-from-code",
    summary: "`cache_control` on a tool call from code, or on its result",
    severity: Info,
    confidence: Inferred,
    seen: "2026-11-27",
    source: "https://pypi.org/project/langchain-anthropic/1.7.10/",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let is_call = |block: &&Block<'_>| block.kind == BlockKind::ToolUse && block.is_called_from_code();
    let calls = payload.blocks().iter().filter(is_call);
    let ids: HashSet<_> = calls.filter_map(|call| call.str("id")).collect();
    if ids.is_empty() {
        return;
    }
    let is_of_call = |block: &&Block<'_>| match block.kind {
        BlockKind::ToolUse => block.is_called_from_code(),
        BlockKind::ToolResult => block.str("tool_use_id").is_some_and(|id| ids.contains(&id)),
        _ => false,
    };
    for block in payload.blocks().iter().filter(is_of_call).filter(|block| block.is_cached()) {
        let Some(control) = block.cache_control else { continue };
        sink.push(
            RULE.at(control, "`cache_control` on a tool call from code may be rejected")
                .label("may be rejected")
                .help("move it to a block that the model sees, such as the previous `user` message")
                .response_status(400, "invalid_request_error"),
        );
    }
}
