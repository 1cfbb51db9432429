//! The documentation of the rules: pages, the index and JSON. `docs/rules/` and `schemas/rules.json` are generated from
//! it.

use std::fmt::Write;

use serde::Serialize;

use crate::knowledge::{Knowledge, ResponseTemplate};
use crate::mask::{Page, ShowJson, Shown, json_object};
use crate::rules::{self, Rule};

/// The code prefixes of the rule families, and their titles.
pub const FAMILIES: [(&str, &str); 9] = [
    ("PL1", "Body and JSON"),
    ("PL2", "Fields and types"),
    ("PL3", "Conversation"),
    ("PL4", "Tools"),
    ("PL5", "Model, thinking, sampling"),
    ("PL6", "Media"),
    ("PL7", "Caching, structured output, other features"),
    ("PL8", "Headers and credentials"),
    ("PL9", "Batches"),
];

json_object! {
    struct RulesV1 {
        version: u32,
        rules: Vec<RuleV1>,
    }

    struct RuleV1 {
        code: &'static str,
        name: &'static str,
        summary: &'static str,
        severity: &'static str,
        confidence: &'static str,
        seen: &'static str,
        source: &'static str,
        since: &'static str,
        url: Shown,
        responses: Vec<ResponseV1>,
        page: Shown,
    }

    struct ResponseV1 {
        id: &'static str,
        status: u16,
        error_type: &'static str,
        message: &'static str,
        current: bool,
    }
}

impl RuleV1 {
    fn of(rule: &'static Rule) -> Self {
        let response = |row: &'static ResponseTemplate| ResponseV1 {
            id: &row.id,
            status: row.status,
            error_type: &row.error_type,
            message: &row.template,
            current: row.current,
        };
        RuleV1 {
            code: rule.code,
            name: rule.name,
            summary: rule.summary,
            severity: rule.severity.as_str(),
            confidence: rule.confidence.as_str(),
            seen: rule.seen,
            source: rule.source,
            since: rule.since,
            url: rule.url(),
            responses: responses(rule).map(response).collect(),
            page: Shown::known(rule.page()),
        }
    }
}

/// The rows of `schemas/errors.json` that a rule predicts.
pub fn responses(rule: &Rule) -> impl Iterator<Item = &'static ResponseTemplate> + use<> {
    let ids = rule.responses;
    ids.iter().filter_map(|id| Knowledge::shipped().responses().find(id))
}

/// `schemas/rules.json`: every rule with its page and evidence.
pub fn all_as_json() -> String {
    pretty(&RulesV1 { version: 1, rules: rules::all().iter().map(|rule| RuleV1::of(rule)).collect() })
}

/// One rule as in [`all_as_json`].
pub fn rule_as_json(rule: &'static Rule) -> String {
    pretty(&RuleV1::of(rule))
}

fn pretty(value: &(impl Serialize + ShowJson)) -> String {
    let mut out = Vec::new();
    // It cannot fail: the values are strings, numbers and lists, and a `Vec` accepts all bytes.
    let _ = Page::new(&mut out).pretty_json(value);
    String::from_utf8(out).unwrap_or_default()
}

/// `docs/rules/<CODE>.md`: the rule's page with its title and evidence.
pub fn page(rule: &Rule) -> String {
    let mut page = format!("# {} {}\n\n{}.\n\n", rule.code, rule.name, sentence(rule.summary));
    page += &format!("{}\n\n", facts(rule));
    for line in rule.page().lines() {
        page += match line.strip_prefix("```").and_then(|info| info.split_once(',')) {
            Some(("python", "pass")) => "```python",
            Some(("python", _)) => "```python fail",
            Some((_, info)) => fence(info),
            None => line,
        };
        page.push('\n');
    }
    let mut rows = responses(rule).peekable();
    if rows.peek().is_some() {
        page += "\n## API responses\n\n";
        rows.for_each(|row| page += &response_item(row));
    }
    page
}

/// The opening of an example's fence on a page. The word after `json` keeps this linter from checking examples that
/// fail, or that pass only with their request context, when it is run on the page.
fn fence(info: &str) -> &'static str {
    match info {
        "pass" => "```json",
        info if info.starts_with("fail") => "```json fail",
        _ => "```json ignore",
    }
}

/// The severity, the evidence and the version of a rule in one line.
pub fn facts(rule: &Rule) -> String {
    format!(
        "Severity: {} · Evidence: {}, last seen {}, {} · Since: {}",
        rule.severity, rule.confidence, rule.seen, rule.source, rule.since
    )
}

fn response_item(row: &ResponseTemplate) -> String {
    let template = row.template.replace('`', "'");
    format!("* {} {} {}{}: `{template}`\n", row.id, row.status, row.error_type, currency_note(row))
}

/// A note on a response that only other servers or earlier versions of the API return.
pub(crate) fn currency_note(row: &ResponseTemplate) -> &'static str {
    if row.current { "" } else { " (not returned by the current Claude API)" }
}

fn sentence(summary: &str) -> &str {
    summary.trim_end_matches('.')
}

/// `docs/rules/README.md`: a table of the rules of each family.
pub fn index() -> String {
    let mut text = String::from("# Rules\n\nGenerated from the source of the rules; see CONTRIBUTING.md.\n");
    for (prefix, name) in FAMILIES {
        let mut family = rules::all().iter().filter(|rule| rule.code.starts_with(prefix)).peekable();
        if family.peek().is_none() {
            continue;
        }
        let _ = write!(
            text,
            "\n## {prefix}xx {name}\n\n| Code | Name | Severity | Evidence | Problem |\n|---|---|---|---|---|\n"
        );
        for rule in family {
            let (code, summary) = (rule.code, sentence(rule.summary).replace('|', "\\|"));
            let evidence = format!("{} {}", rule.confidence, rule.seen);
            let _ =
                writeln!(text, "| [{code}]({code}.md) | {} | {} | {evidence} | {summary} |", rule.name, rule.severity);
        }
    }
    text
}
