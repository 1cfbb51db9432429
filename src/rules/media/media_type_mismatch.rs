use crate::finding::Safety;
use crate::mask::{quoted, shown};
use crate::payload::{Block, BlockKind, Context, Payload};
use crate::rules::{Check, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image whose `media_type` does not match its data.
    ///
    /// ## Why the API refuses it
    ///
    /// The API compares `media_type` with the first bytes of the data. Code often derives the type from the file name,
    /// or hard-codes it, although the image was converted: a screenshot that is saved as JPEG and declared as PNG.
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
    /// Safe: sets `media_type` to the type of the data.
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-04-02 and later (E126). Until early 2026, the message was
    /// `Image does not match the provided media type …` (E125), and some such images were accepted, so this is a
    /// warning for requests recorded before 2026-03-05.
    PL603 "media-type-mismatch",
    summary: "a `media_type` that does not match the data of the image",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-01",
    source: "live response",
    since: "0.1.0",
    responses: ["E125", "E126"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let Some(kind) = medium.image().and_then(|image| image.kind) else { return };
    let Some(media_type) = medium.media_type() else { return };
    let (Some(actual), Some(declared)) = (kind.image_type(), media_type.as_str()) else { return };
    if *declared == *actual {
        return;
    }
    let diagnostic = RULE
        .at(
            media_type,
            shown!("declared {declared}, but the data is {}", kind.described(), declared = quoted(&declared)),
        )
        .label(shown!("the data is `{actual}`", actual))
        .help(shown!("set `media_type` to `{actual}`, or convert the image", actual))
        .fix(Safety::Safe, shown!("set `media_type` to `{actual}`", actual), [Edit::replace(media_type, actual)])
        .response("E126", [("media_type", declared.to_string()), ("other", actual.to_owned())])
        .uncertain_if(is_before_the_check(payload.context))
        .yields_to("unsupported-media-type", media_type);
    sink.push(match medium.data() {
        Some((data, _)) => diagnostic.related(data, "the data is here"),
        None => diagnostic,
    });
}

/// Whether the request was sent before the API is known to have compared them.
fn is_before_the_check(context: &Context<'_>) -> bool {
    let since = context.knowledge.responses().find("E126").and_then(|row| row.since);
    matches!((context.date, since), (Some(date), Some(since)) if date < since)
}
