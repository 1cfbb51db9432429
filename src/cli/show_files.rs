//! `payloadlint check --show-files`: which files would be read, and as what kind.

use std::process::ExitCode;

use crate::envelope::{self, Contents, MissingBody, Skip};
use crate::join::{join_and, join_with};
use crate::mask::{Page, Shown, put, shown};
use crate::text::{count, plural};
use crate::{FileOptions, Linter};

use super::guard::guarded;
use super::input::{self, Input};
use super::output::{print, print_note};
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
        print_note(shown!("{} skipped: no requests found", count(skipped, "file")));
    }
    for failure in &failures {
        print_note(shown!("payloadlint: {failure}", failure).multiline());
    }
    if failures.is_empty() { listed } else { listed.and(Ok(ExitCode::from(2))) }
}

fn write(input: &Input, contents: &Contents, out: &mut Page<'_>) -> std::io::Result<()> {
    put!(out, "{}\n", file_line(&input.name, contents))?;
    for skip in contents.skips.iter() {
        put!(out, "{:21}{}\n", "", skipped_requests(skip))?;
    }
    for body in &contents.missing_bodies {
        put!(out, "{:21}{}\n", "", missing_body(input, body))?;
    }
    Ok(())
}

/// What a file contains; `None` if it would be skipped.
fn contents(input: &Input, linter: &Linter) -> Result<Option<Contents>, Failure> {
    let mut options = linter.read_options(FileOptions { named: input.named });
    let bytes = input::read_whole(input, options.limits).map_err(|error| Failure::io(&input.name, &error))?;
    let text = envelope::unpack(&bytes, options.limits);
    let text = text.map_err(|error| Failure::from(error.about(Shown::masked(&input.name))))?;
    // A file that commands send as a body is read as a body, whatever `--input` says about the other files.
    options.kind = options.kind.filter(|_| input.requests.is_empty());
    Ok(envelope::read_file(&input.name, &text, options, &mut |_| {}))
}

/// `har       3 requests  recordings/a.har (2 not for the Messages API)`
fn file_line(name: &str, contents: &Contents) -> Shown {
    let tally = contents.tally;
    let requests = plural(tally.requests, "request");
    let (kind, name) = (contents.kind.as_str(), Shown::masked(name));
    let mut line = shown!("{kind:<9} {:>6} {requests:<8}  {name}", tally.requests, kind, requests, name);
    let mut remarks = Vec::new();
    if tally.skipped > 0 {
        remarks.push(shown!("{} not for the Messages API", tally.skipped));
    }
    if let Some(error) = &contents.read_error {
        remarks.push(shown!("read only in part: {}", error.reason()));
    }
    if !remarks.is_empty() {
        line = shown!("{line} ({})", join_with("; ", remarks), line);
    }
    line
}

/// `skipped, lines 3 and 9: sent to another host or path`
fn skipped_requests(skip: &Skip) -> Shown {
    let lines = &skip.lines;
    let place = match (skip.count, skip.lines.len()) {
        (count, 0) => count_unless_one(count),
        (1, _) => shown!(", line {}", lines[0]),
        (count, shown) if count > shown => {
            shown!(", {} (line {} …)", self::count(count, "request"), join_with(", ", lines))
        }
        _ => shown!(", lines {}", join_and(lines)),
    };
    shown!("skipped{place}: {}", skip.reason, place)
}

fn count_unless_one(number: usize) -> Shown {
    if number == 1 { Shown::default() } else { shown!(", {}", count(number, "request")) }
}

/// `not read, line 12: its body is produced by the shell`, or `body, line 7: body.json` if the body's file is read.
fn missing_body(input: &Input, body: &MissingBody) -> Shown {
    let line = body.line.map(|line| shown!(", line {line}", line)).unwrap_or_default();
    let Some(file) = &body.file else { return shown!("not read{line}: {}", body.reason, line) };
    let name = Shown::masked(&*file.name);
    match input.path.as_deref().map(|path| references::resolve(path, &file.name)) {
        Some(Some(path)) => shown!("body{line}: {}", Shown::masked(path.display().to_string()), line),
        Some(None) => {
            shown!("not read{line}: its body is in {name}, which does not exist or may not be opened", line, name)
        }
        None => {
            shown!("not read{line}: its body is in {name}, which cannot be located from standard input", line, name)
        }
    }
}
