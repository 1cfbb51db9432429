//! Bodies that a recorder stores as base64.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::source_map::SourceMap;
use super::text::Text;

/// Decodes base64, possibly broken into lines, that is at `span` of the file. `None` if it is not valid base64.
pub(super) fn decode(encoded: &str, span: Range<usize>) -> Option<Text<'static>> {
    let encoded: String = encoded.split_ascii_whitespace().collect();
    let text = STANDARD.decode(encoded).ok()?;
    Some(Text::new(text, SourceMap::Whole(span)))
}
