use crate::envelope::Entry;
use crate::mask::shown;
use crate::payload::Context;
use crate::payload::wire::{self, WireSize};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a body larger than the size limit of its endpoint and platform, and lists its five largest values.
    ///
    /// ## Why the API refuses it
    ///
    /// Bodies over the limit are refused before they reach the API: 32 MB for Messages and `count_tokens` and 256 MB
    /// for a batch on the Claude API, 20 MB on Amazon Bedrock, 30 MB on Google Cloud. Base64 makes a file a third
    /// larger.
    ///
    /// ## Example
    ///
    /// ```json,fail,bytes=20971521
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
    /// https://platform.claude.com/docs/en/api/overview#request-size-limits. The page does not say whether a megabyte
    /// is 1,000,000 or 1,048,576 bytes. Image limits are given in units of 1,048,576 bytes, so this rule uses them;
    /// `body-near-limit` warns from the smaller size on. The response is 413 `request_too_large`; its message varies
    /// (E146).
    PL119 "body-too-large",
    summary: "a body larger than the size limit of the target",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/overview",
    since: "0.1.0",
    responses: ["E146"],
    stage: Size,
    check: Check::Entry(check),
}

fn check(entry: &Entry<'_>, context: &Context<'_>, sink: &mut Sink) {
    let Some(WireSize { bytes, limit }) = wire::size(entry, context) else { return };
    let Some(most) = limit.error.filter(|most| bytes > *most) else { return };
    let (size, most) = (wire::megabytes(bytes), wire::megabytes(most));
    let diagnostic = RULE
        .at(Anchor::Body, shown!("the body is {size}; the limit of {} is {most}", context.receiver(), size, most))
        .label("too large")
        .help(
            "send large files by `file_id` or URL instead of base64 where the platform supports it, scale images down, \
             drop old tool results, or split the work into several requests",
        )
        .response("E146", []);
    let largest = wire::largest_values(entry).into_iter();
    sink.push(largest.fold(diagnostic, |diagnostic, (value, description)| diagnostic.related(value, description)));
}
