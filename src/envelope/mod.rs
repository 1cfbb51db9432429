//! Finds the requests in a file, and what is known about each apart from its body.
//!
//! Readers turn bytes into [`Entry`] values; they do not validate anything. The kind of a file is determined from its
//! content first, and from its name if the content is ambiguous. A body may itself be a string in another language:
//! [`SourceMap`] maps spans in it to the bytes of the file.
//!
//! The files are listed from the bottom up: each one imports only from those above it.

// Text and bytes.
mod source_map;

mod text;

#[cfg(feature = "recordings")]
mod base64;
mod gzip;
mod lines;
mod sniff;
#[cfg(feature = "recordings")]
mod yaml;

mod holes;
mod shape;
mod value;

// Data types.
mod kind;

mod head;
mod options;

// Evidence.
mod evidence;
mod receiver;

mod contents;
mod entry;

// Emitting.
mod content_encoding;
mod emitter;

// Readers.
mod batch;

mod body;

mod batch_record;

mod recording;
mod shell;

mod pair;

#[cfg(feature = "code")]
mod code;
mod exchange;
mod http;

mod httprr;
mod markdown;
#[cfg(feature = "code")]
mod notebook;

mod asciidoc;
mod rst;

mod jsonl;

// Recognition.
mod other_program;

mod recognition;

// Reading.
mod read;

pub use contents::{BodyFile, Contents, Found, MissingBody, Skip, Skips, Tally};
pub use entry::{Content, Entry, RequestId, Visit};
pub(crate) use evidence::Evidence;
pub use gzip::unpack;
pub(crate) use head::CREDENTIAL_HEADERS;
pub use head::{Head, Header, HeaderValue, Headers, RecordedError, RecordedResponse};
pub use kind::Kind;
#[cfg(feature = "code")]
pub(crate) use notebook::CellIndex;
pub use options::Options;
pub use read::{is_candidate, is_lines, may_name_files, read_body, read_bytes, read_file, read_lines};
pub use source_map::{Pieces, SourceMap};
