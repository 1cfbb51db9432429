//! `PL1xx`: the bytes and the JSON of a body.

use crate::json::Document;

use super::{Check, Rule, Sink};

mod empty_body;
mod trailing_comma;

/// The rules of this family.
pub const RULES: &[&Rule] = &[&empty_body::RULE, &trailing_comma::RULE];

/// Says what is wrong with the text itself.
pub(crate) fn check_syntax(document: &Document<'_>, sink: &mut Sink) {
    for error in document.errors() {
        for rule in RULES {
            if let Check::Syntax(faults, draft) = rule.check
                && faults.contains(&error.fault)
            {
                sink.push(draft(error, document.source()));
            }
        }
    }
}
