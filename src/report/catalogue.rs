//! The rules as documents: one page each, a table, JSON. What `docs/rules/` and `schemas/rules.json` hold is
//! generated here.

use std::fmt::Write;

use serde::Serialize;

use crate::knowledge::{Knowledge, ResponseTemplate};
use crate::rules::{self, Rule};

/// The families of codes, and what each is about.
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

#[derive(Serialize)]
struct RulesV1<'r> {
    version: u32,
    rules: Vec<RuleV1<'r>>,
}

#[derive(Serialize)]
struct RuleV1<'r> {
    code: &'r str,
    name: &'r str,
    summary: &'r str,
    severity: String,
    confidence: String,
    seen: &'r str,
    source: &'r str,
    since: &'r str,
    url: String,
    answers: Vec<AnswerV1<'r>>,
    page: String,
}

#[derive(Serialize)]
struct AnswerV1<'r> {
    id: &'r str,
    status: u16,
    error_type: &'r str,
    message: &'r str,
    current: bool,
}

impl<'r> RuleV1<'r> {
    fn of(rule: &'r Rule) -> Self {
        let answer = |row: &'static ResponseTemplate| AnswerV1 {
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
            severity: rule.severity.to_string(),
            confidence: rule.confidence.to_string(),
            seen: rule.seen,
            source: rule.source,
            since: rule.since,
            url: rule.url(),
            answers: answers(rule).map(answer).collect(),
            page: rule.page(),
        }
    }
}

/// The rows of the table of answers that a rule foresees.
pub fn answers(rule: &Rule) -> impl Iterator<Item = &'static ResponseTemplate> + use<> {
    let ids = rule.responses;
    ids.iter().filter_map(|id| Knowledge::shipped().responses().find(id))
}

/// `schemas/rules.json`: every rule with its page and its evidence.
pub fn all_as_json() -> String {
    pretty(&RulesV1 { version: 1, rules: rules::all().iter().map(|rule| RuleV1::of(rule)).collect() })
}

/// One rule as in [`all_as_json`].
pub fn rule_as_json(rule: &Rule) -> String {
    pretty(&RuleV1::of(rule))
}

fn pretty(value: &impl Serialize) -> String {
    // Strings, numbers and lists: there is nothing that JSON could not hold.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// `docs/rules/<CODE>.md`: the rule's page with its title and its evidence.
pub fn page(rule: &Rule) -> String {
    let mut page = format!("# {} {}\n\n{}.\n\n", rule.code, rule.name, sentence(rule.summary));
    page += &format!("{}\n\n", facts(rule));
    for line in rule.page().lines() {
        page += match line.strip_prefix("```json,") {
            Some(words) => fence(words),
            None => line,
        };
        page.push('\n');
    }
    let mut rows = answers(rule).peekable();
    if rows.peek().is_some() {
        page += "\n## What the API answers\n\n";
        rows.for_each(|row| page += &answer_item(row));
    }
    page
}

/// How an example's fence opens on a page. Readers of Markdown know `json`; the word behind it keeps this linter, run over
/// the page, from examples that fail or that need surroundings to pass.
fn fence(words: &str) -> &'static str {
    match words {
        "pass" => "```json",
        words if words.starts_with("fail") => "```json fail",
        _ => "```json ignore",
    }
}

/// Severity, confidence, date and source in one line.
pub fn facts(rule: &Rule) -> String {
    format!(
        "Severity {} · {}, last seen {} · {} · since {}",
        rule.severity, rule.confidence, rule.seen, rule.source, rule.since
    )
}

fn answer_item(row: &ResponseTemplate) -> String {
    let relaxed = if row.current { "" } else { " (not the Claude API of today)" };
    format!("* {} {} {}{relaxed}: `{}`\n", row.id, row.status, row.error_type, row.template.replace('`', "'"))
}

fn sentence(summary: &str) -> &str {
    summary.trim_end_matches('.')
}

/// `docs/rules/README.md`: every rule in a table, by family.
pub fn index() -> String {
    let mut text = String::from("# Rules\n\nGenerated from the rules themselves; see CONTRIBUTING.md.\n");
    for (prefix, name) in FAMILIES {
        let mut family = rules::all().iter().filter(|rule| rule.code.starts_with(prefix)).peekable();
        if family.peek().is_none() {
            continue;
        }
        let _ = write!(
            text,
            "\n## {prefix}xx {name}\n\n| code | name | severity | evidence | finds |\n|---|---|---|---|---|\n"
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
