use crate::finding::Severity;
use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::{BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a conversation that starts with an `assistant` message, for targets that do not accept it.
    ///
    /// ## Why the API refuses it
    ///
    /// Usually the start of a long history was cut off. api.anthropic.com has accepted this since October 2024.
    /// Gateways and older deployments still reject it, so the rule is on for the default target `messages`. It is off
    /// for `anthropic` and `aws`, and for URLs on their hosts. For platforms of which this is unknown it is a warning.
    ///
    /// Not reported: a compaction in an `assistant` message before the first turn, and the messages of a continued
    /// thread.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "Hi!"},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E002. The Claude API dropped the rule on 2024-10-08 (release notes); live requests of 2026-09-10 were accepted
    /// on nine models. Bedrock's Converse API and gateways are documented as strict.
    PL303 "first-message-not-user",
    summary: "the first message has role `assistant`",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live response",
    since: "0.1.0",
    responses: ["E002"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let platform = payload.context.platform;
    if platform.merges_turns == Support::Yes || payload.continues_thread() {
        return;
    }
    let Some(first) = payload.messages().iter().find(|message| !message.is_directive()) else { return };
    let is_summary = first.blocks().next().is_some_and(|block| block.kind == BlockKind::Compaction);
    if first.role != Role::Assistant || is_summary {
        return;
    }
    let diagnostic = RULE
        .at(first.role_node(), "the first message must have role `user`")
        .label("first message has role `assistant`")
        .response("E002", []);
    sink.push(match platform.merges_turns {
        Support::Unknown => diagnostic
            .severity(Severity::Warning)
            .help(shown!("start with a `user` message; it is unknown whether {} accepts another", platform.name)),
        _ => diagnostic.help(
            "start with a `user` message, such as the task that was cut from the history; or set `target = \"anthropic\"` \
             (`--target anthropic`) if the request goes to api.anthropic.com, which accepts this",
        ),
    });
}
