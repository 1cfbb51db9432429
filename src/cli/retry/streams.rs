//! Input and output of the command.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::mask::{Shown, shown};

use crate::Limits;

pub(super) fn name(path: &Path) -> Shown {
    if path.as_os_str() == "-" { "standard input".into() } else { Shown::masked(path.display().to_string()) }
}

pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>, Shown> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| shown!("{}: {}", name(path), Shown::masked(error.to_string())))?;
    Ok(Box::new(BufReader::new(file)))
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Shown> {
    let mut bytes = Vec::new();
    let limit = Limits::default().max_file_size();
    open(path)?
        .take(limit as u64)
        .read_to_end(&mut bytes)
        .map_err(|error| shown!("{}: {}", name(path), Shown::masked(error.to_string())))?;
    if bytes.len() == limit { Err(shown!("{}: too large", name(path))) } else { Ok(bytes) }
}

/// Reads a line with its line break. Empty at the end.
pub(super) fn read_line(lines: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<()> {
    line.clear();
    let limit = Limits::default().max_file_size();
    lines.take(limit as u64).read_until(b'\n', line)?;
    if line.len() == limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(()) }
}

/// A closed pipe is not an error: the reader has seen enough.
pub(super) fn finished(written: io::Result<()>) -> Result<(), Shown> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(shown!("standard output: {}", Shown::masked(error.to_string())))
        }
        _ => Ok(()),
    }
}
