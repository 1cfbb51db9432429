//! What can be determined about a regular expression without running it.

use std::ops::Range;

/// A construct that the grammar of structured output does not support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexFeature {
    /// Its name, for messages.
    pub name: &'static str,
    /// Its bytes in the pattern.
    pub span: Range<usize>,
}

/// The lookarounds, backreferences and word boundaries of a pattern.
pub fn unsupported_features(pattern: &str) -> Vec<RegexFeature> {
    let mut found = Vec::new();
    scan(pattern, |at, in_class| {
        let rest = &pattern[at..];
        let groups = [("(?=", "lookahead"), ("(?!", "lookahead"), ("(?<=", "lookbehind"), ("(?<!", "lookbehind")];
        let group = groups.iter().find(|(start, _)| rest.starts_with(start)).map(|(start, name)| (*name, start.len()));
        let escape = rest.strip_prefix('\\').and_then(|escape| match escape.chars().next()? {
            'b' | 'B' => Some(("word boundary", 2)),
            '1'..='9' => Some(("backreference", 2)),
            'k' if escape[1..].starts_with(['<', '{', '\'']) => Some(("backreference", 2)),
            _ => None,
        });
        // Inside brackets `\b` is a backspace and `(?=` is three characters.
        if let Some((name, length)) = group.or(escape).filter(|_| !in_class) {
            found.push(RegexFeature { name, span: at..at + length });
        }
    });
    found
}

/// Why no regex engine accepts this pattern: an unclosed bracket, a quantifier with nothing to repeat, a trailing
/// backslash. `None` for what some dialect allows.
pub fn syntax_error(pattern: &str) -> Option<&'static str> {
    // `[]` is an empty class in some dialects and the start of a class with `]` in others, so the rest is ambiguous.
    if pattern.contains("[]") || pattern.contains("[^]") {
        return None;
    }
    let (mut open, mut has_unmatched_close, mut nothing_to_repeat) = (0_u32, false, false);
    let end = scan(pattern, |at, in_class| {
        if in_class {
            return;
        }
        let (before, rest) = (&pattern[..at], &pattern[at..]);
        match rest.as_bytes()[0] {
            b'(' => open += 1,
            b')' if open == 0 => has_unmatched_close = true,
            b')' => open -= 1,
            b'*' | b'+' | b'?' => {
                // After `(` it is not a quantifier: `(?` starts a group, and `(*` a verb in one dialect.
                let after_bar = before.ends_with('|') && !before.ends_with("\\|");
                nothing_to_repeat |= before.is_empty() || after_bar;
            }
            _ => {}
        }
    });
    match end {
        End::InEscape => Some("trailing backslash"),
        End::InClass => Some("unclosed `[`"),
        End::Outside if has_unmatched_close => Some("unmatched `)`"),
        End::Outside if open > 0 => Some("unclosed `(`"),
        End::Outside if nothing_to_repeat => Some("quantifier with nothing to repeat"),
        End::Outside => None,
    }
}

#[derive(PartialEq)]
enum End {
    Outside,
    InClass,
    InEscape,
}

/// Calls `visit` with the offset of every character or escape, and whether it is inside brackets.
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
            ("^(?!$)(?=x)", "lookahead, lookahead"),
            ("(?<=a)b(?<!c)", "lookbehind, lookbehind"),
            (r"(a)\1\b\B", "backreference, word boundary, word boundary"),
            (r"(?<q>a)\k<q>", "backreference"),
        ] {
            let found: Vec<_> = unsupported_features(pattern).iter().map(|feature| feature.name).collect();
            assert_eq!(found.join(", "), names, "{pattern}");
        }
    }

    #[test]
    fn only_what_every_engine_rejects_is_a_syntax_error() {
        for pattern in [
            "", "a+b*", r"\p{L}+", "(?<n>a)", "a{2", "]", "}", "[]", "[^]a]", r"\(", "[(]", "(?i)a", "(*VERB)a",
            r"a\|*",
        ] {
            assert_eq!(syntax_error(pattern), None, "{pattern}");
        }
        for pattern in ["(a", "a)", "[a-", "*.json", "a|*b", "a\\", "[\\]"] {
            assert!(syntax_error(pattern).is_some(), "{pattern}");
        }
    }
}
