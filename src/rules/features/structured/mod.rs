//! `PL72x`, `PL73x`: structured output, and the strict tools that share its grammar.

use crate::request::Payload;
use crate::request::json_schema::Owner;
use crate::rules::{AnswerPath, Draft, Rule};

mod boolean_property;
mod citations_with_output_format;
mod deprecated_output_format;
mod open_object;
mod recursive_schema;
mod too_many_optional;
mod too_many_strict_tools;
mod too_many_unions;
mod unknown_format;
mod unsupported_keyword;
mod unsupported_regex;

/// The rules of this family.
pub const RULES: &[&Rule] = &[
    &open_object::RULE,
    &boolean_property::RULE,
    &recursive_schema::RULE,
    &unsupported_keyword::RULE,
    &unknown_format::RULE,
    &unsupported_regex::RULE,
    &too_many_strict_tools::RULE,
    &too_many_optional::RULE,
    &too_many_unions::RULE,
    &citations_with_output_format::RULE,
    &deprecated_output_format::RULE,
];

/// The limit in a sentence about so many.
fn bound(count: usize, limit: usize) -> String {
    match count > limit {
        true => format!("the limit is {limit}"),
        false => "just at the limit, and a schema may be too complex before it".to_owned(),
    }
}

/// A schema that is just at a limit: it may still be too complex, which only the compiler knows.
fn at_limit(draft: Draft, payload: &Payload<'_>) -> Draft {
    let draft = draft.doubtful_if(true);
    match payload.constrained() {
        [only] if matches!(only.owner, Owner::Output(_)) => {
            draft.answer("E115", []).answer_path(AnswerPath::from(&only.owner))
        }
        _ => draft.answer("F09", []),
    }
}
