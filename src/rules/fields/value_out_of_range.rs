use crate::finding::Severity;
use crate::knowledge::Sampling;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{Fault, FaultKind, Violation};
use crate::text::clip;

rule! {
    /// ## What it does
    ///
    /// Finds a number outside of the range that its field has for every model.
    ///
    /// ## Why the API refuses it
    ///
    /// Each such field has fixed limits: `temperature` and `top_p` are between 0 and 1, a thinking budget is at least
    /// 1024 tokens.
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
    /// Live responses, 2026-08-30 (`max_tokens: must be greater than or equal to 0`, `temperature: range: 0..1`), and
    /// the page cited.
    ///
    /// Some clients send -1 for a sampling parameter that is not set. Models before Claude Opus 4.1 accept it (recorded
    /// requests of 2025): an info. Later ones respond `` `top_p` cannot be set to -1 for this model. `` (public reports from
    /// 2025-08 to 2026-09, also for `temperature`). A `top_k` of -1 was in the same requests and was never reported: a
    /// warning.
    PL230 "value-out-of-range",
    summary: "a number is below the minimum or above the maximum of its field",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E048", "E049", "E088", "G06", "G07", "K05"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::TooSmall), Owns::every(FaultKind::TooLarge)], diagnostic),
}

/// A number with more characters is clipped.
const LONGEST_NUMBER: usize = 40;

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let (bound, limit, label) = match &violation.fault {
        Fault::TooSmall(limit) => ("minimum", limit.to_string(), "too small"),
        Fault::TooLarge(limit) => ("maximum", limit.to_string(), "too large"),
        _ => ("limit", String::new(), "out of range"),
    };
    let value = violation.value;
    let number = clip(value.source(), LONGEST_NUMBER);
    let subject = phrasing::subject(violation);
    if is_minus_one_for_unset(violation) {
        return minus_one(violation, &subject, context);
    }
    RULE.at(value, format!("{subject} is {number}; the {bound} is {limit}"))
        .label(label)
        .help(help(violation, context))
        .respond(violation, context)
}

/// Whether a sampling parameter is -1, which some clients send for one that is not set.
fn is_minus_one_for_unset(violation: &Violation<'_>) -> bool {
    let is_sampling = ["temperature", "top_p", "top_k"].iter().any(|name| violation.is_of_member(name));
    is_sampling && matches!(violation.fault, Fault::TooSmall(_)) && violation.value.as_f64() == Some(-1.0)
}

/// Older models accept -1. Of newer ones, the API has rejected -1 for `temperature` and `top_p`, but not for `top_k`.
fn minus_one(violation: &Violation<'_>, subject: &str, context: &Context<'_>) -> Diagnostic {
    let name = phrasing::member_name(violation).unwrap_or_default();
    let diagnostic = RULE.at(violation.value, format!("{subject} is -1, which does not mean \"not set\""));
    let diagnostic = diagnostic.label("not in the range").help(format!("remove `{name}`"));
    let sampling = context.model.facts.map_or(Sampling::Unknown, |model| model.sampling);
    if sampling == Sampling::Free {
        let message = format!("{subject} is -1, which newer models reject");
        return RULE
            .at(violation.value, message)
            .severity(Severity::Info)
            .label("the same as not set")
            .help(format!("remove `{name}`"));
    }
    match sampling {
        _ if name == "top_k" => diagnostic.uncertain_if(true),
        Sampling::Unknown => diagnostic.uncertain_if(true).response_without_message("K05"),
        _ => diagnostic.response("K05", [("sampling", name.into_owned())]),
    }
}

fn help(violation: &Violation<'_>, context: &Context<'_>) -> String {
    let name = phrasing::member_name(violation).unwrap_or_default();
    let is_fixed = context.model.facts.is_some_and(|model| model.sampling == Sampling::Frozen);
    if is_fixed && matches!(&*name, "temperature" | "top_p" | "top_k") {
        return format!("remove `{name}`: the sampling of this model cannot be changed");
    }
    let range = match (violation.schema.minimum(), violation.schema.maximum()) {
        (Some(minimum), Some(maximum)) => format!("use a value from {minimum} to {maximum}"),
        (Some(minimum), None) => format!("use {minimum} or more"),
        (None, Some(maximum)) => format!("use {maximum} or less"),
        (None, None) => "use another value".to_owned(),
    };
    if name == "temperature" { format!("{range}; some other APIs allow values up to 2") } else { range }
}
