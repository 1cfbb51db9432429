use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an advisor tool whose `max_tokens` is above the output limit of the advisor's model.
    ///
    /// ## Why the API refuses it
    ///
    /// The advisor is a model with an output limit of its own.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "advisor_20260301", "name": "advisor", "model": "claude-opus-5", "max_tokens": 200000}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "advisor_20260301", "name": "advisor", "model": "claude-opus-5", "max_tokens": 2048}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the advisor tool. The text of the response was not seen.
    PL481 "advisor-max-tokens",
    summary: "`max_tokens` of an advisor exceeds its model's output limit",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-08",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let knowledge = payload.context.knowledge;
    if tool.facts(knowledge).is_none_or(|facts| *facts.family != *"advisor") {
        return;
    }
    let advisor = tool.str("model");
    let Some(advisor) = advisor.as_deref().and_then(|name| knowledge.models().find(name).model()) else { return };
    let Some(value) = tool.get("max_tokens") else { return };
    let (Some(wanted), Some(limit)) = (value.as_saturated_u64(), advisor.max_output) else { return };
    if wanted > limit {
        let diagnostic = RULE
            .at(
                value,
                shown!("`max_tokens` exceeds the output limit of advisor {} ({limit})", quoted(&advisor.id), limit),
            )
            .label(shown!("more than {limit}", limit))
            .help(shown!("use {limit} or less", limit))
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}
