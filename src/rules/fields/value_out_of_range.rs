use serde_json::Value;

use crate::knowledge::Sampling;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a number outside of the range that its field has whatever the model is.
    ///
    /// ## Why the API refuses it
    ///
    /// Each such field has fixed bounds: `temperature` and `top_p` lie between 0 and 1, a thinking budget is at least 1024
    /// tokens.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "temperature": 1.5}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "temperature": 1}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-08-30 (`max_tokens: must be greater than or equal to 0`, `temperature: range: 0..1`) and the page cited.
    PL230 "value-out-of-range",
    summary: "a number below its least or above its greatest value",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E048", "E049", "E088"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(
    violation: &Violation<'_>,
    limit: &Value,
    is_least: bool,
    context: &Context<'_>,
) -> Diagnostic {
    let name = phrasing::subject(violation);
    let (than, words) = if is_least {
        ("less than the least", format!("Input should be greater than or equal to {limit}"))
    } else {
        ("more than the most", format!("Input should be less than or equal to {limit}"))
    };
    let diagnostic = RULE
        .at(violation.at, format!("{name} is {}, {than} it may be, {limit}", phrasing::value(violation.at)))
        .label(if is_least { "too small" } else { "too large" })
        .help(help(violation, context));
    let values = [("sampling", phrasing::name(violation).unwrap_or_default().into_owned()), ("n", limit.to_string())];
    phrasing::answered(diagnostic, violation, context, values, words)
}

fn help(violation: &Violation<'_>, context: &Context<'_>) -> String {
    let name = phrasing::name(violation).unwrap_or_default();
    let is_frozen = context.model.facts.is_some_and(|model| model.sampling == Sampling::Frozen);
    if is_frozen && matches!(&*name, "temperature" | "top_p" | "top_k") {
        return format!("remove `{name}`: this model samples in one way only");
    }
    let bound =
        |keyword: &str| violation.owner.get(keyword).or_else(|| violation.owner.get("x-doubtful")?.get(keyword));
    let range = match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!("use a value from {least} to {most}"),
        (Some(least), None) => format!("use {least} or more"),
        (None, Some(most)) => format!("use {most} or less"),
        (None, None) => "use another value".to_owned(),
    };
    if name == "temperature" { format!("{range}; in other APIs the scale goes up to 2") } else { range }
}
