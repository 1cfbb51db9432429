//! One walk over a user's schema.

use crate::json::{Kind, Node};
use crate::knowledge::Knowledge;

use super::keyword::{Holds, holds};

/// What one walk over a schema finds. Linear in its size; allocates only for what it finds.
#[derive(Debug, Default)]
pub struct Survey<'a> {
    /// Every keyword has a value that the meta-schema of draft 2020-12 takes. `false` means: ask the meta-schema
    /// itself, which is many times slower.
    pub plainly_valid: bool,
    /// The values of `$ref`.
    pub references: Vec<Node<'a>>,
    /// The values of `pattern`.
    pub patterns: Vec<Node<'a>>,
    /// Keys of `properties` below the top level that the API would not take at the top level.
    pub odd_keys: Vec<Node<'a>>,
    /// An `$id` below the root: references below it start from there.
    pub has_inner_id: bool,
}

struct Walk<'a> {
    survey: Survey<'a>,
    longest_key: usize,
}

impl<'a> Survey<'a> {
    /// Walks `root`.
    pub fn of(root: Node<'a>) -> Self {
        let longest_key = Knowledge::shipped().limits().value("tools.property_key.characters");
        let survey = Survey { plainly_valid: true, ..Survey::default() };
        let mut walk = Walk { survey, longest_key: longest_key as usize };
        walk.schema(root, true);
        walk.survey
    }
}

impl<'a> Walk<'a> {
    /// Depth is bounded by [`crate::json::MAX_DEPTH`].
    fn schema(&mut self, schema: Node<'a>, is_root: bool) {
        match schema.kind() {
            Kind::Object => {}
            Kind::True | Kind::False => return,
            _ => return self.survey.plainly_valid = false,
        }
        for (key, value) in schema.members() {
            let name = key.as_str().unwrap_or_default();
            match holds(&name) {
                Holds::Schema => self.schema(value, false),
                Holds::List => self.list(value),
                Holds::Map => self.map(&name, value, is_root),
                Holds::Nothing => self.leaf(&name, value, is_root),
            }
        }
    }

    fn list(&mut self, value: Node<'a>) {
        self.survey.plainly_valid &= value.is_array() && !value.is_empty();
        value.items().for_each(|schema| self.schema(schema, false));
    }

    fn map(&mut self, name: &str, value: Node<'a>, is_root: bool) {
        self.survey.plainly_valid &= value.is_object();
        for (key, schema) in value.members() {
            if name == "properties" && !is_root && !self.is_usual_key(key) {
                self.survey.odd_keys.push(key);
            }
            self.schema(schema, false);
        }
    }

    fn is_usual_key(&self, key: Node<'a>) -> bool {
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        key.as_str().is_some_and(|key| (1..=self.longest_key).contains(&key.len()) && key.bytes().all(usual))
    }

    fn leaf(&mut self, name: &str, value: Node<'a>, is_root: bool) {
        let valid = match name {
            "$ref" => {
                self.survey.references.push(value);
                value.is_string()
            }
            "pattern" => {
                self.survey.patterns.push(value);
                value.is_string()
            }
            "$id" => {
                self.survey.has_inner_id |= !is_root;
                value.raw_str().is_some_and(|id| !id.contains('#'))
            }
            "$comment" | "$dynamicRef" | "$schema" | "contentEncoding" | "contentMediaType" | "description"
            | "format" | "title" => value.is_string(),
            "deprecated" | "readOnly" | "uniqueItems" | "writeOnly" => value.as_bool().is_some(),
            "exclusiveMaximum" | "exclusiveMinimum" | "maximum" | "minimum" => value.kind() == Kind::Number,
            "maxContains" | "maxItems" | "maxLength" | "maxProperties" | "minContains" | "minItems" | "minLength"
            | "minProperties" => value.as_u64().is_some(),
            "multipleOf" => value.as_f64().is_some_and(|step| step > 0.0),
            "enum" | "examples" => value.is_array(),
            "type" => is_type(value),
            "required" => value.is_array() && is_set(value, |name| name.is_string()),
            "$anchor" | "$dynamicAnchor" | "$recursiveAnchor" | "$recursiveRef" | "$vocabulary" | "dependencies"
            | "dependentRequired" => false,
            _ => true,
        };
        self.survey.plainly_valid &= valid;
    }
}

/// A simple type, or several different ones.
fn is_type(value: Node<'_>) -> bool {
    let is_simple = |value: &Node<'_>| {
        matches!(value.raw_str(), Some("array" | "boolean" | "integer" | "null" | "number" | "object" | "string"))
    };
    is_simple(&value) || (value.is_array() && !value.is_empty() && is_set(value, is_simple))
}

/// Whether every item is as `fits` says, and no two are the same. Lists too long to compare item by item are left
/// to the meta-schema.
fn is_set(list: Node<'_>, fits: impl Fn(&Node<'_>) -> bool) -> bool {
    const SHORT: usize = 64;
    list.len() <= SHORT
        && list.items().enumerate().all(|(index, item)| {
            fits(&item) && !item.is_escaped() && list.items().take(index).all(|other| other.raw_str() != item.raw_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::schema::is_schema;

    fn judge(text: &str) -> (bool, bool) {
        let document = Document::parse(text.as_bytes());
        let Some(root) = document.root() else { panic!("{text}") };
        (Survey::of(root).plainly_valid, is_schema(root))
    }

    #[test]
    fn plain_schemas_need_no_meta_schema() {
        for text in [
            r#"{"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]}"#,
            r##"{"$ref": "#/$defs/x", "$defs": {"x": {"enum": [1, null], "nullable": true, "x-y": 3}}}"##,
            r#"{"anyOf": [true, {"minimum": -1.5, "multipleOf": 0.1, "maxLength": 3.0}], "default": {"type": 3}}"#,
            r#"{"items": {"pattern": "a"}, "additionalProperties": false, "$schema": "http://json-schema.org/draft-07/schema#"}"#,
            "true",
        ] {
            assert_eq!(judge(text), (true, true), "{text}");
        }
    }

    #[test]
    fn whatever_is_plainly_valid_is_valid() {
        let values = [
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            r#""a""#,
            r#""object""#,
            "[]",
            r#"["a"]"#,
            r#"["a", "a"]"#,
            "[{}]",
            r#"["string", "null"]"#,
            "[1]",
            "{}",
            r#"{"a": {}}"#,
            r#"{"a": 1}"#,
            r#"{"a": ["b"]}"#,
            r##""#a""##,
        ];
        let keywords = [
            "$anchor",
            "$comment",
            "$defs",
            "$dynamicAnchor",
            "$dynamicRef",
            "$id",
            "$recursiveAnchor",
            "$recursiveRef",
            "$ref",
            "$schema",
            "$vocabulary",
            "additionalProperties",
            "allOf",
            "anyOf",
            "const",
            "contains",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "default",
            "definitions",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "deprecated",
            "description",
            "else",
            "enum",
            "examples",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "format",
            "if",
            "items",
            "maxContains",
            "maxItems",
            "maxLength",
            "maxProperties",
            "maximum",
            "minContains",
            "minItems",
            "minLength",
            "minProperties",
            "minimum",
            "multipleOf",
            "not",
            "nullable",
            "oneOf",
            "pattern",
            "patternProperties",
            "prefixItems",
            "properties",
            "propertyNames",
            "readOnly",
            "required",
            "then",
            "title",
            "type",
            "unevaluatedItems",
            "unevaluatedProperties",
            "uniqueItems",
            "writeOnly",
        ];
        // These are left to the meta-schema, whatever their value.
        let left = |keyword: &str| {
            keyword.starts_with("$recursive")
                || matches!(
                    keyword,
                    "$anchor" | "$dynamicAnchor" | "$vocabulary" | "dependencies" | "dependentRequired"
                )
        };
        for keyword in keywords {
            for value in values {
                let text = format!(r#"{{"properties": {{"p": {{"{keyword}": {value}}}}}}}"#);
                let (plainly, really) = judge(&text);
                assert_eq!(plainly, really && !left(keyword), "{text}");
            }
        }
    }
}
