//! The JSON Schemas that a request contains: whether they are valid, and whether a value matches one.

use std::collections::HashSet;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind as ErrorKind;
use jsonschema::{Draft, PatternOptions, ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use crate::json::{Node, unescape_segment};

use super::tree::{Tree, TreeNode};
use super::violation::{Fault, fault_of};

/// A keyword of a user's schema that draft 2020-12 does not allow.
#[derive(Debug, Clone)]
pub struct SchemaFault<'a> {
    /// The keyword; `None` if the schema itself is neither an object nor a boolean.
    pub keyword: Option<Node<'a>>,
    /// Its value.
    pub value: Node<'a>,
    /// The item of the value that is wrong, if it is one item of several.
    pub item: Option<Node<'a>>,
    /// What is wrong with it.
    pub fault: Fault<'static>,
}

/// The meta-schema of draft 2020-12, compiled once per process.
///
/// # Panics
///
/// When the `jsonschema` crate cannot compile the meta-schema that it ships, which a test finds first.
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

/// Whether `schema` is a valid JSON Schema of draft 2020-12, the draft that the API uses whatever `$schema` says.
pub fn is_schema(schema: Node<'_>) -> bool {
    meta_schema().is_valid(TreeNode::Tree(schema))
}

/// How many faults of a schema are reported. Each is located by its path from the root, which is slow in an object with very
/// many members.
const MAX_FAULTS: usize = 100;

/// The first hundred keywords of `schema` that draft 2020-12 does not allow, each once, in no particular order.
pub fn schema_faults(schema: Node<'_>) -> Vec<SchemaFault<'_>> {
    let mut seen = HashSet::new();
    let errors = meta_schema().iter_errors(TreeNode::Tree(schema)).take(MAX_FAULTS);
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
        kind => fault_of(kind),
    };
    Some(SchemaFault { keyword, value, item, fault })
}

/// A value that does not match a user's schema.
#[derive(Debug)]
pub struct Mismatch<'a> {
    /// The index of the value.
    pub index: usize,
    /// The part of the value that does not match.
    pub node: Node<'a>,
    /// Why not, without the value.
    pub reason: String,
    /// Whether another validator may accept the value: one that uses draft 2020-12 whatever `$schema` says, or one whose
    /// regular expressions define `\w` differently or let `$` match before a final line break.
    pub is_doubtful: bool,
}

/// Which of `values` do not match the user's `schema`: the first mismatch of each. None if the schema does not compile
/// here, because it refers to another document or because our engine does not support one of its patterns. Each value must be
/// [checkable](super::is_checkable).
pub fn mismatches<'a>(schema: Node<'_>, values: impl Iterator<Item = (usize, Node<'a>)>) -> Vec<Mismatch<'a>> {
    let Ok(document) = serde_json::from_str::<Value>(schema.source()) else { return Vec::new() };
    let options = || jsonschema::options_for::<Tree>().with_pattern_options(PatternOptions::regex());
    let Ok(validator) = options().build(&document) else { return Vec::new() };
    let newest = document.get("$schema").map(|_| options().with_draft(Draft::Draft202012).build(&document));
    let mismatch = |(index, value): (usize, Node<'a>)| {
        let error = validator.iter_errors(TreeNode::Tree(value)).next()?;
        let node = resolve(value, error.instance_path().as_str())?;
        let is_valid = |newest: &Validator<Tree>| newest.is_valid(TreeNode::Tree(value));
        // Draft 2020-12 does not have `dependencies`, but our engine still enforces it.
        let by_old_keyword =
            error.schema_path().as_str().replace("/properties/dependencies", "").contains("/dependencies");
        let by_draft = by_old_keyword || newest.as_ref().is_some_and(|newest| newest.as_ref().map_or(true, is_valid));
        let by_pattern = match error.kind() {
            ValidationErrorKind::Pattern { pattern } => {
                node.as_str().is_some_and(|text| depends_on_engine(pattern, &text))
            }
            _ => false,
        };
        Some(Mismatch { index, node, reason: error.masked().to_string(), is_doubtful: by_draft || by_pattern })
    };
    values.filter_map(mismatch).collect()
}

/// Whether regular expression engines may disagree on this text: what `\w`, `\d`, `\s` and `\b` mean outside of ASCII, and
/// whether `$` matches before a final line break.
fn depends_on_engine(pattern: &str, text: &str) -> bool {
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
