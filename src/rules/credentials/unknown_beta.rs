use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

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
    since: "0.1.0",
    responses: ["E135"],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for beta in &context.betas {
        if beta.is_empty() || is_known(context, beta) {
            continue;
        }
        let mut diagnostic = RULE
            .at(place(context, beta), format!("no beta is known by the name {}", crate::finding::quoted(beta)))
            .label("not in the list of betas")
            .response("E135", [("values", format!("`{beta}`"))]);
        if let Some(nearest) = context.knowledge.betas().nearest(beta) {
            diagnostic = diagnostic.help(format!("did you mean `{nearest}`?"));
        }
        sink.push(diagnostic);
    }
}

/// Whether the table of betas knows the name, or a row of a model, which may be the caller's own.
fn is_known(context: &Context<'_>, name: &str) -> bool {
    let is = |beta: &str| beta == name;
    context.knowledge.betas().find(name).is_some()
        || context.knowledge.models().iter().any(|model| {
            let larger = model.larger_output.as_ref().map(|larger| &*larger.beta);
            larger.is_some_and(is) || model.fast_mode.beta.as_deref().is_some_and(is)
        })
}

/// The header that names the beta.
fn place(context: &Context<'_>, beta: &str) -> Anchor {
    let mut headers = context.head.headers.all("anthropic-beta");
    let named = headers.find(|header| header.value.split(',').any(|name| name.trim() == beta));
    named.map_or_else(|| Anchor::Header("anthropic-beta".to_owned(), None), Anchor::from)
}
