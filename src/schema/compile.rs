//! Compiles the shipped schemas, in three forms. The doubtful parts (`x-doubtful`) are enforced in each: whether a
//! violation is doubtful is decided from its schema.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::{Draft, PatternOptions, Registry, Validator};
use serde_json::{Map, Value};

use crate::json::Node;

use super::annotations::{Doubtful, Schema};
use super::documents::{self, Shape};
use super::tree::{Tree, TreeNode};

/// What is left out of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing: says whether a body is valid.
    Whole,
    /// Unions, whose branches are compiled one by one: says what is wrong. For a failing union, the validator would collect
    /// the errors of every branch (24 for a content block); only those of the branch that the tag chooses are wanted.
    WithoutUnions,
    /// Everything that needs a beta: says whether a body uses any of it.
    WithoutBetas,
}

/// The whole schema of a shape, compiled once per process.
pub(super) fn whole(shape: Shape) -> &'static Validator<Tree> {
    static WHOLE: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
    WHOLE[shape as usize].get_or_init(|| build(Form::Whole, shape, reference(shape)))
}

/// The schema of a shape without its unions, compiled once per process.
pub(super) fn without_unions(shape: Shape) -> &'static Validator<Tree> {
    static COMPILED: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
    COMPILED[shape as usize].get_or_init(|| build(Form::WithoutUnions, shape, reference(shape)))
}

/// Whether a body certainly has nothing that needs a beta. Costs one validation.
pub(super) fn needs_no_beta(shape: Shape, body: Node<'_>) -> bool {
    static COMPILED: [OnceLock<Validator<Tree>>; Shape::ALL.len()] = [const { OnceLock::new() }; Shape::ALL.len()];
    let validator = COMPILED[shape as usize].get_or_init(|| build(Form::WithoutBetas, shape, reference(shape)));
    validator.is_valid(TreeNode::Tree(body))
}

/// The schema of a branch of a union, by its name in `$defs` of the request schema, without the unions in it.
pub(super) fn branch(name: &str) -> Option<&'static Validator<Tree>> {
    static BRANCHES: OnceLock<HashMap<&'static str, OnceLock<Validator<Tree>>>> = OnceLock::new();
    let branches = BRANCHES
        .get_or_init(|| Shape::Request.schema().definitions().map(|(name, _)| (name, OnceLock::new())).collect());
    let reference = || format!("{}#/$defs/{name}", id(Shape::Request));
    Some(branches.get(name)?.get_or_init(|| build(Form::WithoutUnions, Shape::Request, &reference())))
}

fn id(shape: Shape) -> &'static str {
    shape.schema().id().unwrap_or_default()
}

/// The name of a shape's schema in [`registry`].
fn reference(shape: Shape) -> &'static str {
    shape.schema().reference().unwrap_or_else(|| id(shape))
}

/// Compiles the schema that `reference` names in the documents of `shape`. Only a schema that is passed to the validator
/// directly is checked against the meta-schema, which would cost time in each process; a test checks the documents.
///
/// # Panics
///
/// When a shipped schema is broken, which a test finds first.
fn build(form: Form, shape: Shape, reference: &str) -> Validator<Tree> {
    let options = jsonschema::options_for::<Tree>().with_draft(Draft::Draft202012).with_registry(registry(form, shape));
    let schema = Value::from_iter([("$ref", reference)]);
    match options.with_pattern_options(PatternOptions::regex()).build(&schema) {
        Ok(validator) => validator,
        Err(error) => panic!("a shipped schema does not compile: {error}"),
    }
}

/// The documents that the schema of a shape consists of, by ID.
///
/// # Panics
///
/// When a shipped schema is broken, which a test finds first.
fn registry(form: Form, shape: Shape) -> &'static Registry<'static> {
    static REGISTRIES: [[OnceLock<Registry<'static>>; Shape::ALL.len()]; 3] =
        [const { [const { OnceLock::new() }; Shape::ALL.len()] }; 3];
    let own = if shape == Shape::BatchItem { Shape::Batch } else { shape };
    REGISTRIES[form as usize][own as usize].get_or_init(|| {
        let shared = Some(Shape::Request).filter(|request| *request != own);
        let mut registry = Registry::new();
        for shape in shared.into_iter().chain([own]) {
            registry = match registry.add(id(shape), strip(shape.document(), form)) {
                Ok(registry) => registry,
                Err(error) => panic!("the ID of a shipped schema is not valid: {error}"),
            };
        }
        match registry.prepare() {
            Ok(registry) => registry,
            Err(error) => panic!("a reference in a shipped schema cannot be resolved: {error}"),
        }
    })
}

/// A copy of a schema without what the form leaves out, and without annotations. The keywords in `x-doubtful` become plain
/// ones.
fn strip(value: &'static Value, form: Form) -> Value {
    let schema = Schema::new(value);
    match value {
        Value::Object(_) if form == Form::WithoutBetas && schema.needs_beta() => reject_all().into(),
        Value::Object(members) => {
            let mut copy = Map::with_capacity(members.len());
            for (key, value) in members {
                match key.as_str() {
                    "oneOf" if form == Form::WithoutUnions => {}
                    "oneOf" if form == Form::WithoutBetas => {
                        copy.extend(branches_without_beta(schema));
                    }
                    "enum" if form == Form::WithoutBetas => {
                        copy.insert(key.clone(), values_without_beta(schema));
                    }
                    "x-doubtful" => copy.extend(schema.doubtful().map(enforced).unwrap_or_default()),
                    key if key.starts_with("x-") || key == "examples" || key == "$comment" => {}
                    _ => {
                        copy.insert(key.clone(), strip(value, form));
                    }
                }
            }
            Value::Object(copy)
        }
        Value::Array(items) => items.iter().map(|item| strip(item, form)).collect(),
        scalar => scalar.clone(),
    }
}

/// The plain keywords that an `x-doubtful` stands for.
fn enforced(doubtful: Doubtful) -> Map<String, Value> {
    match doubtful {
        Doubtful::Keywords(keywords) => keywords.clone(),
        Doubtful::Member => reject_all(),
    }
}

fn reject_all() -> Map<String, Value> {
    Map::from_iter([("not".to_owned(), Value::Object(Map::new()))])
}

/// The `oneOf` of a union with the branches that need no beta. The others are removed, since with a branch that rejects
/// everything the validator could no longer choose a branch by its tag.
fn branches_without_beta(union: Schema) -> Map<String, Value> {
    let needs_beta = |reference: &str| documents::find(reference).is_some_and(Schema::needs_beta);
    let branches = union.one_of().unwrap_or_default().iter();
    let kept = branches.filter(|branch| !branch.get("$ref").and_then(Value::as_str).is_some_and(needs_beta));
    let kept: Vec<Value> = kept.cloned().collect();
    if kept.is_empty() { reject_all() } else { Map::from_iter([("oneOf".to_owned(), Value::Array(kept))]) }
}

/// The `enum` of a schema with the values that need no beta.
fn values_without_beta(schema: Schema) -> Value {
    let needs_beta = |value: &Value| value.as_str().is_some_and(|value| !schema.betas_of_value(value).is_empty());
    schema.allowed_values().filter(|value| !needs_beta(value)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::super::tree::violated;
    use super::*;
    use crate::json::Document;

    /// A keyword that is both certain and doubtful in one schema would overwrite the other.
    #[test]
    fn no_keyword_is_both_certain_and_doubtful() {
        fn visit(value: &'static Value, found: &mut Vec<String>) {
            if let Some(doubtful) = Schema::new(value).doubtful() {
                found.extend(enforced(doubtful).keys().filter(|key| value.get(key.as_str()).is_some()).cloned());
            }
            match value {
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
    fn a_body_that_needs_a_beta_is_recognized() {
        let body = |extra: &str| {
            format!(r#"{{"model": "m", "max_tokens": 1, "messages": [{{"role": "user", "content": "x"}}]{extra}}}"#)
        };
        for (extra, needs_none) in [
            ("", true),
            (r#", "thinking": {"type": "adaptive", "display": "omitted"}"#, true),
            (r#", "thinking": {"type": "adaptive", "display": "updates"}"#, false),
            (r#", "tools": [{"type": "bash_20250124", "name": "bash"}]"#, true),
            (r#", "tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}]"#, false),
            (r#", "context_management": {}"#, false),
            (r#", "speed": "fast""#, false),
        ] {
            let text = body(extra);
            let document = Document::parse(text.as_bytes());
            assert_eq!(document.root().map(|body| needs_no_beta(Shape::Request, body)), Some(needs_none), "{extra}");
        }
    }

    #[test]
    fn every_form_of_every_schema_is_valid() {
        for form in [Form::Whole, Form::WithoutUnions, Form::WithoutBetas] {
            for shape in Shape::ALL {
                let schema = strip(shape.document(), form);
                assert_eq!(jsonschema::meta::validate(&schema).map_err(|error| error.to_string()), Ok(()));
            }
        }
    }

    #[test]
    fn every_form_of_every_schema_compiles() {
        for shape in Shape::ALL {
            whole(shape);
            without_unions(shape);
        }
        for (name, _) in Shape::Request.schema().definitions() {
            assert!(branch(name).is_some(), "{name}");
        }
    }

    /// Our tree and `serde_json::Value` violate the same keywords at the same places.
    #[test]
    fn the_fixtures_violate_the_same_keywords_on_both_trees() {
        let schema = Value::from_iter([("$ref", id(Shape::Request))]);
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let options = options.with_registry(registry(Form::Whole, Shape::Request));
        let theirs = options.with_pattern_options(PatternOptions::regex()).build(&schema).unwrap();
        let (mut compared, mut violations) = (0, 0);
        for file in ["fail", "pass"].iter().flat_map(|folder| files(&fixtures().join(folder))) {
            let text = std::fs::read(&file).unwrap();
            let (Ok(value), document) = (serde_json::from_slice::<Value>(&text), Document::parse(&text)) else {
                continue;
            };
            // Numbers that only one of them can represent, and keys that only one of them keeps.
            if !document.duplicates().is_empty() || !document.errors().is_empty() {
                continue;
            }
            let root = TreeNode::Tree(document.root().unwrap());
            let ours = violated(whole(Shape::Request).iter_errors(root));
            assert_eq!(ours, violated(theirs.iter_errors(&value)), "{}", file.display());
            compared += 1;
            violations += ours.len();
        }
        assert!(compared > 1000 && violations > 500, "{compared} files, {violations} violations");
    }

    fn fixtures() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
    }

    /// The JSON files below a folder.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let found = |path: PathBuf| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        };
        entries.flat_map(found).filter(|path| path.extension().is_some_and(|it| it == "json")).collect()
    }
}
