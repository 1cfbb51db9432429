use crate::mask::{Shown, shown};
use crate::media::image::{Image, State};
use crate::media::kind::FileKind;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image that certainly cannot be decoded: the data is something else (a PDF, a web page, a HEIC photo),
    /// the header is damaged, or the file is truncated.
    ///
    /// ## Why the API refuses it
    ///
    /// The API must decode the image and supports JPEG, PNG, GIF and WebP. A failed download may save an error page
    /// instead of the image; an interrupted upload, only part of it.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "PGh0bWw+PGJvZHk+NDA0IE5vdCBGb3VuZDwvYm9keT48L2h0bWw+"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-01-01 and 2026-03-29: `Could not process image` (E128). The vision page lists the four
    /// formats. Only the header and the lengths of the parts are checked, so an image without a finding may still be
    /// refused. A JPEG without its end is a warning, because decoders can handle it. Small images are not reported: one
    /// of 1 × 1 pixel was accepted on 2026-07-13.
    PL604 "undecodable-image",
    summary: "an image that cannot be decoded",
    severity: Error,
    confidence: Observed,
    seen: "2026-03-29",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: ["E128"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let (Some(image), Some((data, _))) = (medium.image(), medium.data()) else { return };
    let Some((message, help)) = fault(image) else { return };
    let mut diagnostic = RULE
        .at(data, message)
        .label("cannot be decoded")
        .help(help)
        .response("E128", [])
        .uncertain_if(image.state == State::MaybeTruncated);
    // A file of another type is reported once: by its declaration, if that is wrong, too.
    if image.state == State::NotAnImage {
        diagnostic = match medium.media_type() {
            Some(declared) => {
                diagnostic.yields_to("unsupported-media-type", declared).yields_to("wrong-type", declared)
            }
            None => diagnostic.yields_to("missing-field", medium.source),
        };
    }
    sink.push(diagnostic);
}

fn fault(image: &Image) -> Option<(Shown, &'static str)> {
    let kind = image.kind.and_then(FileKind::image_type).unwrap_or("image");
    Some(match image.state {
        State::Complete => return None,
        State::NotAnImage => (not_an_image(image.kind), advice(image.kind)),
        State::NoDimensions => (
            shown!("damaged `{kind}` header: it has no width and height", kind),
            "send the complete file as it is on disk, encoded once",
        ),
        State::Truncated => (shown!("truncated `{kind}` data", kind), "send the complete file"),
        State::MaybeTruncated => {
            (shown!("`{kind}` data without an end marker: it may be truncated", kind), "send the complete file")
        }
    })
}

fn not_an_image(kind: Option<FileKind>) -> Shown {
    match kind {
        Some(kind) => shown!("declared as an image, but the data is {}", kind.described()),
        None => "the data is not a JPEG, PNG, GIF or WebP image".into(),
    }
}

fn advice(kind: Option<FileKind>) -> &'static str {
    match kind {
        Some(FileKind::Pdf) => "send a PDF in a `document` block with `media_type` `application/pdf`",
        Some(FileKind::Bmp | FileKind::Tiff | FileKind::Heif | FileKind::Avif | FileKind::Icon | FileKind::Svg) => {
            "convert it to PNG or JPEG"
        }
        Some(FileKind::Html | FileKind::Json | FileKind::Text) => {
            "check what was downloaded: it may be an error page or a pointer file instead of the image"
        }
        _ => "send a JPEG, PNG, GIF or WebP image, encoded once",
    }
}
