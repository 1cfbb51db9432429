use crate::finding::Safety;
use crate::json::Node;
use crate::knowledge::Support;
use crate::payload::{BlockKind, Payload};
use crate::rules::{Anchor, Check, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a prefill (a final `assistant` message that the model continues) whose text ends with whitespace.
    ///
    /// ## Why the API refuses it
    ///
    /// Most tokens start with the space themselves. Some responses rejected such a prefill; a report of 2026 says that
    /// Amazon Bedrock accepted it: a warning.
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
    /// Unsafe, because the model sees different text: removes the whitespace.
    ///
    /// ## Evidence
    ///
    /// E018, reported in November 2025 and in 2026.
    PL331 "prefill-trailing-whitespace",
    summary: "a prefill ends with whitespace",
    severity: Warning,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live response",
    since: "0.1.0",
    responses: ["E018"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(last) = payload.prefill().filter(|_| payload.prefill_support() != Support::Unknown) else { return };
    let final_text = last.last_block().filter(|block| block.kind == BlockKind::Text).and_then(|block| block.text);
    let Some(node) = final_text.or(last.content.filter(Node::is_string)) else { return };
    let Some(text) = node.as_str() else { return };
    let whitespace = text.trim_end().len()..text.len();
    if whitespace.is_empty() {
        return;
    }
    sink.push(
        RULE.at(Anchor::part(node, whitespace.clone()), "prefill ends with whitespace")
            .label("trailing whitespace")
            .help("remove it: the model writes the space itself")
            .yields_to("unsupported-prefill", last.role_node())
            .yields_to("blank-text", node)
            .response("E018", [])
            .fix(Safety::Unsafe, "remove the trailing whitespace", [Edit::replace_part(node, whitespace, "")]),
    );
}
