//! Code blocks of reStructuredText pages: `.. code-block:: json` and its synonyms, and literal blocks after `::`.
//!
//! Format: <https://docutils.sourceforge.io/docs/ref/rst/directives.html#code>. Blocks keep their indentation: it is whitespace
//! to JSON and to the shell.

use std::ops::Range;

use super::emitter::Emitter;
use super::lines::lines_from;
use super::markdown::{self, Fence};

/// The directives that contain code.
const DIRECTIVES: [&str; 4] = ["code-block", "code", "sourcecode", "parsed-literal"];

/// Reads the code blocks of a page.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    markdown::read_fences(text, blocks(text, start), emitter);
}

/// The code blocks of a page from `start` on.
fn blocks(text: &str, start: usize) -> impl Iterator<Item = Fence> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (line, info) = lines_from(text, at).find_map(|line| Some((line.clone(), opening(&text[line])?)))?;
        let content = content(text, line.end, indentation(&text[line]));
        at = content.end;
        Some(Fence::new(info, content))
    })
}

/// The language of the block that a line opens, and the words after it.
fn opening(line: &str) -> Option<&str> {
    let line = line.trim();
    match line.strip_prefix("..") {
        Some(directive) => {
            let (name, info) = directive.trim_start().split_once("::")?;
            DIRECTIVES.contains(&name).then(|| info.trim())
        }
        None => line.ends_with("::").then_some(""),
    }
}

/// The lines after an opening that are indented deeper than it, without the options of a directive.
fn content(text: &str, start: usize, indentation: usize) -> Range<usize> {
    let (mut start, mut end) = (start, start);
    let mut is_option = true;
    for range in lines_from(text, start) {
        let line = &text[range.clone()];
        if !line.trim().is_empty() {
            if self::indentation(line) <= indentation {
                break;
            }
            end = range.end;
        }
        // `:linenos:`, up to the first blank line.
        is_option &= line.trim_start().starts_with(':');
        if is_option {
            start = range.end;
        }
    }
    start..end.max(start)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
