//! What the first bytes of a text, the words in it or the name of its file reveal.

/// Whether a text starts like a JSON object or array.
pub(super) fn starts_as_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Whether text that is not valid JSON contains the fields of a request.
pub(super) fn mentions_request(text: &[u8]) -> bool {
    // In UTF-16, every other byte of these words is zero. The first bytes are enough to find them.
    let without_zeros: Vec<u8>;
    let text = match text.get(..4) {
        Some([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [_, 0, _, 0] | [0, _, 0, _]) => {
            without_zeros = text.iter().take(1 << 16).copied().filter(|byte| *byte != 0).collect();
            &without_zeros
        }
        _ => text,
    };
    let has = |name: &str| values(text, name).next().is_some();
    // In settings of other programs, `messages` is an object.
    values(text, "messages").any(|value| value != Some(&b'{')) && (has("role") || has("model") || has("max_tokens"))
}

/// The first byte of each value after a name and a colon, whatever the quotes; `None` at the end of the text.
fn values<'t>(text: &'t [u8], name: &'t str) -> impl Iterator<Item = Option<&'t u8>> {
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace();
    let is_quote = |byte: &&u8| matches!(byte, b'"' | b'\'' | b'`' | b'\\' | 0x80..);
    memchr::memmem::find_iter(text, name.as_bytes()).filter_map(move |at| {
        let mut rest = text[at + name.len()..].iter().skip_while(is_quote).skip_while(is_blank);
        rest.next().is_none_or(|byte| *byte == b':').then(|| rest.find(|byte| !is_blank(byte)))
    })
}

/// The extension of a file name in lower case, ignoring a final `.gz`; empty if there is none.
pub(super) fn extension(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_request_has_its_fields() {
        for (text, expected) in [
            (r#"{"messages": [{"role": "user"}], }"#, true),
            (r#"{'messages': [], 'model': 'a', }"#, true),
            ("{messages: [], max_tokens: 1", true),
            (r#"{"body": "{\"messages\": [{\"role\": 1"#, true),
            (r#"{“messages”: [], “model”: “a”}"#, true),
            (r#"{"model": "a", "messages""#, true),
            // The settings of other programs, with comments.
            ("{\"messages\": {}, // the role of the model: a\n}", false),
            (r#"{"docModel": {}, "messages": {"role": 1}, }"#, false),
            ("{\"a\": 1, // messages about a model\n}", false),
        ] {
            assert_eq!(mentions_request(text.as_bytes()), expected, "{text}");
        }
    }
}
