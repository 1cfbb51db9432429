use crate::knowledge::{Knowledge, Model, Support};
use crate::payload::{Payload, ThinkingType};
use crate::rules::{Check, Diagnostic, ResponsePath, Sink, rule};

use super::{is_weak, listed, refuses};

rule! {
    /// ## What it does
    ///
    /// Finds a `thinking.type` that the model does not take.
    ///
    /// ## Why the API refuses it
    ///
    /// Up to Claude 4.6 thinking has a budget (`enabled`); from 4.6 on the model decides (`adaptive`), and
    /// `output_config.effort` steers it. Newer models take no budget any more, and some cannot turn thinking off;
    /// `claude-sonnet-5-5` says `between_tools` for the least of it.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 16000, "thinking": {"type": "enabled", "budget_tokens": 8000},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 16000, "thinking": {"type": "disabled"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 16000, "thinking": {"type": "adaptive"}, "output_config": {"effort": "high"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 16000, "thinking": {"type": "between_tools"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The errors page and the thinking troubleshooting page have the texts (rows E097, E098, E099, E101, E149 of the
    /// catalogue); that of `claude-sonnet-5-5` was met live on 2026-10-01, -02 and -08.
    PL520 "thinking-type-not-supported",
    summary: "a `thinking.type` that the model does not take",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E097", "E098", "E099", "E101", "E149"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.thinking() else { return };
    let kind = thinking.kind.as_str();
    let Some((model, fact)) = refuses(payload, |model| fact_of(model, thinking.kind)) else { return };
    let taken = listed(taken(model).map(ThinkingType::as_str));
    let help = match thinking.kind {
        ThinkingType::Enabled if takes(model, ThinkingType::Adaptive) => {
            "use `{\"type\": \"adaptive\"}`, and `output_config.effort` to say how much".to_owned()
        }
        ThinkingType::Adaptive if takes(model, ThinkingType::Enabled) => {
            "use `{\"type\": \"enabled\", \"budget_tokens\": 4096}`, or leave `thinking` out to turn it off".to_owned()
        }
        ThinkingType::Disabled if takes(model, ThinkingType::BetweenTools) => {
            "use `{\"type\": \"between_tools\"}` for the least thinking".to_owned()
        }
        _ if taken.is_empty() => "leave `thinking` out: this model does not think".to_owned(),
        _ => format!("this model takes {taken}"),
    };
    let diagnostic = RULE
        .at(thinking.tag, format!("`{}` does not take thinking of type `{kind}`", model.id))
        .label("not for this model")
        .help(help)
        .uncertain_if(is_weak(model, fact));
    sink.push(answered(diagnostic, thinking.kind, model, payload.context.knowledge));
}

pub(in crate::rules) fn fact_of(model: &Model, kind: ThinkingType) -> &crate::knowledge::Fact {
    match kind {
        ThinkingType::Enabled => &model.thinking.enabled,
        ThinkingType::Adaptive => &model.thinking.adaptive,
        ThinkingType::Disabled => &model.thinking.disabled,
        ThinkingType::BetweenTools => &model.thinking.between_tools,
    }
}

fn takes(model: &Model, kind: ThinkingType) -> bool {
    fact_of(model, kind).value == Support::Yes
}

fn taken(model: &Model) -> impl Iterator<Item = ThinkingType> {
    ThinkingType::ALL.into_iter().filter(|kind| takes(model, *kind))
}

fn answered(diagnostic: Diagnostic, kind: ThinkingType, model: &Model, knowledge: &Knowledge) -> Diagnostic {
    match kind {
        ThinkingType::Enabled if takes(model, ThinkingType::Adaptive) => diagnostic.response("E097", []),
        // What the models before thinking answer was not seen.
        ThinkingType::Enabled => diagnostic.response_status(400, "invalid_request_error"),
        ThinkingType::Adaptive => diagnostic.response("E098", []),
        ThinkingType::BetweenTools => diagnostic.response("E101", []),
        ThinkingType::Disabled if takes(model, ThinkingType::BetweenTools) => diagnostic.response("E149", []),
        // A model that always thinks and yet takes a budget has a text of its own, the row's other wording.
        ThinkingType::Disabled if takes(model, ThinkingType::Enabled) => {
            let row = knowledge.responses().find("E099");
            match row.and_then(|row| row.wordings.first()) {
                Some(words) => diagnostic.response_text(&**words).response_path(ResponsePath::Given(String::new())),
                None => diagnostic.response("E099", []),
            }
        }
        ThinkingType::Disabled => diagnostic.response("E099", []),
    }
}
