//! What may be shown of a value.

use std::borrow::Cow;

/// How many characters of a value a message quotes.
const QUOTED: usize = 40;

/// A value for a message: in backticks, cut to a few dozen characters, line breaks and other control
/// characters escaped, credentials masked.
pub fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(QUOTED).collect();
    let shown = mask_secrets(if cut.len() < text.len() { text } else { &cut });
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

/// Writes a character so that it is seen and can do no harm to a terminal.
pub(crate) fn push_visible(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Bidirectional controls reorder what follows; zero-width characters hide.
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
            out.push_str(&character.escape_unicode().to_string());
        }
        character if character.is_control() => out.push_str(&character.escape_unicode().to_string()),
        character => out.push(character),
    }
}

/// Prefixes that mark a credential wherever it stands, longest kinds first.
const SECRET_PREFIXES: [&str; 8] =
    ["sk-ant-", "sk_cdx_", "sk-proj-", "sk-or-", "sk-svcacct-", "Bearer ", "ghp_", "AKIA"];

/// Replaces the secret part of everything that looks like a credential by dots, prefix kept: `sk-ant-api03-…`.
///
/// Length in bytes is kept (each masked byte becomes `*`), so that offsets into the text stay true.
pub fn mask_secrets(text: &str) -> Cow<'_, str> {
    let mut out: Option<Vec<u8>> = None;
    for prefix in SECRET_PREFIXES {
        for at in memchr::memmem::find_iter(text.as_bytes(), prefix.as_bytes()) {
            let from = at + prefix.len();
            let secret = text.as_bytes()[from..].iter().take_while(|byte| is_secret_byte(**byte)).count();
            if secret < 8 {
                continue;
            }
            let keep = kind_length(&text[from..from + secret]);
            let out = out.get_or_insert_with(|| text.as_bytes().to_vec());
            out[from + keep..from + secret].fill(b'*');
        }
    }
    match out {
        // Only ASCII bytes were replaced by ASCII bytes.
        Some(bytes) => String::from_utf8(bytes).map_or(Cow::Borrowed("***"), Cow::Owned),
        None => Cow::Borrowed(text),
    }
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

fn is_secret_byte(byte: u8) -> bool {
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
            ("nothing here", "nothing here"),
        ] {
            assert_eq!(mask_secrets(text), shown);
        }
    }

    #[test]
    fn quoting_is_short_and_visible() {
        assert_eq!(quoted("a\n\u{202e}b"), r"`a\n\u{202e}b`");
        assert_eq!(quoted(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
        assert!(!quoted(&format!("{}sk-ant-api03-secretsecret", "x".repeat(26))).contains("secretse"));
    }
}
