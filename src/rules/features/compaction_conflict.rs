use crate::mask::shown;
use crate::payload::{Payload, ToolChoice, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds what cannot be combined with a compaction request (`compaction: {"type": "summarize"}`):
    /// `context_management`, `stop_sequences`, `output_config.format`, a forced tool.
    ///
    /// ## Why the API refuses it
    ///
    /// The response is a summary of the conversation in its own format, not an assistant turn: its format is fixed, it
    /// cannot be stopped early, and it cannot call a tool.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "compaction": {"type": "summarize"}, "stop_sequences": ["END"],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "compaction": {"type": "summarize"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on compaction on demand. The text of the response was not seen.
    PL752 "compaction-conflict",
    summary: "something that cannot be combined with `compaction`",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/compaction-on-demand",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(compaction) = payload.requested_compaction() else { return };
    let fields = &payload.fields;
    let forced = payload.tool_choice().filter(ToolChoice::is_forced);
    let conflicts = [
        ("`context_management`", non_null(fields.context_management)),
        ("`stop_sequences`", non_null(fields.stop_sequences).filter(|list| !list.is_empty())),
        ("`output_config.format`", non_null(fields.output_config.and_then(|config| config.get("format")))),
        ("forced tool use", forced.map(|choice| choice.kind)),
    ];
    for (what, node) in conflicts {
        let Some(node) = node else { continue };
        sink.push(
            RULE.at(node, shown!("{what} cannot be combined with `compaction`", what))
                .label("not allowed in a compaction request")
                .related(compaction, "compaction is requested here")
                .help("remove it from this request; the next request can have it")
                .response_status(400, "invalid_request_error"),
        );
    }
}
