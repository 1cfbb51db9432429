//! Reads files: whole, or in pieces if each line is a value of its own.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Limits;
use crate::envelope::{self, BodyFile, Kind};
use crate::limits::Size;

use super::Failure;

/// A file to lint.
#[derive(Debug)]
pub(super) struct Input {
    /// Its name in the output.
    pub(super) name: String,
    /// Its path; `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// Whether it is a pipe or a device, which gives its text only once.
    pub(super) is_stream: bool,
    /// Its size in bytes; 0 if unknown.
    pub(super) size: u64,
    /// Whether the user named it, instead of a directory that contains it.
    pub(super) named: bool,
    /// The requests that it is the body of, if commands name it.
    pub(super) requests: Vec<BodyFile>,
}

impl Input {
    /// Its path, if it can be read again.
    pub(super) fn path_to_reread(&self) -> Option<&Path> {
        self.path.as_deref().filter(|_| !self.is_stream)
    }
}

/// What is linted in one call.
pub(super) enum Piece {
    /// A whole file.
    File { name: Arc<str>, text: Vec<u8>, named: bool },
    /// A file that commands name as the body of their requests.
    Body { name: Arc<str>, text: Vec<u8>, requests: Vec<BodyFile> },
    /// Whole lines of a file with one value per line.
    Lines { name: Arc<str>, path: Option<Arc<Path>>, text: Vec<u8>, first: bool, named: bool },
}

/// The size of a piece of a file with many lines.
const PIECE_BYTES: usize = 512 * 1024;
/// How many bytes are read before they are linted, so that all cores have work.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// How many files are read before they are linted.
const MAX_FILES: usize = 256;

/// The pieces of all files, in order.
pub(super) struct Jobs {
    inputs: VecDeque<Input>,
    /// The kind of all files, if the user sets it.
    kind: Option<Kind>,
    limits: Limits,
    /// The file that is being read in pieces.
    open: Option<Lines>,
}

/// A file that is read in pieces.
struct Lines {
    name: Arc<str>,
    path: Option<Arc<Path>>,
    reader: Box<dyn Read + Send>,
    /// What was read after the last whole line.
    rest: Vec<u8>,
    max_bytes: usize,
    first: bool,
    named: bool,
}

impl Jobs {
    pub(super) fn new(inputs: Vec<Input>, kind: Option<Kind>, limits: Limits) -> Self {
        Jobs { inputs: inputs.into(), kind, limits, open: None }
    }

    /// Whether there are no more pieces.
    pub(super) fn is_done(&self) -> bool {
        self.inputs.is_empty() && self.open.is_none()
    }

    /// The next pieces: some megabytes, or one larger file.
    pub(super) fn next_batch(&mut self) -> Vec<Result<Piece, Failure>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while bytes < BATCH_BYTES && batch.len() < MAX_FILES {
            let Some(piece) = self.next_piece() else { break };
            bytes += piece.as_ref().map_or(0, |piece| match piece {
                Piece::File { text, .. } | Piece::Body { text, .. } | Piece::Lines { text, .. } => text.len(),
            });
            batch.push(piece);
        }
        batch
    }

    fn next_piece(&mut self) -> Option<Result<Piece, Failure>> {
        if self.open.is_none() {
            let input = self.inputs.pop_front()?;
            let name = input.name.clone();
            match open(input, self.kind, self.limits) {
                Ok(Opened::Whole(piece)) => return Some(Ok(piece)),
                Ok(Opened::Lines(lines)) => self.open = Some(lines),
                Err(error) => return Some(Err(Failure::io(&name, &error))),
            }
        }
        let lines = self.open.as_mut()?;
        let name = lines.name.clone();
        match lines.next() {
            Ok((piece, more)) => {
                if !more {
                    self.open = None;
                }
                Some(Ok(piece))
            }
            Err(error) => {
                self.open = None;
                Some(Err(Failure::io(&name, &error)))
            }
        }
    }
}

enum Opened {
    Whole(Piece),
    Lines(Lines),
}

/// Reads as much of a file as is needed to detect whether each line is a value of its own, and the rest if not.
fn open(input: Input, kind: Option<Kind>, limits: Limits) -> io::Result<Opened> {
    let mut reader = reader(&input)?;
    let name: Arc<str> = input.name.as_str().into();
    let size = usize::try_from(input.size).unwrap_or(usize::MAX);
    let mut text = Vec::with_capacity(size.clamp(1024, PIECE_BYTES) + 1);
    let more = read_up_to(&mut reader, PIECE_BYTES, &mut text)?;
    let is_lines = || kind.map_or_else(|| envelope::is_lines(&name, &text), |kind| kind == Kind::Jsonl);
    if !input.requests.is_empty() || !is_lines() {
        read_rest(&mut reader, size, limits.max_file_size(), &mut text)?;
        let Input { named, requests, .. } = input;
        return Ok(Opened::Whole(match requests.is_empty() {
            true => Piece::File { name, text, named },
            false => Piece::Body { name, text, requests },
        }));
    }
    let path: Option<Arc<Path>> = input.path_to_reread().map(Into::into);
    if !more {
        return Ok(Opened::Whole(Piece::Lines { name, path, text, first: true, named: input.named }));
    }
    let (max_bytes, named) = (limits.max_file_size(), input.named);
    Ok(Opened::Lines(Lines { name, path, reader, rest: text, max_bytes, first: true, named }))
}

/// The text of a file. It is opened once.
pub(super) fn read_whole(input: &Input, limits: Limits) -> io::Result<Vec<u8>> {
    let (size, mut text) = (usize::try_from(input.size).unwrap_or(usize::MAX), Vec::new());
    read_rest(&mut reader(input)?, size, limits.max_file_size(), &mut text)?;
    Ok(text)
}

fn reader(input: &Input) -> io::Result<Box<dyn Read + Send>> {
    Ok(match &input.path {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(io::stdin()),
    })
}

/// Reads what follows `text` in a file of this size, which may not be known. A file with more than `limit` bytes is not read.
fn read_rest(reader: &mut dyn Read, size: usize, limit: usize, text: &mut Vec<u8>) -> io::Result<()> {
    if size <= limit {
        text.try_reserve_exact((size + 1).saturating_sub(text.len()))?;
        let left = (limit + 1).saturating_sub(text.len());
        reader.take(left as u64).read_to_end(text)?;
    }
    if size.max(text.len()) > limit { Err(too_large("larger", limit)) } else { Ok(()) }
}

fn too_large(what: &str, limit: usize) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("{what} than {}", Size(limit)))
}

impl Lines {
    /// The next whole lines, and whether there are more.
    fn next(&mut self) -> io::Result<(Piece, bool)> {
        let mut text = std::mem::take(&mut self.rest);
        let (mut more, mut searched) = (true, 0);
        loop {
            if let Some(end) = memchr::memrchr(b'\n', &text[searched..]) {
                self.rest = text.split_off(searched + end + 1);
                break;
            }
            if !more {
                break;
            }
            if text.len() > self.max_bytes {
                return Err(too_large("a line is longer", self.max_bytes));
            }
            // A line longer than a piece is linted as a whole. What was searched is not searched again.
            searched = text.len();
            more = read_up_to(&mut self.reader, PIECE_BYTES, &mut text)?;
        }
        if more {
            more = read_up_to(&mut self.reader, PIECE_BYTES, &mut self.rest)?;
        }
        let first = std::mem::take(&mut self.first);
        let (name, path) = (self.name.clone(), self.path.clone());
        Ok((Piece::Lines { name, path, text, first, named: self.named }, more || !self.rest.is_empty()))
    }
}

/// The bytes of a range of a file, fewer at its end; `None` if they cannot be read.
pub(super) fn read_range(path: &Path, bytes: Range<usize>) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    file.seek(io::SeekFrom::Start(bytes.start as u64)).ok()?;
    let mut text = Vec::with_capacity(bytes.len());
    file.take(bytes.len() as u64).read_to_end(&mut text).ok()?;
    Some(text)
}

/// Reads up to `limit` bytes. Returns false at the end of the file.
fn read_up_to(reader: &mut dyn Read, limit: usize, text: &mut Vec<u8>) -> io::Result<bool> {
    let read = reader.take(limit as u64).read_to_end(text)?;
    Ok(read == limit)
}
