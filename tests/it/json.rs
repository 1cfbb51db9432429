//! The JSON parser, compared with serde_json, and the span of every syntax fault.

#![allow(clippy::type_complexity, reason = "the types of proptest strategies")]

use payloadlint::internals::json::{Document, Kind, Node, SyntaxFault, locate};
use proptest::prelude::*;

fn to_value(node: Node<'_>) -> serde_json::Value {
    match node.kind() {
        Kind::Null => serde_json::Value::Null,
        Kind::False => false.into(),
        Kind::True => true.into(),
        Kind::Number => serde_json::from_str(node.source()).unwrap(),
        Kind::String => node.as_str().unwrap().into_owned().into(),
        Kind::Array => node.items().map(to_value).collect(),
        Kind::Object => node
            .members()
            .map(|(key, value)| (key.as_str().unwrap().into_owned(), to_value(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn arbitrary_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_filter("finite", |f| f.is_finite()).prop_map(Into::into),
        ".{0,80}".prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::vec((".{0,12}", inner), 0..30)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn reads_what_serde_json_writes(value in arbitrary_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let document = Document::parse(text.as_bytes());
        prop_assert_eq!(document.errors(), &[]);
        prop_assert_eq!(document.duplicates(), &[]);
        prop_assert_eq!(to_value(document.root().unwrap()), value);
    }

    #[test]
    fn accepts_exactly_what_serde_json_accepts(text in r#"[\[\]{},:" \\u0-9a-fdn.eE+\-tr/*'#]{0,24}"#) {
        let document = Document::parse(text.as_bytes());
        let ours = document.errors().is_empty() && document.root().is_some() && document.lone_surrogates().is_empty();
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    /// Whatever is repaired, the tree is consistent: its nodes are nested, in order, and as many as were counted.
    #[test]
    fn a_repaired_tree_is_consistent(text in r#"([\[\]{},:"'\\ab1 \n]|"a"|: |, |", "|": "|\\"){0,40}"#) {
        let document = Document::parse(text.as_bytes());
        prop_assert_eq!(document.errors().is_empty() && document.lone_surrogates().is_empty(), document.rejection().is_none());
        for error in document.errors() {
            prop_assert!(error.edits.iter().all(|edit| text.get(edit.clone()).is_some()), "{}", text);
        }
        if let Some(root) = document.root() {
            to_text(root);
            let mut nodes = Vec::new();
            collect(root, &mut nodes);
            prop_assert!(nodes.windows(2).all(|pair| pair[0] < pair[1]), "{}", text);
        }
    }

    /// Of members with the same key, the last one counts, as for serde_json, whatever reads them. `P2` and `p22` have the
    /// same hash.
    #[test]
    fn the_last_of_several_members_counts(
        keys in prop::collection::vec(prop::sample::select(&["P2", "p22", "a", r"\u0061", "b", ""][..]), 0..60),
    ) {
        let members: Vec<String> = keys.iter().enumerate().map(|(at, key)| format!("\"{key}\": {at}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let document = Document::parse(text.as_bytes());
        let root = document.root().unwrap();
        let expected: serde_json::Map<_, _> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(document.duplicates().len(), keys.len() - expected.len());
        prop_assert_eq!((root.len(), root.members().count()), (expected.len(), expected.len()));
        for (key, value) in &expected {
            prop_assert_eq!(root.get(key).map(to_value), Some(value.clone()));
        }
        let [a, collision] = root.get_each(["a", "p22"]);
        prop_assert_eq!(a.map(to_value), expected.get("a").cloned());
        prop_assert_eq!(collision.map(to_value), expected.get("p22").cloned());
        prop_assert_eq!(to_value(root), serde_json::Value::from(expected));
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let document = Document::parse(&bytes);
        prop_assert!(document.root().is_some() || !document.errors().is_empty());
        for error in document.errors() {
            prop_assert!(error.span.start <= error.span.end && error.span.end <= bytes.len());
        }
    }

    #[test]
    fn damaged_json_does_not_panic(value in arbitrary_json(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        text[at] = byte;
        let document = Document::parse(&text);
        if let Some(root) = document.root() {
            to_text(root);
        }
    }

    #[test]
    fn a_pointer_resolves_to_its_node(value in arbitrary_json()) {
        let text = value.to_string();
        let document = Document::parse(text.as_bytes());
        let root = document.root().unwrap();
        let mut ids = Vec::new();
        collect(root, &mut ids);
        ids.sort();
        let mut seen = Vec::new();
        locate(root, &ids, |id, pointer, nodes| {
            seen.push(id);
            assert_eq!(value.pointer(&pointer.to_string()), Some(&to_value(pointer.resolve(root).unwrap())));
            let target = document.node(id);
            assert!(target == pointer.resolve(root).unwrap() || target.is_string());
            assert_eq!(nodes.last().copied().unwrap_or(root), pointer.resolve(root).unwrap());
        });
        prop_assert_eq!(seen, ids);
    }
}

/// Reads every string and number of a tree that may be damaged.
fn to_text(node: Node<'_>) -> usize {
    let inside = node.document().source().get(node.inside_span());
    assert!(inside.is_some(), "{node:?} is not at character boundaries");
    node.members().map(|(key, value)| key.as_str().unwrap().len() + to_text(value)).sum::<usize>()
        + node.items().map(to_text).sum::<usize>()
        + node.as_str().map_or(0, |text| text.len())
        + node.as_f64().map_or(0, |_| 1)
}

fn collect(node: Node<'_>, ids: &mut Vec<payloadlint::internals::json::NodeId>) {
    ids.push(node.id());
    for (key, value) in node.members() {
        ids.push(key.id());
        collect(value, ids);
    }
    node.items().for_each(|item| collect(item, ids));
}

#[test]
fn every_fault_has_its_span() {
    use SyntaxFault::*;
    #[rustfmt::skip]
    let table: &[(&str, &[(SyntaxFault, &str)], bool)] = &[
        // text; faults with their bytes; whether there is a tree
        ("", &[(Empty, "")], false),
        (" \n ", &[(Empty, "")], false),
        ("\u{feff}{}", &[(ByteOrderMark, "\u{feff}")], true),
        (r#"{"a": 1,}"#, &[(TrailingComma, ",")], true),
        (r#"[1, 2, ]"#, &[(TrailingComma, ",")], true),
        (r#"[1 2]"#, &[(MissingComma, "")], true),
        (r#"{"a": 1 "b": 2}"#, &[(MissingComma, "")], true),
        (r#"[,1]"#, &[(ExtraComma, ",")], true),
        (r#"[1,,2]"#, &[(ExtraComma, ",")], true),
        ("{// no\n\"a\": 1 /* b */, # c\n\"d\": 2}", &[(Comment, "// no"), (Comment, "/* b */"), (Comment, "# c")], true),
        (r#"{'a': 'it\'s'}"#, &[(WrongQuotes, "'a'"), (WrongQuotes, r"'it\'s'")], true),
        ("{“a”: “b”}", &[(WrongQuotes, "“a”"), (WrongQuotes, "“b”")], true),
        (r#"{a: 1}"#, &[(UnquotedKey, "a")], true),
        (r#"{"a": hello}"#, &[(UnquotedString, "hello")], true),
        (r#"[NaN, -Infinity, None, True, undefined]"#,
            &[(ForeignLiteral, "NaN"), (ForeignLiteral, "-Infinity"), (ForeignLiteral, "None"), (ForeignLiteral, "True"), (ForeignLiteral, "undefined")], true),
        (r#"[01, +1, .5, 1., 0x1F]"#, &[(BadNumber, "01"), (BadNumber, "+1"), (BadNumber, ".5"), (BadNumber, "1."), (BadNumber, "0x1F")], true),
        ("{\"a\": \"b\nc\nd\"}", &[(ControlCharacter, "\n")], true),
        (r#"["C:\dir", "\u12"]"#, &[(BadEscape, r"\d"), (BadEscape, r"\u12")], true),
        (r#"{"a": "b"#, &[(UnclosedString, "\"b")], false),
        (r#"{"a": [1, 2"#, &[(UnclosedBracket, "")], false),
        (r#"{"a": [1, 2}"#, &[(MismatchedBracket, "}")], false),
        (r#"{"a" 1}"#, &[(MissingColon, "")], true),
        (r#"{"a"}"#, &[(MissingColon, "")], false),
        (r#"{"a": }"#, &[(MissingValue, "}")], false),
        (r#"[1 @ 2]"#, &[(UnexpectedCharacter, "@")], false),
        (r#"{} {}"#, &[(TrailingBytes, "{}")], true),
    ];
    for (text, faults, usable) in table {
        let document = Document::parse(text.as_bytes());
        let found: Vec<_> = document.errors().iter().map(|error| (error.fault, &text[error.span.clone()])).collect();
        assert_eq!(found, *faults, "{text}");
        assert_eq!(document.root().is_some(), *usable, "{text}");
    }
}

/// A request with `content`, a JSON text, as the content of its message.
fn request(content: &str) -> String {
    format!(r#"{{"model":"claude-opus-5-5","messages":[{{"role":"user","content":{content}}}]}}"#)
}

/// Each text has one mistake. Its fault, where it is, and the text with the fix; `-` if there is none.
#[test]
fn one_mistake_is_one_error() {
    use SyntaxFault::*;
    let pretty = |from: &str, to: &str| "{\n  \"a\": \"x\",\n  \"b\": [\"y\", \"z\"]\n}\n".replace(from, to);
    #[rustfmt::skip]
    let table: &[(String, SyntaxFault, &str, &str)] = &[
        // A quote inside a string.
        (request(r#""a "b" c""#), UnescapedQuote, "b", r#""a \"b\" c""#),
        (request(r#""a "b", then c""#), UnescapedQuote, "b", r#""a \"b\", then c""#),
        (request(r#""a "b"""#), UnescapedQuote, "b", r#""a \"b\"""#),
        (request(r#"""a" b""#), UnescapedQuote, "a", r#""\"a\" b""#),
        (request(r#""a "!" b""#), UnescapedQuote, "!", r#""a \"!\" b""#),
        (request(r#""a "" b""#), UnescapedQuote, "\"", r#""a \"\" b""#),
        (request(r#""<a href="x" class="y: z">""#), UnescapedQuote, "x", r#""<a href=\"x\" class=\"y: z\">""#),
        (request(r#""{"a": "b", "c": "d"}""#), UnescapedQuote, "a", r#""{\"a\": \"b\", \"c\": \"d\"}""#),
        (request(r#""[{"a": "b"}, {"c": "d"}]""#), UnescapedQuote, "a", r#""[{\"a\": \"b\"}, {\"c\": \"d\"}]""#),
        (request("\"a \"b\"\n and c\""), UnescapedQuote, "b", "-"),
        (request(r#""a "b", "c": d" e""#), UnescapedQuote, "b", "-"),
        (r#"{"a "b" c": 1}"#.to_owned(), UnescapedQuote, "b", r#"{"a \"b\" c": 1}"#),
        (r#"["a "b" c", "d"]"#.to_owned(), UnescapedQuote, "b", r#"["a \"b\" c", "d"]"#),
        // A quote that is missing.
        (pretty("\"x\"", "\"x"), UnclosedString, "\"x", "\"a\": \"x\",\n"),
        (pretty("\"x\",", "\"x"), UnclosedString, "\"x", "-"),
        (pretty("\"y\",", "\"y,\n"), UnclosedString, "\"y", "[\"y\",\n"),
        (pretty("\"a\"", "\"a"), UnclosedString, "\"a", "\"a\": \"x\""),
        (r#"{"a": "x, "b": 1}"#.to_owned(), UnclosedString, "\"x", r#"{"a": "x", "b": 1}"#),
        (r#"{"a": [{"b": "x}], "c": 1}"#.to_owned(), UnclosedString, "\"x", r#"{"a": [{"b": "x"}], "c": 1}"#),
        (pretty("\"x\"", "x\""), UnquotedString, "x", "\"a\": \"x\""),
        (pretty("\"x\"", "x, y: z\""), UnquotedString, "x, y: z", "\"a\": \"x, y: z\""),
        (pretty("\"a\"", "a\""), UnquotedKey, "a", "\"a\": \"x\""),
        (pretty("\"x\"", "x y z"), UnquotedString, "x", "-"),
        (r#"{"a": "C:\b\", "c": 1}"#.to_owned(), EscapedEnd, "\\", "-"),
        (r#"{"a": "C:\b\"}"#.to_owned(), EscapedEnd, "\\", "-"),
        // Quotes of the wrong kind.
        ("{'a': 'it's b'}".to_owned(), WrongQuotes, "'a'", "-"),
        ("{“a\": 1}".to_owned(), WrongQuotes, "“a\"", "-"),
        // What is left after a comma, colon or comment.
        (r#"["a" "b"]"#.to_owned(), MissingComma, "", "-"),
        (r#"["a" b c]"#.to_owned(), UnexpectedCharacter, "b", "-"),
        (r#"{"a" 1, "b": 2}"#.to_owned(), MissingColon, "", r#"{"a": 1, "b": 2}"#),
        (r#"{"a" "b", "c": 2}"#.to_owned(), MissingColon, "", r#"{"a": "b", "c": 2}"#),
        (r#"{"a": 1,024, "b": 2}"#.to_owned(), BadNumber, "1,024", "-"),
        (r#"{"a": ${B}, "c": 2}"#.to_owned(), UnquotedString, "$", "-"),
        (r#"{"a": nullable, "c": 2}"#.to_owned(), UnquotedString, "nullable", r#"{"a": "nullable", "c": 2}"#),
        (r#"{"a": 1, // "b": 2}"#.to_owned(), Comment, r#"// "b": 2}"#, "-"),
        (r#"{"a": "b"; "c": 2}"#.to_owned(), UnexpectedCharacter, ";", "-"),
    ];
    for (text, fault, span, fixed) in table {
        let document = Document::parse(text.as_bytes());
        let [error, others @ ..] = document.errors() else { panic!("no error in {text}") };
        assert_eq!((error.fault, error.text(text)), (*fault, *span), "{text}");
        assert!(others.iter().all(|other| other.fault == WrongQuotes && *fault == WrongQuotes), "{text}: {others:?}");
        let insertion = match fault {
            UnescapedQuote => "\\",
            MissingColon => ":",
            _ => "\"",
        };
        if *fixed == "-" {
            continue;
        }
        let mut result = text.clone();
        error.edits.iter().rev().for_each(|at| result.insert_str(at.start, insertion));
        assert!(result.contains(fixed), "{result}");
        assert!(Document::parse(result.as_bytes()).errors().is_empty(), "{result}");
    }
}

#[test]
fn a_key_that_a_backslash_leaves_open_is_no_value() {
    for text in [r#"{"a\"}"#, r#"{"a": 1, "b\"}"#, r#"[{"a": 1, "b\"}]"#, r#"{"a": {"b\", "c": 1}"#] {
        let document = Document::parse(text.as_bytes());
        assert_eq!(document.errors().len(), 1, "{text}");
        assert!(document.root().is_none(), "{text}");
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let fault = |bytes: &[u8]| {
        let document = Document::parse(bytes);
        (document.errors()[0].fault, document.errors()[0].span.clone())
    };
    assert_eq!(fault(b"{\"a\": \"\xff\"}"), (SyntaxFault::InvalidUtf8, 7..8));
    assert_eq!(fault(b"\xff\xfe{\0}\0"), (SyntaxFault::Utf16, 0..2));
    assert_eq!(fault(b"{\0}\0"), (SyntaxFault::Utf16, 0..2));
}

#[test]
fn depth_is_bounded() {
    let deep = "[".repeat(100_000);
    let document = Document::parse(deep.as_bytes());
    assert_eq!(document.errors()[0].fault, SyntaxFault::RefusedDepth);
    assert_eq!(document.errors()[0].span, 1024..1025);
    let accepted = "[".repeat(600) + &"]".repeat(600);
    let document = Document::parse(accepted.as_bytes());
    assert_eq!(document.errors()[0].fault, SyntaxFault::TooDeep);
    assert_eq!(document.errors()[0].span, 512..513);
    assert_eq!(document.errors().len(), 1);
}

#[test]
fn unusual_content_is_preserved() {
    let document = Document::parse(br#"{"a": 1, "b": 12345678901234567890.50, "a": "\ud83d", "\u0061": 3}"#);
    let root = document.root().unwrap();
    let [surrogate] = document.lone_surrogates() else { panic!("not one lone surrogate") };
    assert_eq!((surrogate.span.clone(), surrogate.is_high, surrogate.before_escape), (45..51, true, false));
    assert_eq!(document.duplicates().len(), 2);
    assert_eq!(root.len(), 2, "a member that a later one overwrites does not count");
    assert_eq!(root.get("b").unwrap().source(), "12345678901234567890.50");
    assert_eq!(root.get("a").unwrap().as_u64(), Some(3), "the last of several equal keys counts");
}

/// What a later member with the same key overwrites is not checked, neither by the schema nor by a rule.
#[test]
fn an_overwritten_value_is_not_checked() {
    const REST: &str = r#""messages": [{"role": "user", "content": "Hi"}]"#;
    let tool = |properties: &str| {
        let schema = format!(r#"{{"type": "object", "properties": {properties}}}"#);
        format!(
            r#"{{"model": "claude-opus-5-5", "max_tokens": 8, {REST}, "tools": [{{"name": "a", "input_schema": {schema}}}]}}"#
        )
    };
    for (body, duplicates) in [
        (format!(r#"{{"model": "claude-opus-5-5", "max_tokens": "x", "max_tokens": 8, {REST}}}"#), 1),
        (format!(r#"{{"model": "claude-opus-5-5", "max_tokens": 8, "stream": "x", "stream": true, {REST}}}"#), 1),
        (format!(r#"{{"model": 1, "model": "claude-opus-5-5", "max_tokens": 8, "messages": [], {REST}, "tools": 1, "tools": []}}"#), 3),
        (r#"{"model": "claude-opus-5-5", "max_tokens": 8, "messages": [{"role": "a", "role": "user", "content": "", "content": "b"}]}"#.into(), 2),
        (tool(r#"{"a": {"type": "bad"}, "a": {"type": "string"}}"#), 1),
        (tool(r#"{"P2": {"type": "string"}, "p22": {"type": "bad"}, "p22": {"type": "string"}}"#), 1),
        (tool(r#"{"p22": {"type": "bad"}, "P2": {"type": "string"}, "p22": {"type": "string"}}"#), 1),
        (tool(r#"{"a": {"type": 1}, "a": {"a": 1, "a": 2}, "a": {}}"#), 3),
    ] {
        let report = payloadlint::validate(&body);
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, vec!["PL118"; duplicates], "{body}");
        let found: Vec<_> = report.findings.iter().map(|finding| finding.location.pointer.as_deref()).collect();
        assert!(found.iter().all(Option::is_some) && report.findings.iter().all(|finding| !finding.related.is_empty()));
    }
}
