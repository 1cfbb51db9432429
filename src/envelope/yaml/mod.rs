//! The subset of YAML that recordings use, as a tree in which every scalar knows its bytes in the file.

mod lenient;
mod tree;

mod json;
mod scalar;

mod body;

pub(super) use body::body_text;
pub(super) use tree::{Document, Node};
