use crate::mask::{quoted, shown};
use serde_json::Value;

use crate::join::join_or;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a `media_type` that is not one of the few that images and documents support.
    ///
    /// ## Why the API refuses it
    ///
    /// Images are JPEG, PNG, GIF or WebP. Documents are PDF, or text with a source of type `text`.
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
    /// Live response in a public thread (E127): `….image.source.base64.media_type: Input should be 'image/jpeg',
    /// 'image/png', 'image/gif' or 'image/webp'`. For documents, the page cited.
    PL232 "unsupported-media-type",
    summary: "a block does not support this media type",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/vision",
    since: "0.1.0",
    responses: ["E127", "G02"],
    stage: Fields,
    check: Check::Schema(&[Owns::of_member(FaultKind::NotAllowed, "media_type")], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let allowed = violation.allowed();
    let value = violation.value;
    let text = value.as_str().unwrap_or_default();
    let expected = join_or(allowed.iter().filter_map(Value::as_str).map(|name| shown!("{name}", name = quoted(name))));
    let keyword = violation.schema.value_keyword();
    let is_image = keyword == "enum";
    let help = match &*text {
        "application/pdf" => "send a PDF in a `document` block with a source of type `base64`".into(),
        "text/plain" => "send text in a `document` block with a source of type `text`".into(),
        image if image.starts_with("image/") && !is_image => {
            "send an image in an `image` block instead of a `document` block".into()
        }
        _ => phrasing::suggestion(phrasing::rename(context, violation.schema, keyword, &text), &text, [])
            .unwrap_or_else(|| shown!("convert it to {expected}", expected)),
    };
    RULE.at(value, shown!("unsupported media type {}; expected {expected}", phrasing::value(value), expected))
        .label("unsupported media type")
        .help(help)
        .respond(violation, context)
}
