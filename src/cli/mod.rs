//! The command line: arguments, files, terminal. What is wrong with a request is decided elsewhere.

mod check;
mod explain;
mod failure;
mod input;
mod key;
mod markdown;
mod models;
mod output;
mod references;
mod retry;
mod rules;
mod show_files;
mod table;
mod walk;

use std::borrow::Cow;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::finding::mask_secrets;
use failure::Failure;

/// Finds, offline, what the Claude Messages API will refuse: where it is, why, and how to mend it.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Without a command, `check` is meant.

Examples:
  payloadlint request.json                       the same as `payloadlint check request.json`
  payloadlint --format concise recordings/       a line a finding
  cat body.json | payloadlint -                  standard input
  payloadlint explain PL301                      why, and what to do
  payloadlint models claude-opus-5-5             what a model takes

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: Box<check::Args>,
}

#[derive(Subcommand)]
enum Command {
    /// Lint requests in files, directories or standard input (the default).
    Check(Box<check::Args>),
    /// Show the page of a rule.
    Explain(explain::Args),
    /// List the rules, or the answers of the API that they foresee.
    Rules(rules::Args),
    /// Show what models accept, refuse, and until when they are served.
    Models(models::Args),
    /// Say what to do about a failed call: retry, wait, fix what, or give up.
    Retry(retry::Args),
    /// Check the credentials and the base url of the environment; no value is shown.
    Key(key::Args),
}

/// Runs the command with the arguments of the process. This is the one place that decides the exit status: 0 no findings
/// at or above `--fail-on`, 1 findings, 2 usage, configuration or read error.
pub fn main() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(command) => command.run(),
        Err(usage) => {
            // Help and version go to standard output with status 0, usage errors to standard error with status 2.
            let _ = print_usage(&usage);
            return ExitCode::from(u8::from(usage.use_stderr()) * 2);
        }
    };
    outcome.unwrap_or_else(|failure| {
        // If standard error cannot be written to, there is no way left to report that.
        let _ = writeln!(io::stderr(), "payloadlint: {failure}");
        ExitCode::from(2)
    })
}

/// Prints help, the version, or what is wrong with the arguments. The text quotes arguments, which may contain credentials.
fn print_usage(usage: &clap::Error) -> io::Result<()> {
    match mask_secrets(&usage.to_string()) {
        Cow::Borrowed(_) => usage.print(),
        Cow::Owned(masked) => write!(io::stderr(), "{masked}"),
    }
}

/// Splits `name: value`. The error does not quote it: a value that lacks its name may be a credential.
fn header(text: &str) -> Result<(&str, &str), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim(), value.trim_start())),
        _ => Err("--header: expected `name: value`".to_owned()),
    }
}

impl Cli {
    /// Does the job, and says with which status to exit. A failure means status 2.
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
