//! The `payloadlint` command.

mod cli;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Finds, offline, what the Claude Messages API will refuse.
#[derive(Parser)]
#[command(version)]
enum Cli {
    /// Say what to do about a failed call: retry, wait, fix what, or give up.
    Retry(cli::retry::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse() {
        Cli::Retry(args) => cli::retry::run(&args),
    };
    outcome.unwrap_or_else(|error| {
        // Nobody is left to be told if this fails, too.
        let _ = writeln!(std::io::stderr(), "payloadlint: {error}");
        ExitCode::from(2)
    })
}
