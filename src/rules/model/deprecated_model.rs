use crate::finding::quoted;
use crate::payload::Payload;
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
    let Some(since) = model.deprecated_on else { return };
    let is_deprecated = context.date.is_some_and(|date| since <= date);
    if !is_deprecated || !context.has_known_retirement_dates() {
        return;
    }
    let retirement = match model.retires {
        Some(date) if context.date.is_some_and(|day| date <= day) => format!("it was retired on {date}"),
        Some(date) if context.has_come(date) => format!("it was retired on {date}, after this was recorded"),
        Some(date) => format!("it retires on {date}"),
        None => "its retirement date is not announced yet".to_owned(),
    };
    let next = context.successor(model).map_or_else(|| "another model".to_owned(), |next| format!("`{}`", next.id));
    let help = match model.retires.is_some_and(|date| context.has_come(date)) {
        true => format!("to record it again, use {next}"),
        false => format!("plan to move to {next}"),
    };
    let anchor = anchors::model_name(payload);
    sink.push(
        RULE.at(anchor.clone(), format!("{} has been deprecated since {since}; {retirement}", quoted(name)))
            .label("deprecated")
            .help(help)
            .yields_to("retired-model", anchor.clone())
            .yields_to("retiring-model", anchor),
    );
}
