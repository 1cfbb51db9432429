use crate::knowledge::BetaState;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a name in `anthropic-beta` that is deprecated: its feature needs no header any more, or has a newer name. (One
    /// that has ended is PL561.)
    ///
    /// ## Why the API refuses it
    ///
    /// It does not: the API still accepts these names. SDKs of the future may drop them.
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
    summary: "a beta that is no longer needed",
    severity: Info,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/beta-headers",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for header in context.head.headers.all("anthropic-beta") {
        for name in header.value.split(',').map(str::trim) {
            let Some(beta) = context.knowledge.betas().find(name) else { continue };
            if beta.state != BetaState::Deprecated {
                continue;
            }
            let mut diagnostic = RULE
                .at(Anchor::from(header), format!("the beta `{name}` is deprecated"))
                .label(format!("`{name}` is deprecated"));
            diagnostic = diagnostic.help(match &beta.notes {
                Some(notes) => format!("leave it out: {notes}"),
                None => "leave it out".to_owned(),
            });
            sink.push(diagnostic);
        }
    }
}
