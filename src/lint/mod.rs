//! Runs schema and rules over a request, orders what they say, and foretells the API's answer.

mod assemble;
mod builder;
mod cross_check;
#[cfg(feature = "http")]
mod http;
mod input;
mod linter;
mod locate;
mod predict;
mod report;
mod ruleset;

pub use builder::LinterBuilder;
pub use cross_check::CrossCheck;
pub use input::Request;
pub use linter::{FileOptions, Linter};
pub use report::{PieceOffset, Prediction, Report};
