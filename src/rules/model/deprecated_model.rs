use crate::finding::quoted;
use crate::knowledge::Model;
use crate::mask::{Shown, shown};
use crate::payload::{Context, Payload};
use crate::rules::{Check, Sink, anchors, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a model that is deprecated and whose retirement date is distant or not announced yet.
    ///
    /// ## Why this matters
    ///
    /// The model is served until its retirement. `retiring-model` warns when that is near.
    ///
    /// ## Example
    ///
    /// ```json,fail,as-of=2026-11-24
    /// {"model": "claude-mythos-preview", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,as-of=2026-11-24
    /// {"model": "claude-mythos-5-2", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The deprecations page: `claude-mythos-preview` has been deprecated since 2026-06-09; its retirement date is to
    /// be announced.
    PL505 "deprecated-model",
    summary: "a deprecated model",
    severity: Info,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/about-claude/model-deprecations",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let (Some(name), Some(model)) = (context.model.name.as_deref(), context.model.facts) else { return };
    let Some(message) = own_date(name, model, context).or_else(|| deprecated(name, model, context)) else { return };
    let next = context.successor(model).map_or_else(|| "another model".into(), |next| shown!("`{}`", next.id));
    let has_retired = context.retirement(model).is_some_and(|(date, _)| context.has_come(date));
    let help = if has_retired {
        shown!("to record it again, use {next}", next)
    } else {
        shown!("plan to move to {next}", next)
    };
    let anchor = anchors::model_name(payload);
    sink.push(
        RULE.at(anchor.clone(), message)
            .label("deprecated")
            .help(help)
            .yields_to("retired-model", anchor.clone())
            .yields_to("retiring-model", anchor),
    );
}

/// The platform has announced a day of its own.
fn own_date(name: &str, model: &Model, context: &Context<'_>) -> Option<Shown> {
    let today = context.date?;
    let (date, _) = context.retirement(model).filter(|(_, own)| own.is_some())?;
    let verb = if date <= today { "retired" } else { "retires" };
    Some(shown!("{} {verb} on {} on {date}", quoted(name), context.platform.name, verb, date))
}

fn deprecated(name: &str, model: &Model, context: &Context<'_>) -> Option<Shown> {
    let since = model.deprecated_on?;
    let is_deprecated = context.date.is_some_and(|date| since <= date);
    if !is_deprecated || !context.has_known_retirement_dates() {
        return None;
    }
    let retirement = match model.retires {
        Some(date) if context.date.is_some_and(|day| date <= day) => shown!("it was retired on {date}", date),
        Some(date) if context.has_come(date) => shown!("it was retired on {date}, after this was recorded", date),
        Some(date) => shown!("it retires on {date}", date),
        None => "its retirement date is not announced yet".into(),
    };
    Some(shown!("{} has been deprecated since {since}; {retirement}", quoted(name), since, retirement))
}
