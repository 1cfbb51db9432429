use crate::finding::Severity;
use crate::json::Node;
use crate::knowledge::{Date, FastModeState, Model};
use crate::payload::Payload;
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::is_inferred;

rule! {
    /// ## What it does
    ///
    /// Finds `speed: "fast"` on a model that has no fast mode, has lost it, or is about to lose it.
    ///
    /// ## Why the API refuses it
    ///
    /// Fast mode exists for the newest large models only, and ends some months after the next one. On Opus 4.6 the
    /// request runs at standard speed without a word, which is told as an info; everywhere else it is an error.
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
    /// an error on Opus 4.7 since 2026-07-24 and on all others. Live answer, 2026-09-23 (row F64 of the catalogue).
    PL550 "fast-mode-not-supported",
    summary: "`speed: \"fast\"` on a model without fast mode",
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
    // A platform without fast mode is told as such.
    if payload.context.platform.lacks("speed=fast").is_some() {
        return;
    }
    let date = payload.context.date;
    let has_changed = |since: Option<Date>| since.is_none_or(|since| date.is_none_or(|date| since <= date));
    let mode = &model.fast_mode;
    let diagnostic = match (mode.value, mode.ends) {
        (FastModeState::No, _) if has_changed(mode.since) => refused(speed, model),
        (FastModeState::Ignored, _) if has_changed(mode.since) => ignored(speed, model),
        (FastModeState::Yes, Some(ends)) => match date {
            Some(date) if ends <= date => refused(speed, model),
            Some(_) => ending(speed, model, ends),
            None => return,
        },
        _ => return,
    };
    sink.push(diagnostic.uncertain_if(is_inferred(model)));
}

fn refused(speed: Node<'_>, model: &Model) -> Diagnostic {
    RULE.at(speed, format!("`{}` has no fast mode", model.id))
        .label("not for this model")
        .help("remove `speed`, or move to a model with fast mode")
        .response("F64", [("model", model.id.to_string())])
}

fn ignored(speed: Node<'_>, model: &Model) -> Diagnostic {
    RULE.at(speed, format!("`{}` runs at standard speed whatever `speed` says", model.id))
        .label("has no effect")
        .help("remove `speed`, or move to a model with fast mode")
        .severity(Severity::Info)
}

fn ending(speed: Node<'_>, model: &Model, ends: Date) -> Diagnostic {
    RULE.at(speed, format!("the fast mode of `{}` ends on {ends}", model.id))
        .label("an error from that day on")
        .help("remove `speed` before that day, or move to a model with fast mode")
        .severity(Severity::Warning)
}
