//! Runs schema and rules over a request, orders what they say, and foretells the API's answer.

mod answer;
mod builder;
#[cfg(feature = "http")]
mod http;
mod input;
mod ledger;
mod linter;
mod locate;
mod report;
mod resolve;
mod ruleset;

pub use builder::{BuildError, LinterBuilder};
pub use input::Request;
pub use ledger::Ledger;
pub use linter::{FileOptions, Linter};
pub use report::{Prediction, Report, Start};
