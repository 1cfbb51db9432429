use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, Owns, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a request without `max_tokens`.
    ///
    /// ## Why the API refuses it
    ///
    /// Unlike other chat APIs, the Messages API has no default for the length of a response: each request says how many
    /// output tokens it allows.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response, 2026-08-30 (E041): `max_tokens: Field required`.
    PL202 "missing-max-tokens",
    summary: "the request has no `max_tokens`",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E041"],
    stage: Fields,
    check: Check::Schema(&[Owns::of_member(FaultKind::Missing, "max_tokens")], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let diagnostic = RULE
        .at(Anchor::missing(violation.value, "max_tokens"), "`max_tokens` is missing")
        .label("add `max_tokens` here")
        .help("add `max_tokens`, the maximum length of the response, such as `\"max_tokens\": 1024`; it has no default")
        .respond(violation, context);
    match violation.found_at {
        Some(key) => diagnostic.yields_to("unknown-field", key),
        None => diagnostic,
    }
}
