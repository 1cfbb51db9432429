use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::pixels;

rule! {
    /// ## What it does
    ///
    /// Finds an image that is wider or higher than 8000 pixels.
    ///
    /// ## Why the API refuses it
    ///
    /// Images are scaled down to about 1568 or 2576 pixels a side for the model, and the API takes none that is larger
    /// than 8000 to begin with. Screenshots of whole pages are the usual cause: they are narrow and very high.
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
    /// Live answer `…image.source.base64.data: At least one of the image dimensions exceed max allowed size: 8000
    /// pixels` (row E123 of the catalogue), and the vision page of 2026-08-22.
    PL612 "image-dimensions",
    summary: "an image wider or higher than 8000 pixels",
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
    let (Some((data, _)), true) = (medium.data(), size.0.max(size.1) > limit) else { return };
    sink.push(
        RULE.at(data, format!("the image has {}; no side may have more than {limit}", pixels(size)))
            .label(pixels(size))
            .help(format!("scale it down, or cut it into pieces of at most {limit} pixels a side"))
            .response("E123", []),
    );
}
