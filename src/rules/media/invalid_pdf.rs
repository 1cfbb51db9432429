use crate::media::kind::FileKind;
use crate::media::pdf::Pdf;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a document that is declared a PDF and is none: a Word or Excel file, an image, a web page, or a PDF whose
    /// structure is broken.
    ///
    /// ## Why the API refuses it
    ///
    /// A `document` with base64 data takes PDFs only. docx, xlsx and their kin are zip archives; a download that needs
    /// a login leaves a web page under the name of the PDF.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "base64", "media_type": "application/pdf",
    ///     "data": "PGh0bWw+PGJvZHk+NDA0IE5vdCBGb3VuZDwvYm9keT48L2h0bWw+"}},
    ///   {"type": "text", "text": "Summarise this."}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Convert the file to PDF, or send its text:
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "The text of the file."}},
    ///   {"type": "text", "text": "Summarise this."}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer `…pdf: The PDF specified was not valid.` (row E131 of the catalogue). A file that starts as a PDF and
    /// whose page tree cannot be reached is a warning: readers repair more or less.
    PL621 "invalid-pdf",
    summary: "a document that is no readable PDF",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live answer",
    since: "0.1.0",
    responses: ["E131"],
    stage: Late,
    check: Check::Block(&[BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let (Some(pdf), Some((data, _))) = (medium.pdf(), medium.data()) else { return };
    let (message, help) = match pdf {
        Pdf::Pages(_) | Pdf::Locked | Pdf::Encrypted => return,
        Pdf::Other(Some(kind)) => {
            (format!("the document is declared a PDF and is {}", kind.described()), advice(*kind))
        }
        Pdf::Other(None) => ("the document is declared a PDF and is none".to_owned(), "send a PDF, encoded once"),
        Pdf::Hollow => (
            "the document starts as a PDF and has none of its parts: no trailer, no pages".to_owned(),
            "send the whole file",
        ),
        Pdf::Damaged => (
            "the pages of this PDF cannot be found: it may be damaged or cut off".to_owned(),
            "open it and save it anew, or send the whole file",
        ),
    };
    sink.push(
        RULE.at(data, message).label("these bytes").help(help).response("E131", []).uncertain_if(*pdf == Pdf::Damaged),
    );
}

fn advice(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Zip | FileKind::OldOffice => {
            "convert it to PDF, or send its text in a source of type `text`; Office files are not taken"
        }
        FileKind::Html | FileKind::Json | FileKind::Text => {
            "look at what was downloaded; text belongs in a source of type `text` with `media_type` `text/plain`"
        }
        _ if kind.image_type().is_some() => "send it in an `image` block",
        _ => "convert it to PDF",
    }
}
