use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::LONG_CONTEXT_BETA;
use crate::rules::{Anchor, Check, Sink, anchors, rule};

rule! {
    /// ## What it does
    ///
    /// Finds the beta `context-1m-2025-08-07` for a model without a context window of a million tokens.
    ///
    /// ## Why the API refuses it
    ///
    /// The beta was for Sonnet 4 and 4.5, where it has ended. Models that have the long window today do not need it.
    /// For other models, 400 was returned, but some may ignore the beta, so this is a warning.
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
    /// Live response from a Haiku model: `The long context beta is not yet available for this subscription.` (E143).
    /// According to the release note of 2026-04-30, the beta has ended for Sonnet 4 and 4.5.
    PL560 "long-context-beta",
    summary: "the long context beta for a model without a long context window",
    severity: Warning,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/release-notes/overview",
    since: "0.1.0",
    responses: ["E143"],
    stage: Headers,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let (Some(window), Some(model)) = (context.window_without_long_context(), context.model.facts) else { return };
    sink.push(
        RULE.at(
            anchors::beta(LONG_CONTEXT_BETA, context).unwrap_or(Anchor::Body),
            shown!(
                "`{}` has a context window of {window} tokens even with `{LONG_CONTEXT_BETA}`",
                model.id,
                window,
                LONG_CONTEXT_BETA
            ),
        )
        .label("ignored or refused for this model")
        .help("remove this beta; for long inputs, use a model with a context window of a million tokens")
        .response("E143", []),
    );
}
