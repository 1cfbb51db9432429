use crate::finding::quoted;
use crate::json::Node;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::tag;

rule! {
    /// ## What it does
    ///
    /// Finds a tool whose `type` does not exist: `function` of another API, a tool without its version, or a mistyped one.
    ///
    /// ## Why the API refuses it
    ///
    /// A tool of your own has no `type` (or `custom`); the tools that Anthropic defines are told apart by a `type` with a date.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "tools": [{"name": "get_weather", "description": "Weather of a city", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers in public threads (row E074 of the catalogue):
    /// `tools.{i}: Input tag 'function' found using 'type' does not match any of the expected tags: …`. A type that is merely
    /// newer than those this program knows is a warning.
    PL242 "unknown-tool-type",
    summary: "a tool of a type that the API does not know",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E074"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, tag: Node<'_>, context: &Context<'_>) -> Diagnostic {
    let name = tag.as_str().unwrap_or_default();
    let help = tag::help(violation, &name, context);
    let diagnostic =
        RULE.at(tag, format!("there is no tool type {}", quoted(&name))).label("unknown tool type").help(help);
    tag::answered(diagnostic, violation, &name)
}
