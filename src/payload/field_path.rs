//! Finds the values that a path of `schemas/platforms.json` describes.

use crate::json::Node;

/// A value that a path describes, and its key if it is a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) key: Option<Node<'a>>,
    pub(crate) value: Node<'a>,
}

/// The values in `body` that `path` describes, in order, at most `limit` of them:
///
/// * `a.b`: a member that is not `null`;
/// * `a[].b`: that of each item of a list;
/// * `a=value`, `a=start*`: if it is this string, or starts so.
pub(crate) fn find<'a>(body: Node<'a>, path: &str, limit: usize) -> Vec<Place<'a>> {
    let (path, value) = path.split_once('=').map_or((path, None), |(path, value)| (path, Some(value)));
    let mut found = Vec::new();
    walk(body, path, &mut |place| {
        if found.len() < limit && value.is_none_or(|value| has_value(place.value, value)) {
            found.push(place);
        }
    });
    found
}

fn walk<'a>(node: Node<'a>, path: &str, visit: &mut impl FnMut(Place<'a>)) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let Some((key, value)) = node.member(name).filter(|(_, value)| !value.is_null()) else { return };
    let mut visit_place = |key, value: Node<'a>| match rest {
        Some(rest) => walk(value, rest, visit),
        None => visit(Place { key, value }),
    };
    if is_list { value.items().for_each(|item| visit_place(None, item)) } else { visit_place(Some(key), value) }
}

fn has_value(node: Node<'_>, value: &str) -> bool {
    match value.strip_suffix('*') {
        Some(start) => node.as_str().is_some_and(|text| text.starts_with(start)),
        None => node.is_str(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn paths_lead_to_members_items_and_values() {
        let text =
            br#"{"a": {"b": 1, "n": null}, "l": [{"k": true}, 3, {"k": "xyz"}, {"k": ["p1", "q"]}], "s": "fast"}"#;
        let document = Document::parse(text);
        let body = document.root().expect("a value");
        for (path, wanted) in [
            ("a.b", vec!["1"]),
            ("a.n", vec![]),
            ("a.c", vec![]),
            ("a.b.c", vec![]),
            ("s.t", vec![]),
            ("l[].k", vec!["true", "\"xyz\"", "[\"p1\", \"q\"]"]),
            ("l[].k=xyz", vec!["\"xyz\""]),
            ("l[].k=xy*", vec!["\"xyz\""]),
            ("l[].k[]=p*", vec!["\"p1\""]),
            ("s=fast", vec!["\"fast\""]),
            ("s=slow", vec![]),
            ("a[]", vec![]),
        ] {
            let found: Vec<_> = find(body, path, 9).iter().map(|place| place.value.source().to_owned()).collect();
            assert_eq!(found, wanted, "{path}");
        }
        assert_eq!(find(body, "l[].k", 2).len(), 2);
    }
}
