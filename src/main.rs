//! The `payloadlint` command.

mod cli;

use std::io::Write;
use std::process::ExitCode;

/// The one place that decides the exit status: 0 nothing found at or above `--fail-on`, 1 findings, 2 the job could
/// not be done.
fn main() -> ExitCode {
    let outcome = match cli::parse() {
        Ok(command) => command.run(),
        Err(usage) => {
            // Help and version go to standard output with status 0, wrong usage to standard error with status 2.
            let _ = cli::print(&usage);
            return ExitCode::from(u8::from(usage.use_stderr()) * 2);
        }
    };
    outcome.unwrap_or_else(|failure| {
        // Nobody is left to be told if this fails, too.
        let _ = writeln!(std::io::stderr(), "payloadlint: {failure}");
        ExitCode::from(2)
    })
}
