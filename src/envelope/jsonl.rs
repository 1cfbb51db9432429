//! One JSON value per line.

use super::emitter::{Emitter, Origin};
use super::exchange;
use super::head::Head;
use super::lines::nonblank_lines;
use super::shape::looks_like_request;
use super::sniff::mentions_request;
use super::source_map::SourceMap;
use crate::json::Document;

/// Reads each line that is not blank as a value of its own; a line of broken JSON is one entry. Lines that are clearly
/// not requests are skipped, unless the user `named` the file.
pub(super) fn read(text: &[u8], named: bool, emitter: &mut Emitter<'_>) {
    for (start, line) in nonblank_lines(text) {
        let document = Document::parse(line);
        let is_request = document.root().map_or_else(|| mentions_request(line), looks_like_request);
        if !is_request && !named {
            emitter.tally.skipped += 1;
            continue;
        }
        let id = Some(emitter.request_id(Some(start)));
        let map = SourceMap::Shift(start);
        let origin = Origin { document: &document, map: &map, id, is_whole: true, head: &Head::default(), holes: &[] };
        match document.root() {
            None => emitter.emit_broken(&origin),
            Some(root) => exchange::read(&origin, root, emitter),
        }
    }
}
