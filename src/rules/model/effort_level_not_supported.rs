use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::{Effort, Model};
use crate::payload::{Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::{effort_not_supported::effort, is_inferred};

rule! {
    /// ## What it does
    ///
    /// Finds a level of `effort` that the model does not have, in `output_config` or on a system message.
    ///
    /// ## Why the API refuses it
    ///
    /// `low`, `medium` and `high` are common to all models with effort; `max` came with Claude 4.6 and `xhigh` with
    /// Opus 4.7. A level is not rounded to the next one.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-4-6", "max_tokens": 1024, "output_config": {"effort": "xhigh"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-4-6", "max_tokens": 1024, "output_config": {"effort": "max"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2026: `This model does not support effort level 'xhigh'. Supported levels: high, low, max,
    /// medium.` (row E104 of the catalogue; the list is alphabetical).
    PL531 "effort-level-not-supported",
    summary: "a level of `effort` that the model does not have",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/effort",
    since: "0.1.0",
    responses: ["E104", "F12"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts else { return };
    let Some(levels) = model.efforts.as_ref().filter(|levels| levels.len() < Effort::ALL.len()) else { return };
    if levels.is_empty() {
        return;
    }
    let of_messages = payload.messages().iter().filter(|message| message.role == Role::System);
    let of_messages = of_messages.filter_map(|message| message.node.get("output_config")?.get("effort"));
    for node in effort(payload).into_iter().chain(of_messages) {
        check_level(node, levels, model, sink);
    }
}

fn check_level(node: Node<'_>, levels: &[Effort], model: &Model, sink: &mut Sink) {
    // A word that is no level at all is told by the schema.
    let Some(level) = node.as_str().and_then(|word| word.parse::<Effort>().ok()) else { return };
    if levels.contains(&level) {
        return;
    }
    let mut alphabetical: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
    alphabetical.sort_unstable();
    let highest = levels.iter().max().map_or("high", |level| level.as_str());
    sink.push(
        RULE.at(node, format!("`{}` has no effort level {}", model.id, quoted(level.as_str())))
            .label("no such level here")
            .help(format!(
                "use one of {}; the highest is `{highest}`",
                super::listed(levels.iter().map(|level| level.as_str()))
            ))
            .uncertain_if(is_inferred(model))
            .response("E104", [("level", level.to_string()), ("levels", alphabetical.join(", "))]),
    );
}
