//! JSON text to a borrowed tree in which every key and value knows its bytes.
//!
//! [`Document::parse`] reads a text once into one flat, pre-order vector of 16-byte nodes. Nothing is copied: strings
//! are slices that are unescaped on demand, numbers keep their text, duplicate keys and unpaired surrogates are kept
//! and listed. This module knows JSON and nothing about messages.
//!
//! Broken JSON does not stop the parser where the intent is clear (a trailing comma, a comment, `None`): it records the
//! error with its exact bytes and builds the tree as intended, so that one typing error does not hide other findings.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

mod error;
mod hash;

mod scan;
mod spans;

// Strings, and the entries of the tree.
mod raw;
mod string;

mod rejection;
mod unknown;

mod document;
mod literal;
mod quotes;

mod parse;

mod recover;
mod repair;

// Access to the tree.
mod node;

mod pointer;

pub use document::{Document, Duplicate};
pub use error::{LoneSurrogate, SyntaxError, SyntaxFault};
pub(crate) use hash::hash;
pub(crate) use literal::json_literal;
pub use node::{Items, Members, Node};
pub use parse::{MAX_BYTES, MAX_DEPTH};
pub(crate) use pointer::unescape_segment;
pub use pointer::{Pointer, Segment, locate};
pub use raw::{Kind, NodeId};
pub use rejection::{MAX_ACCEPTED_DEPTH, Reason, Rejection};
pub(crate) use scan::is_base64_letter;
pub use spans::Spans;
pub(crate) use string::{decoded_length, escapes};
