//! Runs schema and rules over a request, orders what they say, and foretells the API's answer.

mod answer;
#[cfg(feature = "http")]
mod http;
mod input;
mod ledger;
mod linter;
mod locate;
mod report;
mod resolve;
mod ruleset;

pub use input::Request;
pub use ledger::Ledger;
pub use linter::{BuildError, FileOptions, Linter, LinterBuilder};
pub use report::{Prediction, Report, Start};
