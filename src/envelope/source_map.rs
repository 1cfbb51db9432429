//! From the offsets of a body's own text to the bytes of the file that holds it.

use std::ops::Range;

/// How a body's text lies in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceMap {
    /// It is a part of the file, starting at this offset.
    Shift(usize),
    /// It is the decoded text of a string: pairs of (offset in the text, offset in the file), ascending; between
    /// two marks offsets run in step.
    Marks(Vec<(usize, usize)>),
    /// Only the whole is known: every span maps to these bytes.
    Whole(Range<usize>),
    /// There is no file.
    Nowhere,
}

impl SourceMap {
    /// The map of a JSON string whose inside (the bytes between its quotes) starts at `base`.
    pub fn of_json_string(inside: &str, base: usize) -> Self {
        SourceMap::Marks(
            crate::json::raw_offsets(inside).into_iter().map(|(decoded, raw)| (decoded, base + raw)).collect(),
        )
    }

    /// The bytes of the file that show `span`.
    pub fn map(&self, span: &Range<usize>) -> Option<Range<usize>> {
        match self {
            SourceMap::Shift(base) => Some(span.start + base..span.end + base),
            SourceMap::Marks(marks) => {
                let start = follow(marks, span.start);
                // The end is that of the last byte: an escape behind the span does not belong to it.
                let end = if span.end > span.start { follow_end(marks, span.end) } else { start };
                Some(start..end.max(start))
            }
            SourceMap::Whole(range) => Some(range.clone()),
            SourceMap::Nowhere => None,
        }
    }
}

/// The file offset of the byte at `at`: of the last mark at or before it, plus the distance.
fn follow(marks: &[(usize, usize)], at: usize) -> usize {
    let index = marks.partition_point(|(text, _)| *text <= at);
    match marks.get(index.wrapping_sub(1)) {
        Some((text, file)) => file + (at - text),
        None => at,
    }
}

/// The file offset behind the byte before `at`.
fn follow_end(marks: &[(usize, usize)], at: usize) -> usize {
    let index = marks.partition_point(|(text, _)| *text < at);
    let Some((text, file)) = marks.get(index.wrapping_sub(1)) else { return at };
    let step = file + (at - text);
    // Inside an escape one step of text is several of the file: the next mark tells where it ends.
    match marks.get(index) {
        Some((next_text, next_file)) if *next_text == at => *next_file,
        _ => step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_map_to_their_own_bytes() {
        let inside = r#"{\"a\": \"x\u00e9\"}"#;
        let decoded: String = serde_json::from_str(&format!("\"{inside}\"")).unwrap();
        let map = SourceMap::of_json_string(inside, 100);
        let shown = |text: &str| {
            let start = decoded.find(text).unwrap();
            let range = map.map(&(start..start + text.len())).unwrap();
            &inside[range.start - 100..range.end - 100]
        };
        assert_eq!(shown("{"), "{");
        assert_eq!(shown("\"a\""), r#"\"a\""#);
        assert_eq!(shown("é"), r"\u00e9");
        assert_eq!(shown("x"), "x");
        assert_eq!(shown(": "), ": ");
    }
}
