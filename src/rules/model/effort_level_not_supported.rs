use crate::join::join_and;
use crate::json::Node;
use crate::knowledge::{Effort, Model};
use crate::mask::shown;
use crate::payload::model::{effort_level, is_inferred};
use crate::payload::{Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an `effort` level that the model does not support, in the top-level `output_config` or that of a system
    /// message. Models that do not support `effort` at all are the subject of `effort-not-supported`.
    ///
    /// ## Why the API refuses it
    ///
    /// All models with `effort` support `low`, `medium` and `high`; `max` was added with Claude 4.6 and `xhigh` with
    /// Opus 4.7. The API does not fall back to the nearest level.
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
    /// medium.` (E104; the list is in alphabetical order). Where the sources disagree about a level (`xhigh` of Claude
    /// Mythos Preview), this is a warning.
    PL531 "effort-level-not-supported",
    summary: "an `effort` level that the model does not support",
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
    let Some(levels) = model.efforts.as_ref() else { return };
    if levels.is_empty() || levels.len() == Effort::ALL.len() {
        return;
    }
    let system = payload.messages().iter().filter(|message| message.role == Role::System);
    let in_messages = system.filter_map(|message| message.node.get("output_config")?.get("effort"));
    for node in payload.effort().into_iter().chain(in_messages) {
        check_level(node, levels, model, sink);
    }
}

fn check_level(node: Node<'_>, levels: &[Effort], model: &Model, sink: &mut Sink) {
    let Some(level) = effort_level(node).filter(|level| !levels.contains(level)) else { return };
    let mut alphabetical: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
    alphabetical.sort_unstable();
    let supported = join_and(levels.iter().map(|level| shown!("`{level}`", level)));
    sink.push(
        RULE.at(node, shown!("`{}` does not support effort level `{level}`", model.id, level))
            .label("not supported by this model")
            .help(shown!("use one of {supported}", supported))
            .uncertain_if(is_inferred(model) || model.efforts_doubtful.contains(&level))
            .response("E104", [("level", level.to_string()), ("levels", alphabetical.join(", "))]),
    );
}
