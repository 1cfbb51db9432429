//! The command line: arguments, files, terminal. What is wrong with a request is decided elsewhere.

mod check;
mod failure;
mod input;
mod output;
mod walk;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use failure::Failure;

/// Finds, offline, what the Claude Messages API will refuse: where it is, why, and how to mend it.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Without a command, `check` is meant: `payloadlint request.json` and `payloadlint check request.json` are the same."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: check::Args,
}

#[derive(Subcommand)]
enum Command {
    /// Lint requests in files, directories or standard input (the default).
    Check(check::Args),
}

/// Reads the arguments of the process. The error is what to print: help, the version, or wrong usage.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    Cli::try_parse()
}

impl Cli {
    /// Does the job, and says with which status to exit. A failure means status 2.
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.command.unwrap_or(Command::Check(self.check)) {
            Command::Check(args) => check::run(&args),
        }
    }
}
