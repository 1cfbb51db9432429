//! Models: `schemas/models.json`, and how a model is found by the names that platforms and people use.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

mod effort;
mod spelling;

mod row;

mod table;

pub use effort::Effort;
pub use row::{
    FastMode, FastModeState, LargerOutput, Model, ModelTool, NativeImage, Sampling, Status, Thinking, ThinkingDefault,
};
pub use spelling::IdForm;
pub use table::{Lookup, Models};
