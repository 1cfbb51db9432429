use crate::json::Node;
use crate::knowledge::Model;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::{is_inferred, listed};

rule! {
    /// ## What it does
    ///
    /// Finds `output_config.effort` on a model that has no effort.
    ///
    /// ## Why the API refuses it
    ///
    /// Effort came with Claude Opus 4.5. Sonnet 4.5, Haiku 4.5 and older models do not know it, and the API does not
    /// ignore what it does not know.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 1024, "output_config": {"effort": "low"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-5-5", "max_tokens": 1024, "output_config": {"effort": "low"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer: `This model does not support the effort parameter.` (row E103 of the catalogue).
    PL530 "effort-not-supported",
    summary: "`effort` on a model that has none",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/effort",
    since: "0.1.0",
    responses: ["E103"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(effort) = effort(payload) else { return };
    let Some(model) = payload.context.model.facts.filter(|model| has_no_effort(model)) else { return };
    let others = payload.context.knowledge.models().iter();
    let next = others.filter(|other| other.family == model.family && !has_no_effort(other)).map(|other| &*other.id);
    let next: Vec<&str> = next.take(1).collect();
    let alternative = if next.is_empty() { String::new() } else { format!(", or move to {}", listed(next)) };
    sink.push(
        RULE.at(effort, format!("`{}` has no `effort`", model.id))
            .label("not for this model")
            .help(format!("remove `effort`{alternative}"))
            .uncertain_if(is_inferred(model))
            .response("E103", []),
    );
}

/// The effort that the request names.
pub(super) fn effort<'a>(payload: &Payload<'a>) -> Option<Node<'a>> {
    payload.fields.output_config?.get("effort").filter(Node::is_string)
}

fn has_no_effort(model: &Model) -> bool {
    model.efforts.as_ref().is_some_and(Vec::is_empty)
}
