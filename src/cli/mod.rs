//! The command line: arguments, files and the terminal. It contains no rule.

mod check;
mod explain;
mod failure;
mod guard;
mod header;
mod input;
mod key;
mod limits;
mod markdown;
mod models;
mod output;
mod references;
mod retry;
mod rules;
mod show_files;
mod table;
mod tables;
mod threads;
mod today;
mod walk;

use std::borrow::Cow;
use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::mask::{self, Page, Shown, put, shown};
use failure::Failure;
use output::print_note;

/// Lint Claude API requests offline: what will be rejected, why, and how to fix it.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "`check` is the default command.

Examples:
  payloadlint request.json                       same as `payloadlint check request.json`
  payloadlint --format concise recordings/       one line per finding
  cat body.json | payloadlint -                  standard input
  payloadlint explain PL301                      the page of a rule
  payloadlint models claude-opus-5-5             what a model supports

Exit status: 0 no findings at or above --fail-on, 1 findings, 2 usage, configuration or read error."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: Box<check::Args>,
}

#[derive(Subcommand)]
enum Command {
    /// Lint requests in files, directories or standard input (the default command).
    Check(Box<check::Args>),
    /// Show the page of a rule.
    Explain(explain::Args),
    /// List the rules, or the API responses that they predict.
    Rules(rules::Args),
    /// Show what models support, their limits, and when they retire.
    Models(models::Args),
    /// Classify a failed call: retry, wait, fix the request, or give up.
    Retry(retry::Args),
    /// Check the credentials and the base URL in the environment without showing them.
    Key(key::Args),
}

/// Runs the command with the arguments of the process.
///
/// This is the one place that decides the exit status: 0 no findings at or above `--fail-on`, 1 findings, 2 usage,
/// configuration or read error.
pub fn main() -> ExitCode {
    guard::on_sized_stack(run)
}

fn run() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(cli) => cli.run(),
        // Help and version go to standard output with status 0.
        Err(usage) if !usage.use_stderr() => output::print(|_| usage.print()),
        Err(usage) => {
            let _ = print_usage(&usage);
            Ok(ExitCode::from(2))
        }
    };
    outcome.unwrap_or_else(|failure| {
        print_note(shown!("payloadlint: {failure}", failure).multiline());
        ExitCode::from(2)
    })
}

/// Prints help, the version, or a usage error. A usage error quotes arguments, which can contain credentials and line breaks.
fn print_usage(usage: &clap::Error) -> io::Result<()> {
    let text = usage.to_string();
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let safe = arguments.fold(text.clone(), |text, argument| with_escaped(text, &argument));
    let safe = Shown::masked(safe);
    if *safe == text { usage.print() } else { put!(Page::new(&mut io::stderr()), "{}", safe.multiline()) }
}

/// The text, in which an argument and the parts of `--name=value` are escaped.
fn with_escaped(text: String, argument: &str) -> String {
    let parts = std::iter::once(argument).chain(argument.splitn(2, '='));
    parts.fold(text, |text, part| match mask::escaped(part) {
        Cow::Owned(escaped) => text.replace(part, &escaped),
        Cow::Borrowed(_) => text,
    })
}

impl Cli {
    /// Runs the command and returns its exit status. A failure means status 2.
    fn run(self) -> Result<ExitCode, Failure> {
        match self.command.unwrap_or(Command::Check(self.check)) {
            Command::Check(args) => check::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Rules(args) => rules::run(&args),
            Command::Models(args) => models::run(&args),
            Command::Retry(args) => Ok(retry::run(&args)?),
            Command::Key(args) => key::run(&args),
        }
    }
}
