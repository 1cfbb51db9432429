use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule, tags};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds an object whose `type` does not exist in its place: for `thinking`, `tool_choice`, a source, or an edit
    /// in `context_management`.
    ///
    /// ## Why the API refuses it
    ///
    /// The `type` determines the fields of such an object.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "thinking": {"type": "auto"}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "thinking": {"type": "adaptive"}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The same response as for blocks and tools, seen in recorded traffic for sources (F19) and in a public project
    /// for `tool_choice` (E055): `<path>: Input tag '…' found using 'type' does not match any of the expected tags: …`.
    PL243 "unknown-type",
    summary: "an object has a type that does not exist in its place",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E055", "F19", "G02", "G08"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::UnknownTag)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let tag = violation.part();
    let name = tag.as_str().unwrap_or_default();
    RULE.at(tag, shown!("{} has unknown type {}", phrasing::subject(violation), quoted(&name)))
        .label("unknown type")
        .help(tags::help(violation, &name, context))
        .respond(violation, context)
        .uncertain_if(tags::may_exist(violation, &name))
}
