//! One JSON value per line.

use super::emitter::{Emitter, Origin};
use super::exchange;
use super::head::Head;
use super::lines::nonblank_lines;
use super::shape::Likeness;
use super::sniff::mentions_request;
use super::source_map::SourceMap;
use crate::json::Document;

/// Reads each line that is not blank as a value of its own; a line of broken JSON is one entry. Lines that are clearly
/// not requests are skipped, unless the user `named` the file. `head` is what the file says about all of them.
pub(super) fn read(text: &[u8], named: bool, head: &Head<'_>, emitter: &mut Emitter<'_>) {
    for (start, line) in nonblank_lines(text) {
        let document = Document::parse(line);
        let id = emitter.request_id(Some(start));
        if !named && let Some(reason) = unlike_request(line, &document) {
            emitter.skip(id.line, reason.into());
            continue;
        }
        let id = Some(id);
        let map = SourceMap::Shift(start);
        let origin = Origin { document: &document, map: &map, id, is_whole: true, head };
        match document.root() {
            None => emitter.emit_broken(&origin),
            Some(root) => exchange::read(&origin, root, emitter),
        }
    }
}

/// Why a line of unrelated JSON is skipped.
pub(super) const NOT_A_REQUEST: &str = "not a request";

/// Why a line is not a request; `None` if it looks like one.
fn unlike_request(line: &[u8], document: &Document<'_>) -> Option<&'static str> {
    let likeness = match document.root() {
        Some(root) => Likeness::of(root),
        None if mentions_request(line) => Likeness::Request,
        None => Likeness::Unrelated,
    };
    match likeness {
        Likeness::Request => None,
        Likeness::Similar(reason) => Some(reason),
        Likeness::Unrelated => Some(NOT_A_REQUEST),
    }
}
