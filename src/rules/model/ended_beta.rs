use crate::knowledge::{BetaState, Status};
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::long_context_beta::{LONG_CONTEXT, place_of};

rule! {
    /// ## What it does
    ///
    /// Finds a beta that has lost its effect, or belongs to models that are no longer served.
    ///
    /// ## Why the API refuses it
    ///
    /// It does not, but what the beta once gave is not given either: a larger `max_tokens` for Claude 3.7, a tool
    /// version that only retired models take.
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
    /// The release notes and the models overview; the values are still in the official list of the SDKs.
    PL561 "ended-beta",
    summary: "a beta that has lost its effect",
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
        // The beta for the long window is told by a rule of its own where it matters.
        if beta.state != BetaState::Ended || **name == *LONG_CONTEXT || still_counts(name, payload) {
            continue;
        }
        let why = beta.notes.as_ref().map(|notes| format!(" ({notes})")).unwrap_or_default();
        sink.push(
            RULE.at(place_of(name, context), format!("the beta `{name}` has ended"))
                .label("has no effect")
                .help(format!("remove it{why}")),
        );
    }
}

/// Whether the model of this request is one that the beta is, or once was, for.
fn still_counts(beta: &str, payload: &Payload<'_>) -> bool {
    payload.context.model.facts.is_some_and(|model| {
        let larger = model.larger_output.as_ref();
        model.status == Status::Retired || larger.is_some_and(|larger| *larger.beta == *beta)
    })
}
