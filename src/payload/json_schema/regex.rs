//! What can be told of a regular expression without running it.

use std::ops::Range;

/// A construct that the grammar of structured output does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// What it is called.
    pub name: &'static str,
    /// Its bytes in the pattern.
    pub span: Range<usize>,
}

/// The lookarounds, backreferences and word boundaries of a pattern.
pub fn unsupported_features(pattern: &str) -> Vec<Feature> {
    let mut found = Vec::new();
    scan(pattern, |at, in_class| {
        let rest = &pattern[at..];
        let groups =
            [("(?=", "a lookahead"), ("(?!", "a lookahead"), ("(?<=", "a lookbehind"), ("(?<!", "a lookbehind")];
        let group = groups.iter().find(|(start, _)| rest.starts_with(start)).map(|(start, name)| (*name, start.len()));
        let escape = rest.strip_prefix('\\').and_then(|escape| match escape.chars().next()? {
            'b' | 'B' => Some(("a word boundary", 2)),
            '1'..='9' => Some(("a backreference", 2)),
            'k' if escape[1..].starts_with(['<', '{', '\'']) => Some(("a backreference", 2)),
            _ => None,
        });
        // Inside brackets `\b` is a backspace and `(?=` is three characters.
        if let Some((name, length)) = group.or(escape).filter(|_| !in_class) {
            found.push(Feature { name, span: at..at + length });
        }
    });
    found
}

/// Why no engine takes this pattern: an unclosed bracket, a quantifier with nothing before it, a lone backslash at
/// the end. What some dialect allows is not broken.
pub fn is_broken(pattern: &str) -> Option<&'static str> {
    // `[]` is an empty class to some and a class that begins with `]` to others: nothing after it is sure.
    if pattern.contains("[]") || pattern.contains("[^]") {
        return None;
    }
    let (mut open, mut closed_too_often, mut nothing_to_repeat) = (0_u32, false, false);
    let end = scan(pattern, |at, in_class| {
        if in_class {
            return;
        }
        let (before, rest) = (&pattern[..at], &pattern[at..]);
        match rest.as_bytes()[0] {
            b'(' => open += 1,
            b')' if open == 0 => closed_too_often = true,
            b')' => open -= 1,
            b'*' | b'+' | b'?' => {
                // `(?` starts a group, `(*` a verb in one dialect.
                let after_bar = before.ends_with('|') && !before.ends_with("\\|");
                nothing_to_repeat |= before.is_empty() || after_bar;
            }
            _ => {}
        }
    });
    match end {
        End::InEscape => Some("it ends in a lone backslash"),
        End::InClass => Some("a `[` is not closed"),
        End::Outside if closed_too_often => Some("a `)` closes nothing"),
        End::Outside if open > 0 => Some("a `(` is not closed"),
        End::Outside if nothing_to_repeat => Some("a quantifier has nothing before it"),
        End::Outside => None,
    }
}

#[derive(PartialEq)]
enum End {
    Outside,
    InClass,
    InEscape,
}

/// Calls `visit` at the start of every character or escape, with whether it stands inside brackets.
fn scan(pattern: &str, mut visit: impl FnMut(usize, bool)) -> End {
    let mut in_class = false;
    let mut characters = pattern.char_indices();
    while let Some((at, character)) = characters.next() {
        visit(at, in_class);
        match character {
            '\\' if characters.next().is_none() => return End::InEscape,
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
    }
    if in_class { End::InClass } else { End::Outside }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_found_outside_brackets_only() {
        for (pattern, names) in [
            ("^[a-z]+$", ""),
            ("^(?:a|b){2,3}$", ""),
            (r"[\b(?=]", ""),
            (r"\\b", ""),
            (r"(?<year>\d{4})", ""),
            ("^(?!$)(?=x)", "a lookahead, a lookahead"),
            ("(?<=a)b(?<!c)", "a lookbehind, a lookbehind"),
            (r"(a)\1\b\B", "a backreference, a word boundary, a word boundary"),
            (r"(?<q>a)\k<q>", "a backreference"),
        ] {
            let found: Vec<_> = unsupported_features(pattern).iter().map(|feature| feature.name).collect();
            assert_eq!(found.join(", "), names, "{pattern}");
        }
    }

    #[test]
    fn only_what_no_engine_takes_is_broken() {
        for pattern in [
            "", "a+b*", r"\p{L}+", "(?<n>a)", "a{2", "]", "}", "[]", "[^]a]", r"\(", "[(]", "(?i)a", "(*VERB)a",
            r"a\|*",
        ] {
            assert_eq!(is_broken(pattern), None, "{pattern}");
        }
        for pattern in ["(a", "a)", "[a-", "*.json", "a|*b", "a\\", "[\\]"] {
            assert!(is_broken(pattern).is_some(), "{pattern}");
        }
    }
}
