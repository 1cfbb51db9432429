//! `payloadlint rules`: all rules in a table, and which answers of the API they foresee.

use std::io::{self, Write};
use std::process::ExitCode;

use payloadlint::report::catalogue::{self, Coverage, CoverageState};
use payloadlint::rules;

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
    let coverage = if args.coverage { catalogue::coverage() } else { Vec::new() };
    print(|out| match (args.coverage, args.format) {
        (false, DocFormat::Text) => table().write(out),
        (false, DocFormat::Markdown) => out.write_all(catalogue::index().as_bytes()),
        (false, DocFormat::Json) => out.write_all(catalogue::all_as_json().as_bytes()),
        (true, DocFormat::Text) => write_coverage(&coverage, out),
        (true, DocFormat::Markdown) => coverage_table(&coverage).write_markdown(out),
        (true, DocFormat::Json) => {
            serde_json::to_writer_pretty(&mut *out, &coverage)?;
            writeln!(out)
        }
    })
}

fn table() -> Table {
    let mut table = Table::default();
    table.row(["CODE", "NAME", "SEVERITY", "EVIDENCE", "FINDS"]);
    for rule in rules::all() {
        let evidence = format!("{} {}", rule.confidence, rule.seen);
        table.row([rule.code, rule.name, &rule.severity.to_string(), &evidence, rule.summary]);
    }
    table
}

fn coverage_table(rows: &[Coverage]) -> Table {
    let mut table = Table::default();
    table.row(["ROW", "STATUS", "FORESEEN BY", "ANSWER", "NOTE"]);
    for row in rows {
        let rules = match row.state {
            CoverageState::Foreseen => row.rules.join(" "),
            CoverageState::Outdated => "(outdated)".to_owned(),
            CoverageState::ServerOnly => "(server only)".to_owned(),
            CoverageState::Open => "-".to_owned(),
        };
        let message = row.message.replace('\n', "\\n");
        table.row([row.id.to_owned(), row.status.to_string(), rules, message, row.note.unwrap_or_default().to_owned()]);
    }
    table
}

fn write_coverage(rows: &[Coverage], out: &mut dyn Write) -> io::Result<()> {
    let count = |state: CoverageState| rows.iter().filter(|row| row.state == state).count();
    let of = |state: CoverageState| rows.iter().filter(move |row| row.state == state);
    let mut table = Table::default();
    for row in of(CoverageState::Foreseen) {
        table.row([row.id.to_owned(), row.status.to_string(), row.rules.join(" "), shorten(row.message)]);
    }
    writeln!(out, "Foreseen: {} of {} answers\n", count(CoverageState::Foreseen), rows.len())?;
    table.write(out)?;
    for (state, title) in [
        (CoverageState::Open, "No rule yet"),
        (CoverageState::Outdated, "Not given by the Claude API of today, and not flagged"),
        (CoverageState::ServerOnly, "Cannot be known offline"),
    ] {
        if count(state) > 0 {
            writeln!(out, "\n{title}: {}\n", count(state))?;
        }
        for row in of(state) {
            writeln!(out, "{}  {}  {}", row.id, row.status, shorten(row.message))?;
            if let Some(note) = row.note {
                writeln!(out, "           {note}")?;
            }
        }
    }
    Ok(())
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
