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

use std::io::{self, BufRead};
use std::process::ExitCode;

use crate::mask::{Page, Shown, shown};
use crate::retry::Rules;

use super::output::print_note;

pub(crate) use args::Args;

use outcome::{InvalidCase, Plan, Settings};
use streams::{finished, name, open, read, read_line};

/// Runs the command and returns the exit status. An error means status 2.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Shown> {
    let settings = Settings { policy: args.policy.policy(), rules: Rules::default() };
    let mut out = io::stdout().lock();
    let out = &mut Page::new(&mut out);
    if args.job.schedule {
        finished(schedule::print(&settings.policy, out)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(path) = &args.job.cases {
        return answer_lines(open(path)?, &settings, out);
    }
    let outcome = match &args.job.case {
        Some(path) => case::classify(&read(path)?, &settings, name(path))?,
        None => flags::classify(args, &settings)?,
    };
    let stop = args.exit_code && !matches!(outcome.plan, Plan::Sleep { .. });
    finished(out.json(&outcome))?;
    Ok(ExitCode::from(u8::from(stop)))
}

/// Prints a result for every line; for an invalid line the result is its error, so that results and lines
/// correspond. Blank lines are skipped.
fn answer_lines(mut lines: impl BufRead, settings: &Settings, out: &mut Page<'_>) -> Result<ExitCode, Shown> {
    let mut line = Vec::new();
    let mut unusable = false;
    for number in 1u64.. {
        read_line(&mut lines, &mut line)
            .map_err(|error| shown!("line {number}: {}", Shown::masked(error.to_string()), number))?;
        if line.is_empty() {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let written = match case::classify(&line, settings, shown!("line {number}", number)) {
            Ok(outcome) => out.json(&outcome),
            Err(error) => {
                unusable = true;
                print_note(shown!("payloadlint: {error}", error));
                out.json(&InvalidCase { error })
            }
        };
        if let Err(error) = written {
            finished(Err(error))?;
            break;
        }
    }
    Ok(ExitCode::from(if unusable { 2 } else { 0 }))
}
