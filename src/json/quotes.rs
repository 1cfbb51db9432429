//! Guesses where a string was meant to end: one that contains an unescaped quote, and one that lacks its closing quote.

use std::ops::Range;

use super::literal::word_end;
use super::scan::{blank_run, plain_run};

/// What a string is in its container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Key,
    /// The value of a member.
    Value,
    /// An item of an array.
    Item,
}

/// The longest key that a guess reads.
const MAX_KEY_BYTES: usize = 256;

/// Whether what follows a string is another member or item, so that only the comma between them is missing or wrong.
/// `gap` is what is between the two.
pub(super) fn is_element(bytes: &[u8], gap: Range<usize>, role: Role) -> bool {
    let (at, is_adjacent) = (gap.end, gap.is_empty());
    let rest = &bytes[at.min(bytes.len())..];
    let word = at..word_end(bytes, at);
    let after = |end: usize| bytes.get(blank_run(bytes, end));
    match (role, rest) {
        (Role::Key, _) => false,
        (Role::Value, _) => {
            let separators =
                rest.iter().take_while(|byte| matches!(byte, b';' | b':' | b'.' | b'|' | b'=' | b'+')).count();
            is_key(bytes, blank_run(bytes, at + separators))
                || !is_adjacent && !word.is_empty() && after(word.end) == Some(&b':')
        }
        (Role::Item, [b'"', ..]) => string_end(bytes, at).is_some_and(|end| {
            let next = after(end);
            is_after_item(next) || next == Some(&b'"') && !is_adjacent
        }),
        (Role::Item, [b'{', ..]) => matches!(after(at + 1), Some(b'"' | b'}')),
        (Role::Item, [b'[', ..]) => !is_adjacent,
        (Role::Item, [b'0'..=b'9' | b'-', ..]) => is_after_item(after(word.end)),
        (Role::Item, _) => {
            matches!(&bytes[word.clone()], b"true" | b"false" | b"null") && is_after_item(after(word.end))
        }
    }
}

/// Where a string that contains unescaped quotes ends: the offset of the closing quote. `string` is what was read: up to the
/// first of them. Only on the same line: beyond it, too much could be a part of the string.
pub(super) fn intended_end(bytes: &[u8], string: Range<usize>, role: Role) -> Option<usize> {
    let (start, mut at) = (string.end, string.end);
    // JSON in a string ends with its bracket.
    let last = match bytes.get(string.start + 1) {
        Some(b'{') => Some(b'}'),
        Some(b'[') => Some(b']'),
        _ => None,
    };
    let end = loop {
        at = plain_run(bytes, at);
        match bytes.get(at)? {
            b'"' if last.is_none_or(|last| bytes[at - 1] == last) && closes(bytes, at + 1, role) => break at,
            b'\\' => at = bytes.len().min(at + 2),
            b'\n' => return None,
            _ => at += 1,
        }
    };
    // A key that contains the structure of the text is several.
    let is_plausible = role != Role::Key || !bytes[start..end].iter().any(is_structure);
    is_plausible.then_some(end)
}

/// The backslash before the quote that was meant to end the string at `start`, as in `"C:\\dir\\"`: the first quote that is
/// escaped.
pub(super) fn escaped_end(bytes: &[u8], start: usize, role: Role) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at = plain_run(bytes, at);
        match &bytes[at..] {
            [b'\\', b'"', ..] => return closes(bytes, at + 2, role).then_some(at),
            [b'\\', _, ..] => at += 2,
            _ => return None,
        }
    }
}

fn is_structure(byte: &u8) -> bool {
    matches!(byte, b'\t' | b'\r' | b'\n' | b',' | b':' | b'{' | b'}' | b'[' | b']')
}

/// The quotes in a range that no backslash escapes.
pub(super) fn unescaped_quotes(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = usize> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        loop {
            let found = plain_run(&bytes[..range.end], at);
            let escaped = usize::from(*bytes[..range.end].get(found)? == b'\\');
            at = range.end.min(found + 1 + escaped);
            if bytes[found] == b'"' {
                return Some(found);
            }
        }
    })
}

/// Where a string that lacks its closing quote was meant to end. `string` is what was read: up to the opening quote of the
/// next one.
pub(super) fn missing_end(bytes: &[u8], string: Range<usize>, role: Role) -> Option<usize> {
    let (start, quote) = (string.start + 1, string.end - 1);
    let inside = bytes.get(start..quote)?;
    if role == Role::Key {
        let colon = memchr::memchr(b':', inside)?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$');
        return (colon > 0 && inside[..colon].iter().all(is_name)).then_some(start + colon);
    }
    let is_between = |byte: &u8| *byte == b' ' || *byte != b':' && is_structure(byte);
    let length = inside.iter().rposition(|byte| !is_between(byte)).map_or(0, |last| last + 1);
    let has = |byte: u8| inside[length..].contains(&byte);
    let next_is_string = match role {
        Role::Item => {
            has(b'\n') && string_end(bytes, quote).is_some_and(|end| is_after_item(bytes.get(blank_run(bytes, end))))
        }
        _ => (has(b',') || has(b'\n')) && is_key(bytes, quote),
    };
    next_is_string.then_some(start + length)
}

/// The end of words that lack their opening quote, without the closing quote: on the same line, and without other quotes.
pub(super) fn unopened_end(bytes: &[u8], at: usize, role: Role) -> Option<usize> {
    let quote = plain_run(bytes, at);
    (bytes.get(quote) == Some(&b'"') && closes(bytes, quote + 1, role)).then_some(quote)
}

/// Whether a quote before `at` closes a string, judging by what follows.
pub(super) fn closes(bytes: &[u8], at: usize, role: Role) -> bool {
    let next = blank_run(bytes, at);
    let then = || blank_run(bytes, next + 1);
    match (role, bytes.get(next)) {
        (Role::Key, Some(b':')) => true,
        (Role::Value, Some(b'}')) | (Role::Item, Some(b']')) => {
            matches!(bytes.get(then()), None | Some(b',' | b'}' | b']'))
        }
        (Role::Value, Some(b',')) => is_key(bytes, then()),
        (Role::Item, Some(b',')) => {
            matches!(bytes.get(then()), Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9'))
                || matches!(&bytes[then()..word_end(bytes, then())], b"true" | b"false" | b"null")
        }
        _ => false,
    }
}

/// Whether a string and a colon are at `at`.
fn is_key(bytes: &[u8], at: usize) -> bool {
    let most = bytes.len().min(at.saturating_add(MAX_KEY_BYTES));
    let end = bytes.get(..most).and_then(|bytes| string_end(bytes, at));
    end.is_some_and(|end| bytes.get(blank_run(bytes, end)) == Some(&b':'))
}

/// The end of a string without escapes and line breaks.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let end = plain_run(bytes, at + 1);
    (bytes.get(end) == Some(&b'"')).then_some(end + 1)
}

fn is_after_item(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b',' | b']'))
}
