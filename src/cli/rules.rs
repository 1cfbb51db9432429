//! `payloadlint rules`: all rules in a table, and which answers of the API they foresee.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::report::catalogue;
use crate::report::coverage::{Coverage, KnownResponse, State, coverage};
use crate::rules::{self, Rule};

use super::Failure;
use super::output::{DocFormat, print};
use super::table::Table;

/// All rules, or with --coverage all answers of the API with the rules that foresee them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  payloadlint rules
  payloadlint rules --coverage        what is foreseen, and what cannot be known offline
  payloadlint rules --format json     with pages and evidence")]
pub(crate) struct Args {
    /// Show each answer of the API with the rules that foresee it, and why some cannot be known offline.
    #[arg(long)]
    coverage: bool,
    /// How the table is written.
    #[arg(long, short, value_enum, default_value_t = DocFormat::Text)]
    format: DocFormat,
}

/// Does the job.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    print(|out| match (args.coverage, args.format) {
        (false, DocFormat::Text) => table(rules::all()).write(out),
        (false, DocFormat::Markdown) => out.write_all(catalogue::index().as_bytes()),
        (false, DocFormat::Json) => out.write_all(catalogue::all_as_json().as_bytes()),
        (true, DocFormat::Text) => write_coverage(&coverage(), out),
        (true, DocFormat::Markdown) => {
            let coverage = coverage();
            answers(&coverage.answers).write_markdown(out)?;
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
    table.row(["CODE", "NAME", "SEVERITY", "EVIDENCE", "FINDS"]);
    for rule in rules {
        let evidence = format!("{} {}", rule.confidence, rule.seen);
        table.row([rule.code, rule.name, &rule.severity.to_string(), &evidence, rule.summary]);
    }
    table
}

fn answers(rows: &[KnownResponse]) -> Table {
    let mut table = Table::default();
    table.row(["ROW", "STATUS", "FORESEEN BY", "ANSWER", "NOTE"]);
    for row in rows {
        let rules = match row.state {
            State::Foreseen => row.rules.join(" "),
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
    table.row(["CONSTRAINT", "COUNT", "GUARDED BY"]);
    for row in &coverage.constraints {
        let rules = if row.rules.is_empty() { "no rule yet".to_owned() } else { row.rules.join(" ") };
        table.row([row.keyword, &row.count.to_string(), &rules]);
    }
    table
}

fn write_coverage(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let of = |state: State| coverage.answers.iter().filter(move |row| row.state == state);
    writeln!(
        out,
        "Answers of the API that are foreseen: {} of {}\n",
        of(State::Foreseen).count(),
        coverage.answers.len()
    )?;
    let mut table = Table::default();
    for row in of(State::Foreseen) {
        table.row([row.id, &row.status.to_string(), &row.rules.join(" "), &shorten(row.message)]);
    }
    table.write(out)?;
    for (state, title) in [
        (State::Open, "No rule yet"),
        (State::Outdated, "Not given by the Claude API of today, and not flagged"),
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
    writeln!(out, "\nConstraints of the schemas\n")?;
    constraints(coverage).write(out)
}

/// One line of a terminal.
fn shorten(message: &str) -> String {
    const LONGEST: usize = 100;
    let line = message.replace('\n', "\\n");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
