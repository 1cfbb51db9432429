use crate::request::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Place, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a signed `compaction` block (the answer to a request for a summary) that is not the first thing of the
    /// conversation, and a second one.
    ///
    /// ## Why the API refuses it
    ///
    /// The summary stands for everything before it: messages before it, or two summaries, contradict that. Drop the
    /// turns that were summarised. A block without `signature` comes from compaction at a threshold and may stand
    /// anywhere; one whose `content` is null is without effect.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "assistant", "content": [{"type": "compaction", "content": "They said hello.", "signature": "c2ln"}]},
    ///     {"role": "user", "content": "And now?"}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [
    ///     {"role": "user", "content": [{"type": "compaction", "content": "They said hello.", "signature": "c2ln"}, {"type": "text", "text": "And now?"}]}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on compaction on demand; the error codes `compaction_block_misplaced` and
    /// `compaction_block_ambiguous` in the official SDKs. The words of the answer were not seen.
    PL754 "misplaced-compaction-block",
    summary: "a summary that is not at the beginning, or not the only one",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/build-with-claude/compaction-on-demand",
    answers: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::Compaction], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let is_signed = block.get("signature").is_some_and(|signature| signature.is_string());
    if !is_signed || !block.get("content").is_some_and(|content| content.is_string()) {
        return;
    }
    let first_message = payload.messages().first().map_or(0, |message| message.index);
    let is_first = block.message.index == first_message && block.index == 0 && block.message.role != Role::System;
    if is_first {
        return;
    }
    let first = payload.messages().first().and_then(|message| message.blocks().next());
    let another = first.filter(|first| first.kind == BlockKind::Compaction);
    let draft = match another {
        Some(other) => RULE
            .at(block.node, "a second summary in one conversation")
            .label("one too many")
            .related(Place::from(other.node), "the first summary")
            .help("keep the newest summary alone, as the first block of `messages`"),
        None => RULE
            .at(block.node, "a summary must be the first thing in `messages`")
            .label("not at the beginning")
            .help("drop everything before the summary: it stands for what was said until then"),
    };
    sink.push(draft.answer_status(400, "invalid_request_error"));
}
