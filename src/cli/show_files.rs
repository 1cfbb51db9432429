//! `payloadlint check --show-files`: which files would be read, and as what kind.

use std::io::Write;
use std::process::ExitCode;

use crate::envelope::{self, Contents, MissingBody, Skip};
use crate::finding::sanitized;
use crate::join::join_and;
use crate::text::{count, plural};
use crate::{FileOptions, Linter};

use super::guard::guarded;
use super::input::{self, Input};
use super::output::print;
use super::walk::Found;
use super::{Failure, references};

/// Lists the files that contain requests, with their kind and number of requests. Files without requests are counted,
/// unless `quiet`. The exit status is 2 if a file cannot be read.
pub(super) fn run(found: Found, linter: &Linter, quiet: bool) -> Result<ExitCode, Failure> {
    let mut failures = found.failures;
    let mut skipped = 0;
    let listed = print(|out| {
        for input in &found.inputs {
            match guarded(&input.name, || contents(input, linter)).and_then(|contents| contents) {
                Ok(Some(contents)) => write(input, &contents, out)?,
                Ok(None) => skipped += 1,
                Err(failure) => failures.push(failure),
            }
        }
        Ok(())
    });
    if skipped > 0 && !quiet {
        let _ = writeln!(std::io::stderr(), "{} skipped: no requests found", count(skipped, "file"));
    }
    for failure in &failures {
        let _ = writeln!(std::io::stderr(), "payloadlint: {failure}");
    }
    if failures.is_empty() { listed } else { listed.and(Ok(ExitCode::from(2))) }
}

fn write(input: &Input, contents: &Contents, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", file_line(&input.name, contents))?;
    for skip in contents.skips.iter() {
        writeln!(out, "{:21}{}", "", skipped_requests(skip))?;
    }
    for body in &contents.missing_bodies {
        writeln!(out, "{:21}{}", "", missing_body(input, body))?;
    }
    Ok(())
}

/// What a file contains; `None` if it would be skipped.
fn contents(input: &Input, linter: &Linter) -> Result<Option<Contents>, Failure> {
    let mut options = linter.read_options(FileOptions { named: input.named });
    let bytes = input::read_whole(input, options.limits).map_err(|error| Failure::io(&input.name, &error))?;
    let text = envelope::unpack(&bytes, options.limits);
    let text = text.map_err(|error| Failure::new(format!("{}: {error}", input.name)))?;
    // A file that commands send as a body is read as a body, whatever `--input` says about the other files.
    options.kind = options.kind.filter(|_| input.requests.is_empty());
    Ok(envelope::read_file(&input.name, &text, options, &mut |_| {}))
}

/// `har       3 requests  recordings/a.har (2 not for the Messages API)`
fn file_line(name: &str, contents: &Contents) -> String {
    let tally = contents.tally;
    let requests = plural(tally.requests, "request");
    let mut line = format!("{:<9} {:>6} {requests:<8}  {name}", contents.kind.as_str(), tally.requests);
    let mut remarks = Vec::new();
    if tally.skipped > 0 {
        remarks.push(format!("{} not for the Messages API", tally.skipped));
    }
    if let Some(error) = &contents.read_error {
        remarks.push(format!("read only in part: {error}"));
    }
    if !remarks.is_empty() {
        line += &format!(" ({})", remarks.join("; "));
    }
    line
}

/// `skipped, lines 3 and 9: sent to another host or path`
fn skipped_requests(skip: &Skip) -> String {
    let lines: Vec<String> = skip.lines.iter().map(usize::to_string).collect();
    let place = match (skip.count, skip.lines.len()) {
        (count, 0) => count_unless_one(count),
        (1, _) => format!(", line {}", lines[0]),
        (count, shown) if count > shown => format!(", {} (line {} …)", self::count(count, "request"), lines.join(", ")),
        _ => format!(", lines {}", join_and(&lines)),
    };
    format!("skipped{place}: {}", sanitized(&skip.reason))
}

fn count_unless_one(number: usize) -> String {
    if number == 1 { String::new() } else { format!(", {}", count(number, "request")) }
}

/// `not read, line 12: its body is produced by the shell`, or `body, line 7: body.json` if the body's file is read.
fn missing_body(input: &Input, body: &MissingBody) -> String {
    let line = body.line.map(|line| format!(", line {line}")).unwrap_or_default();
    let Some(file) = &body.file else { return format!("not read{line}: {}", body.reason) };
    let name = sanitized(&file.name);
    match input.path.as_deref().map(|path| references::resolve(path, &file.name)) {
        Some(Some(path)) => format!("body{line}: {}", sanitized(&path.display().to_string())),
        Some(None) => format!("not read{line}: its body is in {name}, which does not exist or may not be opened"),
        None => format!("not read{line}: its body is in {name}, which cannot be located from standard input"),
    }
}
