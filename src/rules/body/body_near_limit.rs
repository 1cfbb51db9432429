use crate::envelope::Entry;
use crate::mask::shown;
use crate::payload::Context;
use crate::payload::wire::{self, WireSize};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a body larger than 90% of the size limit of its endpoint and platform, and lists its five largest values.
    ///
    /// ## Why this matters
    ///
    /// The next turn of the conversation may exceed the limit. Between 32,000,000 and 33,554,432 bytes (for a limit of
    /// 32 MB) the API may refuse the request already: whether its megabyte is 1,000,000 or 1,048,576 bytes is not
    /// documented.
    ///
    /// ## Example
    ///
    /// ```json,fail,bytes=19000000
    /// {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// https://platform.claude.com/docs/en/api/overview#request-size-limits. The threshold of 90% is a choice of this
    /// linter.
    PL120 "body-near-limit",
    summary: "a body close to the size limit of the target",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/overview",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Entry(check),
}

fn check(entry: &Entry<'_>, context: &Context<'_>, sink: &mut Sink) {
    let Some(WireSize { bytes, limit }) = wire::size(entry, context) else { return };
    let near_percent = context.knowledge.limits().value("request.bytes.near_percent");
    if bytes <= limit.error.unwrap_or(limit.warn) / 100 * near_percent {
        return;
    }
    let (size, most) = (wire::megabytes(bytes), wire::megabytes(limit.warn));
    let receiver = context.receiver();
    let message = if bytes > limit.warn {
        shown!("the body is {size}, which may exceed the limit of {receiver}, {most}", size, receiver, most)
    } else {
        shown!("the body is {size}, close to the limit of {receiver}, {most}", size, receiver, most)
    };
    let diagnostic = RULE
        .at(Anchor::Body, message)
        .label("large body")
        .help("send large files by `file_id` or URL where the platform supports it, or drop old tool results")
        .yields_to("body-too-large", Anchor::Body);
    let largest = wire::largest_values(entry).into_iter();
    sink.push(largest.fold(diagnostic, |diagnostic, (value, description)| diagnostic.related(value, description)));
}
