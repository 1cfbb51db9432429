//! Finds the parts of a body that need a beta.

use crate::json::Node;

use super::annotations::Schema;
use super::documents::Shape;
use super::{compile, index, walk};

/// A value of a body whose schema says that it, or some of its values, need a beta.
#[derive(Debug, Clone, Copy)]
pub struct BetaUse<'a> {
    /// The key of the member, if the value is one.
    pub key: Option<Node<'a>>,
    /// The value.
    pub value: Node<'a>,
    /// The schema that mentions the beta.
    pub schema: Schema,
    /// The union, if the schema is a branch of one.
    pub union: Option<Schema>,
}

/// Every part of `body` that needs a beta, or may, depending on its value or on the model; outer values before inner ones.
/// Costs one validation if there is none.
pub(crate) fn betas(body: Node<'_>, shape: Shape) -> Vec<BetaUse<'_>> {
    let mut found = Vec::new();
    if !compile::needs_no_beta(shape, body) {
        walk::schemas(body, shape, index::has_betas, &mut |visited| {
            let walk::Visited { key, value, schema, union } = visited;
            if schema.mentions_beta() {
                found.push(BetaUse { key, value, schema, union });
            }
        });
    }
    found
}
