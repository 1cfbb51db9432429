//! Properties of a PDF: pages, encryption, whether it can be read.

use super::kind::{FileKind, HEAD_BYTES};
use super::reader::Decoded;

/// What is known about a PDF without rendering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pdf {
    /// It can be read; the number of its pages.
    Pages(u64),
    /// It is encrypted and requires a password.
    PasswordProtected,
    /// It is encrypted, but opens with an empty password.
    Encrypted,
    /// It is not a PDF; the kind of file, if that is known.
    Other(Option<FileKind>),
    /// It starts like a PDF, but has none of the parts of one.
    Hollow,
    /// It has the parts of a PDF, but its pages cannot be found.
    Damaged,
}

impl Pdf {
    /// Reads a PDF in base64, up to its page tree.
    pub(crate) fn read(text: &str) -> Self {
        let decoded = Decoded::new(text);
        let mut head = [0; HEAD_BYTES];
        let length = decoded.read_at(0, &mut head);
        if memchr::memmem::find(&head[..length], b"%PDF-").is_none() {
            return Pdf::Other(FileKind::of(&head[..length]));
        }
        let bytes = decoded.all();
        match lopdf::Document::load_metadata_mem(&bytes) {
            Ok(facts) if facts.encrypted && facts.page_count == 0 => Pdf::PasswordProtected,
            Ok(facts) if facts.encrypted => Pdf::Encrypted,
            Ok(facts) if facts.page_count > 0 => Pdf::Pages(facts.page_count.into()),
            Ok(_) => Pdf::Damaged,
            Err(_) => unreadable(&bytes),
        }
    }
}

/// Other readers may be able to read a file that the library cannot. Only one without any trailer and pages is
/// certainly not a PDF.
fn unreadable(bytes: &[u8]) -> Pdf {
    let parts: [&[u8]; 4] = [b"startxref", b"trailer", b"/XRef", b"/Pages"];
    let has_part = parts.iter().any(|part| memchr::memmem::find(bytes, part).is_some());
    if has_part { Pdf::Damaged } else { Pdf::Hollow }
}
