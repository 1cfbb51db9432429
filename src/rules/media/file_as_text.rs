use crate::media::base64;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a document of type `text` whose text is the base64 of a file, or the raw bytes of a PDF.
    ///
    /// ## Why the API refuses it
    ///
    /// It does not: the model gets the letters as they stand, which it cannot read, and every one of them is paid for.
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
    /// A PDF goes into a source of type `base64` with `media_type` `application/pdf`; of other files send the text.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "The text of the file."}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Inferred: the PDF page of 2026-08-22 says that a source of type `text` is plain text.
    PL624 "file-as-text",
    summary: "a file in base64 where plain text belongs",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/pdf-support",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Block(&[BlockKind::Document], check),
}

/// How the base64 of a file of that kind starts.
const STARTS: [(&str, &str); 6] = [
    ("JVBERi0", "a PDF"),
    ("UEsDB", "a zip archive, as docx and xlsx files are"),
    ("iVBORw0KGgo", "a PNG image"),
    ("/9j/", "a JPEG image"),
    ("R0lGOD", "a GIF image"),
    ("0M8R4KGxGuE", "an old Office file"),
];

fn check(block: &Block<'_>, _: &Payload<'_>, sink: &mut Sink) {
    let Some(source) = block.get("source").filter(|source| source.get("type").is_some_and(|tag| tag.is_str("text")))
    else {
        return;
    };
    let Some(data) = source.get("data") else { return };
    // Decoding costs a copy: only for a text that may start like a file.
    let starts =
        |raw: &&str| raw.starts_with(['%', '\\']) || STARTS.iter().any(|(start, _)| raw.starts_with(&start[..1]));
    let text = data.raw_str().filter(starts).and_then(|_| data.as_str());
    let Some(kind) = text.and_then(|text| kind(&text)) else { return };
    let help = if kind == "a PDF" {
        "use a source of type `base64` with `media_type` `application/pdf` and the base64 text of the file"
    } else {
        "send the text of the file"
    };
    sink.push(RULE.at(data, format!("the text of this document is {kind}")).label("no text for a reader").help(help));
}

/// What the text is, when it is surely no text. Only what starts like a file is looked at further.
fn kind(text: &str) -> Option<&'static str> {
    const LEAST: usize = 40;
    if text.starts_with("%PDF-") {
        return Some("a PDF");
    }
    let (_, kind) = STARTS.iter().find(|(start, _)| text.starts_with(start))?;
    // White space and missing padding change nothing: the words of a sentence are what must not be taken for base64.
    let is_base64 = match base64::check(text, 0..0) {
        Ok(()) | Err(base64::Fault::Unpadded(_) | base64::Fault::Length) => true,
        Err(_) => text.split_ascii_whitespace().all(|line| line.len() >= LEAST || text.ends_with(line)),
    };
    (text.len() >= LEAST && is_base64).then_some(kind)
}
