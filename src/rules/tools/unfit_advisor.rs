use crate::finding::quoted;
use crate::join::join_with;
use crate::knowledge::{Confidence, Support};
use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an advisor tool whose `model` cannot advise the model of the request.
    ///
    /// ## Why the API refuses it
    ///
    /// An advisor must be at least as capable as the model that it advises. The page has a table of the allowed pairs.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "advisor_20260301", "name": "advisor", "model": "claude-sonnet-5"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "advisor_20260301", "name": "advisor", "model": "claude-fable-5"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on the advisor tool, table of October and November 2026. The response names the combination; its text
    /// was not seen. Pairs that the table does not cover are not reported.
    PL480 "unfit-advisor",
    summary: "the advisor model cannot advise the request's model",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::Tool(check),
}

fn check(tool: &Tool<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    if tool.facts(context.knowledge).is_none_or(|facts| *facts.family != *"advisor") {
        return;
    }
    let Some(place) = tool.get("model") else { return };
    let Some(executor) = context.model.facts else { return };
    let Some(advisor) = place.as_str().and_then(|name| context.knowledge.models().find(&name).model()) else { return };
    if executor.advised_by(&advisor.id) != Support::No {
        return;
    }
    let allowed = executor.advisors.iter().flatten().map(|id| quoted(id));
    let diagnostic = RULE
        .at(place, shown!("{} cannot be an advisor for {}", quoted(&advisor.id), quoted(&executor.id)))
        .label("not an allowed advisor")
        .help(shown!("use one of {}", join_with(", ", allowed)))
        .uncertain_if(executor.confidence < Confidence::Documented)
        .response_status(400, "invalid_request_error");
    sink.push(diagnostic);
}
