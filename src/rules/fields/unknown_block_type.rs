use crate::finding::quoted;
use crate::json::Node;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::tag;

rule! {
    /// ## What it does
    ///
    /// Finds a content block whose `type` does not exist, or not at this place: of another API (`image_url`, `input_text`), of
    /// the Model Context Protocol (`audio`, `resource`), or one that cannot stand inside a tool result.
    ///
    /// ## Why the API refuses it
    ///
    /// Blocks are told apart by their `type`; each place has its own list.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers in public threads (rows E035 and E036 of the catalogue):
    /// `messages.{i}.content.{j}: Input tag '…' found using 'type' does not match any of the expected tags: …`. The list at its
    /// end grows with the API; blocks that need a beta are left out of it.
    PL241 "unknown-block-type",
    summary: "a content block of a type that the API does not know here",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E035", "E036"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, tag: Node<'_>, context: &Context<'_>) -> Diagnostic {
    let name = tag.as_str().unwrap_or_default();
    let place = match violation.answer {
        Some("E036") => "inside a `tool_result`",
        Some("E012") => "in a system message",
        _ => "here",
    };
    let help = tag::help(violation, &name, context);
    tag::answered(
        RULE.at(tag, format!("there is no block of type {} {place}", quoted(&name))).label("unknown type").help(help),
        violation,
        &name,
    )
}
