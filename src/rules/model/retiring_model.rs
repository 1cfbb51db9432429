use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, anchors, platform, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a model whose announced retirement is at most sixty days away, which is the promised notice period. For a
    /// recording, that is counted from its date; it is not reported once the day has come.
    ///
    /// ## Why this matters
    ///
    /// From that day on, every request to the model fails with 404.
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
    /// to retire is not an announcement, so it is not reported.
    PL504 "retiring-model",
    summary: "a model that retires soon",
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
    let Some(days) = context.days_to_retirement(model) else { return };
    let Some((retires, own)) = context.retirement(model) else { return };
    let next = match context.successor(model) {
        Some(next) => shown!("`{}`", next.id),
        None => "another model".into(),
    };
    let when = if days == 1 { "tomorrow".into() } else { shown!("in {days} days", days) };
    let on_platform = own.map(|_| shown!(" on {}", context.platform.name)).unwrap_or_default();
    let message = shown!("{} retires{on_platform} {when}, on {retires}", quoted(name), on_platform, when, retires);
    sink.push(
        RULE.at(anchors::model_name(payload), message)
            .evidence(own.and_then(platform::retirement_evidence))
            .label("retires soon")
            .help(shown!("move to {next} before that day; requests fail with 404 from then on", next)),
    );
}
