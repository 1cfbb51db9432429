//! What a grammar cannot express: a walk over the schemas of strict tools and of structured output.

use std::collections::HashSet;

use crate::json::{Kind, Node, NodeId};
use crate::knowledge::{Knowledge, Subset, Verdict};

use super::cycles::{Cycle, Edge, cycles};
use super::keyword::{Subschemas, subschemas};
use super::reference::{References, Target};
use super::regex::{RegexFeature, unsupported_features};
use super::user_schema::{Owner, UserSchema};

/// A schema that the API compiles into a grammar.
#[derive(Debug)]
pub struct Constrained<'a> {
    /// What it belongs to.
    pub owner: Owner<'a>,
    /// The schema.
    pub root: Node<'a>,
    /// What the grammar cannot express, in no particular order.
    pub unsupported: Vec<Unsupported<'a>>,
    /// The keys of properties that are not in `required`.
    pub optional: Tally<'a>,
    /// The schemas with `anyOf` or several types.
    pub unions: Tally<'a>,
}

/// What the API limits in the schemas of a request.
#[derive(Debug, Default)]
pub struct Tally<'a> {
    /// Those that the API was observed to count: of objects that are reached through properties, array items and
    /// `anyOf`, without following a `$ref`.
    pub counted: Vec<Node<'a>>,
    /// The others: inside definitions, in `allOf`, and unions that are not the schema of a property.
    pub uncounted: Vec<Node<'a>>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, node: Node<'a>, is_counted: bool) {
        let list = if is_counted { &mut self.counted } else { &mut self.uncounted };
        list.push(node);
    }
}

/// One thing in a schema that the grammar cannot express.
#[derive(Debug)]
pub struct Unsupported<'a> {
    /// The schema object that has it.
    pub schema: Node<'a>,
    /// The type of that object, if it has exactly one.
    pub schema_type: Option<&'a str>,
    /// The value of the `additionalProperties` that it is only reachable through, which is itself unsupported.
    pub open_object: Option<Node<'a>>,
    /// What it is.
    pub kind: UnsupportedKind<'a>,
}

/// What a grammar cannot express.
#[derive(Debug)]
pub enum UnsupportedKind<'a> {
    /// An object type without `additionalProperties: false`. Not recorded for objects inside the `additionalProperties`
    /// of another one, which must be removed as a whole.
    OpenObject,
    /// `true` as the schema of a property: the key of the property, and the `true`.
    AnyValue(Node<'a>, Node<'a>),
    /// An unsupported keyword: its key.
    Keyword(Node<'a>),
    /// A supported keyword with an unsupported value: its key, its value, and the reason.
    Value(Node<'a>, Node<'a>, UnsupportedValue),
    /// A `format` that is not in the list of supported ones: its value.
    Format(Node<'a>),
    /// A `pattern`, and its unsupported constructs.
    Pattern(Node<'a>, Vec<RegexFeature>),
    /// A definition that refers to itself: the last reference of the cycle, and the names on the cycle.
    Cycle(Node<'a>, Vec<String>),
}

/// Why the value of a supported keyword is unsupported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsupportedValue {
    /// `minItems` above 1.
    MinItems,
    /// An object or array in `enum`.
    ComplexEnum,
    /// A `$ref` in `allOf`.
    ReferenceInAllOf,
    /// A reference to another document.
    ExternalReference,
}

impl<'a> Constrained<'a> {
    /// Walks the schema and what it refers to. Linear in its size: a definition is walked once, however often it is
    /// used, and not at all if it is never used.
    pub fn of(schema: &UserSchema<'a>, knowledge: &Knowledge) -> Self {
        let found = Constrained {
            owner: schema.owner,
            root: schema.root,
            unsupported: Vec::new(),
            optional: Tally::default(),
            unions: Tally::default(),
        };
        let mut walk = Walk {
            found,
            subset: knowledge.subset(),
            references: References::of(schema.root),
            queue: Vec::new(),
            open_values: Vec::new(),
            open_object: None,
            is_counted: true,
            seen: HashSet::new(),
            edges: Vec::new(),
            edge_owners: Vec::new(),
        };
        walk.visit(schema.root);
        let reachable = walk.edges.len();
        let cycles_without = cycles(&walk.edges);
        while let Some(value) = walk.open_values.pop() {
            walk.open_object = Some(value);
            walk.visit(value);
        }
        walk.record_cycles(cycles_without, reachable);
        walk.found
    }
}

struct Walk<'a, 'k> {
    found: Constrained<'a>,
    subset: &'k Subset,
    references: References<'a>,
    /// Targets of references that are still to be walked.
    queue: Vec<Node<'a>>,
    /// Values of `additionalProperties` that are still to be walked. They come last, so that a definition that is also
    /// used elsewhere is not taken for a part of one.
    open_values: Vec<Node<'a>>,
    /// The value of `additionalProperties` that is being walked.
    open_object: Option<Node<'a>>,
    /// Whether the API counts what is in the schema that is being walked; see [`Tally`].
    is_counted: bool,
    seen: HashSet<NodeId>,
    /// Every resolved `$ref`.
    edges: Vec<Edge<'a>>,
    /// The `open_object` of each of them.
    edge_owners: Vec<Option<Node<'a>>>,
}

impl<'a> Walk<'a, '_> {
    /// Walks a schema and all that it refers to.
    fn visit(&mut self, schema: Node<'a>) {
        self.queue.push(schema);
        self.is_counted = true;
        while let Some(next) = self.queue.pop() {
            self.schema(next, false);
            // Everything else is reached through a reference.
            self.is_counted = false;
        }
    }

    /// Walks a schema, which may be that of a property, without what it refers to: recursion is limited by
    /// [`crate::json::MAX_DEPTH`].
    fn schema(&mut self, schema: Node<'a>, is_property: bool) {
        if !schema.is_object() || !self.seen.insert(schema.id()) {
            return;
        }
        let schema_type = schema.get("type").filter(|tag| !tag.is_escaped()).and_then(|tag| tag.raw_str());
        let has_type = |name: &str| {
            schema.get("type").is_some_and(|tag| tag.is_str(name) || tag.items().any(|item| item.is_str(name)))
        };
        if self.open_object.is_none() {
            let additional = schema.get("additionalProperties");
            if has_type("object") && additional.is_none_or(|value| value.as_bool() != Some(false)) {
                self.push(schema, schema_type, UnsupportedKind::OpenObject);
            }
            if schema.get("anyOf").is_some() || schema.get("type").is_some_and(|tag| tag.len() > 1) {
                self.found.unions.add(schema, self.is_counted && is_property);
            }
            self.count_optional(schema);
        }
        for (key, value) in schema.members() {
            let name = key.as_str().unwrap_or_default();
            self.keyword(schema, schema_type, (key, value), &name);
            self.descend(schema, schema_type, value, &name);
        }
    }

    fn count_optional(&mut self, schema: Node<'a>) {
        let Some(properties) = schema.get("properties").filter(|properties| !properties.is_empty()) else { return };
        let required = schema.get("required").into_iter().flat_map(|required| required.items());
        let required: HashSet<_> = required.filter_map(|name| name.as_str()).collect();
        let optional = properties.members().map(|(key, _)| key);
        for key in optional.filter(|key| key.as_str().is_some_and(|key| !required.contains(&key))) {
            self.found.optional.add(key, self.is_counted);
        }
    }

    fn keyword(
        &mut self,
        schema: Node<'a>,
        schema_type: Option<&'a str>,
        (key, value): (Node<'a>, Node<'a>),
        name: &str,
    ) {
        let is_complex = |node: &Node<'_>| matches!(node.kind(), Kind::Object | Kind::Array);
        let kind = match name {
            "minItems" if value.as_u64().is_some_and(|least| least > 1) => {
                UnsupportedKind::Value(key, value, UnsupportedValue::MinItems)
            }
            "enum" if value.items().any(|item| is_complex(&item)) => {
                UnsupportedKind::Value(key, value, UnsupportedValue::ComplexEnum)
            }
            "allOf" if value.items().any(|item| item.get("$ref").is_some()) => {
                UnsupportedKind::Value(key, value, UnsupportedValue::ReferenceInAllOf)
            }
            "$ref" => match value.as_str().map(|reference| self.references.resolve(&reference)) {
                Some(Target::Found(target)) => {
                    self.edges.push((value, target));
                    self.edge_owners.push(self.open_object);
                    return self.queue.push(target);
                }
                Some(Target::External) => UnsupportedKind::Value(key, value, UnsupportedValue::ExternalReference),
                _ => return,
            },
            "format" => match value.as_str() {
                Some(format) if self.subset.formats().all(|known| *known.format != *format) => {
                    UnsupportedKind::Format(value)
                }
                _ => return,
            },
            "pattern" => match value.as_str().map(|pattern| unsupported_features(&pattern)) {
                Some(features) if !features.is_empty() => UnsupportedKind::Pattern(value, features),
                _ => return,
            },
            _ if self.subset.keyword(name).is_none_or(|row| row.verdict != Verdict::Accepted) => {
                UnsupportedKind::Keyword(key)
            }
            _ => return,
        };
        self.push(schema, schema_type, kind);
    }

    fn descend(&mut self, schema: Node<'a>, schema_type: Option<&'a str>, value: Node<'a>, name: &str) {
        let is_counted = self.is_counted;
        self.is_counted &= matches!(name, "properties" | "items" | "anyOf");
        match (subschemas(name), name) {
            // Definitions are walked where they are used.
            (_, "$defs" | "definitions") => {}
            (_, "additionalProperties") => self.open_values.extend(Some(value).filter(Node::is_object)),
            (Subschemas::One, _) => self.schema(value, false),
            (Subschemas::List, _) => value.items().for_each(|branch| self.schema(branch, false)),
            (Subschemas::Map, _) => {
                for (key, property) in value.members() {
                    if name == "properties" && property.as_bool() == Some(true) {
                        self.push(schema, schema_type, UnsupportedKind::AnyValue(key, property));
                    }
                    self.schema(property, name == "properties");
                }
            }
            (Subschemas::None, _) => {}
        }
        self.is_counted = is_counted;
    }

    fn push(&mut self, schema: Node<'a>, schema_type: Option<&'a str>, kind: UnsupportedKind<'a>) {
        let open_object = self.open_object;
        self.found.unsupported.push(Unsupported { schema, schema_type, open_object, kind });
    }

    /// Records the cycles among the first `reachable` references, which do not lead through an `additionalProperties`,
    /// and those that only the others close.
    fn record_cycles(&mut self, cycles_without: Vec<Cycle<'a>>, reachable: usize) {
        let mut found: Vec<_> = cycles_without.into_iter().map(|cycle| (cycle, None)).collect();
        if self.edges.len() > reachable {
            for cycle in cycles(&self.edges) {
                let edge = self.edges.iter().position(|(reference, _)| *reference == cycle.0).unwrap_or_default();
                if edge >= reachable {
                    found.push((cycle, self.edge_owners[edge]));
                }
            }
        }
        let root = self.found.root;
        self.found.unsupported.extend(found.into_iter().map(|((reference, names), open_object)| Unsupported {
            schema: root,
            schema_type: None,
            open_object,
            kind: UnsupportedKind::Cycle(reference, names),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::payload::json_schema::Survey;

    fn constrained<T>(text: &str, then: impl Fn(&Constrained<'_>) -> T) -> T {
        let document = Document::parse(text.as_bytes());
        let Some(root) = document.root() else { panic!("{text}") };
        let knowledge = Knowledge::shipped();
        let survey = Survey::of(root, knowledge);
        let schema = UserSchema { root, owner: Owner::Output("output_config.format"), survey };
        then(&Constrained::of(&schema, knowledge))
    }

    fn cycles_of(text: &str) -> String {
        constrained(text, |constrained| {
            let cycles = constrained.unsupported.iter().filter_map(|unsupported| match &unsupported.kind {
                UnsupportedKind::Cycle(_, names) if unsupported.open_object.is_some() => {
                    Some(format!("({})", names.join(">")))
                }
                UnsupportedKind::Cycle(_, names) => Some(names.join(">")),
                _ => None,
            });
            cycles.collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn a_cycle_is_found_with_its_names() {
        for (schema, cycles) in [
            (r##"{"$ref": "#/$defs/A", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}}}}"##, "A>A"),
            (
                r##"{"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"not": {"$ref": "#/$defs/A"}}}}"##,
                "A>B>A",
            ),
            (r##"{"properties": {"a": {"$ref": "#"}}}"##, "#>#"),
            (r##"{"properties": {"a": {"properties": {"b": {"$ref": "#/properties/a"}}}}}"##, "a>a"),
            // Using a definition twice is not a cycle, and a cycle that nothing uses does not count.
            (r##"{"anyOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/A"}], "$defs": {"A": {}}}"##, ""),
            (r##"{"$defs": {"A": {"$ref": "#/$defs/A"}}}"##, ""),
            (
                r##"{"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/C"}, "C": {}}}"##,
                "",
            ),
            // In parentheses: only through `additionalProperties`.
            (r##"{"$ref": "#/$defs/A", "$defs": {"A": {"additionalProperties": {"$ref": "#/$defs/A"}}}}"##, "(A>A)"),
        ] {
            assert_eq!(cycles_of(schema), cycles, "{schema}");
        }
    }

    #[test]
    fn the_api_counts_what_no_reference_leads_to() {
        let object = |inner: &str| format!(r#"{{"properties": {{"p": {inner}}}}}"#);
        let definition = |used: &str| format!(r##"{{"$ref": "#/$defs/A", "$defs": {{"A": {used}}}}}"##);
        let union = r#"{"anyOf": [{}, {}]}"#;
        let nested = object(union);
        // Optional properties and unions that are counted, then those that are not.
        for (schema, optional, unions) in [
            (nested.clone(), (1, 0), (1, 0)),
            (object(&nested), (2, 0), (1, 0)),
            (object(r#"{"type": ["string", "null"]}"#), (1, 0), (1, 0)),
            (format!(r#"{{"items": {nested}}}"#), (1, 0), (1, 0)),
            (format!(r#"{{"anyOf": [{nested}, {{}}]}}"#), (1, 0), (1, 1)),
            (format!(r#"{{"items": {union}}}"#), (0, 0), (0, 1)),
            (format!(r#"{{"allOf": [{nested}]}}"#), (0, 1), (0, 1)),
            (format!(r#"{{"additionalProperties": {nested}}}"#), (0, 0), (0, 0)),
            (definition(&nested), (0, 1), (0, 1)),
            // A definition counts once, however often it is used, and not at all if it is not used.
            (
                r##"{"properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/$defs/A"}}, "required": ["a"],
                "$defs": {"A": {"properties": {"d": {"anyOf": [{}, {}]}}}, "Unused": {"properties": {"e": {}}}}}"##
                    .to_owned(),
                (1, 1),
                (0, 1),
            ),
        ] {
            let count = |tally: &Tally<'_>| (tally.counted.len(), tally.uncounted.len());
            let found = constrained(&schema, |found| (count(&found.optional), count(&found.unions)));
            assert_eq!(found, (optional, unions), "{schema}");
        }
    }

    #[test]
    fn the_value_of_additional_properties_is_walked_and_marked() {
        let schema = r##"{"type": "object", "additionalProperties": {"type": "object", "minProperties": 1}, "minProperties": 1}"##;
        let marks = constrained(schema, |found| {
            let kinds = found.unsupported.iter().map(|unsupported| match unsupported.kind {
                UnsupportedKind::OpenObject => ("object", unsupported.open_object.is_some()),
                UnsupportedKind::Keyword(_) => ("keyword", unsupported.open_object.is_some()),
                _ => ("other", false),
            });
            kinds.collect::<Vec<_>>()
        });
        assert_eq!(marks, [("object", false), ("keyword", false), ("keyword", true)]);
    }
}
