//! What a PDF says of itself: pages, encryption, whether it can be read at all.

use super::kind::{FileKind, HEAD};
use super::reader::Decoded;

/// What is known of a PDF without rendering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pdf {
    /// It can be read and has this many pages.
    Pages(u64),
    /// It cannot be opened without a password.
    Locked,
    /// It is encrypted, and opens with an empty password.
    Encrypted,
    /// It is something else, or nothing known.
    Other(Option<FileKind>),
    /// It starts as a PDF does and has none of a PDF's parts.
    Hollow,
    /// It has a PDF's parts, and the way from the trailer to the pages is broken.
    Damaged,
}

impl Pdf {
    /// Reads the PDF that a base64 text holds, to its page tree.
    pub(crate) fn read(text: &str) -> Self {
        let decoded = Decoded::new(text);
        let mut head = [0; HEAD];
        let length = decoded.read_at(0, &mut head);
        if memchr::memmem::find(&head[..length], b"%PDF-").is_none() {
            return Pdf::Other(FileKind::of(&head[..length]));
        }
        let bytes = decoded.all();
        match lopdf::Document::load_metadata_mem(&bytes) {
            Ok(facts) if facts.encrypted && facts.page_count == 0 => Pdf::Locked,
            Ok(facts) if facts.encrypted => Pdf::Encrypted,
            Ok(facts) if facts.page_count > 0 => Pdf::Pages(facts.page_count.into()),
            Ok(_) => Pdf::Damaged,
            Err(_) => unreadable(&bytes),
        }
    }
}

/// A file that the library cannot read may still be one that others can: sure is only what has no trailer of either
/// kind and no pages.
fn unreadable(bytes: &[u8]) -> Pdf {
    let parts: [&[u8]; 4] = [b"startxref", b"trailer", b"/XRef", b"/Pages"];
    let has_part = parts.iter().any(|part| memchr::memmem::find(bytes, part).is_some());
    if has_part { Pdf::Damaged } else { Pdf::Hollow }
}
