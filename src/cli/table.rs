//! Tables of text.

use std::io;

use unicode_width::UnicodeWidthStr;

use crate::mask::{Page, Shown, put};

/// Rows with the same number of cells. Each column but the last is as wide as its widest cell.
#[derive(Default)]
pub(super) struct Table(Vec<Vec<Shown>>);

impl Table {
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Shown>) {
        self.0.push(cells.into_iter().map(|cell| cell.escaped()).collect());
    }

    pub(super) fn write(&self, out: &mut Page<'_>) -> io::Result<()> {
        let columns = self.0.first().map_or(0, Vec::len);
        let width = |column: usize| self.0.iter().map(|row| row[column].width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.0 {
            let mut missing = 0;
            for (cell, width) in row.iter().zip(&widths) {
                if !cell.is_empty() {
                    put!(out, "{}{cell}", spaces(missing), cell)?;
                    missing = 0;
                }
                missing += width - cell.width() + 2;
            }
            put!(out, "\n")?;
        }
        Ok(())
    }

    /// Writes a Markdown table, with the first row as its header.
    pub(super) fn write_markdown(&self, out: &mut Page<'_>) -> io::Result<()> {
        for (index, row) in self.0.iter().enumerate() {
            for cell in row {
                put!(out, "| {} ", Shown::masked(cell.replace('|', "\\|")))?;
            }
            put!(out, "|\n")?;
            if index == 0 {
                put!(out, "|{}\n", Shown::known("---|".repeat(row.len())))?;
            }
        }
        Ok(())
    }
}

fn spaces(number: usize) -> Shown {
    Shown::known(" ".repeat(number))
}
