use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a compaction request whose messages have nothing to summarize: no user or assistant content other than an
    /// earlier summary.
    ///
    /// ## Why the API refuses it
    ///
    /// There is nothing to summarize (`compaction_nothing_to_summarize`). The usual cause is a loop that requests a
    /// summary again right after one.
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
    /// The error codes in the official SDKs of 2026-11-20. The text of the response was not seen.
    PL753 "nothing-to-compact",
    summary: "compaction is requested, but there is nothing to summarize",
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
    let Some(compaction) = payload.requested_compaction() else { return };
    let Some(messages) = payload.fields.messages.filter(|messages| messages.is_array()) else { return };
    // The history of a thread is on the server.
    let is_on_thread = payload.fields.thread.is_some_and(|thread| thread.is_object());
    if is_on_thread || payload.messages().iter().any(has_content) {
        return;
    }
    sink.push(
        RULE.at(compaction, "`messages` has nothing to summarize")
            .label("requests a summary")
            .related(messages, "no user or assistant content here")
            .help("send the turns to summarize, or remove `compaction`")
            .response_status(400, "invalid_request_error")
            .yields_to("empty-messages", messages),
    );
}

/// Whether a message has something to summarize. Content that cannot be read counts.
fn has_content(message: &Message<'_>) -> bool {
    if message.role == Role::System || message.is_empty() {
        return false;
    }
    let is_blocks = message.content.is_some_and(|content| content.is_array());
    !is_blocks || message.blocks().any(|block| block.kind != BlockKind::Compaction)
}
