//! `payloadlint explain`: the page of a rule.

use std::process::ExitCode;

use crate::mask::{Shown, put, quoted, shown};
use crate::report::paint::Drawn;
use crate::report::rule_docs;
use crate::rules::{self, Rule};

use super::output::{ColorChoice, DocFormat, print};
use super::{Failure, markdown};

/// Show the page of a rule: what it reports, why, how to fix it, and the evidence.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  payloadlint explain PL301
  payloadlint explain empty-messages --format markdown")]
pub(crate) struct Args {
    /// Code or name of a rule, or a code prefix (PL3) to list the rules of a family.
    #[arg(value_name = "CODE|NAME")]
    rule: String,
    /// Output format.
    #[arg(long, short, value_enum, default_value_t = DocFormat::Text)]
    format: DocFormat,
    /// When to use colors. NO_COLOR and CLICOLOR_FORCE are respected.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

/// Runs the command and returns its exit status.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let family = family(&args.rule);
    if !family.is_empty() && args.format == DocFormat::Text {
        return print(|out| super::rules::table(&family).write(out));
    }
    let rule = find(&args.rule)?;
    print(|out| match args.format {
        DocFormat::Json => put!(out, "{}", Shown::known(rule_docs::rule_as_json(rule)).multiline()),
        DocFormat::Markdown => put!(out, "{}", Shown::known(rule_docs::page(rule)).multiline()),
        DocFormat::Text => put!(out, "{}", text(rule, args.color.is_on())),
    })
}

/// The rules whose codes start with a prefix; empty for a whole code.
fn family(prefix: &str) -> Vec<&'static Rule> {
    let prefix = prefix.to_ascii_uppercase();
    let has_prefix = |rule: &&&Rule| rule.code.starts_with(&prefix) && rule.code != prefix;
    let is_prefix = prefix.starts_with("PL");
    rules::all().iter().filter(|_| is_prefix).filter(has_prefix).copied().collect()
}

fn find(word: &str) -> Result<&'static Rule, Failure> {
    rules::find(word).ok_or_else(|| {
        let hint = match rules::nearest(word) {
            _ if !family(word).is_empty() => {
                shown!("`payloadlint explain {}` lists the rules with that prefix", quoted(word).unquoted())
            }
            Some(near) => shown!("did you mean `{near}`? `payloadlint rules` lists all rules", near),
            None => "`payloadlint rules` lists all rules".into(),
        };
        Failure::new(shown!("unknown rule {}", quoted(word))).hint(hint)
    })
}

/// The page for a terminal, where examples are labeled as rejected or accepted.
fn text(rule: &Rule, color: bool) -> Drawn {
    let mut page = format!("# {} {}\n\n{}.\n\n{}\n\n", rule.code, rule.name, rule.summary, rule_docs::facts(rule));
    page += &rule.page();
    page += "\n";
    if !rule.responses.is_empty() {
        page += "\n## API responses\n\n";
    }
    for row in rule_docs::responses(rule) {
        let note = rule_docs::currency_note(row);
        page += &format!("* {} {} {}{note}\n\n```\n{}\n```\n", row.id, row.status, row.error_type, row.template);
    }
    markdown::render(&Shown::known(page), color)
}
