//! `payloadlint explain`: a rule's page.

use std::process::ExitCode;

use crate::report::catalogue;
use crate::rules::{self, Rule};

use super::output::{ColorChoice, DocFormat, print};
use super::{Failure, markdown};

/// The page of a rule: what it finds, why the API refuses it, what to do, and how that is known.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  payloadlint explain PL301
  payloadlint explain empty-messages --format markdown")]
pub(crate) struct Args {
    /// Code or name of the rule; the beginning of a code (PL3) lists the rules that begin so.
    #[arg(value_name = "CODE|NAME")]
    rule: String,
    /// How the page is written.
    #[arg(long, short, value_enum, default_value_t = DocFormat::Text)]
    format: DocFormat,
    /// Colours; NO_COLOR and CLICOLOR_FORCE are heeded too.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

/// Does the job.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let family = family(&args.rule);
    if !family.is_empty() && args.format == DocFormat::Text {
        return print(|out| super::rules::table(&family).write(out));
    }
    let rule = find(&args.rule)?;
    let text = match args.format {
        DocFormat::Json => catalogue::rule_as_json(rule),
        DocFormat::Markdown => catalogue::page(rule),
        DocFormat::Text => text(rule, args.color.is_on()),
    };
    print(|out| out.write_all(text.as_bytes()))
}

/// The rules whose codes begin with a word that is no whole code.
fn family(word: &str) -> Vec<&'static Rule> {
    let word = word.to_ascii_uppercase();
    let begins = |rule: &&&Rule| rule.code.starts_with(&word) && rule.code != word;
    let is_prefix = word.starts_with("PL");
    rules::all().iter().filter(|_| is_prefix).filter(begins).copied().collect()
}

fn find(word: &str) -> Result<&'static Rule, Failure> {
    rules::find(word).ok_or_else(|| {
        let hint = match rules::nearest(word) {
            _ if !family(word).is_empty() => format!("`payloadlint explain {word}` lists the rules that begin so"),
            Some(near) => format!("did you mean `{near}`? `payloadlint rules` lists all rules"),
            None => "`payloadlint rules` lists all rules".to_owned(),
        };
        Failure::new(format!("no rule is called `{word}`")).hint(hint)
    })
}

/// As the page, with the two kinds of examples told apart.
fn text(rule: &Rule, color: bool) -> String {
    let mut page = format!("# {} {}\n\n{}.\n\n{}\n\n", rule.code, rule.name, rule.summary, catalogue::facts(rule));
    page += &rule.page();
    page += "\n";
    if !rule.responses.is_empty() {
        page += "\n## What the API answers\n\n";
    }
    for row in catalogue::answers(rule) {
        let relaxed = if row.current { "" } else { " (not the Claude API of today)" };
        page += &format!("* {} {} {}{relaxed}\n\n```\n{}\n```\n", row.id, row.status, row.error_type, row.template);
    }
    markdown::render(&page, color)
}
