use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::Violation;

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a stop sequence that is empty or has only blanks, tabs and line breaks.
    ///
    /// ## Why the API refuses it
    ///
    /// A stop sequence must contain something else than white space.
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
    /// Live answer, 2026-10-04 (row E052 of the catalogue):
    /// `stop_sequences: each stop sequence must contain non-whitespace`. White space beyond ASCII, such as a no-break
    /// space, was not tried: a warning.
    PL250 "blank-stop-sequence",
    summary: "a stop sequence of white space alone, or empty",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-04",
    source: "live answer",
    since: "0.1.0",
    responses: ["E052"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    // White space beyond ASCII has not been tried.
    let is_foreign = violation.at.as_str().is_some_and(|text| !text.is_ascii());
    let diagnostic = RULE
        .at(violation.at, format!("the stop sequence {} is blank", phrasing::value(violation.at)))
        .label("blank")
        .uncertain_if(is_foreign)
        .help("use a text with something else than white space, or leave it out; to stop at a line end, cut the answer yourself");
    phrasing::answered(diagnostic, violation, context, [], None)
}
