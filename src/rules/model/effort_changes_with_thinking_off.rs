use crate::json::Node;
use crate::knowledge::{Effort, Support};
use crate::mask::shown;
use crate::payload::model::{effort_level, is_inferred, is_uncertain};
use crate::payload::{Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a system message that changes the effort while thinking is off, on a model whose effort cannot change
    /// then.
    ///
    /// ## Why the API refuses it
    ///
    /// With `between_tools` on Sonnet 5.5 and `disabled` on Haiku 5.5, the effort must be the same in the whole
    /// conversation: that of the top-level `output_config`, or the model's default.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=mid-conversation-output-config-2026-07-01
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024, "thinking": {"type": "between_tools"},
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "content": "Be brief.", "output_config": {"effort": "low"}}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=mid-conversation-output-config-2026-07-01
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024, "thinking": {"type": "adaptive"},
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "content": "Be brief.", "output_config": {"effort": "low"}}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The errors page (E150).
    PL534 "effort-changes-with-thinking-off",
    summary: "an effort that changes during the conversation while thinking is off",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E150"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.thinking().filter(|thinking| !thinking.kind.is_on()) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let fixed = &model.effort_fixed_when_thinking_off;
    if fixed.value != Support::Yes {
        return;
    }
    let top_level = payload.effort().and_then(effort_level);
    let Some(before) = top_level.or(model.default_effort) else { return };
    // Only the first change is reported, as by the API.
    let Some((message, node, changed)) = first_change(payload, before) else { return };
    let values = [("i", message.index.to_string()), ("a", changed.to_string()), ("b", before.to_string())];
    sink.push(
        RULE.at(
            node,
            shown!(
                "message {} changes the effort from `{before}` to `{changed}` while thinking is off",
                message.index,
                before,
                changed
            ),
        )
        .label("cannot change here")
        .related(thinking.tag, "thinking is off")
        .help(shown!("keep `{before}`, or use `thinking.type: \"adaptive\"`", before))
        .uncertain_if(is_uncertain(model, fixed) || is_inferred(model))
        .response("E150", values)
        .yields_to("thinking-type-not-supported", thinking.tag),
    );
}

fn first_change<'p, 'a>(payload: &'p Payload<'a>, before: Effort) -> Option<(&'p Message<'a>, Node<'a>, Effort)> {
    let system = payload.messages().iter().filter(|message| message.role == Role::System);
    let mut levels = system.filter_map(|message| {
        let node = message.node.get("output_config")?.get("effort")?;
        Some((message, node, effort_level(node)?))
    });
    levels.find(|(_, _, level)| *level != before)
}
