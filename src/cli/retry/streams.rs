//! Input and output of the command.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use serde::Serialize;

use crate::Limits;

pub(super) fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>, String> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| format!("{}: {error}", name(path)))?;
    Ok(Box::new(BufReader::new(file)))
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let limit = Limits::default().max_file_size();
    open(path)?.take(limit as u64).read_to_end(&mut bytes).map_err(|error| format!("{}: {error}", name(path)))?;
    if bytes.len() == limit { Err(format!("{}: too large", name(path))) } else { Ok(bytes) }
}

/// Reads a line with its line break. Empty at the end.
pub(super) fn read_line(lines: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<()> {
    line.clear();
    let limit = Limits::default().max_file_size();
    lines.take(limit as u64).read_until(b'\n', line)?;
    if line.len() == limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(()) }
}

/// A closed pipe is not an error: the reader has seen enough.
pub(super) fn finished(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

pub(super) fn write_line(out: &mut impl Write, outcome: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, outcome)?;
    out.write_all(b"\n")
}

/// Standard error is for people; failing to write to it is not a reason to fail.
pub(super) fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}
