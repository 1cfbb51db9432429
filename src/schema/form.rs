//! The schemas as they are compiled: with their doubtful parts taken at their word, and in two cuts.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::{PatternOptions, Registry, Validator};
use serde_json::{Map, Value};

use super::Shape;
use super::tree::Tree;

/// How a schema is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// All of it: says whether a body is clean.
    Whole,
    /// Without its unions, whose branches are compiled one by one: says what is wrong. A failing union makes the
    /// validator list the faults of every branch (24 for a content block) in memory; here only the branch that the
    /// tag chooses is asked.
    Parts,
}

impl Shape {
    /// The whole schema, compiled once a process.
    pub(super) fn whole(self) -> &'static Validator<Tree> {
        static WHOLE: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
        WHOLE[self as usize].get_or_init(|| build(Form::Whole, &cut(self.document(), Form::Whole)))
    }

    /// The schema without what unions say.
    pub(super) fn outside_unions(self) -> &'static Validator<Tree> {
        static OUTSIDE: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
        OUTSIDE[self as usize].get_or_init(|| build(Form::Parts, &cut(self.document(), Form::Parts)))
    }
}

/// The schema of one branch of a union, by its name in `$defs` of the request schema.
pub(super) fn branch(name: &str) -> Option<&'static Validator<Tree>> {
    static BRANCHES: OnceLock<HashMap<&'static str, OnceLock<Validator<Tree>>>> = OnceLock::new();
    let branches = BRANCHES.get_or_init(|| {
        let definitions = Shape::Request.document().get("$defs").and_then(Value::as_object).into_iter().flatten();
        definitions.map(|(name, _)| (name.as_str(), OnceLock::new())).collect()
    });
    let schema = || Value::from_iter([("$ref", format!("{}#/$defs/{name}", id(Shape::Request)))]);
    Some(branches.get(name)?.get_or_init(|| build(Form::Parts, &schema())))
}

fn id(shape: Shape) -> &'static str {
    shape.document().get("$id").and_then(Value::as_str).unwrap_or_default()
}

/// # Panics
///
/// When a shipped schema is broken, which a test finds before any user does.
fn build(form: Form, schema: &Value) -> Validator<Tree> {
    let options = jsonschema::options_for::<Tree>().with_registry(registry(form));
    match options.with_pattern_options(PatternOptions::regex()).build(schema) {
        Ok(validator) => validator,
        Err(error) => panic!("a shipped schema does not compile: {error}"),
    }
}

/// The documents that others refer to.
///
/// # Panics
///
/// As [`build`].
fn registry(form: Form) -> &'static Registry<'static> {
    static REGISTRIES: [OnceLock<Registry<'static>>; 2] = [const { OnceLock::new() }; 2];
    REGISTRIES[form as usize].get_or_init(|| {
        let documents = [Shape::Request, Shape::Batch];
        let mut registry = Registry::new();
        for shape in documents {
            registry = match registry.add(id(shape), cut(shape.document(), form)) {
                Ok(registry) => registry,
                Err(error) => panic!("a shipped schema has no good id: {error}"),
            };
        }
        match registry.prepare() {
            Ok(registry) => registry,
            Err(error) => panic!("a shipped schema refers to what is not there: {error}"),
        }
    })
}

/// A copy of a schema in which `x-doubtful` is said in plain keywords: a violation tells by its owner whether it is
/// doubtful.
fn cut(schema: &Value, form: Form) -> Value {
    match schema {
        Value::Object(members) => {
            let mut copy = Map::with_capacity(members.len());
            for (key, value) in members {
                match key.as_str() {
                    "oneOf" if form == Form::Parts => {}
                    "x-doubtful" => copy.extend(doubts(value)),
                    key if key.starts_with("x-") || key == "examples" || key == "$comment" => {}
                    _ => {
                        copy.insert(key.clone(), cut(value, form));
                    }
                }
            }
            Value::Object(copy)
        }
        Value::Array(items) => items.iter().map(|item| cut(item, form)).collect(),
        scalar => scalar.clone(),
    }
}

/// The keywords of an `x-doubtful`; `false` refuses any value.
fn doubts(doubtful: &Value) -> Map<String, Value> {
    match doubtful {
        Value::Object(keywords) => keywords.clone(),
        _ => Map::from_iter([("not".to_owned(), Value::Object(Map::new()))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keyword that is both certain and doubtful in one schema would overwrite the other.
    #[test]
    fn doubts_do_not_collide_with_what_is_certain() {
        fn visit(schema: &Value, found: &mut Vec<String>) {
            if let Some(doubtful) = schema.get("x-doubtful") {
                found.extend(doubts(doubtful).keys().filter(|key| schema.get(key.as_str()).is_some()).cloned());
            }
            match schema {
                Value::Object(members) => members.values().for_each(|value| visit(value, found)),
                Value::Array(items) => items.iter().for_each(|value| visit(value, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        Shape::ALL.iter().for_each(|shape| visit(shape.document(), &mut found));
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn every_form_of_every_schema_compiles() {
        for shape in Shape::ALL {
            shape.whole();
            shape.outside_unions();
        }
        for name in Shape::Request.document()["$defs"].as_object().into_iter().flatten().map(|(name, _)| name) {
            assert!(branch(name).is_some(), "{name}");
        }
    }
}
