use crate::mask::shown;
use crate::media::base64;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a document with a source of type `text` whose data is a file in base64, or the raw bytes of a PDF.
    ///
    /// ## Why this matters
    ///
    /// The API accepts it, but the model gets base64 instead of the content, and all of it is billed as input.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "text", "media_type": "text/plain",
    ///     "data": "JVBERi0xLjcKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoK"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Send a PDF in a source of type `base64` with `media_type` `application/pdf`, and the text of other files.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "The text of the file."}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Inferred from the PDF page of 2026-08-22: a source of type `text` is plain text.
    PL624 "file-as-text",
    summary: "a file in base64 instead of plain text",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/pdf-support",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Block(&[BlockKind::Document], check),
}

/// The first base64 letters of files.
const SIGNATURES: [(&str, &str); 6] = [
    ("JVBERi0", "a PDF"),
    ("UEsDB", "a ZIP archive, such as a docx or xlsx file"),
    ("iVBORw0KGgo", "a PNG image"),
    ("/9j/", "a JPEG image"),
    ("R0lGOD", "a GIF image"),
    ("0M8R4KGxGuE", "a legacy Office file"),
];

fn check(block: &Block<'_>, _: &Payload<'_>, sink: &mut Sink) {
    let Some(source) = block.get("source").filter(|source| source.get("type").is_some_and(|tag| tag.is_str("text")))
    else {
        return;
    };
    let Some(data) = source.get("data") else { return };
    // Decoding copies the text, so it is done only for text that may start like a file.
    let may_match =
        |raw: &&str| raw.starts_with(['%', '\\']) || SIGNATURES.iter().any(|(start, _)| raw.starts_with(&start[..1]));
    let text = data.raw_str().filter(may_match).and_then(|_| data.as_str());
    let Some(kind) = text.and_then(|text| file_kind(&text)) else { return };
    let help = if kind == "a PDF" {
        "use a source of type `base64` with `media_type` `application/pdf` and the file in base64"
    } else {
        "send the text of the file"
    };
    sink.push(
        RULE.at(data, shown!("declared as plain text, but the data is {kind}", kind)).label("not text").help(help),
    );
}

/// The kind of file, if the text is certainly one. Only text that starts like a file is examined further.
fn file_kind(text: &str) -> Option<&'static str> {
    const MIN_LENGTH: usize = 40;
    if text.starts_with("%PDF-") {
        return Some("a PDF");
    }
    let (_, kind) = SIGNATURES.iter().find(|(start, _)| text.starts_with(start))?;
    // Whitespace and missing padding do not matter here, but the words of a sentence must not be mistaken for base64.
    let is_base64 = match base64::check(text, 0..0) {
        Ok(()) | Err(base64::Fault::Unpadded(_) | base64::Fault::Length) => true,
        Err(_) => text.split_ascii_whitespace().all(|line| line.len() >= MIN_LENGTH || text.ends_with(line)),
    };
    (text.len() >= MIN_LENGTH && is_base64).then_some(kind)
}
