//! Hashes of values, to compare requests without keeping them in memory.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::FixedState;

use crate::json::{Kind, Node};

/// A hash of a value's meaning: whitespace, escapes and `cache_control` are ignored.
pub(crate) fn digest(node: Node<'_>) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    add(node, &mut hasher);
    hasher.finish()
}

/// A hash of several hashes, in order.
pub(crate) fn combined(parts: &[u64]) -> u64 {
    FixedState::default().hash_one(parts)
}

/// The recursion depth is bounded by [`crate::json::MAX_DEPTH`].
fn add(node: Node<'_>, hasher: &mut impl Hasher) {
    match node.kind() {
        Kind::Object => {
            hasher.write_u8(b'{');
            for (key, value) in node.members().filter(|(key, _)| !key.is_str("cache_control")) {
                add(key, hasher);
                add(value, hasher);
            }
            hasher.write_u8(b'}');
        }
        Kind::Array => {
            hasher.write_u8(b'[');
            node.items().for_each(|item| add(item, hasher));
            hasher.write_u8(b']');
        }
        Kind::String => node.as_str().unwrap_or_default().hash(hasher),
        _ => node.source().hash(hasher),
    }
}
