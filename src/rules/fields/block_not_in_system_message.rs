use crate::finding::quoted;
use crate::json::Node;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

rule! {
    /// ## What it does
    ///
    /// Finds an image, a document or another block than text in a message of role `system`.
    ///
    /// ## Why the API refuses it
    ///
    /// Messages of role `system` carry instructions: text, and with a beta the addition and removal of tools.
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
    /// Live answer in a public thread (row E012 of the catalogue):
    /// `messages.{i}: role 'system' supports text, tool_addition, and tool_removal blocks only`.
    PL244 "block-not-in-system-message",
    summary: "a block that cannot stand in a system message",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["E012"],
    stage: Conversation,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, tag: Node<'_>) -> Diagnostic {
    let name = tag.as_str().unwrap_or_default();
    RULE.at(tag, format!("a block of type {} cannot stand in a system message", quoted(&name)))
        .label("not in a system message")
        .help("put it into a user message; a system message takes `text`, `tool_addition` and `tool_removal`")
        .response("E012", [])
        .uncertain_if(violation.doubtful)
}
