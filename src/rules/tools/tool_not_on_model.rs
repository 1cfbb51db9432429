use crate::finding::quoted;
use crate::knowledge::{self, Confidence, Model, ModelTool, Support};
use crate::payload::{Context, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds tools that Anthropic defines, in a version that the model does not take: computer use above all.
    ///
    /// ## Why the API refuses it
    ///
    /// Each model is trained with certain versions of these tools. Newer models take `computer_toolset_20260801` alone, older ones
    /// only a dated `computer_…` tool; on Amazon Bedrock the dated tool stays.
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
    /// The errors page, and a live answer of 2026-09-22 (row E082 of the catalogue). What follows `Did you mean one of` is a list of
    /// all types that the model takes, which is not known in full.
    PL420 "tool-not-on-model",
    summary: "a tool of Anthropic that the model does not take",
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
    let refused = payload.tools().iter().filter_map(|tool| {
        let facts = tool.facts(knowledge)?;
        let support = knowledge.tool_on_model(facts, model, context.target);
        Some((tool, facts)).filter(|_| support == Support::No)
    });
    let refused: Vec<_> = refused.collect();
    if refused.is_empty() {
        return;
    }
    let types: Vec<_> = refused.iter().filter_map(|(tool, _)| tool.tag()).collect();
    for (tool, facts) in &refused {
        let Some(tag) = tool.tag_node else { continue };
        let diagnostic = RULE
            .at(tag, format!("{} does not take the tool type {}", quoted(&model.id), quoted(&facts.r#type)))
            .label("not for this model")
            .help(help(model, facts, context))
            .uncertain_if(facts.confidence.min(model.confidence) < Confidence::Documented)
            .response(
                "E082",
                [
                    ("model", model.id.to_string()),
                    ("types", types.join(", ")),
                    // The list is the server's.
                    ("supported", "...".to_owned()),
                ],
            );
        sink.push(diagnostic);
    }
}

fn help(model: &Model, facts: &knowledge::Tool, context: &Context<'_>) -> String {
    let (target, tools) = (context.target, context.knowledge.tools());
    let is_there = |tool: &&ModelTool| {
        let taken = tool.only_on.is_empty() || tool.only_on.contains(&target);
        taken && tools.find(&tool.r#type).is_none_or(|facts| facts.missing_on(target).is_none())
    };
    let taken = model.tools.get(&facts.family).into_iter().flatten().filter(is_there);
    match &taken.map(|tool| quoted(&tool.r#type)).collect::<Vec<_>>()[..] {
        [] => format!("leave it out, or use another model: this one takes no {} tool", facts.family),
        taken => format!("use {}; its fields and results may differ", taken.join(" or ")),
    }
}
