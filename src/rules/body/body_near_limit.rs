use crate::envelope::Entry;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

use super::size::{self, Size};

rule! {
    /// ## What it does
    ///
    /// Finds a body of more than nine tenths of the size limit of its endpoint and platform, and names its five largest values.
    ///
    /// ## Why the API refuses it
    ///
    /// It may not refuse this one yet; the next turn of the conversation may be one too many. Between 32,000,000 and 33,554,432
    /// bytes (for a limit of 32 MB) it depends on what the API calls a megabyte, which is not documented.
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
    /// https://platform.claude.com/docs/en/api/overview#request-size-limits. Where the warning begins is a choice of this program.
    PL120 "body-near-limit",
    summary: "the body nears the size that the target takes",
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
    let Some(Size { bytes, limit }) = size::of(entry, context) else { return };
    let most = limit.error.unwrap_or(u64::MAX);
    let near = limit.error.unwrap_or(limit.warn) / 100 * context.knowledge.limits().value("request.bytes.near_percent");
    if bytes <= near || bytes > most {
        return;
    }
    let platform = context.receiver();
    let message = if bytes > limit.warn {
        format!("the body has {}; {platform} may take no more than {}", size::shown(bytes), size::shown(limit.warn))
    } else {
        format!("the body has {}, close to the {} that {platform} takes", size::shown(bytes), size::shown(limit.warn))
    };
    let diagnostic = RULE
        .at(Anchor::Body, message)
        .label("large")
        .help("send large files by `file_id` or url where the platform allows it, or drop old tool results");
    sink.push(size::with_largest_values(diagnostic, entry));
}
