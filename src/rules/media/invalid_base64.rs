use crate::finding::Safety;
use crate::json::Node;
use crate::media::base64::Fault;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Anchor, Check, Diagnostic, Edit, Sink, rule};

use super::described;

rule! {
    /// ## What it does
    ///
    /// Finds `data` of an image or a document that is no base64: a `data:` prefix left in, a url or a file name in its
    /// place, line breaks, the alphabet for urls (`-` and `_`), missing or misplaced `=`.
    ///
    /// ## Why the API refuses it
    ///
    /// `data` takes the bare base64 text of the file (RFC 4648: `A`–`Z`, `a`–`z`, `0`–`9`, `+`, `/`, padded with `=`
    /// to a multiple of four) and nothing round it. Browsers hand out `data:` urls, command-line tools break lines, and
    /// some libraries write the alphabet for urls.
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
    /// Safe: a `data:` prefix is cut off, missing `=` are added.
    ///
    /// ## Evidence
    ///
    /// Live answers to images with a `data:` prefix (2024-11-19) and with foreign characters (2026-02-16):
    /// `…image.source.base64: invalid base64 data` (row E129 of the catalogue). Whether white space, the alphabet for
    /// urls and missing padding are refused was not seen, and decoders differ: a warning. So is the answer to a
    /// document.
    PL601 "invalid-base64",
    summary: "`data` is no base64",
    severity: Error,
    confidence: Observed,
    seen: "2026-02-16",
    source: "live answer",
    since: "0.1.0",
    responses: ["E129"],
    stage: Late,
    check: Check::Block(&[BlockKind::Image, BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let (Some((data, text)), Some(fault)) = (medium.data(), medium.base64_fault()) else { return };
    let diagnostic = diagnostic(data, text, fault, described(block));
    sink.push(if medium.is_image() {
        diagnostic.response("E129", [])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    });
}

fn diagnostic(data: Node<'_>, text: &str, fault: &Fault, what: &str) -> Diagnostic {
    match fault {
        Fault::DataUrl(prefix) => RULE
            .at(Anchor::part(data, prefix.clone()), format!("`data` of {what} starts with a `data:` prefix"))
            .label("not a part of the base64 text")
            .help("send what follows the comma only; the media type belongs in `media_type`")
            .fix(Safety::Safe, "cut off the prefix", [Edit::replace_part(data, prefix.clone(), "")]),
        Fault::Blank(run) => RULE
            .at(Anchor::part(data, run.clone()), format!("`data` of {what} has white space or line breaks in it"))
            .label("base64 has none")
            .help("encode without line breaks (`base64 -w 0`, `Base64.strict_encode64`), or take them out")
            .uncertain_if(true),
        Fault::UrlAlphabet(at) => RULE
            .at(Anchor::part(data, at.clone()), format!("`data` of {what} is in the base64 alphabet for urls"))
            .label("`+` and `/` are written `-` and `_` there")
            .help("use the standard alphabet: `+` for `-`, `/` for `_`, and `=` at the end")
            .uncertain_if(true),
        Fault::Foreign(at) => {
            let help = if text.contains("://") || text.starts_with(['/', '.']) {
                "`data` takes the file itself in base64; for a url use a source of type `url`"
            } else {
                "send the base64 text of the file, and nothing else"
            };
            RULE.at(Anchor::part(data, at.clone()), format!("`data` of {what} has a character that base64 has not"))
                .label("not a letter of base64")
                .help(help)
        }
        Fault::Unpadded(missing) => {
            let padding = "=".repeat(*missing);
            RULE.at(tail(data, text), format!("`data` of {what} lacks `{padding}` at its end"))
                .label("not padded to a multiple of four")
                .help(format!("append `{padding}`"))
                .uncertain_if(true)
                .fix(
                    Safety::Safe,
                    format!("append `{padding}`"),
                    [Edit::replace_part(data, text.len()..text.len(), &padding)],
                )
        }
        Fault::Padding(at) => RULE
            .at(Anchor::part(data, at.clone()), format!("`data` of {what} has `=` where none belongs"))
            .label("padding out of place")
            .help("encode the file in one piece: joined pieces have padding between them"),
        Fault::Length => RULE
            .at(tail(data, text), format!("`data` of {what} is one character too long or three too short"))
            .label("the text ends in the middle of a byte")
            .help("the text was probably cut off: send all of it"),
    }
}

/// The last few characters.
fn tail(data: Node<'_>, text: &str) -> Anchor {
    Anchor::part(data, text.len().saturating_sub(4)..text.len())
}
