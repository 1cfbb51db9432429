//! Credentials that are recognized wherever they are, by their format: the prefixes in `schemas/credentials.json`, the
//! scheme before a header's value, the user part of a URL, JSON Web Tokens and PEM blocks.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match, MatchKind};

use crate::knowledge::Knowledge;
use crate::text::floor_char_boundary;

/// How a credential is recognized.
#[derive(Clone, Copy)]
enum Sign {
    /// A prefix that only credentials have.
    Prefix,
    /// A prefix that can also be inside a word, so it must be at the start of one, and the least number of characters
    /// after it.
    WordPrefix(usize),
    /// A scheme whose credential consists of several words.
    Line,
    /// The scheme before a credential in a header.
    Scheme,
    /// The first characters of a JSON object in base64.
    Json,
    /// The start of a PEM block.
    Pem,
}

/// The minimum length of a credential after its prefix.
const MIN_LENGTH: usize = 8;
/// `{"` in base64, with and without whitespace: the start of a JSON Web Token.
const JSON_IN_BASE64: [&str; 4] = ["eyJ", "eyA", "ewo", "ewk"];
const PEM_START: &str = "-----begin ";
const PEM_END: &str = "-----END ";

/// All prefixes, matched regardless of case where that is how they are written.
struct Signs {
    prefixes: AhoCorasick,
    prefix_signs: Vec<(&'static str, Sign)>,
    /// Those that can be written in lower or upper case.
    words: AhoCorasick,
}

const WORDS: [(&str, Sign); 6] = [
    ("bearer", Sign::Scheme),
    ("basic", Sign::Scheme),
    ("token", Sign::Scheme),
    ("digest", Sign::Scheme),
    ("negotiate", Sign::Scheme),
    (PEM_START, Sign::Pem),
];

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let rows = || Knowledge::shipped().credentials().iter();
    let is_covered = |prefix: &str| {
        rows().any(|row| row.in_words && prefix.starts_with(&*row.prefix) && prefix.len() > row.prefix.len())
    };
    let sign = |row: &'static crate::knowledge::Credential| match (row.in_words, row.prefix.ends_with(' ')) {
        (_, true) => Sign::Line,
        (true, _) => Sign::Prefix,
        (false, _) => Sign::WordPrefix(row.length.unwrap_or(MIN_LENGTH)),
    };
    let known = rows().filter(|row| !is_covered(&row.prefix)).map(|row| (&*row.prefix, sign(row)));
    let is_known = |prefix: &&str| rows().any(|row| *row.prefix == **prefix);
    let json = JSON_IN_BASE64.into_iter().filter(|prefix| !is_known(prefix)).map(|prefix| (prefix, Sign::Json));
    let mut prefix_signs: Vec<(&'static str, Sign)> = known.chain(json).collect();
    prefix_signs.iter_mut().filter(|(prefix, _)| JSON_IN_BASE64.contains(prefix)).for_each(|row| row.1 = Sign::Json);
    Signs {
        prefixes: matcher(prefix_signs.iter().map(|(prefix, _)| *prefix), false),
        prefix_signs,
        words: matcher(WORDS.iter().map(|(word, _)| *word), true),
    }
});

/// The credentials in a text.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let signs = &*SIGNS;
    let of_prefix = |found: &Match| secret(text, found, signs.prefix_signs[found.pattern()].1);
    let prefixes = outside_others(signs.prefixes.find_iter(text), of_prefix);
    let words = outside_others(signs.words.find_iter(text), |found| secret(text, found, WORDS[found.pattern()].1));
    prefixes.chain(words).chain(user_parts(text)).collect()
}

/// The credentials at signs that are not inside the credential of an earlier sign, which is masked as a whole.
fn outside_others(
    signs: impl Iterator<Item = Match>,
    secret: impl Fn(&Match) -> Option<Range<usize>>,
) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    signs.filter_map(move |found| {
        let secret = (found.start() >= end).then(|| secret(&found)).flatten()?;
        end = secret.end;
        Some(secret)
    })
}

fn secret(text: &str, found: &Match, sign: Sign) -> Option<Range<usize>> {
    let inside_word = || ends_in_word(&text[..found.start()]);
    match sign {
        Sign::WordPrefix(_) | Sign::Scheme | Sign::Json if inside_word() => None,
        Sign::WordPrefix(length) => token(text, found.end(), length),
        Sign::Prefix => {
            let kind = kind_length(&text[found.end()..]);
            let secret = token(text, found.end(), MIN_LENGTH)?;
            Some(secret.start + kind..secret.end).filter(|secret| !secret.is_empty())
        }
        Sign::Line => Some(found.end()..line_end(text, found.end())),
        Sign::Scheme => after_scheme(text, found.end()),
        Sign::Json => json_web_token(text, found.start()),
        Sign::Pem => Some(found.end()..pem_end(text, found.end())),
    }
}

/// Whether a text ends in a letter, and not in the last one of an escape: `\n`, `\ud83d`.
fn ends_in_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_escape = |length: usize, first: &[u8]| {
        bytes.len().checked_sub(length).is_some_and(|at| bytes[at] == b'\\' && first.contains(&bytes[at + 1]))
    };
    bytes.last().is_some_and(u8::is_ascii_alphabetic) && !is_escape(2, b"nrtbf") && !is_escape(6, b"u")
}

/// The run of at least `least` credential characters that starts at `from`.
fn token(text: &str, from: usize, least: usize) -> Option<Range<usize>> {
    let length = text[from..].bytes().take_while(|byte| is_secret_byte(*byte)).count();
    (length >= least).then_some(from..from + length)
}

/// The credential after `Bearer`, however the space between them is written. A word such as in `Basic authentication`
/// is not one.
fn after_scheme(text: &str, from: usize) -> Option<Range<usize>> {
    const SPACES: [&str; 8] = [" ", "\t", "%20", "%09", "\\t", "\\u0020", "\\u0009", "+"];
    let mut start = from;
    while let Some(space) = SPACES.iter().find(|space| text[start..].starts_with(**space)) {
        start += space.len();
    }
    let kind = known_prefix(&text[start..]);
    let secret = token(text, start, MIN_LENGTH).filter(|_| start > from)?;
    let word = &text[secret.clone()];
    let is_word = word.trim_end_matches('.').bytes().skip(1).all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    (!is_word || word.len() > 20).then_some(secret.start + kind..secret.end)
}

/// The JSON Web Token that starts at `start`: at least two parts with dots between them, or a header that is long
/// enough to be one.
fn json_web_token(text: &str, start: usize) -> Option<Range<usize>> {
    let secret = token(text, start, MIN_LENGTH + 3)?;
    let word = &text[secret.clone()];
    let has_algorithm =
        word.starts_with("eyJhbGciOi") || word.starts_with("eyJ0eXAiOi") || word.starts_with("eyJraWQiOi");
    (has_algorithm || word.matches('.').count() >= 1).then_some(secret.start + 3..secret.end)
}

fn line_end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    from + rest.find(['"', '\'', '`', '\n', '\r']).unwrap_or(rest.len())
}

/// The end of the PEM block whose start is before `from`: its last line, or the end of the text.
fn pem_end(text: &str, from: usize) -> usize {
    text[from..].find(PEM_END).map_or(text.len(), |at| from + at)
}

/// The users and passwords of URLs, `https://user:password@host`, with each `/`, `:` and `@` as it is, escaped or
/// percent-encoded. Without `//`, a user needs a password.
fn user_parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    const ATS: [&str; 3] = ["@", "%40", "\\u0040"];
    let ats = ATS.into_iter().flat_map(move |at| text.match_indices(at).map(|(at, _)| at));
    ats.filter_map(move |at| user_part(text, at))
}

fn user_part(text: &str, at: usize) -> Option<Range<usize>> {
    /// Longer than any password, so that a text full of `@` is not read again and again.
    const FAR: usize = 512;
    let floor = floor_char_boundary(text, at.saturating_sub(FAR));
    let before = &text[floor..at];
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | '<' | '>' | '(' | '{' | '[' | '?' | '#');
    let mut start = before.rfind(ends).map_or(0, |end| end + before[end..].chars().next().map_or(1, char::len_utf8));
    let opens = |before: &str| ["//", "\\/\\/", ":/", ":\\/"].iter().any(|slashes| before.ends_with(slashes));
    let mut has_slashes = opens(&before[..start]);
    let lower = before.to_ascii_lowercase();
    for slash in ["%2f", "\\u002f"] {
        if let Some(at) = lower[start..].rfind(slash) {
            has_slashes = ["%2f", "\\u002f", "%3a", ":"].iter().any(|open| lower[..start + at].ends_with(open));
            start += at + slash.len();
        }
    }
    let part = &before[start..];
    let has_password = part.contains(':') || lower[start..].contains("%3a");
    let has_host =
        text[at..].trim_start_matches("@").starts_with(|c: char| c.is_ascii_alphanumeric() || "%\\[$*_".contains(c));
    (!part.is_empty() && has_host && (has_slashes || has_password)).then_some(floor + start..at)
}

/// The length of the part of a credential that identifies its kind, which may be shown.
pub(super) fn known_prefix(secret: &str) -> usize {
    let signs = &*SIGNS;
    let begins = |(prefix, sign): &&(&str, Sign)| {
        matches!(sign, Sign::Prefix | Sign::WordPrefix(_)) && secret.starts_with(prefix)
    };
    let found = signs.prefix_signs.iter().filter(begins).max_by_key(|(prefix, _)| prefix.len());
    found.map_or(0, |(prefix, sign)| match sign {
        Sign::Prefix => prefix.len() + kind_length(&secret[prefix.len()..]),
        _ => prefix.len(),
    })
}

/// The length of the part that identifies the kind: `api03-`, `admin01-`, `oat01-`.
fn kind_length(secret: &str) -> usize {
    match secret.split_once('-') {
        Some((kind, _))
            if kind.len() <= 7 && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) =>
        {
            kind.len() + 1
        }
        _ => 0,
    }
}

/// A matcher for a set of words, which prefers the longest match.
pub(super) fn matcher<'w>(words: impl Iterator<Item = &'w str>, ignores_case: bool) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    let builder = builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(ignores_case);
    builder.build(words).expect("a few short words fit any automaton")
}

/// Whether a byte can be part of a credential.
pub(crate) fn is_secret_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'=' | b'~')
}
