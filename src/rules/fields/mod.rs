//! `PL2xx`: fields and their types, as the JSON Schema has them.

use crate::json::Node;
use crate::knowledge::ModelPlace;
use crate::request::Context;
use crate::schema::{self, Fault, Shape, Violation};

use super::{Draft, Rule, Sink};

mod missing_field;
mod missing_max_tokens;

/// The rules of this family.
pub const RULES: &[&Rule] = &[&missing_field::RULE, &missing_max_tokens::RULE];

/// Checks a body against its schema.
pub(crate) fn check(body: Node<'_>, shape: Shape, context: &Context<'_>, sink: &mut Sink) {
    for violation in schema::check(body, shape) {
        if let Some(draft) = draft(&violation, context) {
            sink.push(draft);
        }
    }
}

/// The finding of the rule that a violation belongs to.
fn draft(violation: &Violation<'_>, context: &Context<'_>) -> Option<Draft> {
    let _ = context;
    match &violation.fault {
        Fault::Missing(name) if name == "model" && context.platform.model_in == ModelPlace::Path => None,
        Fault::Missing(name) if name == "max_tokens" => Some(missing_max_tokens::draft(violation)),
        Fault::Missing(name) => Some(missing_field::draft(violation, name)),
        _ => None,
    }
}
