use crate::join::join_and;
use crate::knowledge::{Model, Support};
use crate::mask::shown;
use crate::payload::model::is_uncertain;
use crate::payload::{Payload, ThinkingType};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `thinking.type` that the model does not support.
    ///
    /// ## Why the API refuses it
    ///
    /// Up to Claude 4.6, thinking has a budget (`enabled`). From 4.6 on, the model decides how much to think
    /// (`adaptive`), guided by `output_config.effort`. Newer models do not support a budget, and for some, thinking
    /// cannot be turned off: for `claude-sonnet-5-5`, the least thinking is `between_tools`.
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
    /// The errors page and the thinking troubleshooting page quote the messages (E097, E098, E099, E101, E149, H01).
    /// That of `claude-sonnet-5-5` was seen live on 2026-10-01, 2026-10-02 and 2026-10-08.
    PL520 "thinking-type-not-supported",
    summary: "a `thinking.type` that the model does not support",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E097", "E098", "E099", "E101", "E149", "H01"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(thinking) = payload.thinking() else { return };
    let Some((model, fact)) = payload.unsupported(|model| thinking.kind.support(model)) else { return };
    let kind = thinking.kind.as_str();
    let supported = join_and(supported(model).map(|kind| shown!("`{}`", kind.as_str())));
    let help = match thinking.kind {
        ThinkingType::Enabled if supports(model, ThinkingType::Adaptive) => {
            "use `{\"type\": \"adaptive\"}`, and set the depth of thinking with `output_config.effort`".into()
        }
        ThinkingType::Adaptive if supports(model, ThinkingType::Enabled) => {
            "use `{\"type\": \"enabled\", \"budget_tokens\": 4096}`, or remove `thinking` to turn it off".into()
        }
        ThinkingType::Disabled if supports(model, ThinkingType::BetweenTools) => {
            "use `{\"type\": \"between_tools\"}` for the least thinking".into()
        }
        _ if supported.is_empty() => "remove `thinking`: this model does not support it".into(),
        _ => shown!("use one of the types that this model supports: {supported}", supported),
    };
    let diagnostic = RULE
        .at(thinking.tag, shown!("`{}` does not support `thinking.type: \"{kind}\"`", model.id, kind))
        .label("not supported by this model")
        .help(help)
        .uncertain_if(is_uncertain(model, fact));
    sink.push(with_response(diagnostic, thinking.kind, model));
}

fn supports(model: &Model, kind: ThinkingType) -> bool {
    kind.support(model).value == Support::Yes
}

fn supported(model: &Model) -> impl Iterator<Item = ThinkingType> {
    ThinkingType::ALL.into_iter().filter(|kind| supports(model, *kind))
}

fn with_response(diagnostic: Diagnostic, kind: ThinkingType, model: &Model) -> Diagnostic {
    match kind {
        ThinkingType::Enabled if supports(model, ThinkingType::Adaptive) => diagnostic.response("E097", []),
        // The message for models without any thinking has not been seen.
        ThinkingType::Enabled => diagnostic.response_status(400, "invalid_request_error"),
        ThinkingType::Adaptive => diagnostic.response("E098", []),
        ThinkingType::BetweenTools => diagnostic.response("E101", []),
        ThinkingType::Disabled if supports(model, ThinkingType::BetweenTools) => diagnostic.response("E149", []),
        ThinkingType::Disabled if supports(model, ThinkingType::Enabled) => diagnostic.response("H01", []),
        ThinkingType::Disabled => diagnostic.response("E099", []),
    }
}
