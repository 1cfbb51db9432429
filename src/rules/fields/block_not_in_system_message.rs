use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds an image, a document or another block that is not text in a message with role `system`.
    ///
    /// ## Why the API refuses it
    ///
    /// Messages with role `system` carry instructions: text, and with a beta also the addition and removal of tools.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Rome, Italy?"}, {"role": "user", "content": "Yes."}, {"role": "system", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Rome, Italy?"}, {"role": "user", "content": "Yes."}, {"role": "system", "content": [{"type": "text", "text": "Answer in one word."}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response in a public thread (E012): `messages.{i}: role 'system' supports text, tool_addition, and
    /// tool_removal blocks only`.
    PL244 "block-not-in-system-message",
    summary: "a block type is not allowed in a system message",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["E012"],
    stage: Conversation,
    check: Check::Schema(&[Owns::every(FaultKind::MisplacedTag)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, _: &Context<'_>) -> Diagnostic {
    let tag = violation.part();
    let name = tag.as_str().unwrap_or_default();
    RULE.at(tag, shown!("{} blocks are not allowed in system messages", quoted(&name)))
        .label("not allowed in a system message")
        .help("move it to a user message; a system message supports `text`, `tool_addition` and `tool_removal` blocks")
        .response("E012", [])
        .uncertain_if(violation.is_doubtful)
}
