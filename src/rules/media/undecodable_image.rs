use crate::media::image::{Image, State};
use crate::media::kind::FileKind;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image that surely cannot be decoded: the bytes are something else (a PDF, a web page, a HEIC photo),
    /// the header is broken, or the file is cut off.
    ///
    /// ## Why the API refuses it
    ///
    /// The API reads JPEG, PNG, GIF and WebP, and has to decode the image. A download that failed leaves an error page
    /// in the place of the picture; an upload that broke off leaves half of it.
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
    /// Live answers, 2026-01-01 and 2026-03-29: `Could not process image` (row E128 of the catalogue). The four formats
    /// stand on the vision page. Only the header and the lengths of the parts are read here, so that an image may pass
    /// and still be refused. A JPEG without its end is a warning: decoders make do. Small images are not told: one of
    /// 1 × 1 pixel was accepted on 2026-07-13.
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
    let Some((message, help)) = words(image) else { return };
    // A media type outside the four is told by its own rule; that its bytes are so too is no news.
    let declared = medium.media_type().and_then(|media_type| media_type.as_str());
    let is_declared = declared.is_some_and(|declared| FileKind::is_image_type(&declared));
    if image.state == State::NoImage && !is_declared {
        return;
    }
    sink.push(
        RULE.at(data, message)
            .label("these bytes")
            .help(help)
            .response("E128", [])
            .uncertain_if(image.state == State::PerhapsCut),
    );
}

fn words(image: &Image) -> Option<(String, &'static str)> {
    let kind = image.kind.map_or("the image", FileKind::described);
    Some(match image.state {
        State::Whole => return None,
        State::NoImage => (no_image(image.kind), advice(image.kind)),
        State::NoHeader => (
            format!("{kind} whose header is broken: it tells no width and height"),
            "send the whole file as it is on disk, encoded once",
        ),
        State::Cut => (format!("{kind} that is cut off in the middle"), "send the whole file"),
        State::PerhapsCut => (format!("{kind} without an end: it may be cut off"), "send the whole file"),
    })
}

fn no_image(kind: Option<FileKind>) -> String {
    match kind {
        Some(kind) => format!("the bytes of this image are {}", kind.described()),
        None => "the bytes of this image are no JPEG, PNG, GIF or WebP".to_owned(),
    }
}

fn advice(kind: Option<FileKind>) -> &'static str {
    match kind {
        Some(FileKind::Pdf) => "send a PDF in a `document` block with `media_type` `application/pdf`",
        Some(FileKind::Bmp | FileKind::Tiff | FileKind::Heif | FileKind::Avif | FileKind::Icon | FileKind::Svg) => {
            "convert it to PNG or JPEG"
        }
        Some(FileKind::Html | FileKind::Json | FileKind::Text) => {
            "look at what was downloaded: this may be an error page or a pointer in the place of the image"
        }
        _ => "send a JPEG, PNG, GIF or WebP image, encoded once",
    }
}
