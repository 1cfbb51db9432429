use crate::json::Node;
use crate::knowledge::Confidence;
use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an image that is larger than the model's native resolution, in a place where the API does not scale images
    /// down: with `"transformations": {"oversized_image": "error"}`, and in the result of a tool of the computer or
    /// browser toolset.
    ///
    /// ## Why the API refuses it
    ///
    /// Elsewhere, such images are scaled down silently. Where coordinates matter, scaling would shift every click, so
    /// the API refuses them instead. The limits are 2576 pixels per side and 4784 visual tokens for Claude 4.7 and
    /// later, 1568 pixels and 1568 tokens for earlier models.
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
    /// The vision page of 2026-08-22. The message has not been seen. That a visual token is a square of 28 pixels is
    /// inferred from the numbers on the page, so an image that exceeds only the tokens is a warning.
    PL615 "image-over-native-size",
    summary: "an image that would have to be scaled down, where the API does not do so",
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
    let Some((reason, explanation)) = reason(block) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let Some(native) = model.native_image else { return };
    let Some(medium) = payload.medium(block) else { return };
    let Some(size) = medium.image().and_then(|image| image.size) else { return };
    let Some((data, _)) = medium.data() else { return };
    let limits = payload.context.knowledge.limits();
    let tokens = size.tiles(limits.value("images.patch_px"));
    let exceeds_edge = size.longest_edge() > native.edge_px;
    if !exceeds_edge && tokens <= native.tokens {
        return;
    }
    let is_inferred = limits.find("images.patch_px").is_none_or(|patch| patch.confidence == Confidence::Inferred);
    sink.push(
        RULE.at(
            data,
            shown!("the image is {size} ({tokens} visual tokens); the limit of `{}` without scaling is {} pixels per side and \
                 {} visual tokens", model.id, native.edge_px, native.tokens, size, tokens),
        )
        .label(shown!("{size}", size))
        .help("scale the image down before sending it, and the coordinates accordingly")
        .related(reason, explanation)
        .response_status(400, "invalid_request_error")
        .uncertain_if(!exceeds_edge && is_inferred)
        .yields_to("image-dimensions", data),
    );
}

/// What keeps the API from scaling the image down.
fn reason<'a>(block: &Block<'a>) -> Option<(Node<'a>, &'static str)> {
    let setting = block.get("transformations").and_then(|settings| settings.get("oversized_image"));
    if let Some(setting) = setting.filter(|setting| setting.is_str("error")) {
        return Some((setting, "scaling is disabled here"));
    }
    let (outer, _) = block.outer.filter(|(_, kind)| *kind == BlockKind::ToolResult)?;
    let toolset = outer.get("toolset_name").filter(|name| name.is_string())?;
    Some((toolset, "images in results of a toolset are not scaled"))
}
