//! What gives a credential away wherever it stands: how it begins, or what stands before it.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match};

use super::{finder, is_secret_byte};

/// How a text gives a credential away.
#[derive(Clone, Copy)]
enum Sign {
    /// The beginning of a credential that no other word has.
    Prefix,
    /// A beginning that may also stand inside a word, so that a word must begin with it.
    WordPrefix,
    /// What stands before a credential in a header.
    Scheme,
    /// What stands before the user of a url.
    Url,
}

/// What gives a credential away wherever it stands. Of the prefixes in `schemas/credentials.json` those are lacking that
/// other words have, too: a test names them.
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
/// Shorter words behind a prefix are no credential.
const SHORTEST: usize = 8;

/// Where credentials stand in a text.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| finder(SIGNS.iter().map(|(word, _)| *word)));
    let secret = |found: Match| {
        let inside_word = || text[..found.start()].ends_with(|c: char| c.is_ascii_alphanumeric());
        match SIGNS[found.pattern()].1 {
            Sign::WordPrefix if inside_word() => None,
            Sign::WordPrefix => token(text, found.end(), false),
            Sign::Prefix | Sign::Scheme => token(text, found.end(), true),
            Sign::Url => user_part(text, found.end()),
        }
    };
    FINDER.find_iter(text).filter_map(secret).collect()
}

/// The run of characters that credentials are made of, without the part that names the kind.
fn token(text: &str, from: usize, has_kind: bool) -> Option<Range<usize>> {
    let rest = &text[from..];
    let length = rest.bytes().take_while(|byte| is_secret_byte(*byte)).count();
    let kind = if has_kind { kind_length(&rest[..length]) } else { 0 };
    (length >= SHORTEST).then_some(from + kind..from + length)
}

/// User and password of a url: `https://user:password@host`.
fn user_part(text: &str, from: usize) -> Option<Range<usize>> {
    let length = crate::url::userinfo(&text[from..]).len();
    (length > 0).then_some(from..from + length)
}

/// The part of a credential that names its kind may be seen.
pub(super) fn known_prefix(secret: &str) -> usize {
    let begins =
        |(word, sign): &&(&str, Sign)| matches!(sign, Sign::Prefix | Sign::WordPrefix) && secret.starts_with(word);
    SIGNS.iter().find(begins).map_or(0, |(prefix, _)| prefix.len() + kind_length(&secret[prefix.len()..]))
}

/// The part of a credential that names its kind: `api03-`, `admin01-`, `oat01-`.
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
