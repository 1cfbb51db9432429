//! Bodies that a recorder keeps in base64.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SourceMap;
use super::value::Text;

/// The text that stands in base64, perhaps broken into lines, at `span` of the file.
pub(super) fn decoded(text: &str, span: Range<usize>) -> Option<Text<'static>> {
    let packed: String = text.split_ascii_whitespace().collect();
    let text = STANDARD.decode(packed).ok()?;
    Some(Text::new(text, SourceMap::Whole(span)))
}
