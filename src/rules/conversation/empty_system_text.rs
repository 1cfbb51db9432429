use crate::finding::Severity;
use crate::payload::{Payload, is_blank, is_empty};
use crate::rules::{Anchor, Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an empty or blank `text` block in the top-level `system` parameter.
    ///
    /// ## Why the API refuses it
    ///
    /// A block of `system` must have at least one character. (`system` itself may be `""`.)
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
    /// The API reference, 2026-10-10 (`text`, minimum length 1). Blank text is inferred from `blank-text`: a warning.
    /// The response with `cache_control` (E118) was seen for messages.
    PL325 "empty-system-text",
    summary: "an empty `system` text block",
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
        let help = "add text, or remove the block";
        if is_blank(&text) {
            let diagnostic = RULE.at(text, "`system` block contains only whitespace").label("blank").help(help);
            sink.push(diagnostic.severity(Severity::Warning).response_status(400, "invalid_request_error"));
        } else if is_empty(&text) {
            let diagnostic = RULE.at(text, "`system` block is empty").label("empty").help(help);
            let is_cached = block.get("cache_control").is_some_and(|control| !control.is_null());
            sink.push(if is_cached {
                diagnostic.response("E118", []).response_path(ResponsePath::Plain(Anchor::from(text)))
            } else {
                diagnostic.response_status(400, "invalid_request_error")
            });
        }
    }
}
