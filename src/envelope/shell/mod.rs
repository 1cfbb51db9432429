//! `curl` commands, wherever they stand in a text.
//!
//! A text is not read as a whole script: a command is read from the word `curl` on, so that nothing before it has to be
//! shell. What the shell would put in place of `$NAME` or `$(…)` is not known: such a place is a hole. Only where a body is all
//! one variable, what was assigned to it is looked for.

mod command;
mod curl;
mod expand;
mod variable;
mod word;

use super::out::Out;
use variable::Variables;

/// Reads every `curl` command of a text.
pub(super) fn read(text: &[u8], out: &mut Out<'_>) {
    let Some((text, start)) = super::as_utf_8(text, out) else { return };
    read_part(text, start..text.len(), false, out);
}

/// Reads the commands of a part of a text. On a `page` what stands for something else is written with dots or pointed
/// brackets, too.
pub(super) fn read_part(text: &str, part: std::ops::Range<usize>, page: bool, out: &mut Out<'_>) {
    let (mut at, mut patience) = (part.start, 100);
    let variables = Variables::of(text, part.clone());
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..part.end], b"curl") {
        let start = at + found;
        at = start + "curl".len();
        if is_command(text, start, part.clone()) {
            let command = command::command(text, at..part.end, &mut patience);
            at = command.end.max(at);
            curl::deliver(start, command, &variables, page, out);
        }
    }
}

/// Whether the `curl` at `start` is a word that begins a command and is not commented out.
fn is_command(text: &str, start: usize, part: std::ops::Range<usize>) -> bool {
    let line = text[part.start..start].rfind('\n').map_or(part.start, |newline| part.start + newline + 1);
    let before = &text[line..start];
    let last = before.chars().next_back();
    let begins = last.is_none_or(|last| last.is_whitespace() || matches!(last, '(' | '`' | ';' | '|' | '&' | '/'));
    let ends = text[start + "curl".len()..part.end].starts_with([' ', '\t', '\\', '\n', '\r']);
    begins && ends && !before.trim_start().starts_with('#')
}
