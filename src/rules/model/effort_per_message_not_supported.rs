use crate::knowledge::Support;
use crate::payload::{Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

use super::{is_weak, refuses};

rule! {
    /// ## What it does
    ///
    /// Finds `output_config.effort` on a system message, for a model whose effort cannot change in the middle of the
    /// conversation.
    ///
    /// ## Why the API refuses it
    ///
    /// Effort by turn came with Opus 5 and Fable 5.1; Sonnet 5, Fable 5 and older models take one effort for the whole
    /// request.
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
    /// (row E105 of the catalogue).
    PL533 "effort-per-message-not-supported",
    summary: "an effort on a message, for a model with one effort a request",
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
    let Some(effort) = message.node.get("output_config").and_then(|config| config.get("effort")) else { return };
    let Some((model, fact)) = refuses(payload, |model| &model.per_message_effort) else { return };
    // Without its beta the field is unknown, which is told as such.
    let betas = payload.context.knowledge.betas().unlocking("messages[].output_config");
    let has_no_beta = payload.context.any_beta(betas.map(|beta| &*beta.value)) == Support::No;
    if has_no_beta || !effort.is_string() {
        return;
    }
    sink.push(
        RULE.at(effort, format!("the effort of `{}` cannot change within a request", model.id))
            .label("not for this model")
            .help("say the effort once, in the top-level `output_config`")
            .uncertain_if(is_weak(model, fact))
            .response("E105", []),
    );
}
