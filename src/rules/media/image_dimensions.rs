use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image that is wider or taller than 8000 pixels.
    ///
    /// ## Why the API refuses it
    ///
    /// The model sees images scaled down to 1568 or 2576 pixels per side, and the API does not accept more than 8000.
    /// The usual cause is a full-page screenshot, which is narrow but very tall.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAH0EAAAABAQAAAACU2s6JAAAAEUlEQVR42mNgGAWjYBQMfwAAA+oAAf4i1lEAAAAASUVORK5CYII="}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAB9AAAAABAQAAAACuhgjQAAAADElEQVR42mNgGLEAAAD7AAEEc13AAAAAAElFTkSuQmCC"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response `…image.source.base64.data: At least one of the image dimensions exceed max allowed size: 8000
    /// pixels` (E123), and the vision page of 2026-08-22.
    PL612 "image-dimensions",
    summary: "an image wider or taller than 8000 pixels",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: ["E123"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let Some(size) = medium.image().and_then(|image| image.size) else { return };
    let limit = payload.context.knowledge.limits().value("images.edge_px");
    let (Some((data, _)), true) = (medium.data(), size.longest_edge() > limit) else { return };
    sink.push(
        RULE.at(data, shown!("the image is {size}; the limit is {limit} pixels per side", size, limit))
            .label(shown!("{size}", size))
            .help(shown!("scale it down, or split it into images of at most {limit} pixels per side", limit))
            .response("E123", []),
    );
}
