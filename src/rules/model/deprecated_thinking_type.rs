use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::thinking_type_not_supported::fact_of;

rule! {
    /// ## What it does
    ///
    /// Finds thinking with a budget on a model that still takes it and recommends `adaptive` instead.
    ///
    /// ## Why the API refuses it
    ///
    /// It does not on this model. All later models answer 400, so that the request breaks with the next model.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-4-6", "max_tokens": 16000, "thinking": {"type": "enabled", "budget_tokens": 8000},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-4-6", "max_tokens": 16000, "thinking": {"type": "adaptive"}, "output_config": {"effort": "high"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The release note of 2026-02-05 deprecates `budget_tokens` on Claude 4.6; the official SDKs warn as well.
    PL521 "deprecated-thinking-type",
    summary: "thinking with a budget where the model prefers `adaptive`",
    severity: Info,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/release-notes/overview",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.thinking() else { return };
    let Some(model) = payload.context.model.facts else { return };
    if !fact_of(model, thinking.kind).deprecated {
        return;
    }
    let kind = thinking.kind.as_str();
    sink.push(
        RULE.at(thinking.tag, format!("thinking of type `{kind}` is deprecated on `{}`", model.id))
            .label("deprecated")
            .help("use `{\"type\": \"adaptive\"}`, and `output_config.effort` to say how much"),
    );
}
