use crate::finding::Severity;
use crate::json::Node;
use crate::knowledge::{Date, FastModeState, Model};
use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_inferred;
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `speed: "fast"` for a model that does not support fast mode, no longer supports it, or is about to lose
    /// it.
    ///
    /// ## Why the API refuses it
    ///
    /// Only the newest large models have fast mode, and it ends some months after the next model is released. Opus 4.6
    /// silently runs at standard speed, which is reported as info; for all other models it is an error.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-sonnet-5-5", "max_tokens": 1024, "speed": "fast", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "speed": "fast", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The fast mode page of November 2026: Fable 5.2, Mythos 5.2, Opus 5.5, Opus 5, and Opus 4.8 until 2026-11-30;
    /// an error on Opus 4.7 since 2026-07-24 and on all others. Live response, 2026-09-23 (F64).
    PL550 "fast-mode-not-supported",
    summary: "`speed: \"fast\"` for a model without fast mode",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/fast-mode",
    since: "0.1.0",
    responses: ["F64"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(speed) = payload.fields.speed.filter(|speed| speed.is_str("fast")) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let date = payload.context.date;
    let has_started = |since: Option<Date>| since.is_none_or(|since| date.is_none_or(|date| since <= date));
    let mode = &model.fast_mode;
    let diagnostic = match (mode.value, mode.ends) {
        (FastModeState::No, _) if has_started(mode.since) => not_supported(speed, model, mode.since),
        (FastModeState::Ignored, _) if has_started(mode.since) => ignored(speed, model),
        (FastModeState::Yes, Some(ends)) => match date {
            Some(date) if ends <= date => not_supported(speed, model, Some(ends)),
            // A recording from before that day.
            Some(_) if payload.context.has_come(ends) => return,
            Some(_) => ends_soon(speed, model, ends),
            None => return,
        },
        _ => return,
    };
    sink.push(diagnostic.uncertain_if(is_inferred(model)).yields_to("unavailable-on-platform", speed));
}

fn not_supported(speed: Node<'_>, model: &Model, since: Option<Date>) -> Diagnostic {
    let diagnostic = RULE
        .at(speed, shown!("`{}` does not support fast mode", model.id))
        .label("not supported by this model")
        .help("remove `speed`, or use a model with fast mode")
        .response("F64", [("model", model.id.to_string())]);
    match since {
        Some(since) => diagnostic.since(since),
        None => diagnostic,
    }
}

fn ignored(speed: Node<'_>, model: &Model) -> Diagnostic {
    RULE.at(speed, shown!("`{}` ignores `speed` and runs at standard speed", model.id))
        .label("has no effect")
        .help("remove `speed`, or use a model with fast mode")
        .severity(Severity::Info)
}

fn ends_soon(speed: Node<'_>, model: &Model, ends: Date) -> Diagnostic {
    RULE.at(speed, shown!("fast mode of `{}` ends on {ends}", model.id, ends))
        .label(shown!("an error from {ends} on", ends))
        .help("remove `speed` before that date, or use a model with fast mode")
        .severity(Severity::Warning)
}
