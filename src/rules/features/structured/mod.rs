//! `PL72x`, `PL73x`: structured output, and the strict tools that share its grammar.

use crate::payload::Payload;
use crate::payload::json_schema::Owner;
use crate::rules::{Diagnostic, ResponsePath};

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

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/features_structured.rs"));

/// The limit in a sentence about so many.
fn bound(count: usize, limit: usize) -> String {
    match count > limit {
        true => format!("the limit is {limit}"),
        false => "just at the limit, and a schema may be too complex before it".to_owned(),
    }
}

/// A schema that is just at a limit: it may still be too complex, which only the compiler knows.
fn at_limit(diagnostic: Diagnostic, payload: &Payload<'_>) -> Diagnostic {
    let diagnostic = diagnostic.uncertain_if(true);
    match payload.constrained() {
        [only] if matches!(only.owner, Owner::Output(_)) => {
            diagnostic.response("E115", []).response_path(ResponsePath::from(&only.owner))
        }
        _ => diagnostic.response("F09", []),
    }
}
