use crate::finding::quoted;
use crate::knowledge::RetirementDates;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::retired_model::{is_retired, successor};
use super::{name_place, retiring_model};

rule! {
    /// ## What it does
    ///
    /// Finds a model whose end is announced, with a date that is far or not set yet.
    ///
    /// ## Why the API refuses it
    ///
    /// It does not: the model is served until its retirement, which is told by `retiring-model` when it is near.
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
    /// The deprecations page: `claude-mythos-preview` is deprecated since 2026-06-09, its retirement to be announced.
    PL505 "deprecated-model",
    summary: "a model whose end is announced",
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
    let is_ours = context.platform.retirement_dates == RetirementDates::Anthropic;
    let has_begun = context.date.is_some_and(|date| since <= date);
    if !is_ours || !has_begun || is_retired(model, context) || retiring_model::days_left(model, context).is_some() {
        return;
    }
    let until = match model.retires {
        Some(retires) => format!("it retires on {retires}"),
        None => "its retirement is to be announced".to_owned(),
    };
    let help = successor(context.knowledge.models(), model)
        .map_or_else(|| "plan to move to another model".to_owned(), |next| format!("plan to move to `{}`", next.id));
    sink.push(
        RULE.at(name_place(payload), format!("{} is deprecated since {since}; {until}", quoted(name)))
            .label("deprecated")
            .help(help),
    );
}
