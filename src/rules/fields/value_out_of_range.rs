use crate::finding::Severity;
use crate::knowledge::Sampling;
use crate::mask::{Shown, quoted, shown};
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{Fault, FaultKind, Violation};

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

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let (bound, limit, label) = match &violation.fault {
        Fault::TooSmall(limit) => ("minimum", shown!("{limit}", limit), "too small"),
        Fault::TooLarge(limit) => ("maximum", shown!("{limit}", limit), "too large"),
        _ => ("limit", Shown::default(), "out of range"),
    };
    let value = violation.value;
    let number = phrasing::number(value);
    let subject = phrasing::subject(violation);
    if is_minus_one_for_unset(violation) {
        return minus_one(violation, &subject, context);
    }
    RULE.at(value, shown!("{subject} is {number}; the {bound} is {limit}", subject, number, bound, limit))
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
fn minus_one(violation: &Violation<'_>, subject: &Shown, context: &Context<'_>) -> Diagnostic {
    let name = phrasing::member_name(violation).unwrap_or_default();
    let diagnostic = RULE.at(violation.value, shown!("{subject} is -1, which does not mean \"not set\"", subject));
    let diagnostic = diagnostic.label("not in the range").help(shown!("remove {name}", name = quoted(&name)));
    let sampling = context.model.facts.map_or(Sampling::Unknown, |model| model.sampling);
    if sampling == Sampling::Free {
        let message = shown!("{subject} is -1, which newer models reject", subject);
        return RULE
            .at(violation.value, message)
            .severity(Severity::Info)
            .label("the same as not set")
            .help(shown!("remove {name}", name = quoted(&name)));
    }
    match sampling {
        _ if name == "top_k" => diagnostic.uncertain_if(true),
        Sampling::Unknown => diagnostic.uncertain_if(true).response_without_message("K05"),
        _ => diagnostic.response("K05", [("sampling", name.into_owned())]),
    }
}

fn help(violation: &Violation<'_>, context: &Context<'_>) -> Shown {
    let name = phrasing::member_name(violation).unwrap_or_default();
    let is_fixed = context.model.facts.is_some_and(|model| model.sampling == Sampling::Frozen);
    if is_fixed && matches!(&*name, "temperature" | "top_p" | "top_k") {
        return shown!("remove {name}: the sampling of this model cannot be changed", name = quoted(&name));
    }
    let range = match (
        violation.schema.minimum().and_then(serde_json::Value::as_number),
        violation.schema.maximum().and_then(serde_json::Value::as_number),
    ) {
        (Some(minimum), Some(maximum)) => shown!("use a value from {minimum} to {maximum}", minimum, maximum),
        (Some(minimum), None) => shown!("use {minimum} or more", minimum),
        (None, Some(maximum)) => shown!("use {maximum} or less", maximum),
        (None, None) => "use another value".into(),
    };
    if name == "temperature" { shown!("{range}; some other APIs allow values up to 2", range) } else { range }
}
