//! Credentials that are recognized wherever they are: by their prefix, or by the text before them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match, MatchKind};

/// How a credential is recognized.
#[derive(Clone, Copy)]
enum Sign {
    /// A prefix that only credentials have.
    Prefix,
    /// A prefix that can also be inside a word, so it must be at the start of one.
    WordPrefix,
    /// The scheme before a credential in a header.
    Scheme,
    /// The text before the user in a URL.
    Url,
}

/// The texts by which credentials are recognized. Prefixes in `schemas/credentials.json` that other words have as well
/// are left out; a test lists them.
const SIGNS: [(&str, Sign); 23] = [
    ("sk-ant-", Sign::Prefix),
    ("sk_cdx_", Sign::Prefix),
    ("github_pat_", Sign::Prefix),
    ("sk-proj-", Sign::WordPrefix),
    ("sk-or-", Sign::WordPrefix),
    ("sk-svcacct-", Sign::WordPrefix),
    ("sk-admin-", Sign::WordPrefix),
    ("aws-external-anthropic-api-key-", Sign::WordPrefix),
    ("bedrock-api-key-", Sign::WordPrefix),
    ("AEAA", Sign::WordPrefix),
    ("ABSK", Sign::WordPrefix),
    ("ya29.", Sign::WordPrefix),
    ("vck_", Sign::WordPrefix),
    ("gsk_", Sign::WordPrefix),
    ("ghp_", Sign::WordPrefix),
    ("gho_", Sign::WordPrefix),
    ("AKIA", Sign::WordPrefix),
    ("ASIA", Sign::WordPrefix),
    ("AIza", Sign::WordPrefix),
    ("eyJhbGciOi", Sign::WordPrefix),
    ("Bearer ", Sign::Scheme),
    ("Basic ", Sign::Scheme),
    ("://", Sign::Url),
];
/// The minimum length of a credential after its prefix.
const MIN_LENGTH: usize = 8;

/// The credentials in a text.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    static MATCHER: LazyLock<AhoCorasick> = LazyLock::new(|| matcher(SIGNS.iter().map(|(word, _)| *word)));
    let secret = |found: Match| {
        let inside_word = || text[..found.start()].ends_with(|c: char| c.is_ascii_alphanumeric());
        match SIGNS[found.pattern()].1 {
            Sign::WordPrefix if inside_word() => None,
            Sign::WordPrefix => token(text, found.end(), false),
            Sign::Prefix | Sign::Scheme => token(text, found.end(), true),
            Sign::Url => user_part(text, found.end()),
        }
    };
    MATCHER.find_iter(text).filter_map(secret).collect()
}

/// The run of credential characters that starts at `from`, without the part that identifies the kind.
fn token(text: &str, from: usize, has_kind: bool) -> Option<Range<usize>> {
    let rest = &text[from..];
    let length = rest.bytes().take_while(|byte| is_secret_byte(*byte)).count();
    let kind = if has_kind { kind_length(&rest[..length]) } else { 0 };
    (length >= MIN_LENGTH).then_some(from + kind..from + length)
}

/// The user and password of a URL: `https://user:password@host`.
fn user_part(text: &str, from: usize) -> Option<Range<usize>> {
    let length = crate::url::userinfo(&text[from..]).len();
    (length > 0).then_some(from..from + length)
}

/// The length of the part of a credential that identifies its kind, which may be shown.
pub(super) fn known_prefix(secret: &str) -> usize {
    let begins =
        |(word, sign): &&(&str, Sign)| matches!(sign, Sign::Prefix | Sign::WordPrefix) && secret.starts_with(word);
    SIGNS.iter().find(begins).map_or(0, |(prefix, _)| prefix.len() + kind_length(&secret[prefix.len()..]))
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
pub(super) fn matcher(words: impl Iterator<Item = &'static str>) -> AhoCorasick {
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
    built.expect("a few short words fit any automaton")
}

/// Whether a byte can be part of a credential.
pub(crate) fn is_secret_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'=' | b'~')
}
