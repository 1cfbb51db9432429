//! The parser, compared with serde_json.

use payloadlint::internals::json::{Document, Kind, Node, SyntaxFault};
use serde_json::{Map, Value};

/// Both parsers accept the same texts and read the same values. Lone surrogates, which ours keeps, are invalid in both.
pub fn check(text: &[u8]) {
    let document = Document::parse(text);
    check_bounds(&document, text);
    let has_surrogates = !document.lone_surrogates().is_empty();
    let is_valid = document.errors().is_empty() && document.root().is_some() && !has_surrogates;
    // What is nested too deep for us is not read; the API's parser reads deeper.
    let is_too_deep = document.errors().iter().any(|error| error.fault == SyntaxFault::TooDeep);
    assert!(is_too_deep || is_valid == document.rejection().is_none(), "{document:?}: {:?}", document.rejection());
    match serde_json::from_slice::<Value>(text) {
        Ok(theirs) => {
            assert!(is_valid, "serde_json accepts it: {:?}", document.errors());
            let ours = document.root().map(to_value);
            assert_eq!(ours, Some(theirs));
        }
        Err(error) if error.to_string().starts_with("recursion limit") => {} // it reads less deep
        Err(error) => assert!(!is_valid, "serde_json rejects it: {error}"),
    }
}

fn check_bounds(document: &Document<'_>, text: &[u8]) {
    assert!(document.root().is_some() || !document.errors().is_empty());
    for error in document.errors() {
        let spans = std::iter::once(&error.span).chain(&error.edits);
        spans.for_each(|span| assert!(span.start <= span.end && span.end <= text.len(), "{error:?}"));
    }
    if let Some(root) = document.root() {
        check_tree(root, text.len());
    }
}

/// Members and items are inside their container and in order, and each is as many as it says.
fn check_tree(node: Node<'_>, end: usize) {
    let span = node.span();
    assert!(span.start <= span.end && span.end <= end, "{span:?}");
    let mut at = span.start;
    let mut count = 0;
    let mut check_child = |child: Node<'_>| {
        assert!(at <= child.span().start && child.span().end <= span.end, "{:?} in {span:?}", child.span());
        at = child.span().end;
        check_tree(child, span.end);
    };
    for (key, value) in node.members() {
        assert!(key.as_str().is_some());
        check_child(key);
        check_child(value);
        count += 1;
    }
    for item in node.items() {
        check_child(item);
        count += 1;
    }
    if matches!(node.kind(), Kind::Array | Kind::Object) {
        assert_eq!(node.len(), count);
    }
    let _ = (node.as_str(), node.as_f64(), node.as_i64(), node.inside_span(), node.tag());
}

/// The tree as a value of serde_json, in which the last of several equal keys counts.
fn to_value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::False => false.into(),
        Kind::True => true.into(),
        Kind::Number => serde_json::from_str(node.source()).unwrap_or_default(),
        Kind::String => node.as_str().unwrap_or_default().into(),
        Kind::Array => node.items().map(to_value).collect(),
        Kind::Object => {
            let members = node.members().map(|(key, value)| (key.as_str().unwrap_or_default().into(), to_value(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}
