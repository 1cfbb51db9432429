use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, rule, tags};
use crate::schema::{self, FaultKind, ValueKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a content block with a `type` that does not exist, or not in this place: a type of another API
    /// (`image_url`, `input_text`) or of the Model Context Protocol (`audio`, `resource`), or one that is not allowed
    /// in a tool result.
    ///
    /// ## Why the API refuses it
    ///
    /// The `type` determines the fields of a block; each place has its own list of types.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses in public threads (E035 and E036): `messages.{i}.content.{j}: Input tag '…' found using 'type'
    /// does not match any of the expected tags: …`. The list at the end grows with the API and does not include blocks
    /// that need a beta.
    PL241 "unknown-block-type",
    summary: "a content block has a type that does not exist or is not allowed here",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E035", "E036", "G08"],
    stage: Fields,
    check: Check::Schema(&[Owns::of_kind(FaultKind::UnknownTag, ValueKind::ContentBlock)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let tag = violation.part();
    let name = tag.as_str().unwrap_or_default();
    let exists = context.knowledge.schemas().content_block().is_some_and(|blocks| schema::has_tag(blocks, &name));
    let message = match exists {
        true => shown!("content block type {} is not allowed here", quoted(&name)),
        false => shown!("unknown content block type {}", quoted(&name)),
    };
    RULE.at(tag, message)
        .label(if exists { "not allowed here" } else { "unknown type" })
        .help(tags::help(violation, &name, context))
        .respond(violation, context)
        .uncertain_if(tags::may_exist(violation, &name))
}
