//! Jupyter notebooks: code cells in Python, `%%bash` cells, and Markdown cells.
//!
//! The source of a cell is a string or a list of strings in JSON. The code cells of a notebook are one program.

use std::ops::Range;
use std::sync::Arc;

use super::emitter::Emitter;
use super::source_map::{Pieces, SourceMap};
use super::{code, markdown, shell};
use crate::json::{Document, Node};

/// The words after `%%` of cells that are shell scripts.
const SHELLS: [&str; 4] = ["bash", "sh", "shell", "script bash"];
/// The words after `%%` of cells that are Python.
const PYTHON_MAGICS: [&str; 6] = ["time", "timeit", "capture", "python", "python3", "prun"];

/// The text of the cells of one language, and where it is in the file.
#[derive(Default)]
struct Cells {
    text: String,
    pieces: Pieces,
}

/// One cell.
enum Cell {
    /// The bytes of the cell in the text of all code cells.
    Python(Range<usize>),
    Shell(Cells),
    Page(Cells),
}

/// Reads a notebook. Fails if the file is not one.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) -> Result<(), &'static str> {
    let document = Document::parse(text);
    let root = document.root().filter(|_| document.errors().is_empty()).ok_or("the notebook is not valid JSON")?;
    let cells = root.get("cells").filter(Node::is_array).ok_or("the notebook has no `cells`")?;
    let language = root.get("metadata").and_then(|data| data.get("language_info")?.str("name"));
    let is_python = language.is_none_or(|language| language == "python");
    let mut program = Cells::default();
    let cells: Vec<Cell> = cells.items().filter_map(|cell| read_cell(cell, is_python, &mut program)).collect();
    emit(cells, program, emitter);
    Ok(())
}

fn read_cell(cell: Node<'_>, is_python: bool, program: &mut Cells) -> Option<Cell> {
    let mut own = Cells::default();
    own.add(cell.get("source")?);
    match &*cell.str("cell_type")? {
        "markdown" => Some(Cell::Page(own)),
        "code" => match own.text.strip_prefix("%%").map(|rest| rest.lines().next().unwrap_or_default().trim()) {
            Some(magic) if SHELLS.contains(&magic) => Some(Cell::Shell(own)),
            Some(magic) if !PYTHON_MAGICS.contains(&magic.split(' ').next().unwrap_or_default()) => None,
            _ if is_python => {
                let start = program.text.len();
                program.append(own);
                Some(Cell::Python(start..program.text.len()))
            }
            _ => None,
        },
        _ => None,
    }
}

fn emit(cells: Vec<Cell>, program: Cells, emitter: &mut Emitter<'_>) {
    let requests = match code::mentions_api(&program.text) {
        true => code::requests(&program.text, code::Language::Python, emitter.knowledge),
        false => Ok(Vec::new()),
    };
    let requests = requests.unwrap_or_else(|reason| {
        emitter.skip(None, reason.into());
        Vec::new()
    });
    let mut requests = requests.into_iter().peekable();
    let Cells { text, pieces } = program;
    let map = Arc::new(SourceMap::Pieces(pieces));
    for cell in cells {
        match cell {
            Cell::Python(span) => emitter.within(Arc::clone(&map), |emitter| {
                while let Some(request) = requests.next_if(|request| request.start < span.end) {
                    code::emit(request, &text, emitter);
                }
            }),
            Cell::Shell(cell) => emitter.within(Arc::new(SourceMap::Pieces(cell.pieces)), |emitter| {
                shell::read_part(&cell.text, 0..cell.text.len(), true, emitter);
            }),
            Cell::Page(cell) => emitter.within(Arc::new(SourceMap::Pieces(cell.pieces)), |emitter| {
                markdown::read_text(&cell.text, 0, emitter);
            }),
        }
    }
}

/// Where the lines of the cells of a notebook start in its file.
pub(crate) struct CellIndex<'t> {
    text: &'t str,
    /// Offset, cell and line, in ascending order.
    lines: Vec<(usize, usize, usize)>,
}

impl<'t> CellIndex<'t> {
    /// The index of a notebook; `None` if the text is not one.
    pub(crate) fn new(text: &'t [u8]) -> Option<Self> {
        let document = Document::parse(text);
        let mut lines = Vec::new();
        for (number, cell) in document.root()?.get("cells")?.items().enumerate() {
            let mut own = Cells::default();
            own.add(cell.get("source")?);
            let breaks = memchr::memchr_iter(b'\n', own.text.as_bytes()).map(|at| at + 1);
            let starts = std::iter::once(0).chain(breaks).filter(|at| *at < own.text.len());
            let offsets = starts.filter_map(|at| Some(own.pieces.map(&(at..at + 1))?.start));
            lines.extend(offsets.enumerate().map(|(line, offset)| (offset, number + 1, line + 1)));
        }
        Some(CellIndex { text: std::str::from_utf8(text).ok()?, lines })
    }

    /// The cell, the line in it and the column of an offset in the file, all 1-based.
    pub(crate) fn position(&self, offset: usize) -> Option<(usize, usize, usize)> {
        let after = self.lines.partition_point(|(start, ..)| *start <= offset);
        let (start, cell, line) = *self.lines.get(after.checked_sub(1)?)?;
        let before = self.text.get(start..offset)?;
        // An escape is one character.
        let escapes: usize = crate::json::escapes(before).map(|(bytes, _)| bytes.len() - 1).sum();
        Some((cell, line, before.chars().count() - escapes + 1))
    }
}

impl Cells {
    /// Adds the source of a cell: a string, or a list of strings.
    fn add(&mut self, source: Node<'_>) {
        let lines = if source.is_array() { source.items().collect() } else { vec![source] };
        for line in lines {
            if let (Some(text), SourceMap::Pieces(pieces)) =
                (line.as_str(), SourceMap::of_json_string(line.raw_str().unwrap_or_default(), line.inside_span().start))
            {
                self.text.push_str(&text);
                self.pieces.append(&pieces);
            }
        }
    }

    /// Adds a code cell. Lines that are commands of IPython become comments of the same length.
    fn append(&mut self, cell: Cells) {
        for line in cell.text.split_inclusive('\n') {
            match line.trim_start().as_bytes().first() {
                Some(b'%' | b'!') => {
                    let indent = line.len() - line.trim_start().len();
                    self.text.push_str(&line[..indent]);
                    self.text.push('#');
                    self.text.push_str(&line[indent + 1..]);
                }
                _ => self.text.push_str(line),
            }
        }
        self.pieces.append(&cell.pieces);
        let end = self.pieces.map(&(self.text.len()..self.text.len())).map_or(0, |span| span.end);
        self.text.push('\n');
        self.pieces.push_encoded(1, end..end);
    }
}
