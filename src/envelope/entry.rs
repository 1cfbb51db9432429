//! One request, as a reader found it.

use crate::mask::Shown;
use std::ops::Range;

use super::head::Head;
use super::source_map::SourceMap;
use crate::json::{Document, Node};

/// One request, as a reader found it.
pub struct Entry<'a> {
    /// Which request of its file this is; `None` if the whole file is the request.
    pub id: Option<RequestId>,
    /// The tree that contains the request; its JSON may be broken.
    pub document: &'a Document<'a>,
    /// What the request contains; `None` if its JSON is broken.
    pub content: Option<Content<'a>>,
    /// Method, URL, headers and date.
    pub head: &'a Head<'a>,
    /// Maps offsets in the document to bytes of the file.
    pub map: &'a SourceMap,
    /// The text of the file that the request is in.
    pub file: &'a [u8],
    /// The bytes of the request in the document's text; the document may contain other requests.
    pub extent: Range<usize>,
    /// Whether it is the first request of its document.
    pub is_first: bool,
    /// How many bytes the body has on the wire.
    pub wire_bytes: usize,
}

/// What a request contains.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Content<'a> {
    /// The body of a request to `/v1/messages` or `count_tokens`.
    Body(Node<'a>),
    /// One item `{"custom_id", "params"}` of a batch.
    Item {
        /// The value that JSON pointers start from: the batch, or the item if it is not part of one.
        wire: Node<'a>,
        /// The item.
        item: Node<'a>,
        /// Its 0-based index in the batch.
        index: usize,
    },
    /// A batch `{"requests": […]}` as a whole. Its items follow as entries of their own.
    Batch(Node<'a>),
    /// No body: it is in another file, or a program produces it. Only the head can be checked.
    Missing,
}

/// Identifies a request within its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestId {
    /// The 0-based index of the request in its file.
    pub index: usize,
    /// The 1-based line that it starts on.
    pub line: Option<usize>,
    /// The `custom_id` of a batch item.
    pub custom_id: Option<Shown>,
    /// The URL that it is sent to, without query and credentials.
    pub url: Option<Shown>,
}

/// Receives entries in the order of the file.
pub type Visit<'v> = dyn FnMut(&Entry<'_>) + 'v;
