use crate::finding::quoted;
use crate::json::Node;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;
use super::tag;

rule! {
    /// ## What it does
    ///
    /// Finds an object whose `type` is none of those that its place takes: of `thinking`, `tool_choice`, a source, an edit of
    /// the context.
    ///
    /// ## Why the API refuses it
    ///
    /// Such objects are told apart by their `type`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "thinking": {"type": "auto"}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "thinking": {"type": "adaptive"}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The same answer as for blocks and tools, seen in recorded traffic for sources (row F19 of the catalogue) and in a public
    /// project for `tool_choice` (row E055): `<path>: Input tag '…' found using 'type' does not match any of the expected
    /// tags: …`.
    PL243 "unknown-type",
    summary: "an object of a type that does not exist here",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E055", "F19"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, tag: Node<'_>, context: &Context<'_>) -> Diagnostic {
    let name = tag.as_str().unwrap_or_default();
    let help = tag::help(violation, &name, context);
    let diagnostic = RULE
        .at(tag, format!("{} has no type {}", phrasing::subject(violation), quoted(&name)))
        .label("unknown type")
        .help(help);
    tag::answered(diagnostic, violation, &name)
}
