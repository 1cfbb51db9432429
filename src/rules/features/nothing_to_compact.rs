use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Anchor, Check, Sink, rule};

use super::compaction_conflict::summary_asked;

rule! {
    /// ## What it does
    ///
    /// Finds a request for a summary whose messages hold nothing that could be summarised: no content of the user or
    /// the assistant beyond an earlier summary.
    ///
    /// ## Why the API refuses it
    ///
    /// There is nothing to summarise (`compaction_nothing_to_summarize`). The usual cause is a loop that asks for a
    /// summary right after one.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "compaction": {"type": "summarize"},
    ///   "messages": [{"role": "user", "content": [{"type": "compaction", "content": "They said hello.", "signature": "c2ln"}]}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "compaction": {"type": "summarize"},
    ///   "messages": [{"role": "user", "content": [
    ///     {"type": "compaction", "content": "They said hello.", "signature": "c2ln"}, {"type": "text", "text": "And now?"}
    ///   ]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The error codes in the official SDKs of 2026-11-20. The words of the answer were not seen.
    PL753 "nothing-to-compact",
    summary: "a request for a summary of nothing",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/build-with-claude/compaction-on-demand",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(compaction) = summary_asked(payload) else { return };
    let Some(messages) = payload.fields.messages.filter(|messages| messages.is_array()) else { return };
    // No message at all is told by a rule of its own; a thread has its history on the server.
    let continues_thread = payload.fields.thread.is_some_and(|thread| thread.is_object());
    if messages.is_empty() || continues_thread || payload.messages().iter().any(says_something) {
        return;
    }
    sink.push(
        RULE.at(compaction, "there is nothing to summarise in `messages`")
            .label("asks for a summary")
            .related(Anchor::from(messages), "nothing of the user or the assistant in here")
            .help("send the turns that are to be summarised, or do not ask for a summary")
            .response_status(400, "invalid_request_error"),
    );
}

/// Anything that is not plainly empty counts.
fn says_something(message: &Message<'_>) -> bool {
    if message.role == Role::System || message.is_empty() {
        return false;
    }
    let is_blocks = message.content.is_some_and(|content| content.is_array());
    !is_blocks || message.blocks().any(|block| block.kind != BlockKind::Compaction)
}
