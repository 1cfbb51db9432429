use crate::json::Node;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds `cache_control` on a `thinking` or `redacted_thinking` block.
    ///
    /// ## Why the API refuses it
    ///
    /// Thinking blocks cannot mark the end of a cached prefix. Code that marks the last block of a turn, whatever it is, brings
    /// this about.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm.", "signature": "ErUBCkYIBxgCIkDFPFKUkP4Y8Z2x0q5z", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "Hello."}]}, {"role": "user", "content": "Bye"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm.", "signature": "ErUBCkYIBxgCIkDFPFKUkP4Y8Z2x0q5z"}, {"type": "text", "text": "Hello."}]}, {"role": "user", "content": "Bye"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer in a public thread (row E065 of the catalogue):
    /// `messages.{i}.content.{j}.thinking.cache_control: Extra inputs are not permitted`.
    PL213 "cache-control-on-thinking",
    summary: "`cache_control` on a thinking block",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: ["E065"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, key: Node<'_>, context: &Context<'_>) -> Diagnostic {
    let diagnostic = RULE
        .at(key, format!("`cache_control` cannot stand on {}", phrasing::object(violation)))
        .label("not on a thinking block")
        .help("put it on another block of the message, such as the text or tool call that follows");
    phrasing::answered(diagnostic, violation, context, [], "Extra inputs are not permitted".to_owned())
}
