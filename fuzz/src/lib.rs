//! What the fuzz targets check: each file in `fuzz_targets/` calls one function of this library.
//!
//! Some inputs begin with a line that says how the rest is read (the name of a reader, the name of a file), so that an
//! input can be read and written by hand.

pub mod fixes;
pub mod formats;
pub mod mutate;
pub mod parser;
pub mod readers;
pub mod report;
pub mod retry;

/// The first line of an input, and the rest.
fn first_line(data: &[u8]) -> (String, &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    (String::from_utf8_lossy(&data[..end]).into_owned(), data.get(end + 1..).unwrap_or_default())
}
