//! The shape of a request: JSON Schemas, validated on our own tree without a copy.
//!
//! The schemas are `schemas/*.schema.json`. Their annotations, the keywords that begin with `x-`, carry evidence, the path
//! segments that the API inserts, and the rows of the table of known responses. [`check`] finds the violations of a body,
//! and [`api_path`] writes a path as the API does. The rules in `rules/fields` turn violations into diagnostics.
//!
//! [`is_schema`], [`schema_faults`] and [`mismatches`] are about the JSON Schemas that a request contains.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

// Schemas as data.
mod annotations;

mod documents;

mod index;

mod walk;

// Validation of our own tree.
mod tree;

mod compile;

mod violation;

mod cascade;

mod check;

// Other questions about a body or a schema.
mod betas;
mod char_class;
mod effort;
mod user_schema;

pub use annotations::{NotInBatch, Schema, ValueKind};
pub use betas::BetaUse;
pub(crate) use betas::betas;
pub(crate) use char_class::{CharClass, ClassFault};
pub use check::check;
pub use documents::{FieldOfTargets, Schemas, Shape};
pub use effort::is_checkable;
pub use user_schema::{Mismatch, SchemaFault, is_schema, mismatches, schema_faults};
pub use violation::{BelongsIn, Fault, FaultKind, ResponseKind, Violation};
pub use walk::api_path;
pub(crate) use walk::{branches, clip_key, has_tag, listed_tags, named_branch, widest_union};
