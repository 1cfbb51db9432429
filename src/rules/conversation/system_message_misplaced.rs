use crate::json::Node;
use crate::payload::{BlockKind, Message, Payload, Role, SystemRun, SystemSupport};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `system` message in a position that is not allowed, after the start of the conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// A `system` message must follow a user turn (tool results included) or an assistant turn that ends with the
    /// result of a server tool, and must be the last message or precede an assistant turn. Consecutive `system`
    /// messages count as one. One without content that only sets `output_config` is accepted at any position.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "content": "Answer in French."},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "system", "content": "Answer in French."}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "user", "content": "How are you?"},
    ///   {"role": "system", "content": "Answer in French."}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E007 and E008: live responses, the last of 2026-10-06 on claude-opus-5-5. Reports disagree about which message
    /// of several the response names; the newest one names the first.
    PL311 "system-message-misplaced",
    summary: "a `system` message in a position that is not allowed",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-06",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["E007", "E008"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let support = payload.system_message_support();
    let mut first_role = None;
    for run in payload.system_runs() {
        let role = run.first.role_node();
        let first_role = *first_role.get_or_insert(role);
        let follows_thread = run.before.is_none() && payload.continues_thread();
        if follows_thread || run.opens_conversation() {
            continue;
        }
        let Some(diagnostic) = diagnostic(&run, role) else { continue };
        let diagnostic = diagnostic.uncertain_if(payload.context.model.facts.is_none());
        sink.push(match support {
            // Reported at the first run, for all of them.
            SystemSupport::No => diagnostic.yields_to("unsupported-system-message", first_role),
            _ => diagnostic,
        });
    }
}

fn diagnostic(run: &SystemRun<'_, '_>, role: Node<'_>) -> Option<Diagnostic> {
    match run.before {
        None => Some(not_after_user(role).label("no user message before it")),
        Some(before) if before.role == Role::Assistant && !may_end_in_server_result(before) => Some(
            not_after_user(role)
                .label("follows an `assistant` message")
                .related(before.role_node(), "previous message has role `assistant`")
                // A paused turn ends in the call itself; that has not been tested.
                .uncertain_if(before.last_block().is_some_and(|block| block.kind.is_server_call())),
        ),
        Some(_) => {
            let user = run.after.filter(|message| message.role == Role::User)?;
            Some(
                RULE.at(role, "`system` message must not precede a user turn")
                    .label("a `user` message follows")
                    .related(user.role_node(), "next message has role `user`")
                    .help("move it after that `user` message, or add its text to that message")
                    .response("E007", []),
            )
        }
    }
}

fn not_after_user(role: Node<'_>) -> Diagnostic {
    RULE.at(role, "`system` message must follow a user turn")
        .help(
            "move it after the next `user` message, or move instructions for the whole conversation to the top-level \
             `system` parameter",
        )
        .response("E008", [])
}

fn may_end_in_server_result(message: &Message<'_>) -> bool {
    // A block of an unknown type may be such a result.
    message.last_block().is_some_and(|block| block.kind.is_server_result() || block.kind == BlockKind::Unknown)
}
