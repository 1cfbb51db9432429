use crate::finding::Severity;
use crate::knowledge::Support;
use crate::mask::shown;
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
    /// hosts. For platforms of which this is unknown it is a warning, and so are the results of parallel calls in separate
    /// messages.
    ///
    /// Not reported: a response that continues after a pause, and a compaction before the first message.
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
    /// 2026-07-25 and 2026-09-10 were accepted. Gateways are documented as strict. Results in separate messages were refused
    /// by Bedrock Converse and by clients of it (public reports from 2025-12 to 2026-07).
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
        let pairs = || turn.messages.windows(2).filter(|pair| !is_paused(&pair[0]));
        let mut split_results = pairs().filter(|_| platform.merges_turns == Support::No);
        let other = pairs().find(|pair| !starts_with_result(&pair[1]));
        let Some(pair) = other.or_else(|| split_results.next()) else { continue };
        let are_split_results = other.is_none();
        let role = if turn.role == Role::User { "user" } else { "assistant" };
        let diagnostic = RULE
            .at(pair[1].role_node(), shown!("consecutive messages with role `{role}`", role))
            .label(shown!("follows another `{role}` message", role))
            .related(pair[0].role_node(), shown!("previous `{role}` message", role))
            .uncertain_if(are_split_results)
            .response("E001", [("role", role.to_owned())]);
        sink.push(match platform.merges_turns {
            Support::Unknown => diagnostic
                .severity(Severity::Warning)
                .help(shown!("merge them into one message; it is unknown whether {} does", platform.name)),
            _ if are_split_results => diagnostic.help(
                "send all `tool_result` blocks of a turn in one message; the Claude API merges consecutive messages, other \
                 receivers may not",
            ),
            _ => diagnostic.help(
                "merge them into one message, or set `target = \"anthropic\"` (`--target anthropic`) if the request goes to \
                 api.anthropic.com, which merges consecutive messages",
            ),
        });
    }
}

/// Whether the message starts with a tool result: the results of parallel calls are often sent one by one.
fn starts_with_result(message: &Message<'_>) -> bool {
    message.blocks().next().is_some_and(|block| block.kind == BlockKind::ToolResult)
}

/// Whether the next message continues the response in this one, in a form that clients send on purpose.
fn is_paused(message: &Message<'_>) -> bool {
    message.last_block().is_some_and(|block| {
        block.kind.is_server_call() || block.kind.is_server_result() || block.kind == BlockKind::Compaction
    })
}
