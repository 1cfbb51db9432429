use crate::finding::Severity;
use crate::knowledge::Support;
use crate::payload::{BlockKind, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a conversation that the assistant begins, for targets that ask the user to.
    ///
    /// ## Why the API refuses it
    ///
    /// It mostly comes from cutting off the start of a long history. The first-party API accepts it since October
    /// 2024. Gateways and older deployments still refuse it, so the rule is on for the default target, `messages`; for
    /// `anthropic` and `aws`, or a url on their hosts, it is off, and where nobody knows it is a warning.
    ///
    /// A compaction stands in an assistant message of its own before the first turn, and the messages that continue a
    /// thread begin anywhere: both are left alone.
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
    /// Row E002 of the catalogue. The Claude API dropped the rule on 2024-10-08 (release notes); live answers of
    /// 2026-09-10 were 200 on nine models. Bedrock's Converse and gateways are on record as strict.
    PL303 "first-message-not-user",
    summary: "the conversation does not begin with the user",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live answer",
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
        .at(first.role_node(), "the conversation begins with the assistant")
        .label("the first message is not the user's")
        .response("E002", []);
    sink.push(match platform.merges_turns {
        Support::Unknown => diagnostic
            .severity(Severity::Warning)
            .help(format!("begin with a `user` message: it is not known whether {} takes another", platform.name)),
        _ => diagnostic.help(
            "begin with a `user` message, such as the task that the history has lost; the first-party API takes any: \
             `target = \"anthropic\"` (`--target anthropic`), or a url on its host, turns this rule off",
        ),
    });
}
