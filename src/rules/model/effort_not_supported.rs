use crate::knowledge::Model;
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_inferred;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `output_config.effort` for a model that does not support it.
    ///
    /// ## Why the API refuses it
    ///
    /// `effort` was added with Claude Opus 4.5. Sonnet 4.5, Haiku 4.5 and older models do not support it, and the API
    /// does not ignore unsupported parameters.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 1024, "output_config": {"effort": "low"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-5-5", "max_tokens": 1024, "output_config": {"effort": "low"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response: `This model does not support the effort parameter.` (E103).
    PL530 "effort-not-supported",
    summary: "`effort` for a model that does not support it",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/effort",
    since: "0.1.0",
    responses: ["E103"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(effort) = payload.effort() else { return };
    let Some(model) = payload.context.model.facts.filter(|model| lacks_effort(model)) else { return };
    let mut models = payload.context.knowledge.models().iter();
    let help = match models.find(|other| other.family == model.family && !lacks_effort(other)) {
        Some(other) => shown!("remove `effort`, or use `{}`", other.id),
        None => "remove `effort`".into(),
    };
    sink.push(
        RULE.at(effort, shown!("`{}` does not support `effort`", model.id))
            .label("not supported by this model")
            .help(help)
            .uncertain_if(is_inferred(model))
            .response("E103", [])
            // Some platforms do not know the field with such a model.
            .yields_to("unavailable-on-platform", effort),
    );
}

fn lacks_effort(model: &Model) -> bool {
    model.efforts.as_ref().is_some_and(Vec::is_empty)
}
