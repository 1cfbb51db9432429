use crate::finding::quoted;
use crate::knowledge::{Endpoint, Support};
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a conversation that ends with an `assistant` message, for a model that does not continue it.
    ///
    /// ## Why the API refuses it
    ///
    /// Models up to Claude 4.5 continue such a message, which was used to force the form of a response. From 4.6 on,
    /// the conversation must end with a `user` message.
    ///
    /// Not reported: a turn that the API paused and now resumes, a compaction, a request with `fallback_credit_token`,
    /// and a continued thread. `missing-tool-result` reports calls that wait for their results.
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
    /// E019: the errors page, and a live response recorded on 2026-07-13.
    PL330 "unsupported-prefill",
    summary: "the model does not support prefill",
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
    let Some(last) = payload.final_assistant_message() else { return };
    if payload.prefill_support() != Support::No {
        return;
    }
    let model = payload.context.model.name.as_deref().unwrap_or_default();
    let message = shown!("conversation ends with an assistant message, but {} does not support prefill", quoted(model));
    let diagnostic = RULE
        .at(last.message.role_node(), message)
        .label("last message has role `assistant`")
        .help(
            "end with a `user` message; to control the form of the response, describe it there or set a schema in \
             `output_config.format`",
        )
        // Counting tokens generates no response; not tested.
        .uncertain_if(payload.context.endpoint == Endpoint::CountTokens)
        .yields_to_causes(&last.causes)
        .response("E019", []);
    sink.push(match last.message.final_thinking() {
        Some(thinking) => diagnostic.yields_to("thinking-last", thinking.type_node()),
        None => diagnostic,
    });
}
