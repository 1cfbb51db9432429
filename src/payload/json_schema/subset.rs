//! What a grammar cannot express: the walk over schemas of strict tools and of structured output.

use std::collections::{HashMap, HashSet};

use crate::json::{Kind, Node, NodeId};
use crate::knowledge::{Knowledge, Verdict};

use super::keyword::{Holds, holds};
use super::reference::{References, Target, name_of};
use super::regex::{Feature, unsupported_features};
use super::{Owner, UserSchema};

/// A schema that becomes a grammar.
#[derive(Debug)]
pub struct Constrained<'a> {
    /// What it belongs to.
    pub owner: Owner<'a>,
    /// The schema.
    pub root: Node<'a>,
    /// Where it leaves the subset, in no particular order.
    pub departures: Vec<Departure<'a>>,
    /// The keys of properties that `required` does not name, at every level.
    pub optional: Vec<Node<'a>>,
    /// Schemas with `anyOf` or several types.
    pub unions: Vec<Node<'a>>,
}

/// One place where a schema leaves the subset.
#[derive(Debug)]
pub struct Departure<'a> {
    /// The schema object that holds it.
    pub schema: Node<'a>,
    /// The type of that object, where it is one word.
    pub of: Option<&'a str>,
    /// What it is.
    pub kind: DepartureKind<'a>,
}

/// How a schema leaves the subset.
#[derive(Debug)]
pub enum DepartureKind<'a> {
    /// An object type without `additionalProperties: false`: the value that stands there, if any.
    OpenObject(Option<Node<'a>>),
    /// The schema `true` in place of an object: key of the property, value.
    AnythingGoes(Node<'a>, Node<'a>),
    /// A keyword that is not taken: key, value.
    Keyword(Node<'a>, Node<'a>),
    /// A keyword that is taken, with a value that is not: key, value, why.
    Value(Node<'a>, Node<'a>, Unfit),
    /// A `format` that is not in the list.
    Format(Node<'a>),
    /// Constructs of a regular expression.
    Pattern(Node<'a>, Vec<Feature>),
    /// A definition that leads back to itself: the reference that closes the circle, and the names on the way.
    Circle(Node<'a>, Vec<String>),
}

/// Why a value of a keyword is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// `minItems` above 1.
    MinItems,
    /// An object or array among the values of `enum`.
    ComplexEnum,
    /// A `$ref` inside `allOf`.
    ReferenceInAllOf,
    /// A reference to another document.
    OutsideReference,
}

impl<'a> Constrained<'a> {
    /// Walks the schema and what it refers to. Linear in its size: a definition is walked once, however often it is
    /// used, and one that nothing uses is not walked.
    pub fn of(schema: &UserSchema<'a>) -> Self {
        let found = Constrained {
            owner: schema.owner,
            root: schema.root,
            departures: Vec::new(),
            optional: Vec::new(),
            unions: Vec::new(),
        };
        let references = References::of(schema.root);
        let mut walk = Walk { found, references, queue: vec![schema.root], seen: HashSet::new(), edges: Vec::new() };
        while let Some(next) = walk.queue.pop() {
            walk.schema(next);
        }
        let circles = walk.circles();
        walk.found.departures.extend(circles);
        walk.found
    }
}

struct Walk<'a> {
    found: Constrained<'a>,
    references: References<'a>,
    queue: Vec<Node<'a>>,
    seen: HashSet<NodeId>,
    /// Every `$ref` met: the reference and its target.
    edges: Vec<(Node<'a>, Node<'a>)>,
}

impl<'a> Walk<'a> {
    /// Depth is bounded by [`crate::json::MAX_DEPTH`]: references are queued, not entered.
    fn schema(&mut self, schema: Node<'a>) {
        if !schema.is_object() || !self.seen.insert(schema.id()) {
            return;
        }
        let of = schema.get("type").filter(|of| !of.is_escaped()).and_then(|of| of.raw_str());
        let has_type = |name: &str| {
            schema.get("type").is_some_and(|of| of.is_str(name) || of.items().any(|item| item.is_str(name)))
        };
        if has_type("object") {
            let additional = schema.get("additionalProperties");
            // A value that is no schema is told by the rule about schemas that are none.
            let is_open = |value: Node<'_>| value.as_bool() == Some(true) || value.is_object();
            if additional.is_none_or(is_open) {
                self.push(schema, of, DepartureKind::OpenObject(additional));
            }
        }
        if schema.get("anyOf").is_some() || schema.get("type").is_some_and(|of| of.len() > 1) {
            self.found.unions.push(schema);
        }
        self.count_optional(schema);
        for (key, value) in schema.members() {
            let name = key.as_str().unwrap_or_default();
            self.keyword(schema, of, (key, value), &name);
            self.descend(schema, of, value, &name);
        }
    }

    fn count_optional(&mut self, schema: Node<'a>) {
        let Some(properties) = schema.get("properties").filter(|properties| !properties.is_empty()) else { return };
        let required = schema.get("required").into_iter().flat_map(|required| required.items());
        let required: HashSet<_> = required.filter_map(|name| name.as_str()).collect();
        let optional = properties.members().map(|(key, _)| key);
        self.found.optional.extend(optional.filter(|key| key.as_str().is_some_and(|key| !required.contains(&key))));
    }

    fn keyword(&mut self, schema: Node<'a>, of: Option<&'a str>, (key, value): (Node<'a>, Node<'a>), name: &str) {
        let is_complex = |node: &Node<'_>| matches!(node.kind(), Kind::Object | Kind::Array);
        let subset = Knowledge::shipped().subset();
        let kind = match name {
            "minItems" if value.as_u64().is_some_and(|least| least > 1) => {
                DepartureKind::Value(key, value, Unfit::MinItems)
            }
            "enum" if value.items().any(|item| is_complex(&item)) => {
                DepartureKind::Value(key, value, Unfit::ComplexEnum)
            }
            "allOf" if value.items().any(|item| item.get("$ref").is_some()) => {
                DepartureKind::Value(key, value, Unfit::ReferenceInAllOf)
            }
            "$ref" => match value.as_str().map(|reference| self.references.resolve(&reference)) {
                Some(Target::Found(target)) => {
                    self.edges.push((value, target));
                    return self.queue.push(target);
                }
                Some(Target::Outside) => DepartureKind::Value(key, value, Unfit::OutsideReference),
                _ => return,
            },
            "format" => match value.as_str() {
                Some(format) if subset.formats().all(|known| *known.format != *format) => DepartureKind::Format(value),
                _ => return,
            },
            "pattern" => match value.as_str().map(|pattern| unsupported_features(&pattern)) {
                Some(features) if !features.is_empty() => DepartureKind::Pattern(value, features),
                _ => return,
            },
            _ if subset.keyword(name).is_none_or(|row| row.verdict != Verdict::Accepted) => {
                DepartureKind::Keyword(key, value)
            }
            _ => return,
        };
        self.push(schema, of, kind);
    }

    fn descend(&mut self, schema: Node<'a>, of: Option<&'a str>, value: Node<'a>, name: &str) {
        match (holds(name), name) {
            // Definitions are walked where they are used.
            (_, "$defs" | "definitions") => {}
            // Refused as a whole.
            (_, "additionalProperties") => {}
            (Holds::Schema, _) => self.schema(value),
            (Holds::List, _) => value.items().for_each(|branch| self.schema(branch)),
            (Holds::Map, _) => {
                for (key, property) in value.members() {
                    if name == "properties" && property.as_bool() == Some(true) {
                        self.push(schema, of, DepartureKind::AnythingGoes(key, property));
                    }
                    self.schema(property);
                }
            }
            (Holds::Nothing, _) => {}
        }
    }

    fn push(&mut self, schema: Node<'a>, of: Option<&'a str>, kind: DepartureKind<'a>) {
        self.found.departures.push(Departure { schema, of, kind });
    }

    /// The references that close a circle, one for each circle.
    fn circles(&self) -> Vec<Departure<'a>> {
        circles(&self.edges)
            .into_iter()
            .map(|(reference, names)| Departure {
                schema: self.found.root,
                of: None,
                kind: DepartureKind::Circle(reference, names),
            })
            .collect()
    }
}

/// The references of a schema that close a circle: each with the names on the way round, first and last the same.
pub(crate) fn circular_references<'a>(root: Node<'a>, references: &[Node<'a>]) -> Vec<(Node<'a>, Vec<String>)> {
    let mut known = References::of(root);
    let target = |reference: &Node<'a>| match known.resolve(&reference.as_str()?) {
        Target::Found(target) => Some((*reference, target)),
        _ => None,
    };
    circles(&references.iter().filter_map(target).collect::<Vec<_>>())
}

/// The state of a target in the search.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    OnTheWay,
    Done,
}

fn circles<'a>(edges: &[(Node<'a>, Node<'a>)]) -> Vec<(Node<'a>, Vec<String>)> {
    if edges.is_empty() {
        return Vec::new();
    }
    let mut edges = edges.to_vec();
    // In document order, the references inside a target are neighbours.
    edges.sort_by_key(|(reference, _)| reference.id());
    let inside = |target: Node<'a>| {
        let from = edges.partition_point(|(reference, _)| reference.id() < target.id());
        edges[from..].iter().take_while(move |(reference, _)| target.contains(reference.id()))
    };
    let mut marks: HashMap<NodeId, Mark> = HashMap::new();
    let mut found = Vec::new();
    for &(reference, start) in &edges {
        if marks.contains_key(&start.id()) {
            continue;
        }
        // The way from `start`: the reference that led to each step, and what is left to try there. No recursion:
        // a chain of references can be as long as the document.
        let mut way = vec![(reference, start, inside(start))];
        marks.insert(start.id(), Mark::OnTheWay);
        let mut told = false;
        while let Some((_, target, rest)) = way.last_mut() {
            let here = *target;
            match rest.next() {
                Some(&(reference, next)) => match marks.get(&next.id()) {
                    None => {
                        marks.insert(next.id(), Mark::OnTheWay);
                        way.push((reference, next, inside(next)));
                    }
                    // One circle is told for each start: naming all of a large knot would take the square of it.
                    Some(Mark::OnTheWay) if !told => {
                        told = true;
                        let from = way.iter().position(|(_, target, _)| *target == next).unwrap_or_default();
                        let mut names: Vec<String> = way[from..].iter().map(|(by, ..)| name(*by)).collect();
                        names.push(name(reference));
                        found.push((reference, names));
                    }
                    Some(_) => {}
                },
                None => {
                    marks.insert(here.id(), Mark::Done);
                    way.pop();
                }
            }
        }
    }
    found
}

fn name(reference: Node<'_>) -> String {
    name_of(&reference.as_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::payload::json_schema::Survey;

    fn constrained<T>(text: &str, then: impl Fn(&Constrained<'_>) -> T) -> T {
        let document = Document::parse(text.as_bytes());
        let Some(root) = document.root() else { panic!("{text}") };
        let schema = UserSchema { root, owner: Owner::Output("output_config.format"), survey: Survey::of(root) };
        then(&Constrained::of(&schema))
    }

    fn circles_of(text: &str) -> String {
        constrained(text, |constrained| {
            let ways = constrained.departures.iter().filter_map(|departure| match &departure.kind {
                DepartureKind::Circle(_, names) => Some(names.join(">")),
                _ => None,
            });
            ways.collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn a_circle_is_told_with_its_way() {
        for (schema, ways) in [
            (r##"{"$ref": "#/$defs/A", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}}}}"##, "A>A"),
            (
                r##"{"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"not": {"$ref": "#/$defs/A"}}}}"##,
                "A>B>A",
            ),
            (r##"{"properties": {"a": {"$ref": "#"}}}"##, "#>#"),
            (r##"{"properties": {"a": {"properties": {"b": {"$ref": "#/properties/a"}}}}}"##, "a>a"),
            // The same definition twice is no circle, and a circle that nothing uses is none either.
            (r##"{"anyOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/A"}], "$defs": {"A": {}}}"##, ""),
            (r##"{"$defs": {"A": {"$ref": "#/$defs/A"}}}"##, ""),
            (
                r##"{"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/C"}, "C": {}}}"##,
                "",
            ),
        ] {
            assert_eq!(circles_of(schema), ways, "{schema}");
        }
    }

    #[test]
    fn every_level_counts_and_a_definition_counts_once() {
        let schema = r##"{"properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/$defs/A"}, "c": {"type": ["string", "null"]}},
            "required": ["a"], "$defs": {"A": {"properties": {"d": {"anyOf": [{}, {}]}}}, "Unused": {"properties": {"e": {}}}}}"##;
        let counts = constrained(schema, |found| (found.optional.len(), found.unions.len()));
        assert_eq!(counts, (3, 2), "optional: b, c, d; unions: c, d");
    }
}
