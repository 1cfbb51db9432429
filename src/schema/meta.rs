//! The JSON Schemas that users write: whether they are schemas at all, and whether a value fits one.

use std::collections::HashSet;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind as ErrorKind;
use jsonschema::{Draft, PatternOptions, ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use crate::json::{Node, unescape_segment};

use super::tree::{Tree, TreeNode};
use super::violation::{Fault, plain_fault};

/// A keyword of a user's schema that the meta-schema of draft 2020-12 does not take.
#[derive(Debug, Clone)]
pub struct SchemaFault<'a> {
    /// The keyword; `None` where the schema itself is neither an object nor a boolean.
    pub keyword: Option<Node<'a>>,
    /// Its value.
    pub value: Node<'a>,
    /// The item of the value that is wrong, where it is one item of several.
    pub item: Option<Node<'a>>,
    /// How it departs.
    pub fault: Fault<'static>,
}

/// The meta-schema of draft 2020-12, compiled once a process.
///
/// # Panics
///
/// When the `jsonschema` crate cannot compile the meta-schema that it ships, which the first test finds.
fn meta_schema() -> &'static Validator<Tree> {
    static VALIDATOR: OnceLock<Validator<Tree>> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let whole = json!({"$ref": "https://json-schema.org/draft/2020-12/schema"});
        match jsonschema::options_for::<Tree>().with_pattern_options(PatternOptions::regex()).build(&whole) {
            Ok(validator) => validator,
            Err(error) => panic!("the meta-schema of draft 2020-12 does not compile: {error}"),
        }
    })
}

/// Whether `schema` is a JSON Schema of draft 2020-12, whatever its `$schema` says: the API judges by that draft.
pub fn is_schema(schema: Node<'_>) -> bool {
    meta_schema().is_valid(TreeNode::Tree(schema))
}

/// How many faults of one schema are told. Each is found by its path from the root, which in an object of very many
/// members costs their number.
const FAULTS: usize = 100;

/// The keywords of `schema` that draft 2020-12 does not take, in no particular order, each once; the first hundred.
pub fn schema_faults(schema: Node<'_>) -> Vec<SchemaFault<'_>> {
    let mut seen = HashSet::new();
    let errors = meta_schema().iter_errors(TreeNode::Tree(schema)).take(FAULTS);
    let mut found: Vec<_> = errors.filter_map(|error| schema_fault(schema, &error)).collect();
    found.retain(|fault| seen.insert((fault.keyword.map(|key| key.id()), fault.item.map(|item| item.id()))));
    found
}

fn schema_fault<'a>(schema: Node<'a>, error: &ValidationError<'_>) -> Option<SchemaFault<'a>> {
    let (mut keyword, mut value, mut item) = (None, schema, None);
    let mut at = schema;
    for segment in error.instance_path().as_str().split('/').skip(1) {
        if at.is_array() {
            at = at.item(segment.parse().ok()?)?;
            item = Some(at);
        } else {
            let (key, member) = at.member(&unescape_segment(segment))?;
            (keyword, value, item, at) = (Some(key), member, None, member);
        }
    }
    let fault = match error.kind() {
        ErrorKind::AnyOf { .. } => Fault::NotAllowed(Vec::new()),
        kind => plain_fault(kind),
    };
    Some(SchemaFault { keyword, value, item, fault })
}

/// A value that does not fit a user's schema.
#[derive(Debug)]
pub struct Misfit<'a> {
    /// Which of the values.
    pub index: usize,
    /// The place in it.
    pub at: Node<'a>,
    /// In what way, without the value.
    pub reason: String,
    /// Whether another reader of the same schema may take the value: one that reads it by draft 2020-12 whatever its
    /// `$schema` says, or whose regular expressions take other letters for `\w` or an end before a last line break.
    pub doubtful: bool,
}

/// Which of `values` do not fit the user's `schema`: the first misfit of each. Nothing where the schema does not
/// compile (it refers to something outside, its patterns are not for our engine), since then nothing is known.
pub fn misfits<'a>(schema: Node<'_>, values: impl Iterator<Item = (usize, Node<'a>)>) -> Vec<Misfit<'a>> {
    let Ok(document) = serde_json::from_str::<Value>(schema.source()) else { return Vec::new() };
    let options = || jsonschema::options_for::<Tree>().with_pattern_options(PatternOptions::regex());
    let Ok(validator) = options().build(&document) else { return Vec::new() };
    let newest = document.get("$schema").map(|_| options().with_draft(Draft::Draft202012).build(&document));
    let misfit = |(index, value): (usize, Node<'a>)| {
        let error = validator.iter_errors(TreeNode::Tree(value)).next()?;
        let at = resolve(value, error.instance_path().as_str())?;
        let is_taken = |newest: &Validator<Tree>| newest.is_valid(TreeNode::Tree(value));
        // Draft 2020-12 has no `dependencies` any more; our engine obeys it all the same.
        let by_old_keyword =
            error.schema_path().as_str().replace("/properties/dependencies", "").contains("/dependencies");
        let by_draft = by_old_keyword || newest.as_ref().is_some_and(|newest| newest.as_ref().map_or(true, is_taken));
        let by_pattern = match error.kind() {
            ValidationErrorKind::Pattern { pattern } => {
                at.as_str().is_some_and(|text| is_read_variously(pattern, &text))
            }
            _ => false,
        };
        Some(Misfit { index, at, reason: error.masked().to_string(), doubtful: by_draft || by_pattern })
    };
    values.filter_map(misfit).collect()
}

/// Whether engines differ on this text: by what `\w`, `\d`, `\s` and `\b` mean beyond ASCII, by `$` before a last line break.
fn is_read_variously(pattern: &str, text: &str) -> bool {
    let has_class =
        ['w', 'd', 's', 'b'].iter().any(|class| pattern.to_ascii_lowercase().contains(&format!("\\{class}")));
    (has_class && !text.is_ascii()) || text.ends_with('\n')
}

/// The node at a JSON pointer below `root`.
fn resolve<'a>(root: Node<'a>, pointer: &str) -> Option<Node<'a>> {
    pointer.split('/').skip(1).try_fold(root, |node, segment| match node.is_array() {
        true => node.item(segment.parse().ok()?),
        false => node.get(&unescape_segment(segment)),
    })
}
