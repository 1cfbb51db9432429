//! What may be shown of a value.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match, MatchKind};

/// How many characters of a value a message quotes.
const QUOTED: usize = 40;

/// A value for a message: in backticks, cut to a few dozen characters, line breaks and other control
/// characters escaped, credentials masked.
pub fn quoted(text: &str) -> String {
    // Enough for a credential that begins within the quoted part to be known as one.
    let head = match text.char_indices().nth(QUOTED + 64) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    let shown = mask_source(head);
    let mut out = String::from("`");
    for character in shown.chars().take(QUOTED) {
        push_visible(&mut out, character);
    }
    if shown.chars().nth(QUOTED).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}

/// Bytes of a source for a message, as [`quoted`]: what belongs to the name of a credential is masked, too.
pub(crate) fn quoted_source(source: &str, span: Range<usize>) -> String {
    let start = source.floor_char_boundary(span.start.saturating_sub(NAME));
    let end = source.floor_char_boundary(span.end.min(span.start + QUOTED + 64));
    let masked = mask_source(&source[start..end]).into_owned();
    quoted(masked.get(span.start - start..).unwrap_or_default())
}

/// A text as it may be printed: credentials masked, characters that steer a terminal escaped.
pub fn printable(text: &str) -> Cow<'_, str> {
    let masked = mask_secrets(text);
    if masked.chars().any(|character| character != '\n' && is_unseen(character)) {
        let mut out = String::with_capacity(masked.len() + 16);
        for character in masked.chars() {
            if character == '\n' { out.push('\n') } else { push_visible(&mut out, character) }
        }
        return Cow::Owned(out);
    }
    masked
}

/// Writes a character so that it is seen and can do no harm to a terminal.
pub(crate) fn push_visible(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        unseen if is_unseen(unseen) => out.extend(unseen.escape_unicode()),
        seen => out.push(seen),
    }
}

/// Control characters, those that reorder what follows, and those without width.
fn is_unseen(character: char) -> bool {
    let hides = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    hides || character.is_control()
}

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
/// Names of headers and parameters whose value is a credential, in lower case.
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
/// Shorter words behind a prefix are no credential.
const SHORTEST: usize = 8;

/// How many bytes a name, a scheme and what stands between them and a credential take at most.
pub(super) const NAME: usize = 96;

/// Replaces the secret part of everything that looks like a credential by asterisks; the prefix that names its kind
/// is kept: `sk-ant-api03-****`.
///
/// Length in bytes is kept (each masked byte becomes `*`), so that offsets into the text stay true.
pub fn mask_secrets(text: &str) -> Cow<'_, str> {
    replace(text, secrets(text))
}

/// As [`mask_secrets`], for a piece of a file: what stands behind the name of a credential's header is masked
/// whatever it looks like.
pub(super) fn mask_source(text: &str) -> Cow<'_, str> {
    static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| finder(SECRET_NAMES.into_iter()));
    let mut found = secrets(text);
    let lower = text.to_ascii_lowercase();
    let names = NAMES.find_iter(&lower).map(|name| name.range());
    found.extend(names.filter_map(|name| named_value(text, &lower, name)));
    replace(text, found)
}

fn replace(text: &str, secrets: Vec<Range<usize>>) -> Cow<'_, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    secrets.into_iter().for_each(|secret| bytes[secret].fill(b'*'));
    // Secrets end at ends of characters: what was replaced was replaced as a whole.
    String::from_utf8(bytes).map_or(Cow::Borrowed("***"), Cow::Owned)
}

/// Where credentials stand in a text.
fn secrets(text: &str) -> Vec<Range<usize>> {
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

/// A searcher for some words.
fn finder(words: impl Iterator<Item = &'static str>) -> AhoCorasick {
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
    built.expect("a few short words fit any automaton")
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
    let ends = |c: char| matches!(c, '/' | '?' | '#' | '"' | '\'' | '\\' | '@') || c.is_whitespace();
    let end = from + text[from..].find(ends)?;
    (text[end..].starts_with('@') && end > from).then_some(from..end)
}

/// The value that belongs to the name at `name`, in JSON (`"x-api-key": "…"`), in HAR (`"name": "x-api-key", "value":
/// "…"`), in a shell (`-H 'x-api-key: …'`) or in a url (`api_key=…`).
fn named_value(text: &str, lower: &str, name: Range<usize>) -> Option<Range<usize>> {
    let is_filler = |c: char| c.is_whitespace() || is_quote(c) || matches!(c, '\\' | ':' | '=' | ',' | '[');
    let skip = |at: usize| at + (text[at..].len() - text[at..].trim_start_matches(is_filler).len());
    let mut from = name.end;
    let mut start = skip(from);
    if !text[from..start].contains(|c| is_quote(c) || c == ':' || c == '=') {
        return None;
    }
    if lower[start..].starts_with("value") && lower[start + 5..].starts_with(|c: char| is_filler(c)) {
        from = start + 5;
        start = skip(from);
    }
    let quote = opening_quote(text, from..start);
    match &quote {
        Some(quote) => start = quote.end,
        // What is described, as in the schema of a tool, is not given.
        None if text[start..].starts_with('{') => return None,
        None => {}
    }
    let end = match quote.or_else(|| enclosing_quote(text, &name)) {
        Some(quote) => closing_quote(text, start, &text[quote]),
        // A value in JSON that has lost its opening quote.
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

/// The value without the blanks and line breaks round it, which are no secret and may be what is wrong.
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

/// The quote, with the backslashes before it, that opens the value behind `filler`: the last one, if it does not close
/// the name.
fn opening_quote(text: &str, filler: Range<usize>) -> Option<Range<usize>> {
    let last = filler.start + text[filler.clone()].rfind(is_quote)?;
    let is_behind_name = text[filler.start..last].contains([':', '=', ',']);
    is_behind_name.then(|| with_backslashes(text, last))
}

/// The quote that opens before the name and does not close behind it: `-H 'x-api-key: mine'`.
fn enclosing_quote(text: &str, name: &Range<usize>) -> Option<Range<usize>> {
    let is_open = text[..name.start].ends_with(is_quote) && text[name.end..].trim_start().starts_with([':', '=']);
    is_open.then(|| with_backslashes(text, name.start - 1))
}

fn with_backslashes(text: &str, quote: usize) -> Range<usize> {
    let before = text[..quote].len() - text[..quote].trim_end_matches('\\').len();
    quote - before..quote + 1
}

/// How far it is to the quote that closes what `opening` opened: one with no more backslashes before it.
fn closing_quote(text: &str, from: usize, opening: &str) -> Option<usize> {
    let quote = opening.chars().next_back()?;
    let closes = |at: &usize| with_backslashes(text, from + *at).len() <= opening.len();
    let at = text[from..].match_indices(quote).map(|(at, _)| at).find(closes)?;
    Some(with_backslashes(text, from + at).start.saturating_sub(from))
}

/// The part of a credential that names its kind may be seen.
fn known_prefix(secret: &str) -> usize {
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

/// Whether credentials are made of such bytes.
pub(super) fn is_secret_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'=' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_pass() {
        for (text, shown) in [
            ("key sk-ant-api03-abcdefghijkl!", "key sk-ant-api03-************!"),
            ("sk_cdx_1234567890", "sk_cdx_**********"),
            ("Bearer eyJhbGciOi.payload", "Bearer ******************"),
            (
                "sk-ant-oat01-secretsecret and sk-ant-admin01-secretsecret",
                "sk-ant-oat01-************ and sk-ant-admin01-************",
            ),
            ("https://me:pass@host/a@b", "https://*******@host/a@b"),
            ("https://host/a@b", "https://host/a@b"),
            ("task-or-something-else is no key", "task-or-something-else is no key"),
            ("headers.x-api-key: nothing here", "headers.x-api-key: nothing here"),
        ] {
            assert_eq!(mask_secrets(text), shown);
        }
    }

    #[test]
    fn every_kind_of_credential_is_known() {
        // Tools are called `hf_…` and models `xai-…`; not all that begins with `eyJ` is a token; a signature is told by
        // its header.
        const OTHER_WORDS_BEGIN_SO: [&str; 4] = ["hf_", "xai-", "eyJ", "AWS4-HMAC-SHA256 "];
        for kind in crate::knowledge::Credentials::shipped().iter() {
            let text = format!("{}0123456789abcdef", kind.prefix);
            let is_masked = !mask_secrets(&text).contains("0123456789abcdef");
            assert_eq!(is_masked, !OTHER_WORDS_BEGIN_SO.contains(&&*kind.prefix), "{}", kind.prefix);
        }
    }

    #[test]
    fn what_a_header_of_credentials_holds_is_one() {
        for (text, shown) in [
            (r#""x-api-key": "my own key", "a": 1"#, r#""x-api-key": "**********", "a": 1"#),
            (r#"{\"X-Api-Key\":\"mine\"}"#, r#"{\"X-Api-Key\":\"****\"}"#),
            (r#""Authorization": "Bearer short""#, r#""Authorization": "Bearer *****""#),
            (r#"{"name": "x-api-key", "value": "mine"}"#, r#"{"name": "x-api-key", "value": "****"}"#),
            ("-H 'x-api-key: mine' -d", "-H 'x-api-key: ****' -d"),
            ("-H 'cookie: a=b; c=\"d\"' -d", "-H 'cookie: **********' -d"),
            (r#""x-api-key": " mine, too\n", "a": 1"#, r#""x-api-key": " *********\n", "a": 1"#),
            (r#""x-api-key": ["mine it\"is", 1"#, r#""x-api-key": ["***********", 1"#),
            (r#""x-api-key": "{{ mine }}""#, r#""x-api-key": "**********""#),
            (r#""Authorization": "Bearer ", "a": 1"#, r#""Authorization": "Bearer ", "a": 1"#),
            (r#""x-api-key": mine and more", "a": 1"#, r#""x-api-key": *************", "a": 1"#),
            (r#""x-api-key": mine, "a": 1"#, r#""x-api-key": ***** "a": 1"#),
            ("https://host/v1?api_key=mine&a=1", "https://host/v1?api_key=****&a=1"),
            ("https://host/v1?key=mine&token=my&a=1", "https://host/v1?key=****&token=**&a=1"),
            (r#""password": {"type": "string"}"#, r#""password": {"type": "string"}"#),
            (r#""x-api-key": "sk-ant-api03-ab cd""#, r#""x-api-key": "sk-ant-api03-*****""#),
            ("the x-api-key header is missing", "the x-api-key header is missing"),
        ] {
            assert_eq!(mask_source(text), shown);
        }
    }

    #[test]
    fn quoting_is_short_and_visible() {
        assert_eq!(quoted("a\n\u{202e}b"), r"`a\n\u{202e}b`");
        assert_eq!(quoted(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
        assert_eq!(quoted("x-api-key: mine"), "`x-api-key: ****`");
        assert!(!quoted(&format!("{}sk-ant-api03-secretsecret", "x".repeat(26))).contains("secretse"));
    }

    #[test]
    fn what_is_printed_steers_no_terminal() {
        assert_eq!(printable("a\u{1b}[31m\nb\u{2067}"), "a\\u{1b}[31m\nb\\u{2067}");
        assert_eq!(printable("plain — text"), "plain — text");
    }
}
