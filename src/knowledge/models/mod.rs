//! Models: `schemas/models.json`, and how a model is found by the names that platforms and people use.

mod effort;
mod row;
mod spelling;
mod table;

pub use effort::Effort;
pub use row::{
    FastMode, FastModeState, LargerOutput, Model, ModelTool, NativeImage, Sampling, Status, Thinking, ThinkingDefault,
};
pub use spelling::IdForm;
pub use table::{Lookup, Models};
