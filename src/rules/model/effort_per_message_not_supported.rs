use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::model::is_uncertain;
use crate::payload::{Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `output_config.effort` on a system message, for a model whose effort cannot change during a conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// Effort per turn was added with Opus 5 and Fable 5.1. Sonnet 5, Fable 5 and older models have one effort for the
    /// whole request.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=mid-conversation-output-config-2026-07-01
    /// {
    ///   "model": "claude-opus-4-8", "max_tokens": 1024,
    ///   "messages": [
    ///     {"role": "user", "content": "Hello"},
    ///     {"role": "system", "content": "Be brief.", "output_config": {"effort": "low"}}
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-4-8", "max_tokens": 1024, "output_config": {"effort": "low"},
    ///   "messages": [{"role": "user", "content": "Hello"}, {"role": "system", "content": "Be brief."}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The effort page: `output_config.effort requires a model that supports per-turn effort; this model does not`
    /// (E105).
    PL533 "effort-per-message-not-supported",
    summary: "`effort` on a message, for a model with one effort per request",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/effort",
    since: "0.1.0",
    responses: ["E105"],
    stage: Model,
    check: Check::Message(check),
}

fn check(message: &Message<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    if message.role != Role::System {
        return;
    }
    let effort = message.node.get("output_config").and_then(|config| config.get("effort"));
    let Some(effort) = effort.filter(|effort| effort.is_string()) else { return };
    let Some((model, fact)) = payload.unsupported(|model| &model.per_message_effort) else { return };
    let diagnostic = RULE
        .at(effort, shown!("`{}` does not support changing the effort during a conversation", model.id))
        .label("not supported by this model")
        .help("set the effort once, in the top-level `output_config`")
        .uncertain_if(is_uncertain(model, fact))
        .response("E105", []);
    // Without its beta, the field itself is not supported. One diagnostic covers all fields of a missing beta.
    let betas = payload.context.knowledge.betas().unlocking("messages[].output_config");
    let lacks_beta = payload.context.any_beta(betas.map(|beta| &*beta.value)) == Support::No;
    sink.push(if lacks_beta { diagnostic.yields_to_any("beta-field-without-header") } else { diagnostic });
}
