use crate::finding::Severity;
use crate::knowledge::BetaState;
use crate::request::Context;
use crate::rules::{Check, Place, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a name in `anthropic-beta` for a feature that has become generally available, whose name is deprecated, or that has ended.
    ///
    /// ## Why the API refuses it
    ///
    /// The API still accepts deprecated names, so this is only worth knowing; for an ended one it is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "prompt-caching-2024-07-31"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// State of each name: `schemas/betas.json`.
    PL818 "deprecated-beta",
    summary: "a beta that is no longer needed or no longer there",
    severity: Info,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/beta-headers",
    answers: [],
    stage: Never,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for header in context.head.headers.all("anthropic-beta") {
        for name in header.value.split(',').map(str::trim) {
            let Some(beta) = context.knowledge.betas().find(name) else { continue };
            let (what, severity) = match beta.state {
                BetaState::Ended => ("has ended", Severity::Warning),
                BetaState::Deprecated => ("is deprecated", Severity::Info),
                _ => continue,
            };
            let mut draft = RULE
                .at(Place::from(header), format!("the beta `{name}` {what}"))
                .label(format!("`{name}` {what}"))
                .severity(severity);
            draft = draft.help(match &beta.notes {
                Some(notes) => format!("leave it out: {notes}"),
                None => "leave it out".to_owned(),
            });
            sink.push(draft);
        }
    }
}
