use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `thinking` with a budget on a model that still supports it but for which `adaptive` is recommended.
    ///
    /// ## Why this matters
    ///
    /// This model accepts it, but all later models refuse it with 400: the request breaks when the model is upgraded.
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
    /// The release note of 2026-02-05 deprecates `budget_tokens` on Claude 4.6. The official SDKs warn about it, too.
    PL521 "deprecated-thinking-type",
    summary: "a deprecated `thinking.type`",
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
    if !thinking.kind.support(model).deprecated {
        return;
    }
    let kind = thinking.kind.as_str();
    sink.push(
        RULE.at(thinking.tag, shown!("`thinking.type: \"{kind}\"` is deprecated for `{}`", model.id, kind))
            .label("deprecated")
            .help("use `{\"type\": \"adaptive\"}`, and set the depth of thinking with `output_config.effort`"),
    );
}
