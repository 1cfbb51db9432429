use crate::json::Node;
use crate::media::pdf::Pdf;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Diagnostic, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a request whose PDFs have more pages than the model takes: 600, or 100 where the context window is under
    /// a million tokens.
    ///
    /// ## Why the API refuses it
    ///
    /// Every page becomes text and an image. The pages of all PDFs of the request count together, those that a web
    /// fetch brought in earlier turns included.
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
    /// Send the pages that matter, or a model with a larger window.
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "document", "source": {"type": "base64", "media_type": "application/pdf",
    ///     "data": "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+IGVuZG9iagoyIDAgb2JqPDwvVHlwZS9QYWdlcy9Db3VudCAxMDEvS2lkc1szIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUiAzIDAgUl0+PiBlbmRvYmoKMyAwIG9iajw8L1R5cGUvUGFnZS9QYXJlbnQgMiAwIFIvTWVkaWFCb3hbMCAwIDcyIDcyXT4+IGVuZG9iagp4cmVmCjAgNAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDAwMDkgMDAwMDAgbiAKMDAwMDAwMDA1MyAwMDAwMCBuIAowMDAwMDAwNzA1IDAwMDAwIG4gCnRyYWlsZXI8PC9TaXplIDQvUm9vdCAxIDAgUj4+CnN0YXJ0eHJlZgo3NjcKJSVFT0Y="}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer `…pdf.source.base64.data: A maximum of 100 PDF pages may be provided.` (row E130 of the catalogue);
    /// both numbers stand on the PDF page of 2026-08-22.
    PL623 "too-many-pdf-pages",
    summary: "more PDF pages than the model takes in a request",
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
    // All documents are counted together, when the first is met.
    if payload.medium(block).is_none_or(|medium| medium.ordinal > 0) {
        return;
    }
    let mut total = 0;
    for medium in payload.media().iter() {
        let (Some(Pdf::Pages(own)), Some((data, _))) = (medium.pdf(), medium.data()) else { continue };
        total += own;
        if total > limit {
            return sink.push(diagnostic(&medium.block, data, (*own, total), limit, &model.id));
        }
    }
}

/// Told at the document that passes the limit.
fn diagnostic(block: &Block<'_>, data: Node<'_>, (own, total): (u64, u64), limit: u64, model: &str) -> Diagnostic {
    let message = if own == total {
        format!("the PDF has {own} pages; `{model}` takes {limit} in a request")
    } else {
        format!("with this PDF the request has {total} PDF pages; `{model}` takes {limit}")
    };
    let diagnostic = RULE
        .at(data, message)
        .label(format!("{own} pages"))
        .help("send only the pages that matter, split the work over several requests, or send text")
        .response("E130", [("n", limit.to_string())]);
    match fetched_path(block) {
        Some(path) => diagnostic.response_path(ResponsePath::Given(path)),
        None => diagnostic,
    }
}

/// Of a PDF that a web fetch brought, the API names the result's block and goes on as if it were the document (live).
fn fetched_path(block: &Block<'_>) -> Option<String> {
    let (outer, _) = block.outer.filter(|(_, kind)| *kind == BlockKind::WebFetchToolResult)?;
    let index = block.message.content?.items().position(|item| item == outer)?;
    Some(format!("messages.{}.content.{index}.pdf.source.base64.data", block.message.index))
}
