use crate::mask::shown;
use crate::media::kind::FileKind;
use crate::media::pdf::Pdf;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a document that is declared as a PDF but is something else (a Word or Excel file, an image, a web page),
    /// or a PDF whose structure is damaged.
    ///
    /// ## Why the API refuses it
    ///
    /// A `document` with base64 data must be a PDF. Files such as docx and xlsx are ZIP archives. A download that
    /// requires a login saves a web page under the name of the PDF.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "base64", "media_type": "application/pdf",
    ///     "data": "PGh0bWw+PGJvZHk+NDA0IE5vdCBGb3VuZDwvYm9keT48L2h0bWw+"}},
    ///   {"type": "text", "text": "Summarize this."}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Convert the file to PDF, or send its text:
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "The text of the file."}},
    ///   {"type": "text", "text": "Summarize this."}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response `…pdf: The PDF specified was not valid.` (E131). A file that starts like a PDF but whose page tree
    /// cannot be found is a warning, because some readers can repair it.
    PL621 "invalid-pdf",
    summary: "a document that is not a readable PDF",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E131"],
    stage: Late,
    check: Check::Block(&[BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let (Some(pdf), Some((data, _))) = (medium.pdf(), medium.data()) else { return };
    let (message, help) = match pdf {
        Pdf::Pages(_) | Pdf::PasswordProtected | Pdf::Encrypted => return,
        Pdf::Other(Some(kind)) => (shown!("declared as a PDF, but the data is {}", kind.described()), advice(*kind)),
        Pdf::Other(None) => ("declared as a PDF, but the data is not a PDF".into(), "send a PDF, encoded once"),
        Pdf::Hollow => {
            ("the document starts like a PDF, but has no trailer and no pages".into(), "send the complete file")
        }
        Pdf::Damaged => (
            "the page tree of the PDF was not found: it may be damaged or truncated".into(),
            "open the file and save it again, or send the complete file",
        ),
    };
    sink.push(
        RULE.at(data, message)
            .label("not a valid PDF")
            .help(help)
            .response("E131", [])
            .uncertain_if(*pdf == Pdf::Damaged),
    );
}

fn advice(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Zip | FileKind::OldOffice => {
            "convert it to PDF, or send its text in a source of type `text`; Office files are not supported"
        }
        FileKind::Html | FileKind::Json | FileKind::Text => {
            "check what was downloaded; send text in a source of type `text` with `media_type` `text/plain`"
        }
        _ if kind.image_type().is_some() => "send it in an `image` block",
        _ => "convert it to PDF",
    }
}
