use crate::json::{Node, is_base64_letter};
use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a thinking block whose `signature` (or a `redacted_thinking` block whose `data`) is empty or not valid
    /// base64.
    ///
    /// ## Why the API refuses it
    ///
    /// The API verifies the signature of every thinking block that is sent back. An empty one, or one with characters
    /// that no signature has, cannot be genuine.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "thinking", "thinking": "Let me see.", "signature": ""}, {"type": "text", "text": "Hi!"}]},
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
    /// E092 and E153, live responses to wrong signatures. That these forms are rejected is inferred: a warning, because
    /// the API may drop blocks of older turns without a check.
    PL346 "broken-signature",
    summary: "a signature that is not valid",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E092", "E153"],
    stage: Late,
    check: Check::Block(&[BlockKind::Thinking, BlockKind::RedactedThinking], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let (name, row) = match block.kind {
        BlockKind::Thinking => ("signature", "E092"),
        _ => ("data", "E153"),
    };
    let Some(signature) = block.get(name).filter(|_| block.is_sent_back()) else { return };
    let Some(text) = signature.raw_str() else { return };
    let what = match () {
        () if text.is_empty() => "is empty",
        () if !has_only_base64(signature, text) => "is not valid base64",
        () => return,
    };
    sink.push(
        RULE.at(signature, shown!("`{name}` of the `{}` block {what}", block.kind.tag(), name, what))
            .label("not as the API sent it")
            .help("send the block back unchanged, or remove it")
            .yields_to("thinking-in-user-message", block.type_node())
            .response(row, []),
    );
}

/// Whether a string has only characters of base64. The parser already checked most of a long one.
fn has_only_base64(node: Node<'_>, text: &str) -> bool {
    if node.is_escaped() {
        return node.as_str().is_some_and(|text| text.bytes().all(is_base64));
    }
    let known = node.known_letters();
    let (head, tail) = (&text.as_bytes()[..known.start], &text.as_bytes()[known.end..]);
    // No early return, so that the compiler can compare many bytes at a time.
    let is_all_base64 = |part: &[u8]| part.iter().fold(true, |all, byte| all & is_base64(*byte));
    is_all_base64(head) && is_all_base64(tail)
}

fn is_base64(byte: u8) -> bool {
    is_base64_letter(byte) | (byte == b'=') | (byte == b'-') | (byte == b'_')
}
