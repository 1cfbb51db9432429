use crate::finding::Safety;
use crate::media::kind::FileKind;
use crate::payload::{Block, BlockKind, Context, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image whose `media_type` is not what its bytes are.
    ///
    /// ## Why the API refuses it
    ///
    /// The API looks at the first bytes and compares. Code often takes the type from the file's name, or has it fixed,
    /// while the bytes were converted on the way: a screenshot saved as JPEG and declared PNG.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC"}}]}]}
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
    /// ## Fix
    ///
    /// Safe: the media type is set to that of the bytes. The image stays as it is.
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-04-02 and later (row E126 of the catalogue); until early 2026 the words were
    /// `Image does not match the provided media type …` (row E125), and some such images were still accepted: of a
    /// request that was recorded before 2026-03-05 it is a warning.
    PL603 "media-type-mismatch",
    summary: "`media_type` is not what the image's bytes are",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-01",
    source: "live answer",
    since: "0.1.0",
    responses: ["E125", "E126"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let Some(kind) = medium.image().and_then(|image| image.kind) else { return };
    let Some(place) = medium.media_type() else { return };
    let (Some(actual), Some(declared)) = (kind.image_type(), place.as_str()) else { return };
    // A type outside the four is told by its own rule.
    if *declared == *actual || !FileKind::is_image_type(&declared) {
        return;
    }
    let diagnostic = RULE
        .at(place, format!("the image is declared `{declared}`, and its bytes are {}", kind.described()))
        .label(format!("the bytes are `{actual}`"))
        .help(format!("set `media_type` to `{actual}`, or convert the image"))
        .fix(Safety::Safe, format!("set `media_type` to `{actual}`"), vec![(place.into(), format!("\"{actual}\""))])
        .response("E126", [("media_type", declared.to_string()), ("other", actual.to_owned())])
        .uncertain_if(is_before_the_check(payload.context));
    sink.push(match medium.data() {
        Some((data, _)) => diagnostic.related(data, "the bytes are here"),
        None => diagnostic,
    });
}

/// Whether the request was sent before the API is known to have compared the two.
fn is_before_the_check(context: &Context<'_>) -> bool {
    let since = context.knowledge.responses().find("E126").and_then(|row| row.since);
    matches!((context.date, since), (Some(date), Some(since)) if date < since)
}
