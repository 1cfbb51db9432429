use crate::knowledge::Confidence;
use crate::mask::shown;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds images and documents that refer to a URL or to the Files API, on a platform that supports only base64.
    ///
    /// ## Why the API refuses it
    ///
    /// Amazon Bedrock and Google Cloud do not download files and have no Files API: the request must contain the file.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=bedrock
    /// {"model": "anthropic.claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "url", "url": "https://upload.wikimedia.org/wikipedia/commons/a/a9/Example.jpg"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,target=bedrock
    /// {"model": "anthropic.claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [
    ///   {"type": "image", "source": {"type": "base64", "media_type": "image/png",
    ///     "data": "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgAQAAAABbAUdZAAAADElEQVR42mNgGNwAAACgAAGO+7G0AAAAAElFTkSuQmCC"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The vision page and the pages of the platforms, 2026-08-22. The message has not been seen.
    PL632 "source-not-on-platform",
    summary: "a source type that the platform does not support",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Block(&[BlockKind::Image, BlockKind::Document], check),
}

/// The source types that some platforms do not support.
const SOURCES: [&str; 2] = ["url", "file"];

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(tag) = block.get("source").and_then(|source| source.get("type")) else { return };
    let platform = payload.context.platform;
    let Some(name) = SOURCES.into_iter().find(|name| tag.is_str(name)) else { return };
    if platform.sources.iter().any(|source| **source == *name) {
        return;
    }
    sink.push(
        RULE.at(tag, shown!("{} does not support sources of type `{name}`", platform.name, name))
            .label(shown!("not supported for {}", block.described()))
            .help("send the file in a source of type `base64`")
            .response_status(400, "invalid_request_error")
            .uncertain_if(platform.confidence < Confidence::Documented),
    );
}
