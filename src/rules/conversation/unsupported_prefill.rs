use crate::finding::quoted;
use crate::knowledge::{Endpoint, Support};
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::prefill::{ends_in_thinking, prefill, takes_prefill};

rule! {
    /// ## What it does
    ///
    /// Finds a conversation that ends with the assistant's turn, for a model that does not go on writing it.
    ///
    /// ## Why the API refuses it
    ///
    /// Up to Claude 4.5 the model continued such a turn, which served to force a form on the answer. From 4.6 on the
    /// conversation has to end with the user.
    ///
    /// Left alone: a turn that the API paused and now resumes, a compaction, a request with a `fallback_credit_token`
    /// or a continued thread; calls of tools that wait for results are told by `missing-tool-result`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": "The answer is"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E019 of the catalogue: the errors page, and a live answer recorded on 2026-07-13.
    PL330 "unsupported-prefill",
    summary: "the model takes no prefill",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E019"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(last) = prefill(payload) else { return };
    if takes_prefill(payload) != Support::No || ends_in_thinking(last) {
        return;
    }
    let model = payload.context.model.name.as_deref().unwrap_or_default();
    sink.push(
        RULE.at(
            last.role_node(),
            format!("the conversation ends with the assistant, and {} takes no prefill", quoted(model)),
        )
        .label("the last turn is the assistant's")
        .help(
            "end with a `user` message; to shape the answer, say how in that message, or give a schema in \
                 `output_config.format`",
        )
        // Counting writes nothing; whether it asks for this was not tried.
        .uncertain_if(payload.context.endpoint == Endpoint::CountTokens)
        .response("E019", []),
    );
}
