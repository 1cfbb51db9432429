use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request with more images than the model accepts: 100 for models with a context window of 200,000 tokens,
    /// 600 for all others.
    ///
    /// ## Why the API refuses it
    ///
    /// All images in the request count, including those in earlier turns and in tool results.
    ///
    /// ## Example
    ///
    /// Here, the image with `{n}` stands for 101 images.
    ///
    /// ```json,fail,times=101
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "file", "file_id": "file_{n}"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "file", "file_id": "file_1"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The vision page of 2026-08-22 has both limits. The message has not been seen.
    PL614 "too-many-images",
    summary: "more images than the model accepts in a request",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: [],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts else { return };
    let Some(limit) = model.images_max else { return };
    // Reported once, at the first image over the limit.
    if payload.medium(block).is_none_or(|medium| medium.ordinal as u64 != limit) {
        return;
    }
    let count = payload.media().images;
    sink.push(
        RULE.at(
            block.node,
            shown!("the request has {count} images; the limit of `{}` is {limit}", model.id, count, limit),
        )
        .label(shown!("image {} of {count}", limit + 1, count))
        .help("send fewer images: drop those of earlier turns, or combine several into one")
        .response_status(400, "invalid_request_error"),
    );
}
