use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::{effort_level, is_inferred};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an effort of `xhigh` or `max` in a request that turns thinking off, for a model on which it requires
    /// thinking.
    ///
    /// ## Why the API refuses it
    ///
    /// On these models, the highest effort levels require thinking. With `disabled` or `between_tools`, the highest
    /// level is `high`.
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
    /// The errors page; measured on `claude-sonnet-5-5` on 2026-10-01 (E102).
    PL532 "effort-with-thinking-off",
    summary: "an effort level that requires thinking, with thinking off",
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
    let Some(node) = payload.effort() else { return };
    let Some(thinking) = payload.thinking().filter(|thinking| !thinking.kind.is_on()) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let Some(highest) = model.effort_when_thinking_off_max else { return };
    let Some(level) = effort_level(node).filter(|level| *level > highest) else { return };
    let off = thinking.kind.as_str();
    sink.push(
        RULE.at(
            node,
            shown!("effort `{level}` cannot be combined with `thinking.type: \"{off}\"` on `{}`", model.id, level, off),
        )
        .label(shown!("at most `{highest}` with thinking off", highest))
        .related(thinking.tag, "thinking is off")
        .help(shown!("use effort `{highest}` or lower, or `thinking.type: \"adaptive\"`", highest))
        .uncertain_if(is_inferred(model))
        .response("E102", [("level", level.to_string())])
        .yields_to("thinking-type-not-supported", thinking.tag)
        .yields_to("effort-not-supported", node)
        .yields_to("effort-level-not-supported", node),
    );
}
