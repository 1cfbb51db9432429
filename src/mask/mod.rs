//! Masking of credentials, and text that may be shown.

mod generated;
mod named;
mod sign;
mod vocabulary;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use crate::shown::{
    Page, Show, ShowJson, Shown, escaped, json_object, push_escaped, put, shown, workflow_data, workflow_property,
};
pub(crate) use sign::is_secret_byte;
pub(crate) use vocabulary::{is_ordinary_name, is_ordinary_word, is_safe_word};

use generated::generated;
use named::named_values;
use sign::secrets;

use crate::text::{clip, floor_char_boundary};

impl Shown {
    /// Text in which credentials are masked: a name, a path, a URL, a pointer, or an error of another library.
    pub(crate) fn masked(text: impl Into<String>) -> Self {
        let text = text.into();
        match mask_secrets(&text) {
            Cow::Owned(masked) => Shown::masked_in_context(masked),
            Cow::Borrowed(_) => Shown::masked_in_context(text),
        }
    }

    /// The text, if nothing in it is masked.
    pub(crate) fn unless_secret(text: &str) -> Option<Self> {
        matches!(mask_secrets(text), Cow::Borrowed(_)).then(|| Shown::masked_in_context(text.to_owned()))
    }
}

/// Whether something in a span of a file is masked, in the context of what is around it.
pub(crate) fn is_masked(file: &[u8], span: &Range<usize>) -> bool {
    let from = span.start.saturating_sub(MAX_NAME);
    let Some(around) = file.get(from..span.end.saturating_add(MAX_NAME).min(file.len())) else { return false };
    // A broken character at either end is one character for one byte or more, so that a span ends no earlier.
    let [before, inside] =
        [&file[from..span.start], &file[span.clone()]].map(|part| String::from_utf8_lossy(part).len());
    let text = String::from_utf8_lossy(around);
    let masked = mask_source(&text);
    let is_same = masked.as_bytes().get(before..before + inside) == text.as_bytes().get(before..before + inside);
    !is_same
}

/// How many characters of a value a message quotes.
const MAX_QUOTED: usize = 40;

/// A value as a message quotes it: in backticks, cut to a few dozen characters, with control characters escaped and
/// credentials masked.
pub fn quoted(text: &str) -> Shown {
    // Long enough to recognize a credential that starts within the quoted part.
    let head = match text.char_indices().nth(MAX_QUOTED + 64) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    let masked = mask_source(head);
    let mut out = String::from("`");
    clip(&masked, MAX_QUOTED).chars().for_each(|character| push_escaped(&mut out, character));
    out.push('`');
    Shown::masked_in_context(out)
}

/// Bytes of a source text, [`quoted`]. The value of a named credential is masked even when its name is before the span.
pub(crate) fn quoted_source(source: &str, span: Range<usize>) -> Shown {
    let start = floor_char_boundary(source, span.start.saturating_sub(MAX_NAME));
    let end = floor_char_boundary(source, span.end.min(span.start + MAX_QUOTED + 64));
    let masked = mask_source(&source[start..end]).into_owned();
    quoted(masked.get(span.start - start..).unwrap_or_default())
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
        assert_eq!(*quoted(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
        assert_eq!(quoted("x-api-key: mine"), "`x-api-key: ****`");
        assert!(!quoted(&format!("{}sk-ant-api03-secretsecret", "x".repeat(26))).contains("secretse"));
    }
}
