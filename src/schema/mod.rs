//! The shape of a request: JSON Schemas, validated in place on our own tree.
//!
//! The schemas are `schemas/*.schema.json`; their `x-` keywords carry evidence, the path segments that the API
//! inserts, and the rows of the catalogue of answers. This module finds where a body departs from its schema
//! ([`check`]) and how the API writes the way to a place ([`api_path`]). What to say about it is the business of
//! `rules/fields`.

mod cascade;
mod compile;
mod explain;
mod index;
mod meta;
mod tree;
mod violation;
mod walk;

use std::sync::OnceLock;

use serde_json::Value;

use crate::json::Node;
use crate::knowledge::Endpoint;

pub use meta::{Misfit, SchemaFault, is_schema, misfits, schema_faults};
pub use violation::{Fault, Violation};
pub use walk::{Annotated, annotated, api_path};
pub(crate) use walk::{bounded, branches, tags_without_beta};

/// Which body a node should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `POST /v1/messages`
    Request,
    /// `POST /v1/messages/count_tokens`
    CountTokens,
    /// `POST /v1/messages/batches`: the envelope; the `params` of items are judged one by one as requests.
    Batch,
    /// One item of a batch on its own; its `params` likewise.
    BatchItem,
}

const REQUEST: &str = include_str!("../../schemas/request.schema.json");
const COUNT_TOKENS: &str = include_str!("../../schemas/count-tokens.schema.json");
const BATCH: &str = include_str!("../../schemas/batch.schema.json");
/// No file: a reference into the batch schema.
const BATCH_ITEM: &str = r#"{"$ref": "https://payloadlint.dev/schemas/batch.schema.json#/$defs/BatchItem"}"#;

impl Shape {
    const ALL: [Shape; 4] = [Shape::Request, Shape::CountTokens, Shape::Batch, Shape::BatchItem];

    /// The shape of a body that is sent there; the `params` of a batch item are a request.
    pub fn of_body(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::CountTokens => Shape::CountTokens,
            Endpoint::Messages | Endpoint::Batches => Shape::Request,
        }
    }

    /// The schema document.
    pub fn document(self) -> &'static Value {
        static DOCUMENTS: [OnceLock<Value>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
        let text = match self {
            Shape::Request => REQUEST,
            Shape::CountTokens => COUNT_TOKENS,
            Shape::Batch => BATCH,
            Shape::BatchItem => BATCH_ITEM,
        };
        DOCUMENTS[self as usize].get_or_init(|| parse(text))
    }
}

/// The document with that `$id`.
fn document_by_id(id: &str) -> Option<&'static Value> {
    [Shape::Request, Shape::CountTokens, Shape::Batch]
        .into_iter()
        .map(Shape::document)
        .find(|document| document.get("$id").and_then(Value::as_str) == Some(id))
}

/// # Panics
///
/// When a shipped schema is broken, which a test finds before any user does.
fn parse(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => panic!("a shipped schema is no JSON: {error}"),
    }
}

/// Every place of `body` that needs a beta, or may, by its own word, its value or the model; outer places before inner
/// ones. Costs one validation when there is none.
pub(crate) fn betas<'a>(body: Node<'a>, shape: Shape) -> Vec<Annotated<'a>> {
    if compile::needs_no_beta(shape, body) { Vec::new() } else { walk::betas(body, shape) }
}

/// Every place where `body` departs from its shape, in no particular order. Costs one validation when there is
/// none.
pub fn check<'a>(body: Node<'a>, shape: Shape) -> Vec<Violation<'a>> {
    if shape.whole().is_valid(tree::TreeNode::Tree(body)) {
        return Vec::new();
    }
    explain::explain(body, shape)
}
