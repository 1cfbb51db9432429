//! Reads files: whole, or in pieces if each line is a value of its own.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::envelope::{self, BodyFile, Kind};

use super::Failure;

/// A file to lint.
#[derive(Debug)]
pub(super) struct Input {
    /// Its name in the output.
    pub(super) name: String,
    /// Its path; `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// Its size in bytes; 0 if unknown.
    pub(super) size: u64,
    /// Whether the user named it, instead of a directory that contains it.
    pub(super) named: bool,
    /// The requests that it is the body of, if commands name it.
    pub(super) requests: Vec<BodyFile>,
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
    first: bool,
    named: bool,
}

impl Jobs {
    pub(super) fn new(inputs: Vec<Input>, kind: Option<Kind>) -> Self {
        Jobs { inputs: inputs.into(), kind, open: None }
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
            match open(input, self.kind) {
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
fn open(input: Input, kind: Option<Kind>) -> io::Result<Opened> {
    let mut reader: Box<dyn Read + Send> = match &input.path {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(io::stdin()),
    };
    let name: Arc<str> = input.name.as_str().into();
    let mut text = Vec::with_capacity(usize::try_from(input.size).unwrap_or(0).clamp(1024, PIECE_BYTES) + 1);
    let more = read_up_to(&mut reader, PIECE_BYTES, &mut text)?;
    if !input.requests.is_empty() {
        reader.read_to_end(&mut text)?;
        return Ok(Opened::Whole(Piece::Body { name, text, requests: input.requests }));
    }
    let is_lines = kind.map_or_else(|| envelope::is_lines(&name, &text), |kind| kind == Kind::Jsonl);
    if !is_lines {
        text.reserve(usize::try_from(input.size).unwrap_or(0).saturating_sub(text.len()) + 1);
        reader.read_to_end(&mut text)?;
        return Ok(Opened::Whole(Piece::File { name, text, named: input.named }));
    }
    let path: Option<Arc<Path>> = input.path.map(Into::into);
    if !more {
        return Ok(Opened::Whole(Piece::Lines { name, path, text, first: true, named: input.named }));
    }
    Ok(Opened::Lines(Lines { name, path, reader, rest: text, first: true, named: input.named }))
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
