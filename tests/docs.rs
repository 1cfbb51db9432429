//! Every rule's page: its headings, and its examples, which run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use payloadlint::rules::{self, Example, Rule};
use payloadlint::{Linter, Request, Target};

const HEADINGS: [&str; 5] =
    ["## What it does", "## Why the API refuses it", "## Example", "## Use instead", "## Evidence"];

#[test]
fn every_page_has_the_fixed_headings_in_order() {
    for rule in rules::all() {
        let page = rule.page();
        let found: Vec<usize> = HEADINGS.iter().filter_map(|heading| page.find(heading)).collect();
        assert_eq!(found.len(), HEADINGS.len(), "{} {}: {page}", rule.code, rule.name);
        assert!(found.is_sorted(), "{}", rule.code);
    }
}

#[test]
fn every_example_does_what_it_says() {
    for rule in rules::all() {
        let examples = rule.examples();
        assert!(examples.iter().any(|example| example.fails), "{}: no failing example", rule.code);
        assert!(examples.iter().any(|example| !example.fails), "{}: no passing example", rule.code);
        for example in examples {
            run(rule, &example);
        }
    }
}

fn run(rule: &Rule, example: &Example) {
    let mut builder = Linter::builder();
    let text = filled(example);
    let mut request = Request::new(&text);
    let mut target = None;
    for option in &example.options {
        match option.split_once('=').unwrap_or((option, "")) {
            ("target", name) => target = Some(name.parse::<Target>().unwrap()),
            ("beta", name) => request = request.header("anthropic-beta", name.to_owned()).partial_headers(),
            ("as-of", date) => builder = builder.date(date.parse().unwrap()),
            ("fill", _) => {}
            ("url", url) => request = request.url(url.to_owned()),
            // An exchange: the text is `{"url", "headers", "body"}`.
            ("exchange", "") => {}
            (other, _) => panic!("{}: unknown option {other}", rule.code),
        }
    }
    if let Some(target) = target {
        builder = builder.target(target);
    }
    let linter = builder.build().unwrap();
    let report = if example.options.iter().any(|option| option == "exchange") {
        linter.lint_file("example.json", text.as_bytes(), payloadlint::FileOptions { named: true }).unwrap()
    } else {
        linter.lint(&request)
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

/// The text, the `…` in it replaced by as many letters as the option `fill=N` says: for limits of megabytes.
fn filled(example: &Example) -> String {
    let fill = example.options.iter().find_map(|option| option.strip_prefix("fill="));
    let letters = "A".repeat(fill.map_or(0, |fill| fill.parse().unwrap()));
    if fill.is_some() { example.text.replace('…', &letters) } else { example.text.clone() }
}
