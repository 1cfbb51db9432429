use crate::finding::Safety;
use crate::json::Node;
use crate::knowledge::Support;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Anchor, Check, Edit, Sink, rule};

use super::prefill::{prefill, takes_prefill};
use super::text::is_blank;

rule! {
    /// ## What it does
    ///
    /// Finds a prefill (a last turn of the assistant that the model goes on writing) whose text ends in white space.
    ///
    /// ## Why the API refuses it
    ///
    /// The model's tokens mostly begin with the space themselves. Some answers refused such a prefill; one report of
    /// 2026 has it accepted on Amazon Bedrock: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "The answer is "}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "The answer is"}
    /// ]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Unsafe, since the model sees another text: the white space is cut off.
    ///
    /// ## Evidence
    ///
    /// Row E018 of the catalogue, reported in November 2025 and in 2026.
    PL331 "prefill-trailing-whitespace",
    summary: "a prefill ends in white space",
    severity: Warning,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live answer",
    since: "0.1.0",
    responses: ["E018"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(last) = prefill(payload).filter(|_| takes_prefill(payload) == Support::Yes) else { return };
    let ending = last.last_block().filter(|block| block.kind == BlockKind::Text).and_then(|block| block.text);
    let Some(text) = ending.or(last.content.filter(Node::is_string)).filter(|text| !is_blank(text)) else { return };
    let Some(prefill) = text.as_str() else { return };
    let blank = prefill.trim_end().len()..prefill.len();
    if blank.is_empty() {
        return;
    }
    sink.push(
        RULE.at(Anchor::part(text, blank.clone()), "the prefill ends in white space")
            .label("white space at the end")
            .help("cut it off: the model writes the space itself")
            .response("E018", [])
            .fix(Safety::Unsafe, "cut off the white space", [Edit::replace_part(text, blank, "")]),
    );
}
