use crate::knowledge::Target;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `system` message at the start of `messages`.
    ///
    /// ## Why the API refuses it
    ///
    /// The system prompt belongs in the top-level `system` parameter. `system` messages are for instructions during the
    /// conversation, and only newer models support them. Other chat APIs expect the prompt in the first message, which
    /// is where this usually comes from.
    ///
    /// A `system` message without content that only sets `output_config` is accepted.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "system", "content": "Answer in French."},
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "system": "Answer in French.", "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E006, a live response of 2026-10-06 on claude-opus-5-5. Models without `system` messages respond differently;
    /// see `unsupported-system-message`. Every known model rejects it, so an unknown model name changes only the message;
    /// it is a warning if the receiver is not known either.
    PL310 "system-message-first",
    summary: "the first message has role `system`",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-06",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["E006"],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(run) = payload.system_runs().next() else { return };
    if !run.opens_conversation() || payload.continues_thread() {
        return;
    }
    let role = run.first.role_node();
    let context = payload.context;
    let is_known_model = context.model.facts.is_some();
    let diagnostic = RULE
        .at(role, "the first message must not have role `system`")
        .label("first message has role `system`")
        .help("move its text to the top-level `system` parameter: `\"system\": \"…\"` next to `messages`")
        // No model of the API accepts it. A model of another receiver may.
        .uncertain_if(!is_known_model && context.target == Target::Messages)
        .yields_to("unsupported-system-message", role);
    // The response depends on whether the model supports `system` messages.
    sink.push(if is_known_model {
        diagnostic.response("E006", [])
    } else {
        diagnostic.response_without_message("E006")
    });
}
