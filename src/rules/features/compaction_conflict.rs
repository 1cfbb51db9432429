use crate::json::Node;
use crate::knowledge::Endpoint;
use crate::payload::Payload;
use crate::rules::{Anchor, Check, Sink, rule};

use super::given;

rule! {
    /// ## What it does
    ///
    /// Finds what a request for a summary (`compaction: {"type": "summarize"}`) cannot have: `context_management`,
    /// `stop_sequences`, `output_config.format`, a forced tool.
    ///
    /// ## Why the API refuses it
    ///
    /// The answer is a summary of the conversation in a form of its own, not a turn: it can be neither shaped nor
    /// stopped, nor call a tool.
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
    /// The page on compaction on demand. The words of the answer were not seen.
    PL752 "compaction-conflict",
    summary: "something that does not go with `compaction`",
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
    let Some(compaction) = summary_asked(payload) else { return };
    let fields = &payload.fields;
    let format = fields.output_config.and_then(|config| config.get("format"));
    let choice = fields.tool_choice.and_then(|choice| choice.get("type"));
    let conflicts = [
        ("context_management", given(fields.context_management)),
        ("stop_sequences", given(fields.stop_sequences).filter(|list| !list.is_empty())),
        ("output_config.format", given(format)),
        ("a forced tool", choice.filter(|kind| kind.is_str("any") || kind.is_str("tool"))),
    ];
    for (what, node) in conflicts {
        let Some(node) = node else { continue };
        let what = if what.contains(' ') { what.to_owned() } else { format!("`{what}`") };
        sink.push(
            RULE.at(node, format!("{what} does not go with `compaction`"))
                .label("not in a request for a summary")
                .related(Anchor::from(compaction), "the summary is asked for here")
                .help("remove it from this request; it may stand in the next one")
                .response_status(400, "invalid_request_error"),
        );
    }
}

/// The field `compaction`, where it asks for a summary. `count_tokens` takes and ignores it.
pub(super) fn summary_asked<'a>(payload: &Payload<'a>) -> Option<Node<'a>> {
    let asks = |node: &Node<'_>| node.get("type").is_some_and(|kind| kind.is_str("summarize"));
    payload.fields.compaction.filter(asks).filter(|_| payload.context.endpoint != Endpoint::CountTokens)
}
