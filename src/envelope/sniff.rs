//! What the first bytes of a text, the words in it or the name of its file reveal.

/// Whether a text starts like a JSON object or array.
pub(super) fn starts_as_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Whether text that is not valid JSON contains the words of a request.
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
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    has("messages") && (has("role") || has("model") || has("max_tokens"))
}

/// The extension of a file name in lower case, ignoring a final `.gz`; empty if there is none.
pub(super) fn extension(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_owned())
}
