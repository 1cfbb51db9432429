//! The rules: one rule, one file. A rule works on nodes and paths and knows what the API responds; it never prints and
//! never computes an offset.
//!
//! To add one: a file with a `rule!` in the folder of its family, `mod name;` in that folder's `mod.rs`, and a folder
//! `fixtures/fail/<CODE>-<name>/`. `build.rs` collects the list of rules; the build or a test names whatever is missing.

// What a rule is, and what it reports.
mod owns;

mod diagnostic;
mod rule;

// Text about violations of the schema.
mod phrasing;

pub(crate) mod anchors;
mod pairing;
pub(crate) mod platform;
mod response;
mod tags;

// The rules, by family.
pub mod batch;
pub mod body;
pub mod code;
pub mod conversation;
pub mod credentials;
pub mod features;
pub mod fields;
pub mod media;
pub mod model;
pub mod tools;

// All rules.
mod registry;

mod schema_check;
pub(crate) mod syntax;

pub use diagnostic::{Anchor, Diagnostic, Edit, Notes, ResponsePath, Sink};
pub(crate) use diagnostic::{Note, Precedence, PredictedResponse, Scope, Wording};
pub use owns::Owns;
pub use registry::{all, ceiling, find, nearest, selects};
pub(crate) use response::{not_allowed, repeatable, unknown_tag};
pub(crate) use rule::rule;
pub use rule::{Check, CommentFault, Comparison, Conflict, Example, Rule, Stage};
pub(crate) use schema_check::check_schema;
