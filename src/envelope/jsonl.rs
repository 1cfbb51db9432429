//! One JSON value a line.

use memchr::memchr;

use crate::json::Document;

use super::emit::{Emitter, Scope};
use super::{Head, SourceMap, read_node, recognise};

/// Reads each line that holds something as a value of its own; a broken line is one entry. Unless the user named the
/// file, a line that is plainly no request is passed over.
pub(super) fn read(text: &[u8], named: bool, out: &mut Emitter<'_>) {
    for (offset, line) in lines(text) {
        let document = Document::parse(line);
        let is_request = match document.root() {
            Some(root) => recognise::looks_like_request(root),
            None => recognise::mentions_request(line),
        };
        if !is_request && !named {
            out.tally.skipped += 1;
            continue;
        }
        let place = Some(out.place(Some(offset)));
        let map = SourceMap::Shift(offset);
        let scope = Scope { document: &document, map: &map, place, whole: true, head: &Head::default(), holes: &[] };
        match document.root() {
            None => out.broken(&scope),
            Some(root) => read_node(&scope, root, out),
        }
    }
}

/// The lines that hold something: offset of the line in `text`, its bytes.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let length = memchr(b'\n', rest).unwrap_or(rest.len());
            let start = at;
            at += length + 1;
            let line = &rest[..length];
            if !line.trim_ascii().is_empty() {
                return Some((start, line.strip_suffix(b"\r").unwrap_or(line)));
            }
        }
    })
}
