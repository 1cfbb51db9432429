use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image or a PDF whose `data` is an empty string.
    ///
    /// ## Why the API refuses it
    ///
    /// The block contains no file. The usual cause is a file that could not be read, or a screenshot that failed, in
    /// code that does not check for it. In a stored conversation, every later request fails as well, until the block is
    /// removed.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": ""}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "text", "text": "(the screenshot could not be taken)"}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses, 2025-07-27 to 2025-11-30: `…image.source.base64: image cannot be empty` (F60). The message for a
    /// PDF is not known.
    PL602 "empty-media",
    summary: "an empty image or document",
    severity: Error,
    confidence: Observed,
    seen: "2025-11-30",
    source: "live response",
    since: "0.1.0",
    responses: ["F60"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image, BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let Some((data, "")) = medium.data() else { return };
    let diagnostic = RULE
        .at(data, shown!("`data` of {} is empty", block.described()))
        .label("no data")
        .help("send the file in base64, or remove the block if there is no file");
    sink.push(if medium.is_image() {
        diagnostic.response("F60", [])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    });
}
