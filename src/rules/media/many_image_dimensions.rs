use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::pixels;

rule! {
    /// ## What it does
    ///
    /// Finds images wider or higher than 2000 pixels in a request with more than 20 images.
    ///
    /// ## Why the API refuses it
    ///
    /// From the 21st image on, a smaller limit holds for every image of the request. All of them count, those of
    /// earlier turns and those inside tool results too, so that a conversation with screenshots runs into it after a
    /// while, and every later request fails. On Amazon Bedrock and Google Cloud documents count as well.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAB9EAAAABAQAAAABBRGPuAAAADElEQVR42mNgGLkAAAD8AAEy0wUiAAAAAElFTkSuQmCC"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/1.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/2.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/3.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/4.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/5.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/6.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/7.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/8.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/9.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/10.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/11.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/12.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/13.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/14.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/15.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/16.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/17.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/18.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/19.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/20.png"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Scale every image to at most 2000 pixels a side, or drop old ones from the history.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAB9AAAAABAQAAAACuhgjQAAAADElEQVR42mNgGLEAAAD7AAEEc13AAAAAAElFTkSuQmCC"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/1.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/2.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/3.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/4.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/5.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/6.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/7.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/8.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/9.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/10.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/11.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/12.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/13.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/14.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/15.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/16.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/17.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/18.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/19.png"}},
    ///   {"type": "image", "source": {"type": "url", "url": "https://example.com/20.png"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer `…image.source.base64.data: At least one of the image dimensions exceed max allowed size for
    /// many-image requests: 2000 pixels` (row E124 of the catalogue), and the vision page of 2026-08-22.
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
    // What is too large for any request is told by its own rule.
    let longest = size.0.max(size.1);
    let (Some((data, _)), true) = (medium.data(), longest > limit && longest <= limits.value("images.edge_px")) else {
        return;
    };
    let what = if documents_count { "images and documents" } else { "images" };
    sink.push(
        RULE.at(
            data,
            format!(
                "the image has {}; with more than {many} {what} in a request no side may have more than {limit}",
                pixels(size)
            ),
        )
        .label(pixels(size))
        .help(format!(
            "scale every image to at most {limit} pixels a side, or send at most {many} {what}, those of earlier turns \
             and tool results included"
        ))
        .response("E124", []),
    );
}
