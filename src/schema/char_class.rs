//! Finds the first character that violates a pattern of the form `^prefix[class]…$`.

/// The characters that a pattern allows after a prefix.
pub(crate) struct CharClass<'p> {
    prefix: &'p str,
    /// First and last character of each range; `None` for any character.
    ranges: Option<Vec<(char, char)>>,
}

/// Why a text does not match.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ClassFault<'p> {
    /// It is empty.
    Empty,
    /// It does not start with this.
    Prefix(&'p str),
    /// This character, at this byte offset, is not in the class; the first such one.
    Character(usize, char),
}

impl<'p> CharClass<'p> {
    /// Parses a pattern; `None` if it has another form.
    pub(crate) fn parse(pattern: &'p str) -> Option<Self> {
        let rest = pattern.strip_prefix('^')?;
        let Some((prefix, rest)) = rest.split_once('[') else {
            return Some(CharClass { prefix: rest, ranges: None });
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
        Some(CharClass { prefix, ranges: Some(ranges) })
    }

    /// Why a text does not match; `None` if its characters are allowed, so that only its length can be wrong.
    pub(crate) fn fault(&self, text: &str) -> Option<ClassFault<'p>> {
        if text.is_empty() {
            return Some(ClassFault::Empty);
        }
        let Some(rest) = text.strip_prefix(self.prefix) else { return Some(ClassFault::Prefix(self.prefix)) };
        let found = rest.char_indices().find(|(_, character)| !self.contains(*character));
        found.map(|(offset, character)| ClassFault::Character(self.prefix.len() + offset, character))
    }

    fn contains(&self, character: char) -> bool {
        let ranges = self.ranges.as_deref();
        ranges.is_none_or(|ranges| ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)))
    }

    /// The text with `_` instead of every character that is not in the class.
    pub(crate) fn cleaned(&self, text: &str) -> String {
        text.chars().map(|character| if self.contains(character) { character } else { '_' }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_character_that_is_not_allowed_is_found() {
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
            assert_eq!(CharClass::parse(pattern).and_then(|class| class.fault(text)), fault, "{pattern} {text}");
        }
        assert_eq!(CharClass::parse(ids).map(|class| class.cleaned("a b.c")), Some("a_b_c".to_owned()));
    }
}
