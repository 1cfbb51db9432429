use crate::payload::{Block, BlockKind, Context, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image whose base64 text is longer than the target takes: 10 MB on the Claude API, 5 MB on Amazon
    /// Bedrock and Google Cloud.
    ///
    /// ## Why the API refuses it
    ///
    /// The limit counts the characters of the base64 text and not the bytes of the file, and base64 makes four
    /// characters of three bytes: a file may have 7.5 MB, or 3.75 MB.
    ///
    /// ## Example
    ///
    /// In these examples `…` stands for more than 10 MB of data.
    ///
    /// ```json,fail,letters=10485800
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC…"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Scale the image down, or save it as JPEG. The model sees no more than about 2576 pixels a side.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers `…image.source.base64: image exceeds 10 MB maximum: …` and `… 5 MB maximum: …` (rows E122 and E121
    /// of the catalogue), and the vision page of 2026-08-22. For Microsoft Foundry and Claude Platform on AWS the limit
    /// is inferred: a warning.
    PL611 "image-too-large",
    summary: "the base64 text of an image is over the limit",
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
    // The text is no longer than its source: most images need no second look.
    if (block.node.byte_len() as u64) <= limit {
        return;
    }
    let Some((data, text)) = payload.medium(block).and_then(|medium| medium.data()) else { return };
    let size = text.len() as u64;
    if size <= limit {
        return;
    }
    let diagnostic = RULE
        .at(data, format!("the image takes {size} characters of base64; the limit is {limit}"))
        .label(format!("{} characters too many", size - limit))
        .help(format!(
            "scale the image down or save it as JPEG: its file may have {} bytes ({}) at most",
            limit / 4 * 3,
            megabytes(limit / 4 * 3)
        ))
        .uncertain_if(limits.error.is_none());
    sink.push(match row(payload.context, limit) {
        Some(row) => diagnostic.response(row, [("n", size.to_string())]),
        None => diagnostic.response_status(400, "invalid_request_error"),
    });
}

/// The answer that names this limit.
fn row(context: &Context<'_>, limit: u64) -> Option<&'static str> {
    let names_limit = |row: &&str| {
        let row = context.knowledge.responses().find(row);
        row.is_some_and(|row| row.template.ends_with(&format!("> {limit} bytes")))
    };
    RULE.responses.iter().copied().find(names_limit)
}

/// In units of 2^20 bytes, as the API counts: `7.5 MB`.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes as f64 / f64::from(1 << 20))
}
