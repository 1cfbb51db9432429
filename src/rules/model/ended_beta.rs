use crate::knowledge::{BetaState, Status};
use crate::mask::{quoted, shown};
use crate::payload::Payload;
use crate::payload::model::LONG_CONTEXT_BETA;
use crate::rules::{Anchor, Check, Sink, anchors, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a beta that has ended: it has no effect any more, or only on models that are no longer served.
    ///
    /// ## Why this matters
    ///
    /// The API accepts the beta, but what it once enabled is not available: a larger `max_tokens` for Claude 3.7, a
    /// tool version that only retired models support.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=output-128k-2025-02-19
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The release notes and the models overview. The SDKs still list the values.
    PL561 "ended-beta",
    summary: "a beta that has ended",
    severity: Info,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/release-notes/overview",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    for name in &context.betas {
        let Some(beta) = context.knowledge.betas().find(name) else { continue };
        if beta.state != BetaState::Ended || still_applies(name, payload) {
            continue;
        }
        let notes = beta.notes.as_ref().map(|notes| shown!(" ({notes})", notes)).unwrap_or_default();
        let anchor = anchors::beta(name, context).unwrap_or(Anchor::Body);
        sink.push(
            RULE.at(anchor.clone(), shown!("beta {name} has ended", name = quoted(name)))
                .label("has no effect")
                .help(shown!("remove it{notes}", notes))
                .yields_to("long-context-beta", anchor),
        );
    }
}

/// Whether the beta has, or once had, an effect on the model of this request.
fn still_applies(beta: &str, payload: &Payload<'_>) -> bool {
    if beta == LONG_CONTEXT_BETA {
        // Models with a window of a million tokens had it with this beta first.
        return payload.context.window_without_long_context().is_none();
    }
    payload.context.model.facts.is_some_and(|model| {
        let larger_output = model.larger_output.as_ref();
        model.status == Status::Retired || larger_output.is_some_and(|larger| *larger.beta == *beta)
    })
}
