//! `payloadlint retry`: the classifier and the policy for people and scripts.
//!
//! A failure comes in as flags, or as JSON in the form of the `input` objects of
//! `fixtures/retry/vectors.json`, and an answer goes out as one line of JSON.

mod answer;
mod args;
mod case;
mod config;
mod flags;
mod schedule;

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::retry::Rules;
use serde::Serialize;

pub(crate) use args::Args;

use answer::{Plan, Settings};

/// Does the job, and says with which status to exit. An error means status 2.
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
    let answer = match &args.job.case {
        Some(path) => case::answer(&read(path)?, &settings, &name(path))?,
        None => flags::answer(args, &settings)?,
    };
    let stop = args.exit_code && !matches!(answer.plan, Plan::Sleep { .. });
    finished(write_line(&mut out, &answer))?;
    Ok(ExitCode::from(u8::from(stop)))
}

/// Nobody reads on: that is no error.
fn finished(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

fn write_line(out: &mut impl Write, answer: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")
}

/// Standard error is for people; that it cannot be written to is no reason to fail.
fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Answers every line; a line that cannot be used is answered with its error, so that answers and
/// lines stay together. Blank lines are skipped.
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
        let written = match case::answer(&line, settings, &format!("line {number}")) {
            Ok(answer) => write_line(out, &answer),
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
