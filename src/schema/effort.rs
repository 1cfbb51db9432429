//! Whether a user's schema can be applied to a value with limited effort. Our engine follows references by recursion, and schemas
//! that refer to each other several times multiply the work.

use crate::json::{Node, unescape_segment};

/// How many times a schema may be applied to a part of the value.
const MAX_STEPS: usize = 100_000;
/// How many schemas may be applied one inside the other.
const MAX_DEPTH: usize = 1_000;

/// A schema to apply to a part of the value.
struct Step<'s, 'v> {
    schema: Node<'s>,
    value: Node<'v>,
    depth: usize,
}

/// Whether the work of applying `schema` to `value` is limited. References other than JSON Pointers are not followed here, so that
/// they are taken for work without limit.
pub fn is_checkable(schema: Node<'_>, value: Node<'_>) -> bool {
    let mut stack = vec![Step { schema, value, depth: 0 }];
    let mut steps = 0;
    while let Some(step) = stack.pop() {
        steps += 1;
        if steps > MAX_STEPS || step.depth > MAX_DEPTH || !add_inner(schema, &step, &mut stack) {
            return false;
        }
    }
    true
}

/// Adds the schemas inside of a schema. Returns whether all references are known.
fn add_inner<'s, 'v>(root: Node<'s>, step: &Step<'s, 'v>, stack: &mut Vec<Step<'s, 'v>>) -> bool {
    let Step { schema, value, depth } = *step;
    let mut push = |schema: Node<'s>, value: Node<'v>| stack.push(Step { schema, value, depth: depth + 1 });
    for (key, inner) in schema.members() {
        match &*key.as_str().unwrap_or_default() {
            "$ref" | "$dynamicRef" | "$recursiveRef" => {
                match inner.as_str().map(|reference| target(root, &reference)) {
                    Some(Reference::Here(target)) => push(target, value),
                    Some(Reference::Nowhere) | None => {}
                    Some(Reference::Unknown) => return false,
                }
            }
            "allOf" | "anyOf" | "oneOf" => inner.items().for_each(|schema| push(schema, value)),
            "not" | "if" | "then" | "else" | "propertyNames" => push(inner, value),
            "dependentSchemas" | "dependencies" => inner.members().for_each(|(_, schema)| push(schema, value)),
            "properties" => {
                let members = inner.members().filter_map(|(key, schema)| Some((schema, value.get(&key.as_str()?)?)));
                members.for_each(|(schema, member)| push(schema, member));
            }
            "patternProperties" => {
                inner.members().for_each(|(_, schema)| value.members().for_each(|(_, member)| push(schema, member)));
            }
            "additionalProperties" | "unevaluatedProperties" => {
                value.members().for_each(|(_, member)| push(inner, member));
            }
            "items" | "prefixItems" | "additionalItems" | "unevaluatedItems" | "contains" => {
                let schemas = if inner.is_array() { inner.items().collect() } else { vec![inner] };
                value.items().for_each(|item| schemas.iter().for_each(|schema| push(*schema, item)));
            }
            _ => {}
        }
    }
    true
}

/// What a reference refers to.
enum Reference<'s> {
    Here(Node<'s>),
    /// Another document, or nothing: such a schema does not compile.
    Nowhere,
    Unknown,
}

fn target<'s>(root: Node<'s>, reference: &str) -> Reference<'s> {
    let Some(fragment) = reference.strip_prefix('#') else { return Reference::Nowhere };
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return Reference::Unknown;
    }
    let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
    let found = decoded.split('/').skip(1).try_fold(root, |node, segment| match node.is_array() {
        true => node.item(segment.parse().ok()?),
        false => node.get(&unescape_segment(segment)),
    });
    found.map_or(Reference::Nowhere, Reference::Here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn is_checkable_text(schema: &str, value: &str) -> bool {
        let (schema, value) = (Document::parse(schema.as_bytes()), Document::parse(value.as_bytes()));
        is_checkable(schema.root().unwrap(), value.root().unwrap())
    }

    /// A schema whose definitions refer to the next one this many times.
    fn chain(length: usize, times: usize) -> String {
        let reference = |index| format!(r##"{{"$ref": "#/$defs/d{index}"}}"##);
        let definition =
            |index| format!(r#""d{index}": {{"allOf": [{}]}}"#, vec![reference(index + 1); times].join(","));
        let definitions: Vec<String> = (0..length).map(definition).collect();
        format!(r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d{length}": {{}}}}}}"##, definitions.join(","))
    }

    #[test]
    fn effort_is_limited() {
        let twice = r##"{"properties": {"a": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}}}"##;
        let nested = |depth: usize| format!("{}1{}", r#"{"a": "#.repeat(depth), "}".repeat(depth));
        for (schema, value, expected) in [
            ("{}", "1", true),
            (r##"{"properties": {"a": {"$ref": "#"}}}"##, &*nested(400), true),
            (r##"{"$ref": "#"}"##, "1", false),
            (r##"{"$ref": "#a"}"##, "1", false),
            (r#"{"$ref": "other.json"}"#, "1", true),
            (&chain(400, 1), "1", true),
            (&chain(2_000, 1), "1", false),
            (&chain(10, 2), "1", true),
            (&chain(60, 2), "1", false),
            (twice, &nested(10), true),
            (twice, &nested(60), false),
        ] {
            assert_eq!(is_checkable_text(schema, value), expected, "{schema} {value}");
        }
    }
}
