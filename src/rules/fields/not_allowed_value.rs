use serde_json::Value;

use crate::join::join_or;
use crate::knowledge::Support;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a value that is not among the few that its field takes.
    ///
    /// ## Why the API refuses it
    ///
    /// The values are fixed. Those of other APIs (`service_tier: flex`, `effort: minimal`) have no counterpart or another name.
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
    /// Live answers, 2026-08-30 (`service_tier: Input should be 'auto' or 'standard_only'`,
    /// `inference_geo: must be one of ['global', 'us']`) and the page cited.
    PL231 "not-allowed-value",
    summary: "a value that is none of those allowed",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E059", "E060", "E119", "E120", "F02"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, allowed: &[Value], context: &Context<'_>) -> Diagnostic {
    let at = violation.at;
    let shown = join_or(allowed.iter().filter(|value| !value.is_null()).map(|value| match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }));
    let text = at.as_str().unwrap_or_default();
    let keyword = if violation.owner.get("const").is_some() { "const" } else { "enum" };
    let rename = phrasing::rename(context, violation.owner, keyword, &text);
    let known = allowed.iter().filter_map(Value::as_str);
    let help = phrasing::instead(rename, &text, known).unwrap_or_else(|| format!("use {shown}"));
    let diagnostic = RULE
        .at(at, format!("{} is {}, not {shown}", phrasing::subject(violation), phrasing::value(at)))
        .label("not allowed")
        .help(help);
    let open: Vec<&Value> = allowed.iter().filter(|value| !needs_beta(value, violation.owner, context)).collect();
    phrasing::answered(diagnostic, violation, context, [], phrasing::choice_words(&open))
}

/// A value that the API does not list unless its beta is on.
fn needs_beta(value: &Value, owner: &Value, context: &Context<'_>) -> bool {
    let betas = value.as_str().and_then(|value| owner.get("x-beta-values")?.get(value)?.as_array());
    betas.is_some_and(|betas| context.any_beta(betas.iter().filter_map(Value::as_str)) != Support::Yes)
}
