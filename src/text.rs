//! Small pieces of prose: counts with their noun, and text cut to a length.

use std::borrow::Cow;

/// A count with its noun: `1 file`, `3 files`, `2 bodies`.
pub(crate) fn count(count: usize, noun: &str) -> String {
    format!("{count} {}", plural(count, noun))
}

/// The noun alone, in the form that the count requires.
pub(crate) fn plural(count: usize, noun: &str) -> Cow<'_, str> {
    match noun.strip_suffix('y') {
        _ if count == 1 => Cow::Borrowed(noun),
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => Cow::Owned(format!("{stem}ies")),
        _ => Cow::Owned(format!("{noun}s")),
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
            assert_eq!(count(number, noun), expected);
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
