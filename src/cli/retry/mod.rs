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

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::retry::Rules;
use serde::Serialize;

pub(crate) use args::Args;

use outcome::{Plan, Settings};

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

/// A closed pipe is not an error: the reader has seen enough.
fn finished(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

fn write_line(out: &mut impl Write, outcome: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, outcome)?;
    out.write_all(b"\n")
}

/// Standard error is for people; failing to write to it is not a reason to fail.
fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Prints a result for every line; for an invalid line the result is its error, so that results and lines
/// correspond. Blank lines are skipped.
fn answer_lines(mut lines: impl BufRead, settings: &Settings, out: &mut impl Write) -> Result<ExitCode, String> {
    let mut line = Vec::new();
    let mut unusable = false;
    for number in 1u64.. {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(|error| format!("line {number}: {error}"))? == 0 {
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

fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, String> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| format!("{}: {error}", name(path)))?;
    Ok(Box::new(BufReader::new(file)))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|error| format!("{}: {error}", name(path)))?;
    Ok(bytes)
}
