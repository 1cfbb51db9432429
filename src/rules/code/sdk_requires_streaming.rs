use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, phrasing, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a call of an official SDK that raises an error instead of sending the request, because `max_tokens` is above
    /// 21,333 and the response is not streamed.
    ///
    /// ## Why this matters
    ///
    /// The SDK assumes an hour for 128,000 tokens. If `max_tokens` may take more than ten minutes, it raises
    /// `Streaming is required for operations that may take longer than 10 minutes` before anything is sent. For a few old
    /// models the limit is lower.
    ///
    /// Not reported: calls and clients with a timeout of their own, which the SDK then uses; clients with an HTTP client
    /// of their own; clients that are made in another file; and calls whose `max_tokens` or `stream` is computed.
    ///
    /// ## Example
    ///
    /// ```python,fail
    /// client = anthropic.Anthropic()
    /// client.messages.create(
    ///     model="claude-opus-5-5",
    ///     max_tokens=64_000,
    ///     messages=[{"role": "user", "content": "Hello"}],
    /// )
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```python,pass
    /// client = anthropic.Anthropic()
    /// with client.messages.stream(
    ///     model="claude-opus-5-5",
    ///     max_tokens=64_000,
    ///     messages=[{"role": "user", "content": "Hello"}],
    /// ) as stream:
    ///     message = stream.get_final_message()
    /// ```
    ///
    /// ## Evidence
    ///
    /// `_calculate_nonstreaming_timeout` in the Python SDK 2.14.0, which `create` and `parse` call if neither the call nor
    /// the client has a timeout.
    PL840 "sdk-requires-streaming",
    summary: "a call that the SDK refuses to send without streaming",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-28",
    source: "https://pypi.org/project/anthropic/2.14.0/",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(limit) = payload.context.head.non_streaming_limit else { return };
    let Some(node) = payload.fields.max_tokens else { return };
    if node.as_saturated_u64().is_none_or(|max_tokens| max_tokens <= limit) {
        return;
    }
    sink.push(
        RULE.at(node, shown!("the SDK refuses `max_tokens` {} without streaming", phrasing::number(node)))
            .label("may take longer than ten minutes")
            .help(shown!("use the `stream` method, set `max_tokens` to {limit} or less, or pass a `timeout`", limit))
            .yields_to("max-tokens-over-limit", node),
    );
}
