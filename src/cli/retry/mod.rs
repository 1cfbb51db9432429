//! `payloadlint retry`: the classifier and the policy for people and scripts.
//!
//! A failure comes in as flags, or as JSON in the form of the `input` objects of
//! `fixtures/retry/vectors.json`, and the result is printed as one line of JSON.

mod args;
mod case;
mod config;
mod flags;
mod outcome;
mod schedule;
mod streams;

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use crate::retry::Rules;

pub(crate) use args::Args;

use outcome::{Plan, Settings};
use streams::{finished, name, note, open, read, read_line, write_line};

/// Runs the command and returns the exit status. An error means status 2.
pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let settings = Settings { policy: args.policy.policy(), rules: Rules::default() };
    let mut out = io::stdout().lock();
    if args.job.schedule {
        finished(schedule::print(&settings.policy, &mut out)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(path) = &args.job.cases {
        return answer_lines(open(path)?, &settings, &mut out);
    }
    let outcome = match &args.job.case {
        Some(path) => case::classify(&read(path)?, &settings, &name(path))?,
        None => flags::classify(args, &settings)?,
    };
    let stop = args.exit_code && !matches!(outcome.plan, Plan::Sleep { .. });
    finished(write_line(&mut out, &outcome))?;
    Ok(ExitCode::from(u8::from(stop)))
}

/// Prints a result for every line; for an invalid line the result is its error, so that results and lines
/// correspond. Blank lines are skipped.
fn answer_lines(mut lines: impl BufRead, settings: &Settings, out: &mut impl Write) -> Result<ExitCode, String> {
    let mut line = Vec::new();
    let mut unusable = false;
    for number in 1u64.. {
        read_line(&mut lines, &mut line).map_err(|error| format!("line {number}: {error}"))?;
        if line.is_empty() {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let written = match case::classify(&line, settings, &format!("line {number}")) {
            Ok(outcome) => write_line(out, &outcome),
            Err(error) => {
                unusable = true;
                note(format!("payloadlint: {error}"));
                write_line(out, &serde_json::json!({ "error": error }))
            }
        };
        if let Err(error) = written {
            finished(Err(error))?;
            break;
        }
    }
    Ok(ExitCode::from(if unusable { 2 } else { 0 }))
}
