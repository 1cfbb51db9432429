use crate::knowledge::{Endpoint, ModelLocation};
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, phrasing, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `max_tokens` above 21,333 in a request without `stream: true`.
    ///
    /// ## Why this matters
    ///
    /// The API accepts the request, but a response of that length may take more than ten minutes. Proxies, load
    /// balancers and clients close connections that are idle for so long, and the response, which is billed, is lost.
    /// The official SDKs refuse to send such a request
    /// (`Streaming is required for operations that may take longer than 10 minutes`) unless a timeout is set
    /// explicitly.
    ///
    /// Not reported: Message Batches, `count_tokens`, and platforms where the URL determines whether the response is
    /// streamed.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 64000, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 64000, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The official SDKs of 2026-11-20 assume an hour for 128,000 tokens and raise an error if the result is more than
    /// ten minutes. The errors page recommends streaming for long requests.
    PL512 "long-answer-without-stream",
    summary: "a long response without streaming",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let Some(node) = payload.fields.max_tokens else { return };
    let limit = context.knowledge.limits().value("max_tokens.non_streaming");
    if node.as_saturated_u64().is_none_or(|max_tokens| max_tokens <= limit) {
        return;
    }
    let max_tokens = phrasing::number(node);
    let is_message = context.endpoint == Endpoint::Messages && !context.batch_item;
    // A URL that names the model also determines whether the response is streamed.
    let is_set_by_url = context.platform.model_in == ModelLocation::Path;
    let may_stream = payload.fields.stream.is_some_and(|stream| stream.as_bool() != Some(false));
    if !is_message || is_set_by_url || may_stream {
        return;
    }
    sink.push(
        RULE.at(node, shown!("`max_tokens` {max_tokens} without `stream: true` may time out", max_tokens))
            .label("may take longer than ten minutes")
            .help(shown!(
                "add `\"stream\": true`, or set `max_tokens` to {limit} or less; the official SDKs refuse to send this",
                limit
            ))
            .yields_to("max-tokens-over-limit", node)
            .yields_to("sdk-requires-streaming", node),
    );
}
