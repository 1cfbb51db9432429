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
        self.0.next_named().map(|(name, value)| (name, TreeNode::Tree(value)))
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

/// The violated keywords with their places, in any order.
#[cfg(test)]
pub(super) fn violated<'e>(errors: impl Iterator<Item = jsonschema::ValidationError<'e>>) -> Vec<(String, String)> {
    let place = |error: jsonschema::ValidationError<'_>| {
        (error.instance_path().as_str().to_owned(), error.schema_path().as_str().to_owned())
    };
    let mut found: Vec<_> = errors.map(place).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use jsonschema_value::conformance;
    use proptest::prelude::*;

    use super::*;
    use crate::json::Document;

    /// A few numbers in many spellings, so that values meet the limits of schemas.
    const NUMBERS: &[&str] = &[
        "0",
        "-0",
        "0.0",
        "1",
        "1.0",
        "1e0",
        "10e-1",
        "-1",
        "2",
        "2.5",
        "25e-1",
        "3",
        "1e2",
        "0.1",
        "0.30000000000000004",
        "9007199254740992",
        "9007199254740993",
        "18446744073709551615",
        "-9223372036854775808",
        "1e300",
        "1e-300",
    ];
    const STRINGS: &[&str] =
        &[r#""""#, r#""a""#, r#""\u0061""#, r#""ab""#, r#""é""#, r#""\ud83d\ude00""#, r#""1""#, r#""a\n""#];
    const PATTERNS: &[&str] = &[r#""a""#, r#""^a""#, r#""^[ab]+$""#, r#""^.$""#, r#""^$""#];

    fn select(texts: &'static [&'static str]) -> BoxedStrategy<String> {
        prop::sample::select(texts).prop_map(str::to_owned).boxed()
    }

    fn list(items: BoxedStrategy<String>, size: std::ops::Range<usize>) -> BoxedStrategy<String> {
        prop::collection::vec(items, size).prop_map(|items| format!("[{}]", items.join(", "))).boxed()
    }

    /// Members with different names.
    fn object(members: impl Strategy<Value = Vec<(String, String)>> + 'static) -> BoxedStrategy<String> {
        let text = |members: Vec<(String, String)>| {
            let members: std::collections::BTreeMap<_, _> = members.into_iter().collect();
            let members: Vec<_> = members.into_iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
            format!("{{{}}}", members.join(", "))
        };
        members.prop_map(text).boxed()
    }

    fn members(value: BoxedStrategy<String>) -> BoxedStrategy<String> {
        object(prop::collection::vec(("[abc]", value), 0..4))
    }

    fn value() -> BoxedStrategy<String> {
        let leaf = prop_oneof![select(NUMBERS), select(STRINGS), select(&["null", "true", "false"])];
        leaf.prop_recursive(3, 12, 3, |inner| prop_oneof![list(inner.clone(), 0..4), members(inner)]).boxed()
    }

    fn schema() -> BoxedStrategy<String> {
        let leaf =
            || prop_oneof![1 => select(&["true", "false", "{}"]), 6 => object(prop::collection::vec(limit(), 1..3))];
        let with =
            |inner: BoxedStrategy<String>| object(prop::collection::vec(prop_oneof![limit(), nesting(inner)], 1..4));
        leaf().prop_recursive(3, 16, 3, with).boxed()
    }

    /// One of the keywords with a value.
    fn keyword(names: &'static [&'static str], value: BoxedStrategy<String>) -> BoxedStrategy<(String, String)> {
        (select(names), value).boxed()
    }

    /// A keyword without a schema in it.
    fn limit() -> BoxedStrategy<(String, String)> {
        const TYPES: &[&str] = &[
            r#""null""#,
            r#""boolean""#,
            r#""integer""#,
            r#""number""#,
            r#""string""#,
            r#""array""#,
            r#""object""#,
            r#"["integer", "string"]"#,
            r#"["array", "object", "null"]"#,
        ];
        prop_oneof![
            keyword(&["type"], select(TYPES)),
            keyword(&["const"], value()),
            keyword(&["enum"], list(value(), 1..4)),
            keyword(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], select(NUMBERS)),
            keyword(&["multipleOf"], select(&["1", "0.1", "2", "2.5", "1e300", "1e-300"])),
            keyword(
                &["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"],
                select(&["0", "1", "2", "1.0"])
            ),
            keyword(&["uniqueItems"], select(&["true", "false"])),
            keyword(&["pattern"], select(PATTERNS)),
            keyword(&["required"], select(&["[]", r#"["a"]"#, r#"["a", "b"]"#])),
            keyword(&["dependentRequired"], select(&["{}", r#"{"a": ["b"]}"#])),
        ]
        .boxed()
    }

    /// A keyword with a schema in it.
    fn nesting(inner: BoxedStrategy<String>) -> BoxedStrategy<(String, String)> {
        const ONE: &[&str] =
            &["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"];
        const MORE: &[&str] = &["unevaluatedItems", "unevaluatedProperties"];
        prop_oneof![
            keyword(ONE, inner.clone()),
            keyword(MORE, inner.clone()),
            keyword(&["allOf", "anyOf", "oneOf", "prefixItems"], list(inner.clone(), 1..3)),
            keyword(&["properties", "dependentSchemas", "patternProperties"], members(inner)),
        ]
        .boxed()
    }

    proptest! {
        /// Random schemas say the same about our tree as about `serde_json::Value`.
        #[test]
        fn a_schema_is_violated_in_the_same_places_on_both_trees(schema in schema(), values in prop::collection::vec(value(), 8)) {
            let schema: Value = serde_json::from_str(&schema).unwrap();
            let ours = jsonschema::options_for::<Tree>().build(&schema).unwrap();
            let theirs = jsonschema::options().build(&schema).unwrap();
            for text in values {
                let document = Document::parse(text.as_bytes());
                let root = TreeNode::Tree(document.root().unwrap());
                let value: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(ours.is_valid(root), theirs.is_valid(&value), "{} {}", schema, text);
                prop_assert_eq!(violated(ours.iter_errors(root)), violated(theirs.iter_errors(&value)), "{} {}", schema, text);
            }
        }
    }

    #[test]
    fn the_tree_conforms_to_the_contract_of_the_validator() {
        for text in [conformance::document().to_string(), format!("{:#}", conformance::document())] {
            let document = Document::parse(text.as_bytes());
            let root = document.root().map(TreeNode::Tree);
            conformance::assert_conformance::<Tree>(&root.unwrap_or(TreeNode::Name("no value")));
        }
    }
}
