use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds images that are wider or taller than 2000 pixels in a request with more than 20 images.
    ///
    /// ## Why the API refuses it
    ///
    /// If a request has more than 20 images, a smaller limit applies to all of them. Images of earlier turns and of
    /// tool results count as well, so a conversation with screenshots reaches the limit after a while, and every later
    /// request fails. On Amazon Bedrock and Google Cloud, documents count, too.
    ///
    /// ## Example
    ///
    /// Here, the image with `{n}` stands for 20 images.
    ///
    /// ```json,fail,times=20
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAB9EAAAABAQAAAABBRGPuAAAADElEQVR42mNgGLkAAAD8AAEy0wUiAAAAAElFTkSuQmCC"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/{n}.png"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Scale every image to at most 2000 pixels per side, or drop old ones from the history.
    ///
    /// ```json,pass,times=20
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAB9AAAAABAQAAAACuhgjQAAAADElEQVR42mNgGLEAAAD7AAEEc13AAAAAAElFTkSuQmCC"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/{n}.png"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response `…image.source.base64.data: At least one of the image dimensions exceed max allowed size for
    /// many-image requests: 2000 pixels` (E124), and the vision page of 2026-08-22.
    PL613 "many-image-dimensions",
    summary: "an image over 2000 pixels in a request with more than 20 images",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: ["E124"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let limits = payload.context.knowledge.limits();
    let documents_count = payload.context.platform.documents_count_as_images;
    let many = limits.value("images.many");
    let count = if documents_count { payload.media().len() } else { payload.media().images };
    if count as u64 <= many {
        return;
    }
    let Some(medium) = payload.medium(block) else { return };
    let Some(size) = medium.image().and_then(|image| image.size) else { return };
    let limit = limits.value("images.many.edge_px");
    let (Some((data, _)), true) = (medium.data(), size.longest_edge() > limit) else { return };
    let what = if documents_count { "images and documents" } else { "images" };
    sink.push(
        RULE.at(
            data,
            shown!("the image is {size}; in a request with more than {many} {what}, the limit is {limit} pixels per side", size, many, what, limit),
        )
        .label(shown!("{size}", size))
        .help(shown!("scale every image to at most {limit} pixels per side, or send at most {many} {what}; those in earlier turns and \
             tool results count", limit, many, what))
        .response("E124", [])
        .yields_to("image-dimensions", data),
    );
}
