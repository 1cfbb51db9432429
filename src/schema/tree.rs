//! Lets the `jsonschema` crate validate our tree in place, without a copy.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use jsonschema_value::LazyInstance;
use serde_json::Value;

use crate::json::{Items, Kind, Members, Node as OurNode, hash};

/// Selects our tree as the representation to validate.
pub(super) struct Tree;

/// A property name in a schema, hashed once.
pub(super) struct Key {
    name: Box<str>,
    hash: u32,
}

/// A node of a document, or a string that the validator made, such as a property name.
#[derive(Clone, Copy)]
pub(super) enum TreeNode<'a> {
    Tree(OurNode<'a>),
    Name(&'a str),
}

impl Json for Tree {
    type Node<'a> = TreeNode<'a>;
    type PreparedKey = Key;
    type StringBuffer = String;
    const ACYCLIC: bool = true;
    const KEYS_PER_LOOKUP: usize = 2;

    fn prepare_key(key: &str) -> Key {
        Key { name: key.into(), hash: hash(key.as_bytes()) }
    }
    fn with_string_node<T>(buffer: &mut String, string: &str, f: impl FnOnce(TreeNode<'_>) -> T) -> T {
        buffer.clear();
        buffer.push_str(string);
        f(TreeNode::Name(buffer))
    }
}

/// A number node, read from its source text.
pub(super) struct Number<'a>(OurNode<'a>);

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }
    fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }
    fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }
    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0.source())
    }
    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        // serde_json cannot represent a number that f64 cannot; such a number is outside of every range anyway.
        Cow::Owned(serde_json::from_str(self.0.source()).unwrap_or_else(|_| 0.into()))
    }
    fn is_integer(&self) -> bool {
        let text = self.0.source();
        !text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
            || self.as_f64().is_some_and(|value| value.fract() == 0.0)
    }
}

/// An error carries `null` instead of an instance of more source bytes than this. `oneOf` copies the instance once for
/// every branch, which takes hundreds of milliseconds for 30 MB, and we never show the copy.
const COPIED_BYTES: usize = 128;

fn copy(bytes: &[u8], _: u32) -> Value {
    serde_json::from_slice(bytes).unwrap_or(Value::Null)
}

impl<'a> Node<'a, Tree> for TreeNode<'a> {
    type Object = TreeObject<'a>;
    type Array = TreeArray<'a>;
    type Number = Number<'a>;

    #[inline]
    fn as_object(&self) -> Option<TreeObject<'a>> {
        match *self {
            TreeNode::Tree(node) if node.is_object() => Some(TreeObject(node)),
            _ => None,
        }
    }
    #[inline]
    fn as_array(&self) -> Option<TreeArray<'a>> {
        match *self {
            TreeNode::Tree(node) if node.is_array() => Some(TreeArray(node)),
            _ => None,
        }
    }
    #[inline]
    fn as_string(&self) -> Option<Cow<'a, str>> {
        match *self {
            TreeNode::Tree(node) => node.as_str(),
            TreeNode::Name(name) => Some(Cow::Borrowed(name)),
        }
    }
    #[inline]
    fn as_number(&self) -> Option<Number<'a>> {
        match *self {
            TreeNode::Tree(node) if node.kind() == Kind::Number => Some(Number(node)),
            _ => None,
        }
    }
    #[inline]
    fn as_boolean(&self) -> Option<bool> {
        match self {
            TreeNode::Tree(node) => node.as_bool(),
            TreeNode::Name(_) => None,
        }
    }
    #[inline]
    fn is_null(&self) -> bool {
        matches!(self, TreeNode::Tree(node) if node.is_null())
    }
    #[inline]
    fn is_string(&self) -> bool {
        match self {
            TreeNode::Tree(node) => node.is_string(),
            TreeNode::Name(_) => true,
        }
    }
    #[inline]
    fn json_type(&self) -> JsonType {
        let TreeNode::Tree(node) = self else { return JsonType::String };
        match node.kind() {
            Kind::Null => JsonType::Null,
            Kind::False | Kind::True => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
        }
    }
    fn string_length_within(&self, min: u64, max: u64) -> Option<bool> {
        if let TreeNode::Tree(node) = self
            && let Some(inside) = node.raw_str()
        {
            // A character is 1 to 12 source bytes (`\ud83d\ude00`), so the number of bytes decides in most cases.
            let bytes = inside.len() as u64;
            if bytes.div_ceil(12) >= min && bytes <= max {
                return Some(true);
            }
        }
        self.string_length().map(|length| (min..=max).contains(&length))
    }
    fn equals_value(&self, expected: &Value) -> bool {
        match (self, expected) {
            (TreeNode::Name(name), Value::String(text)) => name == text,
            (TreeNode::Tree(node), Value::String(text)) => node.is_str(text),
            (TreeNode::Tree(node), Value::Bool(value)) => node.as_bool() == Some(*value),
            (TreeNode::Tree(node), Value::Null) => node.is_null(),
            (TreeNode::Name(_), _) => false,
            (TreeNode::Tree(node), _) if node.is_string() => false,
            _ => jsonschema_value::cmp::equal(&self.to_value(), expected),
        }
    }
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match *self {
            TreeNode::Name(name) => Value::String(name.into()),
            TreeNode::Tree(node) => copy(node.source().as_bytes(), 0),
        })
    }
    fn lazy_value(&self) -> LazyInstance<'a> {
        match *self {
            TreeNode::Name(_) => LazyInstance::Ready(self.to_value()),
            TreeNode::Tree(node) if node.byte_len() > COPIED_BYTES => LazyInstance::Ready(Cow::Owned(Value::Null)),
            TreeNode::Tree(node) => {
                LazyInstance::Deferred { bytes: node.source().as_bytes(), tag: 0, make: copy, cell: Default::default() }
            }
        }
    }
    #[inline]
    fn identity(&self) -> Option<NodeIdentity> {
        match self {
            TreeNode::Tree(node) => {
                Some(NodeIdentity::tagged(std::ptr::from_ref(node.document()) as usize, node.id().number()))
            }
            TreeNode::Name(_) => None,
        }
    }
}

pub(super) struct TreeObject<'a>(OurNode<'a>);

impl<'a> Object<'a, Tree> for TreeObject<'a> {
    type Node = TreeNode<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = TreeMembers<'a>;

    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }
    #[inline]
    fn get(&self, key: &Key) -> Option<TreeNode<'a>> {
        self.0.member_with_hash(&key.name, key.hash).map(|(_, value)| TreeNode::Tree(value))
    }
    #[inline]
    fn members(&self) -> TreeMembers<'a> {
        TreeMembers(self.0.members())
    }
}

pub(super) struct TreeMembers<'a>(Members<'a>);

impl<'a> Iterator for TreeMembers<'a> {
    type Item = (Cow<'a, str>, TreeNode<'a>);
    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key.as_str().unwrap_or_default(), TreeNode::Tree(value)))
    }
}

pub(super) struct TreeArray<'a>(OurNode<'a>);

impl<'a> Array<'a, Tree> for TreeArray<'a> {
    type Node = TreeNode<'a>;
    type ElementsIter = TreeItems<'a>;

    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }
    #[inline]
    fn elements(&self) -> TreeItems<'a> {
        TreeItems(self.0.items())
    }
}

pub(super) struct TreeItems<'a>(Items<'a>);

impl<'a> Iterator for TreeItems<'a> {
    type Item = TreeNode<'a>;
    #[inline]
    fn next(&mut self) -> Option<TreeNode<'a>> {
        self.0.next().map(TreeNode::Tree)
    }
}

#[cfg(test)]
mod tests {
    use jsonschema_value::conformance;

    use super::*;
    use crate::json::Document;

    #[test]
    fn the_tree_conforms_to_the_contract_of_the_validator() {
        for text in [conformance::document().to_string(), format!("{:#}", conformance::document())] {
            let document = Document::parse(text.as_bytes());
            let root = document.root().map(TreeNode::Tree);
            conformance::assert_conformance::<Tree>(&root.unwrap_or(TreeNode::Name("no value")));
        }
    }
}
