//! The schemas as they are compiled: with their doubtful parts taken at their word, and in three cuts.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::{Draft, PatternOptions, Registry, Validator};
use serde_json::{Map, Value};

use crate::json::Node;

use super::Shape;
use super::tree::{Tree, TreeNode};

/// How a schema is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// All of it: says whether a body is clean.
    Whole,
    /// Without its unions, whose branches are compiled one by one: says what is wrong. A failing union makes the
    /// validator list the faults of every branch (24 for a content block) in memory; here only the branch that the
    /// tag chooses is asked.
    Parts,
    /// Without anything that needs a beta: says whether a body has such a thing.
    WithoutBetas,
}

impl Shape {
    /// The whole schema, compiled once a process.
    pub(super) fn whole(self) -> &'static Validator<Tree> {
        static WHOLE: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
        WHOLE[self as usize].get_or_init(|| build(Form::Whole, self, self.reference()))
    }

    /// What the schema is called in [`registry`].
    fn reference(self) -> &'static str {
        let document = self.document();
        document.get("$ref").and_then(Value::as_str).unwrap_or_else(|| id(self))
    }

    /// The schema without what unions say.
    pub(super) fn outside_unions(self) -> &'static Validator<Tree> {
        static OUTSIDE: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
        OUTSIDE[self as usize].get_or_init(|| build(Form::Parts, self, self.reference()))
    }
}

/// Whether a body certainly has nothing that needs a beta. As quick as asking whether it is clean.
pub(super) fn needs_no_beta(shape: Shape, body: Node<'_>) -> bool {
    static FORMS: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
    let form = Form::WithoutBetas;
    FORMS[shape as usize].get_or_init(|| build(form, shape, shape.reference())).is_valid(TreeNode::Tree(body))
}

/// The schema of one branch of a union, by its name in `$defs` of the request schema.
pub(super) fn branch(name: &str) -> Option<&'static Validator<Tree>> {
    static BRANCHES: OnceLock<HashMap<&'static str, OnceLock<Validator<Tree>>>> = OnceLock::new();
    let branches = BRANCHES.get_or_init(|| {
        let definitions = Shape::Request.document().get("$defs").and_then(Value::as_object).into_iter().flatten();
        definitions.map(|(name, _)| (name.as_str(), OnceLock::new())).collect()
    });
    let reference = || format!("{}#/$defs/{name}", id(Shape::Request));
    Some(branches.get(name)?.get_or_init(|| build(Form::Parts, Shape::Request, &reference())))
}

fn id(shape: Shape) -> &'static str {
    shape.document().get("$id").and_then(Value::as_str).unwrap_or_default()
}

/// The schema that `reference` names, a part of the documents that `shape` needs. What is not handed to the validator
/// itself is not checked against the meta-schema each time a process starts; a test does that.
///
/// # Panics
///
/// When a shipped schema is broken, which a test finds before any user does.
fn build(form: Form, shape: Shape, reference: &str) -> Validator<Tree> {
    let options = jsonschema::options_for::<Tree>().with_draft(Draft::Draft202012).with_registry(registry(form, shape));
    let schema = Value::from_iter([("$ref", reference)]);
    match options.with_pattern_options(PatternOptions::regex()).build(&schema) {
        Ok(validator) => validator,
        Err(error) => panic!("a shipped schema does not compile: {error}"),
    }
}

/// The documents of a shape: its own, and those that it refers to.
///
/// # Panics
///
/// As [`build`].
fn registry(form: Form, shape: Shape) -> &'static Registry<'static> {
    static REGISTRIES: [[OnceLock<Registry<'static>>; Shape::ALL.len()]; 3] =
        [const { [const { OnceLock::new() }; Shape::ALL.len()] }; 3];
    let own = if shape == Shape::BatchItem { Shape::Batch } else { shape };
    REGISTRIES[form as usize][own as usize].get_or_init(|| {
        let referred = Some(Shape::Request).filter(|request| *request != own);
        let mut registry = Registry::new();
        for shape in referred.into_iter().chain([own]) {
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
        Value::Object(_) if form == Form::WithoutBetas && needs_beta(schema) => refuse_all().into(),
        Value::Object(members) => {
            let mut copy = Map::with_capacity(members.len());
            for (key, value) in members {
                match key.as_str() {
                    "oneOf" if form == Form::Parts => {}
                    "oneOf" if form == Form::WithoutBetas => {
                        copy.extend(open_union(value));
                    }
                    "enum" if form == Form::WithoutBetas => {
                        copy.insert(key.clone(), open_values(value, members.get("x-beta-values")));
                    }
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
        _ => refuse_all(),
    }
}

fn refuse_all() -> Map<String, Value> {
    Map::from_iter([("not".to_owned(), Value::Object(Map::new()))])
}

fn needs_beta(schema: &Value) -> bool {
    ["x-beta", "x-beta-by-model"].iter().any(|keyword| schema.get(keyword).is_some())
}

/// The keyword for the branches of a union that need no beta. A branch that refuses all would take the union its dispatch
/// by tag.
fn open_union(branches: &Value) -> Map<String, Value> {
    let name = |branch: &Value| branch.get("$ref")?.as_str()?.strip_prefix('#').map(str::to_owned);
    let is_open = |branch: &&Value| {
        let definition = name(branch).and_then(|pointer| Shape::Request.document().pointer(&pointer));
        !definition.is_some_and(needs_beta)
    };
    let open: Vec<Value> = branches.as_array().into_iter().flatten().filter(is_open).cloned().collect();
    if open.is_empty() { refuse_all() } else { Map::from_iter([("oneOf".to_owned(), Value::Array(open))]) }
}

/// The values that need no beta.
fn open_values(values: &Value, betas: Option<&Value>) -> Value {
    let needs =
        |value: &&Value| value.as_str().is_some_and(|value| betas.is_some_and(|betas| betas.get(value).is_some()));
    values.as_array().into_iter().flatten().filter(|value| !needs(value)).cloned().collect()
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
    fn what_needs_a_beta_is_seen_at_once() {
        let body = |extra: &str| {
            format!(r#"{{"model": "m", "max_tokens": 1, "messages": [{{"role": "user", "content": "x"}}]{extra}}}"#)
        };
        for (extra, open) in [
            ("", true),
            (r#", "thinking": {"type": "adaptive", "display": "omitted"}"#, true),
            (r#", "thinking": {"type": "adaptive", "display": "updates"}"#, false),
            (r#", "tools": [{"type": "bash_20250124", "name": "bash"}]"#, true),
            (r#", "tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}]"#, false),
            (r#", "context_management": {}"#, false),
            (r#", "speed": "fast""#, false),
        ] {
            let text = body(extra);
            let document = crate::json::Document::parse(text.as_bytes());
            assert_eq!(document.root().map(|body| needs_no_beta(Shape::Request, body)), Some(open), "{extra}");
        }
    }

    #[test]
    fn every_form_of_every_schema_is_one() {
        for form in [Form::Whole, Form::Parts, Form::WithoutBetas] {
            for shape in Shape::ALL {
                assert_eq!(jsonschema::meta::validate(&cut(shape.document(), form)).map_err(|e| e.to_string()), Ok(()));
            }
        }
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
