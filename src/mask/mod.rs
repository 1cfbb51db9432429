//! Masking of credentials, and text that is safe to print.

mod generated;
mod named;
mod sign;
mod vocabulary;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use sign::is_secret_byte;
pub(crate) use vocabulary::{is_ordinary_name, is_ordinary_word, is_safe_word};

use generated::generated;
use named::named_values;
use sign::secrets;

use crate::text::{clip, floor_char_boundary};

/// How many characters of a value a message quotes.
const MAX_QUOTED: usize = 40;

/// A value as a message quotes it: in backticks, cut to a few dozen characters, with control characters escaped and
/// credentials masked.
pub fn quoted(text: &str) -> String {
    // Long enough to recognize a credential that starts within the quoted part.
    let head = match text.char_indices().nth(MAX_QUOTED + 64) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    let masked = mask_source(head);
    let mut out = String::from("`");
    clip(&masked, MAX_QUOTED).chars().for_each(|character| push_escaped(&mut out, character));
    out.push('`');
    out
}

/// Bytes of a source text, [`quoted`]. The value of a named credential is masked even when its name is before the span.
pub(crate) fn quoted_source(source: &str, span: Range<usize>) -> String {
    let start = floor_char_boundary(source, span.start.saturating_sub(MAX_NAME));
    let end = floor_char_boundary(source, span.end.min(span.start + MAX_QUOTED + 64));
    let masked = mask_source(&source[start..end]).into_owned();
    quoted(masked.get(span.start - start..).unwrap_or_default())
}

/// Text that is safe to print: credentials are masked, and control characters other than `\n` are escaped.
pub fn sanitized(text: &str) -> Cow<'_, str> {
    let masked = mask_secrets(text);
    if masked.chars().any(|character| character != '\n' && needs_escape(character)) {
        let mut out = String::with_capacity(masked.len() + 16);
        for character in masked.chars() {
            if character == '\n' { out.push('\n') } else { push_escaped(&mut out, character) }
        }
        return Cow::Owned(out);
    }
    masked
}

/// [`sanitized`] text on one line: line breaks are escaped, too.
pub fn sanitized_line(text: &str) -> Cow<'_, str> {
    let text = sanitized(text);
    if text.contains('\n') { Cow::Owned(text.replace('\n', "\\n")) } else { text }
}

/// Appends a character, escaped if it is invisible or could control a terminal.
pub(crate) fn push_escaped(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if needs_escape(character) => out.extend(character.escape_unicode()),
        _ => out.push(character),
    }
}

/// Whether a character is a control character, changes the direction of text, or has no width.
fn needs_escape(character: char) -> bool {
    let is_invisible = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    is_invisible || character.is_control()
}

/// An upper bound for the bytes of a name or scheme together with what separates it from its credential.
pub(crate) const MAX_NAME: usize = 96;

/// Replaces the secret part of everything that looks like a credential with asterisks. The prefix that identifies its
/// kind is kept: `sk-ant-api03-****`.
///
/// The length in bytes does not change (each masked byte becomes `*`), so offsets into the text stay valid.
pub fn mask_secrets(text: &str) -> Cow<'_, str> {
    mask(text, secrets(text))
}

/// [`mask_secrets`] for a piece of a file, where a value is also masked if it is in the position of a credential, or if
/// it looks like a generated one.
pub(crate) fn mask_source(text: &str) -> Cow<'_, str> {
    let mut found = secrets(text);
    found.extend(named_values(text));
    found.extend(generated(text));
    mask(text, found)
}

fn mask(text: &str, secrets: Vec<Range<usize>>) -> Cow<'_, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    secrets.into_iter().for_each(|secret| bytes[secret].fill(b'*'));
    // The ranges are at character boundaries, so the result is UTF-8.
    String::from_utf8(bytes).map_or(Cow::Borrowed("***"), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked() {
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
            ("hf_abcdefghijklmnopqrstuvwxyzabcdefgh", "hf_**********************************"),
            ("bearer s3cretsecret, Bearer%20s3cretsecret", "bearer ************, Bearer%20************"),
            (r"BEARER\ts3cretsecret", r"BEARER\t************"),
            ("Basic authentication with a bearer token", "Basic authentication with a bearer token"),
            ("eyAiYWxnIjog.eyJzdWIi.c2ln", "eyA***********************"),
            ("-----BEGIN KEY-----\nMII\n-----END KEY-----", "-----BEGIN *************-----END KEY-----"),
            (r"https:\/\/me:pass@host\/a@b", r"https:\/\/*******@host\/a@b"),
            ("https%3A%2F%2Fme%3Apass%40host%2Fa", "https%3A%2F%2F*********%40host%2Fa"),
            ("https:/me@host, //me@host, me:pw@host", "https:/**@host, //**@host, *****@host"),
            ("write to me@host", "write to me@host"),
            (
                r"12ghp_secretsecret \ud83dghp_secretsecret \nghp_secretsecret",
                r"12ghp_************ \ud83dghp_************ \nghp_************",
            ),
        ] {
            assert_eq!(mask_secrets(text), shown);
        }
    }

    #[test]
    fn every_kind_of_credential_is_masked() {
        // Tools are named `hf_…` and models `xai-…`: only what is long enough is a token. Not everything that starts with
        // `eyJ` is one.
        const AMBIGUOUS: [&str; 3] = ["hf_", "xai-", "eyJ"];
        for kind in crate::knowledge::Knowledge::shipped().credentials() {
            let text = format!("{}0123456789abcdef", kind.prefix);
            let is_masked = !mask_secrets(&text).contains("0123456789abcdef");
            assert_eq!(is_masked, !AMBIGUOUS.contains(&&*kind.prefix), "{}", kind.prefix);
        }
    }

    #[test]
    fn the_value_of_a_credential_header_is_masked() {
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
            (r#"{"x-api\u002dkey":"mine"}"#, r#"{"x-api\u002dkey":"****"}"#),
            (r#""x-api-key": ["mine", 'other'], "a": "b""#, r#""x-api-key": ["****", '*****'], "a": "b""#),
            (r#""x-api-key": {"equalTo": "mine"}, "a": "b""#, r#""x-api-key": {"equalTo": "****"}, "a": "b""#),
            (r#""cookies": [{"name": "a", "value": "mine"}]"#, r#""cookies": [{"name": "*", "value": "****"}]"#),
            (r#"{"value": "mine", "name": "x-api-key"}"#, r#"{"value": "****", "name": "x-api-key"}"#),
            (r#"{"name": "key", "value": "mine"}"#, r#"{"name": "key", "value": "****"}"#),
            (r#""required": ["password"], "type": "a""#, r#""required": ["password"], "type": "a""#),
            ("x-api-key: &k mine\nb: c", "x-api-key: &k ****\nb: c"),
            ("x-api-key: !!str mine\nb: c", "x-api-key: !!str ****\nb: c"),
            ("x-api-key:\n- mine\n- other\nb: c", "x-api-key:\n- ****\n- *****\nb: c"),
            ("  x-api-key:\n    - mine\n  b: c", "  x-api-key:\n    - ****\n  b: c"),
            ("x-api-key: |\n  mine\nb: c", "x-api-key: |\n  ****\nb: c"),
            ("x-api-key: my\n  own key\nb: c", "x-api-key: **\n  *******\nb: c"),
            ("- name: x-api-key\n  value: mine\n  a: b", "- name: x-api-key\n  value: ****\n  a: b"),
            ("? x-api-key\n: mine\nb: c", "? x-api-key\n: ****\nb: c"),
            ("Authorization: Basic user pass\nb: c", "Authorization: Basic *********\nb: c"),
            ("curl -u me:pw -sSume:pw --user=me:pw -d x", "curl -u ***** -sSu***** --user=***** -d x"),
            ("curl -b 'a=b; c=d' --proxy-user \"me:pw\"", "curl -b '********' --proxy-user \"*****\""),
            (r#"["curl", "--oauth2-bearer", "mine", "-d"]"#, r#"["curl", "--oauth2-bearer", "****", "-d"]"#),
            ("export FOO_TOKEN=mine; ENV MY_SECRET mine", "export FOO_TOKEN=****; ENV MY_SECRET ****"),
            ("api_key: str = 'mine'\nauth=('me', 'pw')", "api_key: str = '****'\nauth=('**', '**')"),
            ("'x-api-key' => 'mine', x_api_key := `mine`", "'x-api-key' => '****', x_api_key := `****`"),
            ("\u{201c}x-api-key\u{201d}: \u{201c}mine\u{201d}", "\u{201c}x-api-key\u{201d}: \u{201c}****\u{201d}"),
            ("max_tokens: 5, token_count: 7", "max_tokens: 5, token_count: 7"),
        ] {
            assert_eq!(mask_source(text), shown);
        }
    }

    #[test]
    fn a_quoted_value_is_short_and_escaped() {
        assert_eq!(quoted("a\n\u{202e}b"), r"`a\n\u{202e}b`");
        assert_eq!(quoted(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
        assert_eq!(quoted("x-api-key: mine"), "`x-api-key: ****`");
        assert!(!quoted(&format!("{}sk-ant-api03-secretsecret", "x".repeat(26))).contains("secretse"));
    }

    #[test]
    fn sanitized_text_cannot_control_a_terminal() {
        assert_eq!(sanitized("a\u{1b}[31m\nb\u{2067}"), "a\\u{1b}[31m\nb\\u{2067}");
        assert_eq!(sanitized("plain — text"), "plain — text");
        assert_eq!(sanitized_line("two\nlines"), "two\\nlines");
    }
}
