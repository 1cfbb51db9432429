use crate::finding::Severity;
use crate::knowledge::Support;
use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds consecutive messages with the same role, for targets that do not merge them.
    ///
    /// ## Why the API refuses it
    ///
    /// api.anthropic.com merges consecutive messages of one role into one turn. Gateways and older deployments still
    /// require that `user` and `assistant` alternate. The rule is on for the default target `messages`, which stands
    /// for any endpoint that implements the Messages API. It is off for `anthropic` and `aws`, and for URLs on their
    /// hosts. For platforms of which this is unknown it is a warning.
    ///
    /// Not reported: results of several tools in separate messages, a response that continues after a pause, and a
    /// compaction before the first message.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "user", "content": "How are you?"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello\n\nHow are you?"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E001. The Claude API has merged consecutive messages since 2024-10-08 (release notes); live requests of
    /// 2026-07-25 and 2026-09-10 were accepted. Gateways are documented as strict.
    PL302 "roles-not-alternating",
    summary: "two consecutive messages with the same role",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live response",
    since: "0.1.0",
    responses: ["E001"],
    stage: Conversation,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let platform = payload.context.platform;
    if platform.merges_turns == Support::Yes {
        return;
    }
    for turn in payload.turns().filter(|turn| matches!(turn.role, Role::User | Role::Assistant)) {
        let Some(pair) = turn.messages.windows(2).find(|pair| !continues(&pair[0], &pair[1])) else { continue };
        let role = if turn.role == Role::User { "user" } else { "assistant" };
        let diagnostic = RULE
            .at(pair[1].role_node(), format!("consecutive messages with role `{role}`"))
            .label(format!("follows another `{role}` message"))
            .related(pair[0].role_node(), format!("previous `{role}` message"))
            .response("E001", [("role", role.to_owned())]);
        sink.push(match platform.merges_turns {
            Support::Unknown => diagnostic
                .severity(Severity::Warning)
                .help(format!("merge them into one message; it is unknown whether {} does", platform.name)),
            _ => diagnostic.help(
                "merge them into one message, or set `target = \"anthropic\"` (`--target anthropic`) if the request goes to \
                 api.anthropic.com, which merges consecutive messages",
            ),
        });
    }
}

/// Whether the second message continues the turn of the first in a form that clients send on purpose.
fn continues(first: &Message<'_>, second: &Message<'_>) -> bool {
    let has_more_results = second.blocks().next().is_some_and(|block| block.kind == BlockKind::ToolResult);
    let is_paused = first.last_block().is_some_and(|block| {
        block.kind.is_server_call() || block.kind.is_server_result() || block.kind == BlockKind::Compaction
    });
    has_more_results || is_paused
}
