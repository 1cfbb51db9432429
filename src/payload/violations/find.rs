//! Finds the violations of a body.

use crate::json::Node;
use crate::payload::Context;
use crate::schema::{self, BelongsIn, Fault, Shape, Violation};

use super::{api_response, empty_object, misnamed, other_api, platform, untyped_tool};

/// The violations of a body, and what makes many of them redundant.
pub(crate) struct Violations<'a> {
    /// In no particular order.
    pub(crate) found: Vec<Violation<'a>>,
    /// The value that shows that the body is a response of the API.
    pub(crate) response: Option<Node<'a>>,
    /// The value that shows that the body is for another API.
    pub(crate) other_api: Option<Node<'a>>,
    /// The fields that the platform does not have.
    pub(crate) unavailable: Vec<Node<'a>>,
    /// Key and value of the members that belong in the body for another endpoint.
    pub(crate) misplaced: Vec<(Node<'a>, Node<'a>)>,
}

/// Where a body departs from its schema; `None` if it does not, which costs one validation.
pub(crate) fn violations<'a>(body: Node<'a>, shape: Shape, context: &Context<'_>) -> Option<Violations<'a>> {
    let mut found = schema::check(body, shape, context.limits.max_findings());
    if !found.is_empty() {
        found.retain(|violation| !platform::is_model_in_url(violation, context));
        untyped_tool::read_as_meant(&mut found, context);
        empty_object::merge(&mut found);
        misnamed::link(&mut found, context);
    }
    found.extend(platform::violations(body, shape, context));
    if found.is_empty() {
        return None;
    }
    platform::doubt(&mut found, body, context);
    let response = api_response::violation(body);
    let other_api = if response.is_none() { other_api::violation(body, context) } else { None };
    let is_misplaced = |violation: &&Violation<'a>| violation.fault == Fault::Misplaced(BelongsIn::OtherEndpoint);
    let misplaced = found.iter().filter(is_misplaced);
    Some(Violations {
        misplaced: misplaced.filter_map(|violation| Some((violation.holder?, violation.value))).collect(),
        response: response.as_ref().map(|violation| violation.value),
        other_api: other_api.as_ref().map(|violation| violation.value),
        unavailable: platform::unavailable_fields(body, context),
        found: found.into_iter().chain(response).chain(other_api).collect(),
    })
}
