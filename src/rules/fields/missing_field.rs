use crate::rules::{Check, Draft, Place, rule};
use crate::schema::Violation;

rule! {
    /// ## What it does
    ///
    /// Finds an object that lacks a field it must have.
    ///
    /// ## Why the API refuses it
    ///
    /// The field has no default.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"content": "Hello"}]}
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
    /// Live answers, 2026-08-30: `<path>: Field required`.
    PL201 "missing-field",
    summary: "a required field is missing",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    answers: ["E033", "E037", "E039", "E041", "E042", "E043", "E072", "E075", "E094"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn draft(violation: &Violation<'_>, name: &str) -> Draft {
    let place = Place::Missing(violation.at.id(), name.to_owned());
    let draft = RULE
        .at(place, format!("`{name}` is missing"))
        .label(format!("`{name}` belongs in here"))
        .help(format!("add `{name}`"));
    match violation.answer {
        Some(row) => draft.answer(row, [("field", name.to_owned())]),
        None => draft.answer_words("Field required"),
    }
}
