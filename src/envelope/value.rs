//! A value of an envelope, in JSON or YAML.

use std::borrow::Cow;
#[cfg(feature = "recordings")]
use std::collections::HashSet;
use std::ops::Range;

use super::shape::looks_like_request;
use super::sniff::mentions_request;
use super::source_map::SourceMap;
use super::text::Text;
#[cfg(feature = "recordings")]
use super::{base64, yaml};
use crate::json::{Document, Node};

/// A value in a YAML document, or in a JSON document that starts at some offset of its file.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Json(Node<'a>, usize),
    #[cfg(feature = "recordings")]
    Yaml(yaml::Node<'a>),
}

impl<'a> Value<'a> {
    /// The member with this name.
    pub(super) fn get(self, name: &str) -> Option<Value<'a>> {
        match self {
            Value::Json(node, base) => Some(Value::Json(node.get(name)?, base)),
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => Some(Value::Yaml(node.get(name)?)),
        }
    }

    /// The items of a list; empty for other types.
    pub(super) fn items(self) -> Vec<Value<'a>> {
        match self {
            Value::Json(node, base) => node.items().map(|item| Value::Json(item, base)).collect(),
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => node.items().map(Value::Yaml).collect(),
        }
    }

    /// The members of a mapping; empty for other types. Of members with the same key, the last one counts.
    pub(super) fn members(self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        match self {
            Value::Json(node, base) => {
                let members = node.members();
                members.map(|(key, value)| (key.as_str().unwrap_or_default(), Value::Json(value, base))).collect()
            }
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => {
                let name = |key: yaml::Node<'a>| Cow::Borrowed(key.scalar().unwrap_or_default());
                let mut members: Vec<_> = node.members().map(|(key, value)| (name(key), Value::Yaml(value))).collect();
                let mut later = HashSet::new();
                members.reverse();
                members.retain(|(name, _)| later.insert(name.clone()));
                members.reverse();
                members
            }
        }
    }

    pub(super) fn is_list(self) -> bool {
        match self {
            Value::Json(node, _) => node.is_array(),
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => node.is_list(),
        }
    }

    pub(super) fn is_map(self) -> bool {
        match self {
            Value::Json(node, _) => node.is_object(),
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => node.is_map(),
        }
    }

    /// The text of a string, decoded if it is marked as binary, or a number or boolean as it is written; `None` for other
    /// types.
    pub(super) fn scalar(self) -> Option<Cow<'a, str>> {
        match self {
            Value::Json(node, _) if node.is_object() || node.is_array() || node.is_null() => None,
            Value::Json(node, _) => Some(node.as_str().unwrap_or(Cow::Borrowed(node.source()))),
            #[cfg(feature = "recordings")]
            Value::Yaml(node) if node.is_binary() => {
                let text = node.scalar()?;
                let decoded = base64::decode(text, node.span());
                let decoded = decoded.and_then(|decoded| String::from_utf8(decoded.text.into_owned()).ok());
                Some(decoded.map_or(Cow::Borrowed(text), Cow::Owned))
            }
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => node.scalar().map(Cow::Borrowed),
        }
    }

    /// The text of the member with this name.
    pub(super) fn str(self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.scalar()
    }

    /// The bytes of the value in the file.
    pub(super) fn span(self) -> Range<usize> {
        match self {
            Value::Json(node, base) => node.span().start + base..node.span().end + base,
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => node.span(),
        }
    }

    /// The text of a body: the text of a string, or any other value as JSON. `None` for null, and if the JSON would be
    /// longer than `limit` bytes.
    #[cfg_attr(not(feature = "recordings"), expect(unused_variables, reason = "only YAML is converted to JSON"))]
    pub(super) fn as_body(self, limit: usize) -> Option<Text<'a>> {
        match self {
            Value::Json(node, base) => {
                let Some(inside) = node.raw_str() else {
                    let text = Text::new(node.source().as_bytes(), SourceMap::Shift(base + node.span().start));
                    return (!node.is_null()).then_some(text);
                };
                let text: Cow<'a, [u8]> = match node.as_str()? {
                    Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                    Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                };
                Some(Text::new(text, SourceMap::of_json_string(inside, base + node.inside_span().start)))
            }
            #[cfg(feature = "recordings")]
            Value::Yaml(node) => yaml::body_text(node, limit),
        }
    }

    /// Whether the value, or the JSON in its text, is a request rather than something unrelated.
    pub(super) fn looks_like_request(self) -> bool {
        match self {
            Value::Json(node, _) if !node.is_string() => looks_like_request(node),
            value => value.scalar().is_some_and(|text| {
                let document = Document::parse(text.as_bytes());
                document.root().map_or_else(|| mentions_request(text.as_bytes()), looks_like_request)
            }),
        }
    }

    /// The text of a body that a string contains as base64; `None` also if this build does not read base64.
    pub(super) fn as_base64(self) -> Option<Text<'a>> {
        #[cfg(feature = "recordings")]
        return base64::decode(&self.scalar()?, self.span());
        #[cfg(not(feature = "recordings"))]
        None
    }
}
