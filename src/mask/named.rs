//! Credentials that are recognized by their name, whatever they look like: the values of certain headers and
//! parameters.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::sign::{known_prefix, matcher};

/// Headers and parameters whose value is a credential, in lower case.
const SECRET_NAMES: [&str; 19] = [
    "x-api-key",
    "authorization",
    "api-key",
    "api_key",
    "apikey",
    "x-goog-api-key",
    "x-amz-security-token",
    "x-amz-signature",
    "cookie",
    "auth_token",
    "authorization_token",
    "x-auth-token",
    "access_token",
    "client_secret",
    "password",
    "?key",
    "&key",
    "?token",
    "&token",
];

/// The values of these headers and parameters in a piece of a file.
pub(super) fn named_values(text: &str) -> Vec<Range<usize>> {
    static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| matcher(SECRET_NAMES.into_iter()));
    let lower = text.to_ascii_lowercase();
    let names = NAMES.find_iter(&lower).map(|name| name.range());
    names.filter_map(|name| named_value(text, &lower, name)).collect()
}

/// The value of the name at `name`, in JSON (`"x-api-key": "…"`), in HAR (`"name": "x-api-key", "value": "…"`), in a
/// shell command (`-H 'x-api-key: …'`) or in a URL (`api_key=…`).
fn named_value(text: &str, lower: &str, name: Range<usize>) -> Option<Range<usize>> {
    let is_separator = |c: char| c.is_whitespace() || is_quote(c) || matches!(c, '\\' | ':' | '=' | ',' | '[');
    let skip = |at: usize| at + (text[at..].len() - text[at..].trim_start_matches(is_separator).len());
    let mut from = name.end;
    let mut start = skip(from);
    if !text[from..start].contains(|c| is_quote(c) || c == ':' || c == '=') {
        return None;
    }
    if lower[start..].starts_with("value") && lower[start + 5..].starts_with(|c: char| is_separator(c)) {
        from = start + 5;
        start = skip(from);
    }
    let quote = opening_quote(text, from..start);
    match &quote {
        Some(quote) => start = quote.end,
        // A description of the parameter, as in the schema of a tool, is not a value.
        None if text[start..].starts_with('{') => return None,
        None => {}
    }
    let end = match quote.or_else(|| enclosing_quote(text, &name)) {
        Some(quote) => closing_quote(text, start, &text[quote]),
        // A JSON value without its opening quote.
        None if text[name.end..].starts_with(['"', '\\']) => text[start..].find(['"', '\n']),
        None => text[start..].find(|c: char| is_quote(c) || c.is_whitespace() || matches!(c, '\\' | '&')),
    };
    let Range { mut start, end } = trimmed(text, start..end.map_or(text.len(), |length| start + length));
    for scheme in ["bearer ", "basic "] {
        if lower[start..end].starts_with(scheme) {
            start += scheme.len();
        } else if lower[start..end] == *scheme.trim_end() {
            return None;
        }
    }
    let kind = known_prefix(&text[start..end]);
    (end > start + kind).then_some(start + kind..end)
}

/// The value without the whitespace around it, which is not secret and may be the fault to show.
fn trimmed(text: &str, value: Range<usize>) -> Range<usize> {
    const BLANKS: [&str; 6] = [" ", "\n", "\t", "\\n", "\\r", "\\t"];
    let Range { mut start, mut end } = value;
    while let Some(blank) = BLANKS.iter().find(|blank| text[start..end].starts_with(**blank)) {
        start += blank.len();
    }
    while let Some(blank) = BLANKS.iter().find(|blank| text[start..end].ends_with(**blank)) {
        end -= blank.len();
    }
    start..end
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

/// The quote that opens the value after `separator`, with the backslashes before it: the last quote in the separator,
/// unless it closes the name.
fn opening_quote(text: &str, separator: Range<usize>) -> Option<Range<usize>> {
    let last = separator.start + text[separator.clone()].rfind(is_quote)?;
    let is_after_name = text[separator.start..last].contains([':', '=', ',']);
    is_after_name.then(|| with_backslashes(text, last))
}

/// The quote that opens before the name and closes after the value: `-H 'x-api-key: mine'`.
fn enclosing_quote(text: &str, name: &Range<usize>) -> Option<Range<usize>> {
    let is_open = text[..name.start].ends_with(is_quote) && text[name.end..].trim_start().starts_with([':', '=']);
    is_open.then(|| with_backslashes(text, name.start - 1))
}

/// The quote at `quote`, with the backslashes before it.
fn with_backslashes(text: &str, quote: usize) -> Range<usize> {
    let before = text[..quote].len() - text[..quote].trim_end_matches('\\').len();
    quote - before..quote + 1
}

/// The distance to the quote that closes `opening`: one with no more backslashes before it.
fn closing_quote(text: &str, from: usize, opening: &str) -> Option<usize> {
    let quote = opening.chars().next_back()?;
    let closes = |at: &usize| with_backslashes(text, from + *at).len() <= opening.len();
    let at = text[from..].match_indices(quote).map(|(at, _)| at).find(closes)?;
    Some(with_backslashes(text, from + at).start.saturating_sub(from))
}
