//! `payloadlint rules`: the rules, and the API responses that they predict.

use std::io;
use std::process::ExitCode;

use crate::join::join_with;
use crate::mask::{Page, Shown, put, shown};
use crate::report::coverage::{Coverage, KnownResponse, State, coverage};
use crate::report::rule_docs;
use crate::rules::{self, Rule};

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
        (false, DocFormat::Markdown) => put!(out, "{}", Shown::known(rule_docs::index()).multiline()),
        (false, DocFormat::Json) => put!(out, "{}", Shown::known(rule_docs::all_as_json()).multiline()),
        (true, DocFormat::Text) => write_coverage(&coverage(), out),
        (true, DocFormat::Markdown) => {
            let coverage = coverage();
            responses(&coverage.responses).write_markdown(out)?;
            put!(out, "\n")?;
            constraints(&coverage).write_markdown(out)
        }
        (true, DocFormat::Json) => out.pretty_json(&coverage()),
    })
}

pub(super) fn table(rules: &[&Rule]) -> Table {
    let mut table = Table::default();
    table.row(["CODE", "NAME", "SEVERITY", "EVIDENCE", "PROBLEM"].map(Shown::from));
    for rule in rules {
        let evidence = shown!("{} {}", rule.confidence, rule.seen);
        table.row([rule.code.into(), rule.name.into(), rule.severity.as_str().into(), evidence, rule.summary.into()]);
    }
    table
}

fn responses(rows: &[KnownResponse]) -> Table {
    let mut table = Table::default();
    table.row(["ROW", "STATUS", "PREDICTED BY", "RESPONSE", "NOTE"].map(Shown::from));
    for row in rows {
        let rules = match row.state {
            State::Predicted => join_with(" ", &row.rules),
            State::Open => "no rule yet".into(),
            State::Outdated => "outdated".into(),
            State::ServerOnly => "server only".into(),
        };
        let note = row.note.unwrap_or_default();
        table.row([row.id.into(), shown!("{}", row.status), rules, row.message.into(), note.into()]);
    }
    table
}

fn constraints(coverage: &Coverage) -> Table {
    let mut table = Table::default();
    table.row(["CONSTRAINT", "COUNT", "CHECKED BY"].map(Shown::from));
    for row in &coverage.constraints {
        let rules = if row.rules.is_empty() { "no rule yet".into() } else { join_with(" ", &row.rules) };
        table.row([row.keyword.into(), shown!("{}", row.count), rules]);
    }
    table
}

fn write_coverage(coverage: &Coverage, out: &mut Page<'_>) -> io::Result<()> {
    let of = |state: State| coverage.responses.iter().filter(move |row| row.state == state);
    put!(out, "Predicted API responses: {} of {}\n\n", of(State::Predicted).count(), coverage.responses.len(),)?;
    let mut table = Table::default();
    for row in of(State::Predicted) {
        table.row([row.id.into(), shown!("{}", row.status), join_with(" ", &row.rules), shorten(row.message)]);
    }
    table.write(out)?;
    for (state, title) in [
        (State::Open, "No rule yet"),
        (State::Outdated, "Not returned by the current Claude API, and not predicted"),
        (State::ServerOnly, "Cannot be known offline"),
    ] {
        if of(state).next().is_some() {
            put!(out, "\n{title}: {}\n\n", of(state).count(), title)?;
        }
        for row in of(state) {
            put!(out, "{}  {}  {}\n", row.id, row.status, shorten(row.message))?;
            if let Some(note) = row.note {
                put!(out, "           {note}\n", note)?;
            }
        }
    }
    put!(out, "\nConstraints of the request schemas\n\n")?;
    constraints(coverage).write(out)
}

/// A message on one line of limited length.
fn shorten(message: &'static str) -> Shown {
    Shown::from(message).escaped().clipped(100)
}
