use serde_json::Value;

use crate::join::join_or;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a `media_type` other than the few that images and documents may have.
    ///
    /// ## Why the API refuses it
    ///
    /// Images are JPEG, PNG, GIF or WebP; documents are PDF, or text with a source of type `text`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [{"type": "document", "source": {"type": "text", "media_type": "text/markdown", "data": "# Title"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "# Title"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answer in a public thread (row E127 of the catalogue):
    /// `….image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`. For documents
    /// the page cited.
    PL232 "unsupported-media-type",
    summary: "a media type that this block does not take",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: ["E127"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, allowed: &[Value], context: &Context<'_>) -> Diagnostic {
    let at = violation.at;
    let text = at.as_str().unwrap_or_default();
    let shown = join_or(allowed.iter().filter_map(Value::as_str).map(|name| format!("`{name}`")));
    let is_image = violation.owner.get("enum").is_some();
    let keyword = if is_image { "enum" } else { "const" };
    let help = match &*text {
        "application/pdf" => "send a PDF in a block of type `document`, with a source of type `base64`".to_owned(),
        "text/plain" => "send text in a block of type `document`, with a source of type `text`".to_owned(),
        image if image.starts_with("image/") && !is_image => {
            "send an image in a block of type `image`, not `document`".to_owned()
        }
        _ => phrasing::instead(phrasing::rename(context, violation.owner, keyword, &text), &text, [])
            .unwrap_or_else(|| format!("convert it, and use {shown}")),
    };
    let diagnostic = RULE
        .at(at, format!("the media type {} is not taken here, only {shown}", phrasing::value(at)))
        .label("not taken here")
        .help(help);
    phrasing::answered(diagnostic, violation, context, [], phrasing::choice_words(&allowed.iter().collect::<Vec<_>>()))
}
