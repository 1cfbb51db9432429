use std::borrow::Cow;
use std::collections::HashMap;

use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a thinking block that occurs twice in the last assistant turn: two blocks with one signature.
    ///
    /// ## Why the API refuses it
    ///
    /// The blocks of the last turn must be sent back unchanged. A second copy usually comes from joining two versions
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
    /// E091, live responses to changed blocks. Only the API can compare them with the original: a warning.
    PL347 "repeated-thinking",
    summary: "the same thinking block twice in one turn",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E091"],
    stage: Late,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(turn) = payload.turns().filter(|turn| turn.role == Role::Assistant).last() else { return };
    let mut by_signature: HashMap<Cow<'_, str>, Block<'_>> = HashMap::new();
    for block in turn.blocks().filter(|block| block.kind == BlockKind::Thinking) {
        let Some(signature) = block.str("signature").filter(|signature| !signature.is_empty()) else { continue };
        let Some(earlier) = by_signature.insert(signature, block) else { continue };
        sink.push(
            RULE.at(block.type_node(), "duplicate thinking block")
                .label("second copy")
                .related(earlier.type_node(), "first copy")
                .help("send each of the assistant's blocks back once, unchanged")
                .response("E091", []),
        );
    }
}
