//! [`Shown`]: the one type that carries text to an output, and the writers, which accept nothing else.
//!
//! The constructors that mask other text are in `mask`.

mod escape;
mod text;

mod page;

pub(crate) use escape::{escaped, push_escaped, workflow_data, workflow_property};
pub use page::Page;
pub(crate) use page::{ShowJson, json_object, put};
pub use text::Shown;
pub(crate) use text::{Checked, Show, checked, show, shown};
