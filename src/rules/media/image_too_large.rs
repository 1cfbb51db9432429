use crate::mask::shown;
use crate::payload::{Block, BlockKind, Context, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image whose base64 data is longer than the target's limit: 10 MB on the Claude API, 5 MB on Amazon
    /// Bedrock and Google Cloud.
    ///
    /// ## Why the API refuses it
    ///
    /// The limit applies to the base64 data, not to the file. Base64 encodes three bytes as four characters, so the
    /// file may be 7.5 MB or 3.75 MB.
    ///
    /// ## Example
    ///
    /// Here, `…` stands for more than 10 MB of data.
    ///
    /// ```json,fail,letters=10485800
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC…"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Scale the image down, or save it as JPEG. The model sees at most 2576 pixels per side.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses `…image.source.base64: image exceeds 10 MB maximum: …` and `… 5 MB maximum: …` (E122 and E121),
    /// and the vision page of 2026-08-22. For Microsoft Foundry and Claude Platform on AWS, the limit is inferred, so
    /// it is a warning there.
    PL611 "image-too-large",
    summary: "an image whose base64 data is over the size limit",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: ["E121", "E122"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let limits = payload.context.platform.image_base64;
    let limit = limits.error.unwrap_or(limits.warn);
    // The decoded text is not longer than its source, which is short for most images.
    if (block.node.byte_len() as u64) <= limit {
        return;
    }
    let Some((data, text)) = payload.medium(block).and_then(|medium| medium.data()) else { return };
    let size = text.len() as u64;
    if size <= limit {
        return;
    }
    let file_limit = limit / 4 * 3;
    let diagnostic = RULE
        .at(data, shown!("the base64 data of the image is {size} characters long; the limit is {limit}", size, limit))
        .label(shown!("{} characters over the limit", size - limit))
        .help(shown!(
            "scale the image down or save it as JPEG; the file may be at most {file_limit} bytes ({} MB)",
            file_limit as f64 / f64::from(1 << 20),
            file_limit
        ))
        .uncertain_if(limits.error.is_none());
    sink.push(match response(payload.context, limit) {
        Some(row) => diagnostic.response(row, [("n", size.to_string())]),
        None => diagnostic.response_status(400, "invalid_request_error"),
    });
}

/// The known response that names this limit.
fn response(context: &Context<'_>, limit: u64) -> Option<&'static str> {
    let names_limit = |row: &&str| {
        let row = context.knowledge.responses().find(row);
        row.is_some_and(|row| row.template.ends_with(&format!("> {limit} bytes")))
    };
    RULE.responses.iter().copied().find(names_limit)
}
