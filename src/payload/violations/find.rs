//! Finds the violations of a body.

use crate::json::Node;
use crate::payload::Context;
use crate::schema::{self, Shape, Violation};

use super::{api_response, misnamed, platform, untyped_tool};

/// The violations of a body.
pub(crate) struct Violations<'a> {
    /// In no particular order.
    pub(crate) found: Vec<Violation<'a>>,
    /// The fields that the platform does not have.
    pub(crate) unavailable: Vec<Node<'a>>,
}

/// Where a body departs from its schema. Costs one validation if it does not.
pub(crate) fn violations<'a>(body: Node<'a>, shape: Shape, context: &Context<'_>) -> Violations<'a> {
    let mut found = schema::check(body, shape);
    found.retain(|violation| !platform::is_model_in_url(violation, context));
    untyped_tool::read_as_meant(&mut found, context);
    misnamed::link(&mut found, context);
    found.extend(platform::violations(body, shape, context));
    let mut unavailable = Vec::new();
    if !found.is_empty() {
        found.extend(api_response::violation(body));
        unavailable = platform::unavailable_fields(body, context);
    }
    Violations { found, unavailable }
}
