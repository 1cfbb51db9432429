use crate::json::Node;
use crate::mask::{quoted, shown};
use crate::media::pdf::Pdf;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Diagnostic, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request whose PDFs have more pages than the model accepts: 600, or 100 if its context window is less
    /// than a million tokens.
    ///
    /// ## Why the API refuses it
    ///
    /// Each page is converted to text and an image. The pages of all PDFs in the request are added up, including those
    /// that a web fetch returned in earlier turns.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "base64", "media_type": "application/pdf",
    ///     "data": "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+IGVuZG9iagoyIDAgb2JqPDwvVHlwZS9QYWdlcy9Db3VudCAxMDEvS2lkc1szIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUl0+PiBlbmRvYmoKMyAwIG9iajw8L1R5cGUvUGFnZS9QYXJlbnQgMiAwIFIvTWVkaWFCb3hbMCAwIDcyIDcyXT4+IGVuZG9iagp4cmVmCjAgNAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMDkgMDAwMDAgbiAKMDAwMDAwMDA1MyAwMDAwMCBuIAowMDAwMDAwNzA1IDAwMDAwIG4gCnRyYWlsZXI8PC9TaXplIDQvUm9vdCAxIDAgUj4+CnN0YXJ0eHJlZgo3NjcKJSVFT0Y="}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// Send only the pages that matter, or use a model with a larger context window.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "base64", "media_type": "application/pdf",
    ///     "data": "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+IGVuZG9iagoyIDAgb2JqPDwvVHlwZS9QYWdlcy9Db3VudCAxMDEvS2lkc1szIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUl0+PiBlbmRvYmoKMyAwIG9iajw8L1R5cGUvUGFnZS9QYXJlbnQgMiAwIFIvTWVkaWFCb3hbMCAwIDcyIDcyXT4+IGVuZG9iagp4cmVmCjAgNAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMDkgMDAwMDAgbiAKMDAwMDAwMDA1MyAwMDAwMCBuIAowMDAwMDAwNzA1IDAwMDAwIG4gCnRyYWlsZXI8PC9TaXplIDQvUm9vdCAxIDAgUj4+CnN0YXJ0eHJlZgo3NjcKJSVFT0Y="}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response `…pdf.source.base64.data: A maximum of 100 PDF pages may be provided.` (E130). The PDF page of
    /// 2026-08-22 has both limits.
    PL623 "too-many-pdf-pages",
    summary: "more PDF pages than the model accepts in a request",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/pdf-support",
    since: "0.1.0",
    responses: ["E130"],
    stage: Late,
    check: Check::Block(&[BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts else { return };
    let Some(limit) = model.pdf_pages_max else { return };
    // Counts all documents when it gets to the first one.
    if payload.medium(block).is_none_or(|medium| medium.ordinal > 0) {
        return;
    }
    let mut total = 0;
    for medium in payload.media().iter() {
        let (Some(Pdf::Pages(pages)), Some((data, _))) = (medium.pdf(), medium.data()) else { continue };
        total += pages;
        if total > limit {
            return sink.push(diagnostic(&medium.block, data, (*pages, total), limit, &model.id));
        }
    }
}

/// At the document that exceeds the limit.
fn diagnostic(block: &Block<'_>, data: Node<'_>, (pages, total): (u64, u64), limit: u64, model: &str) -> Diagnostic {
    let message = if pages == total {
        shown!(
            "the PDF has {pages} pages; the limit of {model} is {limit} per request",
            pages,
            model = quoted(model),
            limit
        )
    } else {
        shown!(
            "the request has {total} PDF pages up to this one; the limit of {model} is {limit}",
            total,
            model = quoted(model),
            limit
        )
    };
    let diagnostic = RULE
        .at(data, message)
        .label(shown!("{pages} pages", pages))
        .help("send only the pages that matter, split the work into several requests, or send text")
        .response("E130", [("n", limit.to_string())]);
    match path_in_web_fetch(block) {
        Some(path) => diagnostic.response_path(ResponsePath::Given(path)),
        None => diagnostic,
    }
}

/// For a PDF in the result of a web fetch, the API names the block of the result and continues as if it were the
/// document (seen live).
fn path_in_web_fetch(block: &Block<'_>) -> Option<String> {
    let (outer, _) = block.outer.filter(|(_, kind)| *kind == BlockKind::WebFetchToolResult)?;
    let index = block.message.content?.items().position(|item| item == outer)?;
    Some(format!("messages.{}.content.{index}.pdf.source.base64.data", block.message.index))
}
