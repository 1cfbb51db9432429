use crate::knowledge::{Endpoint, ModelLocation};
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::max_tokens_over_limit::excess;

rule! {
    /// ## What it does
    ///
    /// Finds a `max_tokens` above 21,333 in a request that does not stream.
    ///
    /// ## Why the API refuses it
    ///
    /// It does not. But an answer that long may take more than ten minutes, and on the way proxies, load balancers and
    /// clients close a connection on which nothing moves: the answer is lost, and paid for. The official SDKs refuse
    /// such a request before sending it (`Streaming is required for operations that may take longer than 10 minutes`),
    /// unless a time-out is given by hand. Message Batches and `count_tokens` are left alone.
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
    /// The official SDKs of 2026-11-20: 128,000 tokens are taken to need an hour, and more than ten minutes is an
    /// error of theirs. The errors page advises to stream long requests.
    PL512 "long-answer-without-stream",
    summary: "an answer so long that it should be streamed",
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
    let Some(asked) = node.as_u64().filter(|asked| *asked > limit) else { return };
    // Where the url names the model, it also says whether the answer is streamed.
    let is_elsewhere = context.batch_item || context.endpoint != Endpoint::Messages;
    let is_told_by_url = context.platform.model_in == ModelLocation::Path;
    let may_stream = payload.fields.stream.is_some_and(|stream| stream.as_bool() != Some(false));
    if is_elsewhere || is_told_by_url || may_stream || excess(payload).is_some() {
        return;
    }
    sink.push(
        RULE.at(node, format!("an answer of up to {asked} tokens is asked for without streaming"))
            .label("may take longer than ten minutes")
            .help(format!(
                "add `\"stream\": true`, or ask for at most {limit} tokens: connections are cut when nothing moves for minutes, and the official SDKs refuse to send this"
            )),
    );
}
