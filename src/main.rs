//! The `payloadlint` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    payloadlint::cli::main()
}
