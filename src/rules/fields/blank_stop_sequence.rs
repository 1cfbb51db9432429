use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, phrasing, rule};
use crate::schema::{FaultKind, ValueKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a stop sequence that is empty or contains only whitespace.
    ///
    /// ## Why the API refuses it
    ///
    /// A stop sequence must contain a non-whitespace character.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "stop_sequences": ["\n\n"]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "stop_sequences": ["\n\nHuman:"]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response, 2026-10-04 (E052): `stop_sequences: each stop sequence must contain non-whitespace`. Whitespace
    /// outside of ASCII, such as a no-break space, has not been tried, so it is a warning.
    PL250 "blank-stop-sequence",
    summary: "a stop sequence is empty or contains only whitespace",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-04",
    source: "live response",
    since: "0.1.0",
    responses: ["E052"],
    stage: Fields,
    check: Check::Schema(&[Owns::of_kind(FaultKind::Pattern, ValueKind::StopSequence)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let is_empty = violation.value.is_str("");
    // Whitespace outside of ASCII has not been tried.
    let is_untried = violation.value.as_str().is_some_and(|text| !text.is_ascii());
    let message = match is_empty {
        true => "stop sequence is empty".into(),
        false => shown!("stop sequence {} contains only whitespace", phrasing::value(violation.value)),
    };
    RULE.at(violation.value, message)
        .label(if is_empty { "empty" } else { "only whitespace" })
        .uncertain_if(is_untried)
        .help(
            "use a string with at least one non-whitespace character, or remove it; to stop at the end of a line, cut \
             the response in your code",
        )
        .respond(violation, context)
}
