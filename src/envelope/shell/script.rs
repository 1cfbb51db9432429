//! Finds the commands in a text that send requests.

use std::ops::Range;

use super::variable::Variables;
use super::{aws, command, curl, httpie};
use crate::envelope::emitter::Emitter;

/// How many here-documents within `$(…)` may be searched for without success in one text.
const HEREDOC_ATTEMPTS: u32 = 100;

/// Why a command is not read.
const TOO_DEEP: &str = "its here-documents are nested too deeply";

/// A program that sends requests.
#[derive(Clone, Copy)]
struct Program {
    name: &'static str,
    read: fn(usize, command::Command, &Variables<'_>, bool, &mut Emitter<'_>),
}

const PROGRAMS: [Program; 5] = [
    Program { name: "curl", read: curl::read },
    Program { name: "aws", read: aws::read },
    Program { name: "https", read: httpie::read },
    Program { name: "http", read: httpie::read },
    Program { name: "xh", read: httpie::read },
];

/// Reads every command of a text that sends a request.
pub(in crate::envelope) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    read_part(text, start..text.len(), false, emitter);
}

/// Reads the commands in a part of a text. On a `page`, commands may contain placeholders such as `<key>`.
pub(in crate::envelope) fn read_part(text: &str, part: Range<usize>, page: bool, emitter: &mut Emitter<'_>) {
    let mut attempts_left = HEREDOC_ATTEMPTS;
    let variables = Variables::of(text, part.clone());
    let mut names = Names::new(text, part.clone());
    // The start of the line that contains `counted_to`. A line may be the whole text, so no part of it is searched again.
    let (mut line, mut counted_to) = (part.start, part.start);
    let mut is_comment = is_comment_line(text, part.clone());
    // Where the last command ends.
    let mut last_end = part.start;
    while let Some((start, program)) = names.next() {
        if let Some(newline) = memchr::memrchr(b'\n', &text.as_bytes()[counted_to..start]) {
            line = counted_to + newline + 1;
            is_comment = is_comment_line(text, line..part.end);
        }
        counted_to = start;
        if is_comment || !starts_command(text, line..start, program.name, part.end) {
            continue;
        }
        let mut command = command::command(text, names.at..part.end, page, &mut attempts_left);
        let mut rest = command.end.max(names.at)..part.end;
        let before = line.max(last_end)..start;
        command.input = command.input.or_else(|| piped_input(text, before, &mut rest, &mut attempts_left));
        names.at = rest.start;
        last_end = rest.start;
        if command.is_too_deep {
            let line = emitter.request_id(Some(start)).line;
            emitter.skip(line, TOO_DEEP.into());
            continue;
        }
        (program.read)(start, command, &variables, page, emitter);
    }
}

/// The places in a part of a text where the name of a program is.
struct Names<'t> {
    text: &'t [u8],
    /// Where the search goes on.
    at: usize,
    end: usize,
    /// For each program, where its name is next, if anywhere; searched again once it is before `at`.
    found: [Option<usize>; PROGRAMS.len()],
}

impl<'t> Names<'t> {
    fn new(text: &'t str, part: Range<usize>) -> Self {
        let mut names = Names { text: text.as_bytes(), at: part.start, end: part.end, found: [None; PROGRAMS.len()] };
        names.found = PROGRAMS.map(|program| names.find(program));
        names
    }

    fn find(&self, program: Program) -> Option<usize> {
        let rest = self.text.get(self.at..self.end)?;
        Some(self.at + memchr::memmem::find(rest, program.name.as_bytes())?)
    }

    /// The next name, and its program. The search goes on after it, or from where `at` is set to.
    fn next(&mut self) -> Option<(usize, Program)> {
        for (index, program) in PROGRAMS.into_iter().enumerate() {
            if self.found[index].is_some_and(|found| found < self.at) {
                self.found[index] = self.find(program);
            }
        }
        let candidates = self.found.iter().zip(PROGRAMS).filter_map(|(found, program)| Some(((*found)?, program)));
        let (start, program) = candidates.min_by_key(|(start, _)| *start)?;
        self.at = start + program.name.len();
        Some((start, program))
    }
}

/// How far back the command before a pipe may start.
const MAX_PIPED_BYTES: usize = 64 * 1024;

/// What the command before a pipe writes to the command after it, where `before` is the start of its line, from the end of
/// another command that was read on.
/// `rest` starts after the second command and is moved past a here-document.
fn piped_input(
    text: &str,
    before: Range<usize>,
    rest: &mut Range<usize>,
    attempts_left: &mut u32,
) -> Option<command::Input> {
    let start = before.start;
    let command = text[before].trim_end().strip_suffix('|').filter(|command| command.len() <= MAX_PIPED_BYTES)?;
    // `$ cat …` on a page, `RESPONSE=$(cat …`, `date; cat …`
    let marks = ["$(", "$ ", "; ", "&& "];
    let command_start = marks.iter().filter_map(|mark| Some(command.rfind(mark)? + mark.len())).max().unwrap_or(0);
    command::piped(text, start + command_start..start + command.len(), rest, attempts_left)
}

/// Whether the line at the start of a part of a text is a comment.
fn is_comment_line(text: &str, part: Range<usize>) -> bool {
    text[part].trim_start_matches([' ', '\t']).starts_with('#')
}

/// Whether the name of a program after the `before` of its line is a whole word at the start of a command.
fn starts_command(text: &str, before: Range<usize>, name: &str, end: usize) -> bool {
    let start = before.end;
    let before = &text[before];
    let previous = before.chars().next_back();
    let is_start = previous.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '`' | ';' | '|' | '&' | '/'));
    let is_word = text[start + name.len()..end].starts_with([' ', '\t', '\\', '\n', '\r']);
    is_start && is_word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_from_cat_and_echo_is_known() {
        for (line, expected) in [
            ("cat <<EOF | curl -d @-\n{}\nEOF\n", Some("{}\n")),
            ("cat <<'EOF' | curl -d @- \\\n  -s | jq .\n{}\nEOF\n", Some("{}\n")),
            ("A=$(echo '{}' | curl -d @-)", Some("{}")),
            ("$ echo -n {} | curl -d @-", Some("{}")),
            ("date; cat a.json | curl -d @-", Some("a.json")),
            ("cat < a.json | curl -d @-", Some("a.json")),
            ("cat a.json b.json | curl -d @-", None),
            ("cat - | curl -d @-", None),
            ("cat a.json | jq . | curl -d @-", None),
            ("cat a.json || curl -d @-", None),
            ("echo a; curl -d @-", None),
            ("echo -e '{}' | curl -d @-", None),
            ("curl -d @-", None),
        ] {
            let start = line.find("curl").unwrap_or_default();
            let mut rest = command::command(line, start..line.len(), false, &mut 9).end..line.len();
            let input = piped_input(line, 0..start, &mut rest, &mut 9);
            let text = input.map(|(command::Input::Text(word) | command::Input::File(word))| word.text);
            assert_eq!(text.as_deref(), expected, "{line}");
        }
    }
}
