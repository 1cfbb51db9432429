use crate::finding::quoted;
use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::model::is_uncertain;
use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `tool_addition` or `tool_removal` block in a `system` message for a model that does not support tool
    /// changes in the conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// Tool changes came with claude-opus-4-8. claude-sonnet-5 accepts `system` messages, but rejects these blocks.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=mid-conversation-tool-changes-2026-07-01
    /// {
    ///   "model": "claude-sonnet-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "input_schema": {"type": "object"}}],
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "content": [{"type": "tool_removal", "tool": {"type": "tool_reference", "name": "get_weather"}}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=mid-conversation-tool-changes-2026-07-01
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024, "tools": [{"name": "get_weather", "input_schema": {"type": "object"}}],
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "content": [{"type": "tool_removal", "tool": {"type": "tool_reference", "name": "get_weather"}}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses quoted in pydantic-ai 2.68.0, November 2026 (J02 for claude-sonnet-5; of J03 for older models only
    /// the beginning is known). The page on mid-conversation system messages lists the models.
    PL780 "tool-change-not-supported",
    summary: "a tool change for a model that does not support it",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["J02", "J03"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some((model, fact)) = payload.unsupported(|model| &model.tool_changes) else { return };
    let system = payload.messages().iter().filter(|message| message.role == Role::System);
    let is_change = |kind| matches!(kind, BlockKind::ToolAddition | BlockKind::ToolRemoval);
    // One finding for the request: all of its tool changes have the same fault.
    let Some(block) = system.flat_map(Message::blocks).find(|block| is_change(block.kind)) else { return };
    let diagnostic = RULE
        .at(block.type_node(), shown!("{} does not support tool changes in the conversation", quoted(&model.id)))
        .label("not supported by this model")
        .help("remove it, and send the changed list in `tools`")
        .uncertain_if(is_uncertain(model, fact));
    sink.push(match model.system_in_messages.value {
        Support::Yes => diagnostic.response("J02", []),
        _ => diagnostic.response_without_message("J03"),
    });
}
