use crate::finding::quoted;
use crate::knowledge::{Model, Models, Status, Support};
use crate::payload::{Context, Payload};
use crate::rules::{Check, Sink, rule};

use super::name_place;

rule! {
    /// ## What it does
    ///
    /// Finds a model that is no longer served on the day on which the request is judged: today on the command line,
    /// the day of a recording, or the day the caller gives. Without a day nothing is said.
    ///
    /// ## Why the API refuses it
    ///
    /// After its retirement a model is as unknown as one that never was. Amazon Bedrock and Google Cloud set dates of
    /// their own, which are not in the table: nothing is said for them.
    ///
    /// ## Example
    ///
    /// ```json,fail,as-of=2026-11-24
    /// {"model": "claude-3-opus-20240229", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,as-of=2026-11-24
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The deprecations page has the dates. Recorded traffic, 2025-10 and 2026: 404 `not_found_error`,
    /// `model: claude-3-sonnet-20240229` (row E144 of the catalogue). On 2025-10-28, its last day, a model was recorded
    /// to answer still: on the day itself it is a warning.
    PL503 "retired-model",
    summary: "a model that is no longer served",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/about-claude/model-deprecations",
    since: "0.1.0",
    responses: ["E144", "F21"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let (Some(name), Some(model)) = (context.model.name.as_deref(), context.model.facts) else { return };
    let Some(retires) = model.retires.filter(|_| is_retired(model, context)) else { return };
    let help = match successor(context.knowledge.models(), model) {
        Some(next) => format!("move to a served model, such as `{}`", next.id),
        None => "move to a served model".to_owned(),
    };
    sink.push(
        RULE.at(name_place(payload), format!("{} was retired on {retires}", quoted(name)))
            .label("no longer served")
            .help(help)
            // On the day itself it depends on the hour.
            .uncertain_if(context.date == Some(retires))
            .response("E144", [("model", name.to_owned())]),
    );
}

/// Whether the model is known to be gone on the day of the request.
pub(in crate::rules) fn is_retired(model: &Model, context: &Context<'_>) -> bool {
    context.date.is_some_and(|date| model.is_retired(date, context.platform) == Support::Yes)
}

/// The newest served model of the same line; the table begins with the newest.
pub(super) fn successor<'k>(models: &'k Models, model: &Model) -> Option<&'k Model> {
    let is_served = |other: &&Model| matches!(other.status, Status::Active | Status::Legacy);
    models.iter().filter(is_served).find(|other| other.family == model.family)
}
