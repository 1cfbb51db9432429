//! Runs the schema and the rules over a request, orders the findings, and predicts the API's response.
//!
//! From the bottom up: data ([`input`], [`notes`], [`report`], [`ruleset`], [`settings`]), [`locate`], [`edit`], [`predict`],
//! [`suppress`], [`assemble`] (one entry's diagnostics to findings), [`engine`] (one entry), [`cross_check`] (between
//! requests), [`linter`] and [`builder`] (entry points).

mod assemble;
mod builder;
mod cross_check;
mod edit;
mod engine;
#[cfg(feature = "http")]
mod http;
mod input;
mod linter;
mod locate;
mod notes;
mod predict;
mod report;
mod ruleset;
mod settings;
mod suppress;

pub use builder::LinterBuilder;
pub use cross_check::CrossCheck;
pub use input::{FileOptions, Request};
pub use linter::Linter;
pub use report::{PieceOffset, Prediction, Report, Suppressed};
pub use settings::Settings;
