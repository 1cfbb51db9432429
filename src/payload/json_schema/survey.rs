//! One walk over a schema that the caller wrote.

use crate::json::{Kind, Node};
use crate::knowledge::Knowledge;

use super::keyword::{Subschemas, subschemas};

/// The result of one walk over a schema, which is linear in its size and allocates only for what it finds.
#[derive(Debug, Default)]
pub struct Survey<'a> {
    /// Whether every keyword clearly has a value that draft 2020-12 allows. If `false`, only the meta-schema can tell,
    /// which is many times slower.
    pub clearly_valid: bool,
    /// The values of `$ref`.
    pub references: Vec<Node<'a>>,
    /// The values of `pattern`.
    pub patterns: Vec<Node<'a>>,
    /// Property names below the top level that the API rejects at the top level.
    pub invalid_nested_keys: Vec<Node<'a>>,
    /// Whether there is an `$id` below the root. References below it are relative to it.
    pub has_inner_id: bool,
}

struct Walk<'a> {
    survey: Survey<'a>,
    longest_key: usize,
}

impl<'a> Survey<'a> {
    /// Walks the schema `root`.
    pub fn of(root: Node<'a>, knowledge: &Knowledge) -> Self {
        let longest_key = knowledge.limits().value("tools.property_key.characters");
        let survey = Survey { clearly_valid: true, ..Survey::default() };
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
            _ => return self.survey.clearly_valid = false,
        }
        for (key, value) in schema.members() {
            let name = key.as_str().unwrap_or_default();
            match subschemas(&name) {
                Subschemas::One => self.schema(value, false),
                Subschemas::List => self.list(value),
                Subschemas::Map => self.map(&name, value, is_root),
                Subschemas::None => self.leaf(&name, value, is_root),
            }
        }
    }

    fn list(&mut self, value: Node<'a>) {
        self.survey.clearly_valid &= value.is_array() && !value.is_empty();
        value.items().for_each(|schema| self.schema(schema, false));
    }

    fn map(&mut self, name: &str, value: Node<'a>, is_root: bool) {
        self.survey.clearly_valid &= value.is_object();
        for (key, schema) in value.members() {
            if name == "properties" && !is_root && !self.is_valid_key(key) {
                self.survey.invalid_nested_keys.push(key);
            }
            self.schema(schema, false);
        }
    }

    fn is_valid_key(&self, key: Node<'a>) -> bool {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        key.as_str().is_some_and(|key| (1..=self.longest_key).contains(&key.len()) && key.bytes().all(is_allowed))
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
        self.survey.clearly_valid &= valid;
    }
}

/// Whether the value of `type` is one type, or a list of different ones.
fn is_type(value: Node<'_>) -> bool {
    let is_simple = |value: &Node<'_>| {
        matches!(value.raw_str(), Some("array" | "boolean" | "integer" | "null" | "number" | "object" | "string"))
    };
    is_simple(&value) || (value.is_array() && !value.is_empty() && is_set(value, is_simple))
}

/// Whether `fits` holds for every item and all items are different. `false` for a list too long to compare item by
/// item, which is left to the meta-schema.
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

    fn validity(text: &str) -> (bool, bool) {
        let document = Document::parse(text.as_bytes());
        let Some(root) = document.root() else { panic!("{text}") };
        (Survey::of(root, Knowledge::shipped()).clearly_valid, is_schema(root))
    }

    #[test]
    fn ordinary_schemas_need_no_meta_schema() {
        for text in [
            r#"{"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]}"#,
            r##"{"$ref": "#/$defs/x", "$defs": {"x": {"enum": [1, null], "nullable": true, "x-y": 3}}}"##,
            r#"{"anyOf": [true, {"minimum": -1.5, "multipleOf": 0.1, "maxLength": 3.0}], "default": {"type": 3}}"#,
            r#"{"items": {"pattern": "a"}, "additionalProperties": false, "$schema": "http://json-schema.org/draft-07/schema#"}"#,
            "true",
        ] {
            assert_eq!(validity(text), (true, true), "{text}");
        }
    }

    #[test]
    fn whatever_is_clearly_valid_is_valid() {
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
        // Left to the meta-schema, whatever the value.
        let is_left = |keyword: &str| {
            keyword.starts_with("$recursive")
                || matches!(
                    keyword,
                    "$anchor" | "$dynamicAnchor" | "$vocabulary" | "dependencies" | "dependentRequired"
                )
        };
        for keyword in keywords {
            for value in values {
                let text = format!(r#"{{"properties": {{"p": {{"{keyword}": {value}}}}}}}"#);
                let (clearly, really) = validity(&text);
                assert_eq!(clearly, really && !is_left(keyword), "{text}");
            }
        }
    }
}
