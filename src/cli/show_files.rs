//! `payloadlint check --show-files`: what would be read, and as what.

use std::io::{Read, Write};
use std::process::ExitCode;

use crate::envelope::{self, Contents, Kind, Unread};
use crate::finding::sanitized;
use crate::text::{count, plural};

use super::input::Input;
use super::walk::Found;
use super::{Failure, references};

/// Lists the files that hold requests: kind, number of requests, name; the others are counted, unless `quiet`. Exit
/// status 2 where one cannot be read.
pub(super) fn run(found: Found, kind: Option<Kind>, quiet: bool) -> ExitCode {
    let mut failures = found.failures;
    let mut out = std::io::stdout().lock();
    let mut skipped = 0;
    for input in &found.inputs {
        match contents(input, kind) {
            Ok(Some(contents)) => {
                // That nobody reads on is no error.
                let _ = writeln!(out, "{}", line(&input.name, &contents));
                for body_missing in &contents.body_missing {
                    let _ = writeln!(out, "{}", unread_line(input, body_missing));
                }
            }
            Ok(None) => skipped += 1,
            Err(failure) => failures.push(failure),
        }
    }
    if skipped > 0 && !quiet {
        let _ = writeln!(std::io::stderr(), "{} skipped: no requests found", count(skipped, "file"));
    }
    for failure in &failures {
        let _ = writeln!(std::io::stderr(), "payloadlint: {failure}");
    }
    ExitCode::from(if failures.is_empty() { 0 } else { 2 })
}

/// What a file holds; nothing where it would be passed over.
fn contents(input: &Input, kind: Option<Kind>) -> Result<Option<Contents>, Failure> {
    // What commands name as a body is one, whatever kind the other files are.
    let kind = kind.filter(|_| input.requests.is_empty());
    let mut bytes = Vec::new();
    let read = match &input.path {
        Some(path) => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
        None => std::io::stdin().lock().read_to_end(&mut bytes),
    };
    read.map_err(|error| Failure::io(&input.name, &error))?;
    let text = envelope::unpack(&bytes).map_err(|reason| Failure::new(format!("{}: {reason}", input.name)))?;
    let options = envelope::Options { named: input.named, kind };
    Ok(envelope::read_file(&input.name, &text, options, &mut |_| {}))
}

/// `                 not read, line 12: its body is made by the shell`
fn unread_line(input: &Input, body_missing: &Unread) -> String {
    let line = body_missing.line.map(|line| format!(", line {line}")).unwrap_or_default();
    let Some(file) = &body_missing.file else { return format!("{:21}not read{line}: {}", "", body_missing.reason) };
    let name = sanitized(&file.name);
    match input.path.as_deref().map(|path| references::resolve(path, &file.name)) {
        Some(Some(path)) => format!("{:21}body{line}: {}", "", sanitized(&path.display().to_string())),
        Some(None) => {
            format!("{:21}not read{line}: its body is in {name}, which is not there, or not to be opened", "")
        }
        None => format!("{:21}not read{line}: its body is in {name}, which standard input does not lead to", ""),
    }
}

/// `har       3 requests  recordings/a.har (2 not for the Messages API)`
fn line(name: &str, contents: &Contents) -> String {
    let tally = contents.tally;
    let requests = plural(tally.requests, "request");
    let mut line = format!("{:<9} {:>6} {requests:<8}  {name}", contents.kind.as_str(), tally.requests);
    let mut beside = Vec::new();
    if tally.skipped > 0 {
        beside.push(format!("{} not for the Messages API", tally.skipped));
    }
    if let Some(reason) = &contents.cut_short {
        beside.push(format!("read in part: {reason}"));
    }
    if !beside.is_empty() {
        line += &format!(" ({})", beside.join("; "));
    }
    line
}
