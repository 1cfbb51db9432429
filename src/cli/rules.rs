//! `payloadlint rules`: the rules, and the API responses that they predict.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::report::coverage::{Coverage, KnownResponse, State, coverage};
use crate::report::rule_docs;
use crate::rules::{self, Rule};
use crate::text::clip;

use super::Failure;
use super::output::{DocFormat, print};
use super::table::Table;

/// List the rules, or with --coverage the known API responses and the rules that predict them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  payloadlint rules
  payloadlint rules --coverage        what is predicted, and what cannot be known offline
  payloadlint rules --format json     with pages and evidence")]
pub(crate) struct Args {
    /// Show the known API responses with the rules that predict them, and why some cannot be known offline.
    #[arg(long)]
    coverage: bool,
    /// Output format.
    #[arg(long, short, value_enum, default_value_t = DocFormat::Text)]
    format: DocFormat,
}

/// Runs the command and returns its exit status.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    print(|out| match (args.coverage, args.format) {
        (false, DocFormat::Text) => table(rules::all()).write(out),
        (false, DocFormat::Markdown) => out.write_all(rule_docs::index().as_bytes()),
        (false, DocFormat::Json) => out.write_all(rule_docs::all_as_json().as_bytes()),
        (true, DocFormat::Text) => write_coverage(&coverage(), out),
        (true, DocFormat::Markdown) => {
            let coverage = coverage();
            responses(&coverage.responses).write_markdown(out)?;
            writeln!(out)?;
            constraints(&coverage).write_markdown(out)
        }
        (true, DocFormat::Json) => {
            serde_json::to_writer_pretty(&mut *out, &coverage())?;
            writeln!(out)
        }
    })
}

pub(super) fn table(rules: &[&Rule]) -> Table {
    let mut table = Table::default();
    table.row(["CODE", "NAME", "SEVERITY", "EVIDENCE", "PROBLEM"]);
    for rule in rules {
        let evidence = format!("{} {}", rule.confidence, rule.seen);
        table.row([rule.code, rule.name, &rule.severity.to_string(), &evidence, rule.summary]);
    }
    table
}

fn responses(rows: &[KnownResponse]) -> Table {
    let mut table = Table::default();
    table.row(["ROW", "STATUS", "PREDICTED BY", "RESPONSE", "NOTE"]);
    for row in rows {
        let rules = match row.state {
            State::Predicted => row.rules.join(" "),
            State::Open => "no rule yet".to_owned(),
            State::Outdated => "outdated".to_owned(),
            State::ServerOnly => "server only".to_owned(),
        };
        let (message, note) = (row.message.replace('\n', "\\n"), row.note.unwrap_or_default());
        table.row([row.id, &row.status.to_string(), &rules, &message, note]);
    }
    table
}

fn constraints(coverage: &Coverage) -> Table {
    let mut table = Table::default();
    table.row(["CONSTRAINT", "COUNT", "CHECKED BY"]);
    for row in &coverage.constraints {
        let rules = if row.rules.is_empty() { "no rule yet".to_owned() } else { row.rules.join(" ") };
        table.row([row.keyword, &row.count.to_string(), &rules]);
    }
    table
}

fn write_coverage(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let of = |state: State| coverage.responses.iter().filter(move |row| row.state == state);
    writeln!(out, "Predicted API responses: {} of {}\n", of(State::Predicted).count(), coverage.responses.len())?;
    let mut table = Table::default();
    for row in of(State::Predicted) {
        table.row([row.id, &row.status.to_string(), &row.rules.join(" "), &shorten(row.message)]);
    }
    table.write(out)?;
    for (state, title) in [
        (State::Open, "No rule yet"),
        (State::Outdated, "Not returned by the current Claude API, and not predicted"),
        (State::ServerOnly, "Cannot be known offline"),
    ] {
        if of(state).next().is_some() {
            writeln!(out, "\n{title}: {}\n", of(state).count())?;
        }
        for row in of(state) {
            writeln!(out, "{}  {}  {}", row.id, row.status, shorten(row.message))?;
            if let Some(note) = row.note {
                writeln!(out, "           {note}")?;
            }
        }
    }
    writeln!(out, "\nConstraints of the request schemas\n")?;
    constraints(coverage).write(out)
}

/// A message on one line of limited length.
fn shorten(message: &str) -> String {
    clip(&message.replace('\n', "\\n"), 100).into_owned()
}
