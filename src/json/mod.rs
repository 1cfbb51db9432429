//! Bytes to a borrowed tree in which every key and value knows its bytes.
//!
//! [`Document::parse`] reads a text once into one flat, pre-order vector of 16-byte nodes. Nothing is copied:
//! strings are slices that are unescaped on demand, numbers keep their text, duplicate keys and lone surrogates
//! are kept and listed. It knows JSON and nothing of messages.
//!
//! Broken JSON does not end the reading where the intent is plain (a trailing comma, a comment, `None`): the
//! fault is noted with its exact bytes and the tree is built as it was meant, so that one typing error does
//! not hide the other findings.

mod document;
mod error;
mod hash;
mod literal;
mod node;
mod parse;
mod pointer;
mod recover;
mod scan;
mod string;

pub use document::{Document, Duplicate, MAX_BYTES};
pub use error::{SyntaxError, SyntaxFault};
pub(crate) use hash::hash;
pub use node::{Items, Kind, Members, Node, NodeId};
pub use parse::MAX_DEPTH;
pub(crate) use pointer::unescape_segment;
pub use pointer::{Pointer, Segment, locate};
pub(crate) use scan::is_base64_letter;
pub(crate) use string::{decoded_length, escapes};
