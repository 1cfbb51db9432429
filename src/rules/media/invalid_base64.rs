use crate::finding::Safety;
use crate::json::Node;
use crate::mask::{Shown, quoted, shown};
use crate::media::base64::Fault;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Anchor, Check, Diagnostic, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `data` of an image or a document that is not valid base64: a `data:` prefix, a URL or file name instead of
    /// data, line breaks, the URL-safe alphabet (`-` and `_`), missing or misplaced `=`.
    ///
    /// ## Why the API refuses it
    ///
    /// `data` must be the file in base64 (RFC 4648: `A`–`Z`, `a`–`z`, `0`–`9`, `+`, `/`, padded with `=` to a multiple
    /// of four) and nothing else. Browsers produce `data:` URLs, command-line tools insert line breaks, and some
    /// libraries use the URL-safe alphabet.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC"}}]}]}
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
    /// Safe: removes a `data:` prefix, or adds missing `=`.
    ///
    /// ## Evidence
    ///
    /// Live responses for images with a `data:` prefix (2024-11-19) and with invalid characters (2026-02-16):
    /// `…image.source.base64: invalid base64 data` (E129). The message for documents has not been seen. Whether
    /// whitespace, the URL-safe alphabet and missing padding are refused has not been seen either, and decoders differ,
    /// so these are warnings.
    PL601 "invalid-base64",
    summary: "invalid base64 data",
    severity: Error,
    confidence: Observed,
    seen: "2026-02-16",
    source: "live response",
    since: "0.1.0",
    responses: ["E129"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image, BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let (Some((data, text)), Some(fault)) = (medium.data(), medium.base64_fault()) else { return };
    let diagnostic = diagnostic(data, text, fault, block.described());
    sink.push(if medium.is_image() {
        diagnostic.response("E129", [])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    });
}

fn diagnostic(data: Node<'_>, text: &str, fault: &Fault, what: &'static str) -> Diagnostic {
    let at = |range: &std::ops::Range<usize>, message: Shown| {
        RULE.at(Anchor::part(data, range.clone()), shown!("`data` of {what} {message}", what, message))
    };
    let last = text.len().saturating_sub(4)..text.len();
    match fault {
        Fault::DataUrl(prefix) => at(prefix, "starts with a `data:` prefix".into())
            .label("not part of the base64 data")
            .help("send only what follows the comma; the media type belongs in `media_type`")
            .fix(Safety::Safe, "remove the prefix", [Edit::replace_part(data, prefix.clone(), "")]),
        Fault::Whitespace(run) => at(run, "contains whitespace or line breaks".into())
            .label("not allowed in base64")
            .help("encode without line breaks (`base64 -w 0`, `Base64.strict_encode64`), or remove them")
            .uncertain_if(true),
        Fault::UrlAlphabet(range) => at(range, "uses the URL-safe base64 alphabet".into())
            .label("`-` and `_` instead of `+` and `/`")
            .help("use the standard alphabet: `+` instead of `-`, `/` instead of `_`, and `=` at the end")
            .uncertain_if(true),
        Fault::InvalidCharacter(range) => {
            let help = if text.contains("://") || text.starts_with(['/', '.']) {
                "`data` must be the file itself in base64; for a URL, use a source of type `url`"
            } else {
                "send the file in base64, and nothing else"
            };
            at(range, "contains a non-base64 character".into()).label("not a base64 character").help(help)
        }
        Fault::Unpadded(missing) => {
            let padding = "=".repeat(*missing);
            at(&last, shown!("is missing the padding {padding} at its end", padding = quoted(&padding)))
                .label("not padded to a multiple of four")
                .help(shown!("append {padding}", padding = quoted(&padding)))
                .uncertain_if(true)
                .fix(
                    Safety::Safe,
                    shown!("append {padding}", padding = quoted(&padding)),
                    [Edit::replace_part(data, text.len()..text.len(), &padding)],
                )
        }
        Fault::MisplacedPadding(range) => at(range, "has misplaced padding".into())
            .label("`=` is not allowed here")
            .help("encode the file as a whole: concatenated parts have padding between them"),
        Fault::Length => at(&last, "has an invalid length: one character too many, or three too few".into())
            .label("ends in the middle of a byte")
            .help("send all of the data; it was probably truncated"),
    }
}
