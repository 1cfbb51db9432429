use crate::json::Node;
use crate::knowledge::NativeImage;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::pixels;

rule! {
    /// ## What it does
    ///
    /// Finds an image that is larger than the model sees at full resolution, where the request forbids the API to scale
    /// it down: with `"transformations": {"oversized_image": "error"}`, and in the result of a tool of the computer or
    /// browser toolset.
    ///
    /// ## Why the API refuses it
    ///
    /// Elsewhere such images are scaled down silently. Where coordinates matter that would shift every click, so the
    /// API refuses instead. The limits are a long side of 2576 pixels and 4784 visual tokens for Claude 4.7 and later,
    /// 1568 and 1568 before.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "transformations": {"oversized_image": "error"},
    ///    "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAChEAAAABAQAAAADybyBIAAAADUlEQVR42mNgGAWUAgABRAABvcWnEQAAAABJRU5ErkJggg=="}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "transformations": {"oversized_image": "error"},
    ///    "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAB9AAAAABAQAAAACuhgjQAAAADElEQVR42mNgGLEAAAD7AAEEc13AAAAAAElFTkSuQmCC"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The vision page of 2026-08-22; the words of the answer were not seen. That a visual token is a square of 28
    /// pixels follows from the page's numbers only: an image that is over the tokens alone is a warning.
    PL615 "image-over-native-size",
    summary: "an image that would have to be scaled down, where that is forbidden",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: [],
    stage: Late,
    check: Check::Block(&[BlockKind::Image], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(reason) = reason(block) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let Some(native) = model.native_image else { return };
    let Some(medium) = payload.medium(block) else { return };
    let Some(size) = medium.image().and_then(|image| image.size) else { return };
    let limits = payload.context.knowledge.limits();
    let longest = size.0.max(size.1);
    let tokens = tokens(size, limits.value("images.patch_px"));
    let is_over = longest > native.edge_px || tokens > native.tokens;
    // What is too large for any request is told by its own rule.
    let (Some((data, _)), true) = (medium.data(), is_over && longest <= limits.value("images.edge_px")) else { return };
    sink.push(
        RULE.at(data, format!("the image has {} ({tokens} visual tokens); {}", pixels(size), words(native, &model.id)))
            .label(pixels(size))
            .help("scale it down before sending, and the coordinates with it")
            .related(reason.0, reason.1)
            .response_status(400, "invalid_request_error")
            .uncertain_if(longest <= native.edge_px && is_inferred(payload)),
    );
}

/// Why the API does not scale the image down itself, and where that is said.
fn reason<'a>(block: &Block<'a>) -> Option<(Node<'a>, &'static str)> {
    let setting = block.get("transformations").and_then(|settings| settings.get("oversized_image"));
    if let Some(setting) = setting.filter(|setting| setting.is_str("error")) {
        return Some((setting, "this forbids scaling"));
    }
    let (outer, _) = block.outer.filter(|(_, kind)| *kind == BlockKind::ToolResult)?;
    let toolset = outer.get("toolset_name").filter(|name| name.is_string())?;
    Some((toolset, "images in the results of a toolset are never scaled"))
}

fn tokens((width, height): (u64, u64), patch: u64) -> u64 {
    width.div_ceil(patch) * height.div_ceil(patch)
}

fn words(native: NativeImage, model: &str) -> String {
    format!("`{model}` takes {} pixels a side and {} visual tokens without scaling", native.edge_px, native.tokens)
}

fn is_inferred(payload: &Payload<'_>) -> bool {
    let patch = payload.context.knowledge.limits().find("images.patch_px");
    patch.is_none_or(|patch| patch.confidence == crate::knowledge::Confidence::Inferred)
}
