use crate::json::Node;
use crate::knowledge::{Effort, Support};
use crate::payload::{Message, Payload, Role};
use crate::rules::{Anchor, Check, Sink, rule};

use super::effort_not_supported::effort;
use super::thinking_type_not_supported::fact_of;
use super::{is_inferred, is_weak};

rule! {
    /// ## What it does
    ///
    /// Finds a system message that changes the effort while thinking is turned off, on a model that then has one
    /// effort for the whole conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// With `between_tools` on Sonnet 5.5 and `disabled` on Haiku 5.5 the effort is fixed: the top-level one, or the
    /// model's default when there is none.
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
    /// The errors page (row E150 of the catalogue).
    PL534 "effort-changes-with-thinking-off",
    summary: "an effort that changes in the conversation, with thinking turned off",
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
    if fixed.value != Support::Yes || fact_of(model, thinking.kind).value == Support::No {
        return;
    }
    let top = effort(payload).and_then(level);
    let Some(before) = top.or(model.default_effort) else { return };
    // What follows the first change is judged by it no more: the API names one.
    let Some((message, node, changed)) = first_change(payload, before) else { return };
    let diagnostic = RULE
        .at(
            node,
            format!(
                "message {} changes the effort from `{before}` to `{changed}`, with thinking turned off",
                message.index
            ),
        )
        .label("cannot change here")
        .related(Anchor::from(thinking.tag), "thinking is turned off here")
        .help(format!("keep `{before}`, or use thinking of type `adaptive`"))
        .uncertain_if(is_weak(model, fixed) || is_inferred(model))
        .response("E150", [("i", message.index.to_string()), ("a", changed.to_string()), ("b", before.to_string())]);
    sink.push(diagnostic);
}

fn first_change<'p, 'a>(payload: &'p Payload<'a>, before: Effort) -> Option<(&'p Message<'a>, Node<'a>, Effort)> {
    let system = payload.messages().iter().filter(|message| message.role == Role::System);
    let mut named = system.filter_map(|message| {
        let node = message.node.get("output_config")?.get("effort")?;
        Some((message, node, level(node)?))
    });
    named.find(|(_, _, level)| *level != before)
}

fn level(node: Node<'_>) -> Option<Effort> {
    node.as_str()?.parse().ok()
}
