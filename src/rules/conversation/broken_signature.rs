use crate::json::{Node, is_base64_letter};
use crate::payload::{Block, BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a thinking block whose `signature` (or a `redacted_thinking` whose `data`) is empty or no base64.
    ///
    /// ## Why the API refuses it
    ///
    /// The API checks the signature of a block that is sent back. Whether one is genuine only the API can tell; an
    /// empty one, or one with characters that no signature has, is not.
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
    /// Rows E092 and E153 of the catalogue, live answers for wrong signatures. That these forms are refused is
    /// inferred: a warning, since blocks of older turns may be dropped unseen.
    PL346 "broken-signature",
    summary: "a signature that can be none",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "live answer",
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
    let Some(sealed) = block.get(name).filter(|_| block.message.role == Role::Assistant) else { return };
    let Some(text) = sealed.raw_str() else { return };
    let what = match () {
        () if text.is_empty() => "is empty",
        () if !is_letters(sealed, text) => "is no base64",
        () => return,
    };
    sink.push(
        RULE.at(sealed, format!("the `{name}` of a `{}` block {what}", block.kind.tag()))
            .label("not as the API made it")
            .help("send the block back as it came, or leave it out")
            .response(row, []),
    );
}

/// Whether a text is of base64 letters. Most of a long one was seen to be when it was parsed.
fn is_letters(node: Node<'_>, text: &str) -> bool {
    if node.is_escaped() {
        return node.as_str().is_some_and(|text| text.bytes().all(is_base64));
    }
    let known = node.known_letters();
    let (head, tail) = (&text.as_bytes()[..known.start], &text.as_bytes()[known.end..]);
    // Without an early end: then many bytes are compared at a time.
    let all_letters = |part: &[u8]| part.iter().fold(true, |all, byte| all & is_base64(*byte));
    all_letters(head) && all_letters(tail)
}

fn is_base64(byte: u8) -> bool {
    is_base64_letter(byte) | (byte == b'=') | (byte == b'-') | (byte == b'_')
}
