use crate::knowledge::{Effort, Support};
use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

use super::effort_not_supported::effort;
use super::is_inferred;
use super::thinking_type_not_supported::fact_of;

rule! {
    /// ## What it does
    ///
    /// Finds an effort of `xhigh` or `max` in a request that turns thinking off, on a model that needs thinking for
    /// it.
    ///
    /// ## Why the API refuses it
    ///
    /// On these models the highest efforts consist of thinking. With `disabled` or `between_tools` they go up to
    /// `high`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-5-5", "max_tokens": 1024, "thinking": {"type": "disabled"},
    ///   "output_config": {"effort": "max"}, "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-5-5", "max_tokens": 1024, "thinking": {"type": "adaptive"},
    ///   "output_config": {"effort": "max"}, "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The errors page; measured on `claude-sonnet-5-5` on 2026-10-01 (row E102 of the catalogue).
    PL532 "effort-with-thinking-off",
    summary: "an effort that needs thinking, with thinking turned off",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E102"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(node) = effort(payload) else { return };
    let Some(thinking) = payload.thinking().filter(|thinking| !thinking.kind.is_on()) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let Some(highest) = model.effort_when_thinking_off_max else { return };
    let Some(level) = node.as_str().and_then(|word| word.parse::<Effort>().ok()) else { return };
    // A thinking type or a level that the model does not take at all is told as such.
    let is_told_elsewhere = fact_of(model, thinking.kind).value == Support::No
        || model.efforts.as_ref().is_some_and(|levels| !levels.contains(&level));
    if level <= highest || is_told_elsewhere {
        return;
    }
    let off = thinking.kind.as_str();
    sink.push(
        RULE.at(node, format!("effort `{level}` does not go with thinking of type `{off}` on `{}`", model.id))
            .label(format!("at most `{highest}` with thinking off"))
            .related(Anchor::from(thinking.tag), "thinking is turned off here")
            .help(format!("use effort `{highest}` or below, or thinking of type `adaptive`"))
            .uncertain_if(is_inferred(model))
            .response("E102", [("level", level.to_string())]),
    );
}
