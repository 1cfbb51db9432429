//! Every rule page has the fixed headings, and its examples do what they claim.

use payloadlint::internals::rules::{self, Example, Rule};
use payloadlint::{Linter, Request, Target};

use crate::common::settings;

/// The headings of a page. Where the API refuses nothing, the second one says why the finding matters.
const HEADINGS: [&[&str]; 5] = [
    &["## What it does"],
    &["## Why the API refuses it", "## Why this matters"],
    &["## Example"],
    &["## Use instead"],
    &["## Evidence"],
];

#[test]
fn every_page_has_the_fixed_headings_in_order() {
    for rule in rules::all() {
        let page = rule.page();
        let found: Vec<usize> =
            HEADINGS.iter().filter_map(|spellings| spellings.iter().find_map(|heading| page.find(heading))).collect();
        assert_eq!(found.len(), HEADINGS.len(), "{} {}: {page}", rule.code, rule.name);
        assert!(found.is_sorted(), "{}", rule.code);
    }
}

#[test]
fn every_example_passes_or_fails_as_marked() {
    for rule in rules::all() {
        let examples = rule.examples();
        assert!(examples.iter().any(|example| example.fails), "{}: no failing example", rule.code);
        assert!(examples.iter().any(|example| !example.fails), "{}: no passing example", rule.code);
        for example in examples {
            run(rule, &example);
        }
    }
}

/// `payloadlint check .` at the root of the repository must not report the examples of rule pages, which are invalid on
/// purpose.
#[test]
fn published_pages_have_no_findings() {
    let linter = settings().build().unwrap();
    for rule in rules::all() {
        let page = payloadlint::internals::report::rule_docs::page(rule);
        let options = payloadlint::FileOptions { named: false };
        let report = linter.lint_file("page.md", page.as_bytes(), options).unwrap_or_default();
        assert!(report.findings.is_empty(), "{}: {report}", rule.code);
    }
}

/// The bytes of an example, as its options that are about the text say; see [`Example::options`].
fn bytes(example: &Example) -> Vec<u8> {
    let option = |name: &str| example.options.iter().find_map(|option| option.strip_prefix(name));
    let text = match (option("letters="), option("nested=")) {
        (Some(count), _) => example.text.replace('…', &"x".repeat(count.parse().unwrap())),
        (_, Some(depth)) => {
            let depth = depth.parse().unwrap();
            example.text.replace("[…]", &["[".repeat(depth), "]".repeat(depth)].concat())
        }
        _ => repeated(example),
    };
    let has = |word: &str| example.options.iter().any(|option| option == word);
    let mut bytes = if has("latin-1") {
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
    } else {
        text.into_bytes()
    };
    bytes.resize(option("bytes=").map_or(bytes.len(), |size| size.parse().unwrap()), b' ');
    bytes
}

fn run(rule: &Rule, example: &Example) {
    let mut builder = Linter::builder();
    let body = bytes(example);
    let mut request = Request::new(&body);
    let mut target = None;
    for option in &example.options {
        match option.split_once('=').unwrap_or((option, "")) {
            ("target", name) => target = Some(name.parse::<Target>().unwrap()),
            ("beta", name) => request = request.header("anthropic-beta", name.to_owned()).partial_headers(),
            ("as-of", date) => builder = builder.date(date.parse().unwrap()),
            ("url", url) => request = request.url(url.to_owned()),
            // `exchange`: the text is `{"url", "headers", "body"}`.
            ("exchange" | "latin-1" | "python", "") | ("bytes" | "letters" | "nested" | "repeat" | "times", _) => {}
            (other, _) => panic!("{}: unknown option {other}", rule.code),
        }
    }
    if let Some(target) = target {
        builder = builder.target(target);
    }
    let linter = builder.build().unwrap();
    let has = |name: &str| example.options.iter().any(|option| option == name);
    let report = match () {
        () if has("exchange") => {
            linter.lint_file("example.json", &body, payloadlint::FileOptions { named: true }).unwrap()
        }
        () if has("python") => linter.lint_file("example.py", &body, payloadlint::FileOptions { named: true }).unwrap(),
        () => linter.lint(&request),
    };
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
    if example.fails {
        assert!(
            !codes.is_empty() && codes.iter().all(|code| *code == rule.code),
            "{}: {codes:?} from {}",
            rule.code,
            example.text
        );
    } else {
        assert_eq!(codes, Vec::<&str>::new(), "{}: {report} from {}", rule.code, example.text);
    }
}

/// The text of an example with what its options `repeat` and `times` repeat.
fn repeated(example: &Example) -> String {
    let number =
        |name: &str| example.options.iter().find_map(|option| option.strip_prefix(name)?.parse::<usize>().ok());
    if let Some(times) = number("repeat=") {
        let mut body: serde_json::Value = serde_json::from_str(&example.text).unwrap();
        body["messages"] = vec![body["messages"].as_array().unwrap().clone(); times].concat().into();
        return body.to_string();
    }
    match number("times=") {
        Some(times) => numbered(serde_json::from_str(&example.text).unwrap(), times).to_string(),
        None => example.text.clone(),
    }
}

/// Whether a string in a value, outside of any array in it, contains `{n}`.
fn has_number(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains("{n}"),
        serde_json::Value::Object(members) => members.values().any(has_number),
        _ => false,
    }
}

fn numbered(value: serde_json::Value, times: usize) -> serde_json::Value {
    use serde_json::Value;
    let copies = |value: &Value| -> Vec<Value> {
        let text = value.to_string();
        (0..times).map(|n| serde_json::from_str(&text.replace("{n}", &n.to_string())).unwrap()).collect()
    };
    match value {
        Value::Array(items) => items
            .into_iter()
            .flat_map(|item| match &item {
                item if has_number(item) => copies(item),
                _ => vec![numbered(item, times)],
            })
            .collect(),
        Value::Object(members) => members
            .into_iter()
            .flat_map(|(key, value)| match key.contains("{n}") {
                true => (0..times).map(|n| (key.replace("{n}", &n.to_string()), value.clone())).collect(),
                false => vec![(key, numbered(value, times))],
            })
            .collect(),
        other => other,
    }
}
