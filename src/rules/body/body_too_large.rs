use crate::envelope::Entry;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

use super::size::{self, Size};

rule! {
    /// ## What it does
    ///
    /// Finds a body over the size limit of its endpoint and platform, and names its five largest values.
    ///
    /// ## Why the API refuses it
    ///
    /// Large bodies are turned away before they reach the API: 32 MB for Messages and `count_tokens`, 256 MB for a batch on the
    /// Claude API; 20 MB on Amazon Bedrock, 30 MB on Google Cloud. Base64 makes a file a third larger.
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
    /// https://platform.claude.com/docs/en/api/overview#request-size-limits. The page does not say whether a megabyte is
    /// 1,000,000 or 1,048,576 bytes; image limits are spelt out in the latter, so this rule counts in it, and
    /// `body-near-limit` speaks from the former on. The answer is 413 `request_too_large`; its words vary (row E146 of the
    /// catalogue).
    PL119 "body-too-large",
    summary: "the body is larger than the target takes",
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
    let Some(Size { bytes, limit }) = size::of(entry, context) else { return };
    let Some(most) = limit.error.filter(|most| bytes > *most) else { return };
    let diagnostic = RULE
        .at(
            Anchor::Body,
            format!("the body has {}, {} takes at most {}", size::shown(bytes), context.receiver(), size::shown(most)),
        )
        .label("too large")
        .help(
            "send large files by `file_id` or url instead of base64 where the platform allows it, scale images down, \
             drop old tool results, or split the work into several requests",
        )
        .response("E146", []);
    sink.push(size::with_largest_values(diagnostic, entry));
}
