use crate::finding::quoted;
use crate::join::join_with;
use crate::knowledge::{self, Confidence, FactStatus, Model, ModelTool, PlatformFact, Support};
use crate::mask::{Shown, shown};
use crate::payload::{Context, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds Anthropic-defined tools in a version that the model does not support, most often computer use.
    ///
    /// ## Why the API refuses it
    ///
    /// Each model is trained with certain versions of these tools. Newer models only support
    /// `computer_toolset_20260801`, older ones only a dated `computer_…` tool; on Amazon Bedrock, newer models still
    /// support the dated tool.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "computer_20251124", "name": "computer", "display_width_px": 1024, "display_height_px": 768}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "computer_toolset_20260801"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The errors page, and a live response of 2026-09-22 (E082). After `Did you mean one of` the response lists all
    /// types that the model supports, which are not completely known. On Microsoft Foundry and Claude Platform on AWS,
    /// newer models may still support the dated computer tool, so it is a warning there.
    PL420 "tool-not-on-model",
    summary: "an Anthropic-defined tool that the model does not support",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E082"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let Some(model) = context.model.facts else { return };
    let knowledge = context.knowledge;
    let rejected = payload.tools().iter().filter_map(|tool| {
        let facts = tool.facts(knowledge)?;
        let support = knowledge.tool_on_model(facts, model, context.target);
        Some((tool, facts)).filter(|_| support == Support::No)
    });
    let rejected: Vec<_> = rejected.collect();
    let types: Vec<_> = rejected.iter().filter_map(|(tool, _)| tool.tag()).collect();
    for (tool, facts) in &rejected {
        let Some(tag) = tool.tag_node else { continue };
        let diagnostic = RULE
            .at(tag, shown!("{} does not support tool type {}", quoted(&model.id), quoted(&facts.r#type)))
            .label("not supported by this model")
            .help(help(model, facts, context))
            .uncertain_if(facts.confidence.min(model.confidence) < Confidence::Documented)
            .uncertain_if(context.platform_tool(&facts.r#type).is_some_and(is_doubt))
            .response(
                "E082",
                [
                    ("model", model.id.to_string()),
                    ("types", types.join(", ")),
                    // Only the server knows the complete list.
                    ("supported", "...".into()),
                ],
            );
        sink.push(diagnostic);
    }
}

/// Whether the platform may differ from what the model supports on the Claude API.
fn is_doubt(fact: &PlatformFact) -> bool {
    matches!(fact.status, FactStatus::Accepted | FactStatus::Unknown)
}

fn help(model: &Model, facts: &knowledge::Tool, context: &Context<'_>) -> Shown {
    let (target, tools) = (context.target, context.knowledge.tools());
    let is_available = |tool: &&ModelTool| {
        let is_on_target = tool.only_on.is_empty() || tool.only_on.contains(&target);
        is_on_target && tools.find(&tool.r#type).is_none_or(|facts| facts.missing_on(target).is_none())
    };
    let supported = model.tools.get(&facts.family).into_iter().flatten().filter(is_available);
    match &supported.map(|tool| quoted(&tool.r#type)).collect::<Vec<_>>()[..] {
        [] => shown!("remove it, or use another model: this one does not support any {} tool", facts.family),
        supported => shown!("use {}; its fields and results may differ", join_with(" or ", supported)),
    }
}
