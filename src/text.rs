//! Small pieces of prose: counts with their noun, and text cut to a length.

use std::borrow::Cow;
use std::fmt;

/// A count with its noun: `1 file`, `3 files`, `2 bodies`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count(usize, Plural);

/// A noun in the form that a count requires.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plural {
    stem: &'static str,
    ending: &'static str,
}

/// A count with its noun.
pub(crate) fn count(count: usize, noun: &'static str) -> Count {
    Count(count, plural(count, noun))
}

/// The noun alone, in the form that the count requires.
pub(crate) fn plural(count: usize, noun: &'static str) -> Plural {
    match noun.strip_suffix('y') {
        _ if count == 1 => Plural { stem: noun, ending: "" },
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => Plural { stem, ending: "ies" },
        _ => Plural { stem: noun, ending: "s" },
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, self.1)
    }
}

impl fmt::Display for Plural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&[self.stem, self.ending].concat())
    }
}

/// A number that is aligned to the right of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Right {
    number: usize,
    width: usize,
}

/// A number at the right of a column of this width.
pub(crate) fn right(number: usize, width: usize) -> Right {
    Right { number, width }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>1$}", self.number, self.width)
    }
}

/// The text, or its first `limit` characters and an ellipsis.
pub(crate) fn clip(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// The first bytes of a text: at most `limit`, and only whole characters.
pub(crate) fn first_bytes(text: &str, limit: usize) -> &str {
    &text[..floor_char_boundary(text, limit)]
}

/// The last character boundary that is not after `at`.
// From Rust 1.91, `str::floor_char_boundary`.
pub(crate) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_agree_with_their_count() {
        for (number, noun, expected) in [
            (0, "file", "0 files"),
            (1, "body", "1 body"),
            (2, "body", "2 bodies"),
            (2, "key", "2 keys"),
            (3, "error", "3 errors"),
        ] {
            assert_eq!(count(number, noun).to_string(), expected);
        }
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        assert_eq!(clip("éab", 3), "éab");
        assert_eq!(clip("éabc", 3), "éab…");
    }

    #[test]
    fn a_character_is_not_cut() {
        assert_eq!(["aé", "éa", "é", "a", ""].map(|text| first_bytes(text, 2)), ["a", "é", "é", "a", ""]);
    }

    #[test]
    fn boundaries_of_characters() {
        for (at, expected) in [(0, 0), (1, 1), (2, 1), (3, 3), (4, 4), (9, 4)] {
            assert_eq!(floor_char_boundary("aéb", at), expected);
        }
    }
}
