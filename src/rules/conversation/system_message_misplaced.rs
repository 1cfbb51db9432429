use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::system_run::{Run, runs, takes_system_messages};

rule! {
    /// ## What it does
    ///
    /// Finds a `system` message in the middle of a conversation that stands where none may.
    ///
    /// ## Why the API refuses it
    ///
    /// It must come right after a user's turn (tool results included) or after an assistant's turn that ends in the
    /// result of a server tool, and an assistant's turn must follow it, or nothing. Several system messages in a row
    /// count as one. One that only sets `output_config` may stand anywhere.
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
    /// Rows E007 and E008 of the catalogue: live answers, last of 2026-10-06 on claude-opus-5-5. Which message of a
    /// run the answer names is disputed; the newest one names the first.
    PL311 "system-message-misplaced",
    summary: "a `system` message where none may stand",
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
    for run in runs(payload) {
        let in_thread = run.before.is_none() && payload.continues_thread();
        let opens = run.before.is_none() && run.said.index == 0;
        if opens || in_thread || takes_system_messages(payload).is_surely_no() {
            continue;
        }
        if let Some(diagnostic) = diagnostic(&run) {
            sink.push(diagnostic.uncertain_if(payload.context.model.facts.is_none()));
        }
    }
}

fn diagnostic(run: &Run<'_, '_>) -> Option<Diagnostic> {
    let role = run.said.role_node();
    match run.before {
        None => Some(after(role).label("no user's message before it")),
        Some(before) if before.role == Role::Assistant && !ends_in_server_result(before) => Some(
            after(role)
                .label("follows the assistant")
                .related(before.role_node(), "this turn is the assistant's")
                // A paused turn ends in the call itself; nobody has tried one.
                .uncertain_if(before.last_block().is_some_and(|block| block.kind.is_server_call())),
        ),
        Some(_) => {
            let user = run.after.filter(|message| message.role == Role::User)?;
            Some(
                RULE.at(role, "a `system` message stands before a user's turn")
                    .label("a `user` message follows")
                    .related(user.role_node(), "this message would have to be the assistant's")
                    .help("move it behind that user's message, or say it in there")
                    .response("E007", []),
            )
        }
    }
}

fn after(role: crate::json::Node<'_>) -> Diagnostic {
    RULE.at(role, "a `system` message does not follow a user's turn")
        .help("move it behind the next `user` message; what holds from the start belongs in the top-level `system`")
        .response("E008", [])
}

fn ends_in_server_result(message: &Message<'_>) -> bool {
    // What a foreign block is, is not known.
    message.last_block().is_some_and(|block| block.kind.is_server_result() || block.kind == BlockKind::Unknown)
}
