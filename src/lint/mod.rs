//! Runs the schema and the rules over a request, orders the findings, and predicts the API's response.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

// Data.
mod counts;
mod input;
mod notes;
mod ruleset;
mod settings;
mod value;

mod report;

mod quota;

// From the diagnostics of one entry to its findings.
mod locate;

mod edit;
mod likeness;
mod predict;
mod suppress;

mod recorded;

mod assemble;

mod compare;

// Checking one entry, and comparing requests.
mod cross_check;
mod engine;

// Comments that suppress findings.
mod comments;

// Entry points.
mod linter;

mod builder;
#[cfg(feature = "http")]
mod http;

pub use builder::LinterBuilder;
pub(crate) use counts::Counts;
pub use cross_check::CrossCheck;
pub use input::{FileOptions, Request};
pub use linter::Linter;
pub(crate) use quota::Quota;
pub use report::{Disagreement, DisagreementKind, PieceOffset, Prediction, Recorded, Report, Suppressed};
pub(crate) use report::{Omitted, SuppressedBy, SuppressedFinding};
pub use settings::Settings;
