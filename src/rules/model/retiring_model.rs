use crate::finding::quoted;
use crate::knowledge::{Model, RetirementDates};
use crate::payload::{Context, Payload};
use crate::rules::{Check, Sink, rule};

use super::name_place;
use super::retired_model::successor;

rule! {
    /// ## What it does
    ///
    /// Finds a model whose announced retirement is near: within the sixty days of notice that are promised.
    ///
    /// ## Why the API refuses it
    ///
    /// It does not yet. From that day on, every request that names the model is answered with 404.
    ///
    /// ## Example
    ///
    /// ```json,fail,as-of=2026-11-24
    /// {"model": "claude-sonnet-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,as-of=2026-11-24
    /// {"model": "claude-sonnet-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The deprecations page: `claude-sonnet-4-5` retires on 2026-11-30. A date before which a model is promised not
    /// to retire is no announcement and is not told.
    PL504 "retiring-model",
    summary: "a model that will soon not be served any more",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/about-claude/model-deprecations",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let (Some(name), Some(model)) = (context.model.name.as_deref(), context.model.facts) else { return };
    let Some((days, retires)) = days_left(model, context).zip(model.retires) else { return };
    let help = match successor(context.knowledge.models(), model) {
        Some(next) => format!("move to `{}` before that day; from then on the answer is 404", next.id),
        None => "move to another model before that day; from then on the answer is 404".to_owned(),
    };
    let when = if days == 1 { "tomorrow".to_owned() } else { format!("in {days} days") };
    sink.push(
        RULE.at(name_place(payload), format!("{} retires {when}, on {retires}", quoted(name)))
            .label("soon retired")
            .help(help),
    );
}

/// The days to a retirement that is near enough to be told.
pub(super) fn days_left(model: &Model, context: &Context<'_>) -> Option<i32> {
    let days = context.date?.days_until(model.retires?);
    let notice = i32::try_from(context.knowledge.limits().value("retirement.warn_days")).ok()?;
    let is_ours = context.platform.retirement_dates == RetirementDates::Anthropic;
    (is_ours && (1..=notice).contains(&days)).then_some(days)
}
