use std::borrow::Cow;
use std::collections::HashMap;

use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a thinking block that stands twice in the assistant's latest turn: two blocks with one signature.
    ///
    /// ## Why the API refuses it
    ///
    /// The blocks of the latest turn must come back as they were. A second copy mostly comes from joining two versions
    /// of one message.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [
    ///     {"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"},
    ///     {"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"},
    ///     {"type": "text", "text": "Hi!"}
    ///   ]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": "EqQBCgIYAhIM"}, {"type": "text", "text": "Hi!"}]},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E091 of the catalogue, live answers for changed blocks. Only the API can compare with the original: a
    /// warning.
    PL347 "repeated-thinking",
    summary: "one thinking block twice in a turn",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "live answer",
    since: "0.1.0",
    responses: ["E091"],
    stage: Late,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(turn) = payload.turns().filter(|turn| turn.role == Role::Assistant).last() else { return };
    let mut first: HashMap<Cow<'_, str>, Block<'_>> = HashMap::new();
    for block in turn.blocks().filter(|block| block.kind == BlockKind::Thinking) {
        let Some(signature) = block.get("signature").and_then(|it| it.as_str()).filter(|it| !it.is_empty()) else {
            continue;
        };
        let Some(earlier) = first.insert(signature, block) else { continue };
        sink.push(
            RULE.at(block.get("type").unwrap_or(block.node), "the same thinking block twice in one turn")
                .label("a second copy")
                .related(earlier.get("type").unwrap_or(earlier.node), "the first one")
                .help("send the assistant's blocks back as they came, each once")
                .response("E091", []),
        );
    }
}
