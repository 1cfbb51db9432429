use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an advisor call or its result in the history of a request whose `tools` does not declare the advisor.
    ///
    /// ## Why the API refuses it
    ///
    /// Unlike those of other server tools, calls and results of the advisor are only accepted together with the tool.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=advisor-tool-2026-03-01
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "assistant", "content": [
    ///       {"type": "server_tool_use", "id": "srvtoolu_1", "name": "advisor", "input": {}},
    ///       {"type": "advisor_tool_result", "tool_use_id": "srvtoolu_1", "content": {"type": "advisor_result", "text": "Do it"}},
    ///       {"type": "text", "text": "Done."}
    ///     ]},
    ///     {"role": "user", "content": "Thanks"}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=advisor-tool-2026-03-01
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "tools": [{"type": "advisor_20260301", "name": "advisor", "model": "claude-opus-5-5"}],
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "assistant", "content": [
    ///       {"type": "server_tool_use", "id": "srvtoolu_1", "name": "advisor", "input": {}},
    ///       {"type": "advisor_tool_result", "tool_use_id": "srvtoolu_1", "content": {"type": "advisor_result", "text": "Do it"}},
    ///       {"type": "text", "text": "Done."}
    ///     ]},
    ///     {"role": "user", "content": "Thanks"}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the advisor tool, November 2026; pydantic-ai 2.68.0 and litellm 1.110.2 remove the blocks before
    /// sending. The text of the response was not seen. For counting tokens this has not been tried, so it is a warning.
    PL492 "advisor-result-without-tool",
    summary: "an advisor call or result without the advisor tool",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let of_advisor = |block: &&Block<'_>| match block.kind {
        BlockKind::AdvisorToolResult => true,
        BlockKind::ServerToolUse => block.str("name").is_some_and(|name| name == "advisor"),
        _ => false,
    };
    // One finding for the request: one declaration is missing.
    let Some(block) = payload.blocks().iter().find(of_advisor) else { return };
    let knowledge = payload.context.knowledge;
    let is_advisor = |facts: &crate::knowledge::Tool| *facts.family == *"advisor";
    let is_declared = payload.tools().iter().any(|tool| tool.facts(knowledge).is_some_and(is_advisor));
    if is_declared || payload.has_unlisted_tools() {
        return;
    }
    sink.push(
        RULE.at(block.type_node(), "advisor call in the history, but `tools` does not declare the advisor")
            .label("requires the advisor tool")
            .help("declare the advisor in `tools`, or remove its calls and results from the history")
            .uncertain_if(payload.context.endpoint == crate::knowledge::Endpoint::CountTokens)
            .response_status(400, "invalid_request_error")
            .yields_to("undeclared-server-tool", block.id_node()),
    );
}
