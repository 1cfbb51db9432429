use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, rule};
use crate::schema::{FaultKind, ValueKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds `cache_control` on a `thinking` or `redacted_thinking` block.
    ///
    /// ## Why the API refuses it
    ///
    /// A thinking block cannot mark the end of a cached prefix. Usually the code adds `cache_control` to the last block
    /// of a turn without checking its type.
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
    /// Live response in a public thread (E065): `messages.{i}.content.{j}.thinking.cache_control: Extra inputs are not
    /// permitted`.
    PL213 "cache-control-on-thinking",
    summary: "`cache_control` is set on a thinking block",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: ["E065"],
    stage: Fields,
    check: Check::Schema(
        &[Owns::of_member_in(FaultKind::Unknown, "cache_control", ValueKind::ThinkingBlock)],
        diagnostic,
    ),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let tag = violation.value.str("type").unwrap_or_default();
    RULE.at(violation.part(), shown!("`cache_control` is not allowed on {} blocks", quoted(&tag)))
        .label("not allowed on thinking blocks")
        .help("move it to another block of the message, such as the text or tool call that follows")
        .respond(violation, context)
}
