//! Patterns of the form `^prefix[class]…$`: which character breaks one.

use crate::finding::quoted;

/// The characters that a pattern takes, and what it begins with.
pub(super) struct Class<'p> {
    prefix: &'p str,
    /// First and last character of each range; `None` where any will do.
    ranges: Option<Vec<(char, char)>>,
}

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ClassFault<'p> {
    /// It is empty.
    Empty,
    /// It does not begin so.
    Prefix(&'p str),
    /// The first character outside of the class, and its offset in bytes.
    Character(usize, char),
}

impl<'p> Class<'p> {
    /// Reads a pattern; `None` for one of another form.
    pub(super) fn of(pattern: &'p str) -> Option<Self> {
        let rest = pattern.strip_prefix('^')?;
        let Some((prefix, rest)) = rest.split_once('[') else {
            return Some(Class { prefix: rest, ranges: None });
        };
        let (class, _) = rest.split_once(']')?;
        let mut ranges = Vec::new();
        let mut characters = class.chars().peekable();
        while let Some(first) = characters.next() {
            let mut ahead = characters.clone();
            match (ahead.next(), ahead.next()) {
                (Some('-'), Some(last)) => {
                    ranges.push((first, last));
                    characters = ahead;
                }
                _ => ranges.push((first, first)),
            }
        }
        Some(Class { prefix, ranges: Some(ranges) })
    }

    /// The first thing wrong with a text; `None` where its characters are right and only its length can be wrong.
    pub(super) fn fault(&self, text: &str) -> Option<ClassFault<'p>> {
        if text.is_empty() {
            return Some(ClassFault::Empty);
        }
        let Some(rest) = text.strip_prefix(self.prefix) else { return Some(ClassFault::Prefix(self.prefix)) };
        let found = rest.char_indices().find(|(_, character)| !self.takes(*character));
        found.map(|(offset, character)| ClassFault::Character(self.prefix.len() + offset, character))
    }

    fn takes(&self, character: char) -> bool {
        let ranges = self.ranges.as_deref();
        ranges.is_none_or(|ranges| ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)))
    }

    /// The text with `_` for every character outside of the class.
    pub(super) fn cleaned(&self, text: &str) -> String {
        text.chars().map(|character| if self.takes(character) { character } else { '_' }).collect()
    }
}

/// A character in a sentence: ``a `.` ``, `a space`.
pub(super) fn named(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\n' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        other => format!("a {}", quoted(&other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wrong_character_is_found() {
        let ids = "^[a-zA-Z0-9_-]+$";
        for (pattern, text, fault) in [
            (ids, "functions.bash:0", Some(ClassFault::Character(9, '.'))),
            (ids, "call-1_B", None),
            (ids, "", Some(ClassFault::Empty)),
            (ids, "é", Some(ClassFault::Character(0, 'é'))),
            ("^[a-zA-Z0-9_.-]{1,64}$", "a.b-c d", Some(ClassFault::Character(5, ' '))),
            ("^srvtoolu_[a-zA-Z0-9_]+$", "toolu_1", Some(ClassFault::Prefix("srvtoolu_"))),
            ("^srvtoolu_[a-zA-Z0-9_]+$", "srvtoolu_a-b", Some(ClassFault::Character(10, '-'))),
            ("^https://", "http://example.com", Some(ClassFault::Prefix("https://"))),
        ] {
            assert_eq!(Class::of(pattern).and_then(|class| class.fault(text)), fault, "{pattern} {text}");
        }
        assert_eq!(Class::of(ids).map(|class| class.cleaned("a b.c")), Some("a_b_c".to_owned()));
    }
}
