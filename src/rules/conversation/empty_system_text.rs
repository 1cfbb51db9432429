use crate::finding::Severity;
use crate::payload::Payload;
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

use super::text::{is_blank, is_empty, is_set};

rule! {
    /// ## What it does
    ///
    /// Finds an empty or blank `text` block in the top-level `system` parameter.
    ///
    /// ## Why the API refuses it
    ///
    /// A block of `system` has at least one character. (`system` may be `""` as a whole.)
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "system": [{"type": "text", "text": ""}], "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "system": [{"type": "text", "text": "Be brief."}], "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The API reference, 2026-10-10 (`text`, minimum length 1). A blank text follows by inference from `blank-text`:
    /// a warning. The words with `cache_control` are those of row E118, met on messages.
    PL325 "empty-system-text",
    summary: "a `system` block without text",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E118"],
    stage: Fields,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for block in payload.fields.system.into_iter().flat_map(|system| system.items()) {
        let Some(text) = block.get("text") else { continue };
        let help = "leave the block out, or give it text";
        if is_blank(&text) {
            let diagnostic = RULE.at(text, "a `system` block that is white space alone").label("blank").help(help);
            sink.push(diagnostic.severity(Severity::Warning).response_status(400, "invalid_request_error"));
        } else if is_empty(&text) {
            let diagnostic = RULE.at(text, "a `system` block without text").label("empty").help(help);
            sink.push(if is_set(block.get("cache_control")) {
                diagnostic.response("E118", []).response_path(ResponsePath::Plain(Anchor::from(text)))
            } else {
                diagnostic.response_status(400, "invalid_request_error")
            });
        }
    }
}
