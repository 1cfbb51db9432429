//! What may be shown of a value.

mod named;
mod sign;

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use named::named_values;
use sign::secrets;

use crate::text::clip;

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
    clip(&shown, QUOTED).chars().for_each(|character| push_visible(&mut out, character));
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

/// How many bytes a name, a scheme and what stands between them and a credential take at most.
pub(crate) const NAME: usize = 96;

/// Replaces the secret part of everything that looks like a credential by asterisks; the prefix that names its kind
/// is kept: `sk-ant-api03-****`.
///
/// Length in bytes is kept (each masked byte becomes `*`), so that offsets into the text stay true.
pub fn mask_secrets(text: &str) -> Cow<'_, str> {
    replace(text, secrets(text))
}

/// As [`mask_secrets`], for a piece of a file: what stands behind the name of a credential's header is masked
/// whatever it looks like.
pub(crate) fn mask_source(text: &str) -> Cow<'_, str> {
    let mut found = secrets(text);
    found.extend(named_values(text));
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

/// A searcher for some words.
fn finder(words: impl Iterator<Item = &'static str>) -> AhoCorasick {
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
    built.expect("a few short words fit any automaton")
}

/// Whether credentials are made of such bytes.
pub(crate) fn is_secret_byte(byte: u8) -> bool {
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
