use crate::knowledge::BetaState;
use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::rules::{Check, Sink, anchors, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a deprecated name in `anthropic-beta`: its feature no longer requires a beta, or has a newer one. For
    /// betas that have ended, see `ended-beta`.
    ///
    /// ## Why this matters
    ///
    /// The API still accepts these names, but future SDKs may not have them.
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
    /// The state of each beta is in `schemas/betas.json`.
    PL818 "deprecated-beta",
    summary: "a deprecated beta",
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
    for name in &context.betas {
        let beta = context.knowledge.betas().find(name);
        let Some(beta) = beta.filter(|beta| beta.state == BetaState::Deprecated) else { continue };
        let Some(anchor) = anchors::beta(name, context) else { continue };
        let help = match &beta.notes {
            Some(notes) => shown!("remove it: {notes}", notes),
            None => "remove it".into(),
        };
        sink.push(
            RULE.at(anchor.clone(), shown!("beta {name} is deprecated", name = quoted(name)))
                .label(shown!("{name} is deprecated", name = quoted(name)))
                .help(help)
                .yields_to("beta-not-on-platform", anchor),
        );
    }
}
