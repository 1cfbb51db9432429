use crate::finding::{Severity, quoted};
use crate::json::Node;
use crate::knowledge::Target;
use crate::mask::shown;
use crate::payload::{Message, Payload, SystemSupport};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a message with role `system` for a model that does not support it, or that ignores its text.
    ///
    /// ## Why the API refuses it
    ///
    /// `system` messages in the conversation came with claude-opus-4-8. Older models support only the top-level `system`
    /// parameter. claude-sonnet-5 accepts the message (200) and ignores its text.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "content": "Answer in French."}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "system": "Answer in French.", "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E009, live on 2026-09-30; the page on mid-conversation system messages lists the models. That claude-sonnet-5
    /// ignores the text was measured by pydantic-ai (2.68.0, November 2026): a warning, and none for the first message
    /// of a conversation, which every model rejects. Amazon Bedrock, Google Cloud and gateways may still respond with
    /// the older text of E005 to a `system` message at the start.
    PL312 "unsupported-system-message",
    summary: "a `system` message for a model that does not support it",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["E005", "E009"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    // One finding for the request: all of its `system` messages have the same fault.
    let Some(run) = payload.system_runs().next() else { return };
    let is_first = run.before.is_none();
    let is_certain = match payload.system_message_support() {
        SystemSupport::No => true,
        // A rejected first message says nothing about the model.
        SystemSupport::ProbablyNo if !is_first => false,
        SystemSupport::Ignored => return check_ignored(payload, sink),
        SystemSupport::ProbablyNo | SystemSupport::Yes | SystemSupport::Unknown => return,
    };
    let model = payload.context.model.name.as_deref().unwrap_or_default();
    let diagnostic = RULE
        .at(run.first.role_node(), shown!("{} does not support messages with role `system`", quoted(model)))
        .label("role `system`")
        .help(if is_first {
            "move its text to the top-level `system` parameter"
        } else {
            "move its text to the top-level `system` parameter, or to the previous `user` message"
        })
        .uncertain_if(!is_certain)
        .yields_to_inside("tool-change-not-supported", run.first.node);
    let has_old_text = matches!(
        payload.context.target.built_in(),
        Target::Bedrock | Target::BedrockInvoke | Target::Vertex | Target::Claudexia
    );
    sink.push(if is_first && has_old_text {
        diagnostic.response("E005", [])
    } else {
        diagnostic.response("E009", []).response_path(ResponsePath::Template)
    });
}

/// Finds the first `system` message whose text the model ignores.
fn check_ignored(payload: &Payload<'_>, sink: &mut Sink) {
    let has_text = |message: &&Message<'_>| {
        let is_text =
            |content: Node<'_>| content.is_string() || content.items().any(|block| block.str("text").is_some());
        message.content.is_some_and(is_text)
    };
    let later = payload.system_runs().filter(|run| run.before.is_some());
    let Some(message) = later.flat_map(|run| run.messages).find(has_text) else { return };
    let model = payload.context.model.name.as_deref().unwrap_or_default();
    sink.push(
        RULE.at(message.role_node(), shown!("{} ignores the text of messages with role `system`", quoted(model)))
            .label("has no effect on this model")
            .help("move its text to the top-level `system` parameter, or to the previous `user` message")
            .severity(Severity::Warning),
    );
}
