use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::described;

rule! {
    /// ## What it does
    ///
    /// Finds an image or a PDF whose `data` is an empty string.
    ///
    /// ## Why the API refuses it
    ///
    /// There is no file in it. The usual cause is a file that could not be read, or a screenshot that failed, and code
    /// that sends what it got all the same. In a conversation that is kept, every later request fails too, until the
    /// block is taken out.
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
    /// Live answers, 2025-07-27 to 2025-11-30: `…image.source.base64: image cannot be empty` (row F60 of the
    /// catalogue). The words for a PDF are not known.
    PL602 "empty-media",
    summary: "an image or a PDF of no bytes",
    severity: Error,
    confidence: Observed,
    seen: "2025-11-30",
    source: "live answer",
    since: "0.1.0",
    responses: ["F60"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image, BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let Some((data, "")) = medium.data() else { return };
    let diagnostic = RULE
        .at(data, format!("{} is empty", described(block)))
        .label("no data")
        .help("send the file in base64, or leave the block out when there is none");
    sink.push(if medium.is_image() {
        diagnostic.response("F60", [])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    });
}
