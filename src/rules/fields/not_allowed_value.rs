use crate::mask::{quoted, shown};
use serde_json::Value;

use crate::join::join_or;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a value that is not in the list of values that its field accepts.
    ///
    /// ## Why the API refuses it
    ///
    /// The list of values is fixed. Values of other APIs (`service_tier: flex`, `effort: minimal`) have no counterpart
    /// or another name.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "service_tier": "flex"}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "service_tier": "auto"}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-08-30 (`service_tier: Input should be 'auto' or 'standard_only'`, `inference_geo: must be
    /// one of ['global', 'us']`) and the page cited.
    PL231 "not-allowed-value",
    summary: "a value is not in the list of allowed values",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E059", "E060", "E119", "E120", "F02", "G02"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::NotAllowed)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let allowed = violation.allowed();
    let value = violation.value;
    let expected = join_or(allowed.iter().filter(|value| !value.is_null()).map(|value| match value {
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }));
    let text = value.as_str().unwrap_or_default();
    let rename = phrasing::rename(context, violation.schema, violation.schema.value_keyword(), &text);
    let known = allowed.iter().filter_map(Value::as_str);
    let help = phrasing::suggestion(rename, &text, known).unwrap_or_else(|| shown!("use {expected}", expected));
    let subject = phrasing::subject(violation);
    RULE.at(value, shown!("{subject} is {}; expected {expected}", phrasing::value(value), subject, expected))
        .label("not allowed")
        .help(help)
        .respond(violation, context)
}
