use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::system_run::{runs, takes_system_messages};

rule! {
    /// ## What it does
    ///
    /// Finds a `system` message that opens `messages`.
    ///
    /// ## Why the API refuses it
    ///
    /// The prompt that holds for the whole conversation belongs in the top-level `system` parameter. Messages of role
    /// `system` are for instructions on the way, and only newer models take them. Other chat APIs keep the prompt in
    /// the first message; that is where this mostly comes from.
    ///
    /// A system message that says nothing and only sets `output_config` may stand first.
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
    /// Row E006 of the catalogue, a live answer of 2026-10-06 on claude-opus-5-5. Models without mid-conversation
    /// system messages answer otherwise: see `unsupported-system-message`.
    PL310 "system-message-first",
    summary: "a `system` message opens the conversation",
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
    for run in runs(payload) {
        let opens = run.before.is_none() && run.said.index == 0 && !payload.continues_thread();
        if !opens || takes_system_messages(payload).is_surely_no() {
            continue;
        }
        sink.push(
            RULE.at(run.said.role_node(), "a `system` message opens the conversation")
                .label("the first message has role `system`")
                .help("move its text to the top-level `system` parameter: `\"system\": \"…\"` beside `messages`")
                .uncertain_if(payload.context.model.facts.is_none())
                .response("E006", []),
        );
    }
}
