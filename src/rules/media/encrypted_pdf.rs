use crate::media::pdf::Pdf;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an encrypted PDF.
    ///
    /// ## Why the API refuses it
    ///
    /// The file cannot be opened without its password, and a request cannot contain one. A PDF that only forbids
    /// printing or copying is encrypted as well, but opens with an empty password; whether the API accepts it is not
    /// known.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "base64", "media_type": "application/pdf",
    ///     "data": "JVBERi0xLjMKJeLjz9MKMSAwIG9iago8PAovUHJvZHVjZXIgPDk5NjIxYTI2NWE+Cj4+CmVuZG9iagoyIDAgb2JqCjw8Ci9UeXBlIC9QYWdlcwovQ291bnQgMQovS2lkcyBbIDQgMCBSIF0KPj4KZW5kb2JqCjMgMCBvYmoKPDwKL1R5cGUgL0NhdGFsb2cKL1BhZ2VzIDIgMCBSCj4+CmVuZG9iago0IDAgb2JqCjw8Ci9UeXBlIC9QYWdlCi9SZXNvdXJjZXMgPDwKPj4KL01lZGlhQm94IFsgMC4wIDAuMCA3MiA3MiBdCi9QYXJlbnQgMiAwIFIKPj4KZW5kb2JqCjUgMCBvYmoKPDwKL1YgMgovUiAzCi9MZW5ndGggMTI4Ci9QIDQyOTQ5NjcyOTIKL0ZpbHRlciAvU3RhbmRhcmQKL08gPDBlNTIyOTI1YTNlNGU4NzRjM2NmYWNiZWY1MTFhNzNhYzRlYzJiZDg2NWRjZDNkNDYyNzYxNDkxN2FiZmQ3ZTQ+Ci9VIDw0YjlmYjVkZGNjZGUzMzRjYzI4MGVkYzZhMDczMzE1OTI4YmY0ZTVlNGU3NThhNDE2NDAwNGU1NmZmZmEwMTA4Pgo+PgplbmRvYmoKeHJlZgowIDYKMDAwMDAwMDAwMCA2NTUzNSBmIAowMDAwMDAwMDE1IDAwMDAwIG4gCjAwMDAwMDAwNTkgMDAwMDAgbiAKMDAwMDAwMDExOCAwMDAwMCBuIAowMDAwMDAwMTY3IDAwMDAwIG4gCjAwMDAwMDAyNTkgMDAwMDAgbiAKdHJhaWxlcgo8PAovU2l6ZSA2Ci9Sb290IDMgMCBSCi9JbmZvIDEgMCBSCi9JRCBbIDxmZjMyMTFlZTY1NjdhNGVhMmI1NTUxYjYyMGNhNDg0ND4gPGZmMzIxMWVlNjU2N2E0ZWEyYjU1NTFiNjIwY2E0ODQ0PiBdCi9FbmNyeXB0IDUgMCBSCj4+CnN0YXJ0eHJlZgo0NzQKJSVFT0YK"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Decrypt the file, for example with `qpdf --decrypt --password=… in.pdf out.pdf`.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "base64", "media_type": "application/pdf",
    ///     "data": "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+IGVuZG9iagoyIDAgb2JqPDwvVHlwZS9QYWdlcy9Db3VudCAxL0tpZHNbMyAwIFJdPj4gZW5kb2JqCjMgMCBvYmo8PC9UeXBlL1BhZ2UvUGFyZW50IDIgMCBSL01lZGlhQm94WzAgMCA3MiA3Ml0+PiBlbmRvYmoKeHJlZgowIDQKMDAwMDAwMDAwMCA2NTUzNSBmIAowMDAwMDAwMDA5IDAwMDAwIG4gCjAwMDAwMDAwNTMgMDAwMDAgbiAKMDAwMDAwMDEwMyAwMDAwMCBuIAp0cmFpbGVyPDwvU2l6ZSA0L1Jvb3QgMSAwIFI+PgpzdGFydHhyZWYKMTY1CiUlRU9G"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The PDF page of 2026-08-22 requires files without passwords or encryption. The message
    /// `The PDF specified is password protected.` comes from a third-party report (E132). A PDF that opens with an
    /// empty password is a warning.
    PL622 "encrypted-pdf",
    summary: "an encrypted PDF",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/pdf-support",
    since: "0.1.0",
    responses: ["E132"],
    stage: Late,
    check: Check::Block(&[BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(medium) = payload.medium(block) else { return };
    let (Some(pdf), Some((data, _))) = (medium.pdf(), medium.data()) else { return };
    let message = match pdf {
        Pdf::PasswordProtected => "the PDF is encrypted and requires a password",
        Pdf::Encrypted => "the PDF is encrypted, although it opens without a password",
        _ => return,
    };
    sink.push(
        RULE.at(data, message)
            .label("encrypted file")
            .help("send it decrypted (`qpdf --decrypt`), as text, or as images of its pages")
            .response("E132", [])
            .uncertain_if(*pdf == Pdf::Encrypted),
    );
}
