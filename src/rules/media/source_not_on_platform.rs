use crate::knowledge::Confidence;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

use super::described;

rule! {
    /// ## What it does
    ///
    /// Finds images and documents by url or from the Files API on a platform that takes base64 only.
    ///
    /// ## Why the API refuses it
    ///
    /// On Amazon Bedrock and Google Cloud the service fetches nothing and there is no Files API: the file has to come
    /// with the request.
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
    /// The vision page and the pages of the platforms, 2026-08-22. The words of the answer were not seen.
    PL632 "source-not-on-platform",
    summary: "a source that the platform does not have",
    severity: Error,
    confidence: Documented,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Block(&[BlockKind::Image, BlockKind::Document], check),
}

fn check(block: &Block<'_>, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(tag) = block.get("source").and_then(|source| source.get("type")) else { return };
    let platform = payload.context.platform;
    let is_known = |name: &str| tag.is_str(name);
    // A source that no platform has is told by the schema.
    if !["url", "file"].iter().any(|name| is_known(name)) || platform.sources.iter().any(|name| is_known(name)) {
        return;
    }
    let name = tag.as_str().unwrap_or_default();
    sink.push(
        RULE.at(tag, format!("{} has no sources of type `{name}`", platform.name))
            .label(format!("{} cannot come from there", described(block)))
            .help("send the file in base64, in a source of type `base64`")
            .response_status(400, "invalid_request_error")
            .uncertain_if(platform.confidence < Confidence::Documented),
    );
}
