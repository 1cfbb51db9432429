use crate::finding::Severity;
use crate::knowledge::Support;
use crate::payload::{BlockKind, Message, Payload, Role};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds two turns in a row that have the same role, for targets that do not merge them.
    ///
    /// ## Why the API refuses it
    ///
    /// The first-party API reads consecutive messages of one role as one turn. Gateways and older deployments still
    /// ask for `user` and `assistant` in turn. The default target, `messages`, stands for any endpoint that speaks the
    /// Messages API, so the rule is on; for `anthropic` and `aws`, or a url on their hosts, it is off, and where
    /// nobody knows it is a warning.
    ///
    /// Left alone: results of several tools in messages of their own, an answer that goes on after a pause, and a
    /// compaction before the first turn.
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
    /// Row E001 of the catalogue. The Claude API has merged such turns since 2024-10-08 (release notes); live answers
    /// of 2026-07-25 and 2026-09-10 were 200. Gateways are on record as strict.
    PL302 "roles-not-alternating",
    summary: "two turns of one role in a row",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "live answer",
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
        let Some(pair) = turn.messages.windows(2).find(|pair| !goes_on(&pair[0], &pair[1])) else { continue };
        let role = if turn.role == Role::User { "user" } else { "assistant" };
        let diagnostic = RULE
            .at(pair[1].role_node(), format!("two `{role}` messages in a row"))
            .label(format!("follows another `{role}` message"))
            .related(pair[0].role_node(), format!("the `{role}` message before it"))
            .response("E001", [("role", role.to_owned())]);
        sink.push(match platform.merges_turns {
            Support::Unknown => diagnostic
                .severity(Severity::Warning)
                .help(format!("merge them into one message: it is not known whether {} does", platform.name)),
            _ => diagnostic.help(
                "merge them into one message; the first-party API merges turns itself: `target = \"anthropic\"` (`--target anthropic`), or a url \
                 on its host, turns this rule off",
            ),
        });
    }
}

/// Whether the second message carries on the first one's turn in a form that clients send on purpose.
fn goes_on(first: &Message<'_>, second: &Message<'_>) -> bool {
    let more_results = second.blocks().next().is_some_and(|block| block.kind == BlockKind::ToolResult);
    let paused = first.last_block().is_some_and(|block| {
        block.kind.is_server_call() || block.kind.is_server_result() || block.kind == BlockKind::Compaction
    });
    more_results || paused
}
