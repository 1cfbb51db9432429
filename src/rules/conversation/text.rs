//! Empty and blank texts.

use crate::json::Node;
use crate::payload::{Block, BlockKind};
use crate::rules::Edit;

/// `""`
pub(super) fn is_empty(text: &Node<'_>) -> bool {
    text.raw_str() == Some("")
}

/// White space alone, and some of it. Most texts are settled by their first byte.
pub(super) fn is_blank(text: &Node<'_>) -> bool {
    let starts_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'\\' || !byte.is_ascii();
    let raw = text.raw_str().unwrap_or_default();
    raw.as_bytes().first().is_some_and(starts_blank) && text.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether a blank text holds other white space than that of ASCII, such as a no-break space, which nobody has tried.
pub(super) fn is_foreign_blank(text: &Node<'_>) -> bool {
    text.as_str().is_some_and(|text| !text.is_ascii())
}

/// Whether a block's `cache_control` is there and says something.
pub(super) fn is_set(cache_control: Option<Node<'_>>) -> bool {
    cache_control.is_some_and(|control| !control.is_null())
}

/// Whether the block lies where nobody has seen the API's answer: in anything but a message or a tool's result.
pub(super) fn nested_untried(block: &Block<'_>) -> bool {
    block.outer.is_some_and(|(_, kind)| kind != BlockKind::ToolResult)
}

/// The edit that removes a block from its message, comma included; `None` for a nested block, and where no other
/// block is left.
pub(super) fn removal(block: &Block<'_>) -> Option<Edit> {
    let siblings = block.message.content.filter(|_| block.outer.is_none())?.len();
    (siblings > 1).then(|| Edit::remove(block.node))
}
