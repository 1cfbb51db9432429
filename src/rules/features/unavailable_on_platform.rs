use crate::finding::Severity;
use crate::json::Node;
use crate::knowledge::{Confidence, Gap};
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::given;

rule! {
    /// ## What it does
    ///
    /// Finds a field, or a value of one, that the receiving platform does not have: `mcp_servers`, `container`,
    /// `fallbacks`, `inference_geo` or fast mode on Amazon Bedrock, and the like. (Tools and the sources of images and
    /// documents are told by rules of their own.)
    ///
    /// ## Why the API refuses it
    ///
    /// Each platform offers a part of the Claude API, and refuses what it does not know. Where a page says so it is an
    /// error; where it depends on how the platform is set up (Microsoft Foundry hosted on Azure) an info.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=bedrock
    /// {
    ///   "model": "anthropic.claude-opus-5-5", "max_tokens": 1024, "inference_geo": "us",
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,target=bedrock
    /// {
    ///   "model": "anthropic.claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page of each platform. For a field, the words are those of any field that is not known (row E062 of the
    /// catalogue, which was met on platforms too).
    PL790 "unavailable-on-platform",
    summary: "something that the receiving platform does not have",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-in-amazon-bedrock",
    since: "0.1.0",
    responses: ["E062"],
    stage: UnknownFields,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for gap in &payload.context.platform.unavailable {
        if let Some(node) = find(payload, &gap.what) {
            push(node, gap, payload, sink);
        }
    }
}

fn push(node: Node<'_>, gap: &Gap, payload: &Payload<'_>, sink: &mut Sink) {
    let severity = match gap.confidence {
        Confidence::Documented | Confidence::Observed => Severity::Error,
        Confidence::Inferred => Severity::Info,
    };
    let platform = &payload.context.platform.name;
    let what = gap.what.replace('=', ": ");
    let note = gap.note.as_deref().map(|note| format!(" ({note})")).unwrap_or_default();
    let diagnostic = RULE
        .at(node, format!("{platform} does not have `{what}`{note}"))
        .severity(severity)
        .label("not on this platform")
        .help("remove it, or send the request to a platform that has it");
    sink.push(match gap.what.contains('=') {
        true => diagnostic.response_status(400, "invalid_request_error"),
        false => diagnostic.response("E062", [("beta_field", gap.what.to_string())]),
    });
}

/// The value that a gap names: `a`, `a.b`, `a=value`, or `tools[].a=value` for a list of a tool. Sources belong to a
/// rule about media.
fn find<'a>(payload: &Payload<'a>, what: &str) -> Option<Node<'a>> {
    let (path, value) = what.split_once('=').map_or((what, None), |(path, value)| (path, Some(value)));
    if let Some(name) = path.strip_prefix("tools[].") {
        let items = payload.tools().iter().filter_map(|tool| tool.get(name)).flat_map(|list| list.items());
        // A value of a list stands for all its versions: `code_execution_20250825`.
        return items.into_iter().find(|item| item.as_str().is_some_and(|item| item.starts_with(value.unwrap_or(""))));
    }
    if path.starts_with("source.") {
        return None;
    }
    let node = given(path.split('.').try_fold(payload.body, |node, name| node.get(name)))?;
    value.is_none_or(|value| node.is_str(value)).then_some(node)
}
