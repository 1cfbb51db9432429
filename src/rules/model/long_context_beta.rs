use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the beta `context-1m-2025-08-07` on a model that has no window of a million tokens.
    ///
    /// ## Why the API refuses it
    ///
    /// The beta belonged to Sonnet 4 and 4.5, which have lost it; models that have the long window today have it
    /// without a header. On other models it was answered with 400, on some it may be ignored: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=context-1m-2025-08-07
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=context-1m-2025-08-07
    /// {"model": "claude-haiku-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer on a Haiku: `The long context beta is not yet available for this subscription.` (row E143 of the
    /// catalogue). The release note of 2026-04-30 ends it on Sonnet 4 and 4.5.
    PL560 "long-context-beta",
    summary: "the beta for a long window on a model without one",
    severity: Warning,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/release-notes/overview",
    since: "0.1.0",
    responses: ["E143"],
    stage: Headers,
    check: Check::Request(check),
}

pub(super) const LONG_CONTEXT: &str = "context-1m-2025-08-07";

fn check(payload: &crate::payload::Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    if !context.betas.iter().any(|beta| beta == LONG_CONTEXT) {
        return;
    }
    let Some(model) = context.model.facts else { return };
    // Until then Sonnet 4 and 4.5 had the window, with this beta.
    let ended = context.knowledge.betas().find(LONG_CONTEXT).and_then(|beta| beta.ended);
    if context.date.zip(ended).is_some_and(|(date, ended)| date < ended) {
        return;
    }
    let long = context.knowledge.limits().value("context.long_window");
    let Some(window) = model.context_window.filter(|window| *window < long) else { return };
    sink.push(
        RULE.at(
            place_of(LONG_CONTEXT, context),
            format!("`{}` has a window of {window} tokens, with or without `{LONG_CONTEXT}`", model.id),
        )
        .label("has no effect here, or is refused")
        .help("remove this beta; for long inputs take a model with a window of a million tokens")
        .response("E143", []),
    );
}

/// Where a beta is named: its header, or else the body.
pub(in crate::rules) fn place_of(beta: &str, context: &Context<'_>) -> Anchor {
    let names = |header: &&crate::envelope::Header<'_>| header.value.split(',').any(|name| name.trim() == beta);
    context.head.headers.all("anthropic-beta").find(names).map_or(Anchor::Body, Anchor::from)
}
