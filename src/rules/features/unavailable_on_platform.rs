use crate::finding::Severity;
use crate::json::Node;
use crate::knowledge::{Confidence, Gap};
use crate::payload::{Payload, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a field, or a value of one, that the platform does not support: for example `mcp_servers`, `container`,
    /// `fallbacks`, `inference_geo` or fast mode on Amazon Bedrock. For tools see PL421, for the sources of images and
    /// documents PL632.
    ///
    /// ## Why the API refuses it
    ///
    /// Each platform supports a part of the Claude API and rejects what it does not know. It is an error if a page says
    /// so, and an info if it depends on how the platform is set up (Microsoft Foundry hosted on Azure).
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
    /// The page of each platform. For a field, the response is that for any unknown field (E062), which was also seen
    /// on platforms.
    PL790 "unavailable-on-platform",
    summary: "something that is not available on the platform",
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
        .at(node, format!("{platform} does not support `{what}`{note}"))
        .severity(severity)
        .label("not available on this platform")
        .help("remove it, or use a platform that supports it");
    sink.push(match gap.what.contains('=') {
        true => diagnostic.response_status(400, "invalid_request_error"),
        false => diagnostic.response("E062", [("beta_field", gap.what.to_string())]),
    });
}

/// The value that a gap describes: `a`, `a.b`, `a=value`, or `tools[].a=value` for an item of a tool's list. Gaps of
/// media sources (`source.…`) belong to another rule.
fn find<'a>(payload: &Payload<'a>, what: &str) -> Option<Node<'a>> {
    let (path, value) = what.split_once('=').map_or((what, None), |(path, value)| (path, Some(value)));
    if let Some(name) = path.strip_prefix("tools[].") {
        let mut items = payload.tools().iter().filter_map(|tool| tool.get(name)).flat_map(|list| list.items());
        // The value covers all its versions: `code_execution_20250825`.
        return items.find(|item| item.as_str().is_some_and(|item| item.starts_with(value.unwrap_or(""))));
    }
    if path.starts_with("source.") {
        return None;
    }
    let node = non_null(path.split('.').try_fold(payload.body, |node, name| node.get(name)))?;
    value.is_none_or(|value| node.is_str(value)).then_some(node)
}
