//! Empty and blank strings.

use crate::json::Node;

/// Whether a value is `""`.
pub(crate) fn is_empty(text: &Node<'_>) -> bool {
    text.is_empty_str()
}

/// Whether a value is a string of whitespace, and not empty. The first byte is enough to reject most strings.
pub(crate) fn is_blank(text: &Node<'_>) -> bool {
    let may_start_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'\\' || !byte.is_ascii();
    let raw = text.raw_str().unwrap_or_default();
    raw.as_bytes().first().is_some_and(may_start_blank) && text.as_str().is_some_and(|text| text.trim().is_empty())
}
