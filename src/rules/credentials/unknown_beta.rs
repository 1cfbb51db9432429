use crate::request::Context;
use crate::rules::{Check, Place, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a name in `anthropic-beta` that is in no list: mistyped, or newer than this version of payloadlint.
    ///
    /// ## Why the API refuses it
    ///
    /// A beta that the API does not know, or that your organisation has not been given, is refused. The list is open, so this is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "context-managment-2025-06-27"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "context-management-2025-06-27"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Documented and live: row E135. The names: `schemas/betas.json`.
    PL817 "unknown-beta",
    summary: "a beta that is not known",
    severity: Warning,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/beta-headers",
    answers: ["E135"],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for beta in &context.betas {
        if beta.is_empty() || context.knowledge.betas().find(beta).is_some() {
            continue;
        }
        let mut draft = RULE
            .at(place(context, beta), format!("no beta is known by the name {}", crate::finding::quoted(beta)))
            .label("not in the list of betas")
            .answer("E135", [("values", format!("`{beta}`"))]);
        if let Some(nearest) = context.knowledge.betas().nearest(beta) {
            draft = draft.help(format!("did you mean `{nearest}`?"));
        }
        sink.push(draft);
    }
}

/// The header that names the beta.
fn place(context: &Context<'_>, beta: &str) -> Place {
    let mut headers = context.head.headers.all("anthropic-beta");
    let named = headers.find(|header| header.value.split(',').any(|name| name.trim() == beta));
    named.map_or_else(|| Place::Header("anthropic-beta".to_owned(), None), Place::from)
}
