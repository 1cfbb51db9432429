//! Finds the `curl` commands in a text.

use std::ops::Range;

use super::variable::Variables;
use super::{command, curl};
use crate::envelope::emitter::Emitter;

/// How many here-documents within `$(…)` may be searched for without success in one text.
const HEREDOC_ATTEMPTS: u32 = 100;

/// Reads every `curl` command of a text.
pub(in crate::envelope) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    read_part(text, start..text.len(), false, emitter);
}

/// Reads the commands in a part of a text. On a `page`, commands may contain placeholders such as `<key>`.
pub(in crate::envelope) fn read_part(text: &str, part: Range<usize>, page: bool, emitter: &mut Emitter<'_>) {
    let (mut at, mut attempts_left) = (part.start, HEREDOC_ATTEMPTS);
    let variables = Variables::of(text, part.clone());
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..part.end], b"curl") {
        let start = at + found;
        at = start + "curl".len();
        if starts_command(text, start, part.clone()) {
            let mut command = command::command(text, at..part.end, &mut attempts_left);
            at = command.end.max(at);
            let mut rest = at..part.end;
            let before = part.start..start;
            command.input = command.input.or_else(|| piped_input(text, before, &mut rest, &mut attempts_left));
            at = rest.start;
            curl::read(start, command, &variables, page, emitter);
        }
    }
}

/// What the command before a pipe writes to the command that starts where `before` ends, if both are on the same line.
/// `rest` starts after the second command and is moved past a here-document.
fn piped_input(
    text: &str,
    before: Range<usize>,
    rest: &mut Range<usize>,
    attempts_left: &mut u32,
) -> Option<command::Input> {
    let line = &text[before.clone()];
    let line = &line[line.rfind('\n').map_or(0, |newline| newline + 1)..];
    let start = before.end - line.len();
    let command = line.trim_end().strip_suffix('|')?;
    // `$ cat …` on a page, `RESPONSE=$(cat …`, `date; cat …`
    let marks = ["$(", "$ ", "; ", "&& "];
    let command_start = marks.iter().filter_map(|mark| Some(command.rfind(mark)? + mark.len())).max().unwrap_or(0);
    command::piped(text, start + command_start..start + command.len(), rest, attempts_left)
}

/// Whether the `curl` at `start` is a whole word at the start of a command, and not in a comment.
fn starts_command(text: &str, start: usize, part: Range<usize>) -> bool {
    let line = text[part.start..start].rfind('\n').map_or(part.start, |newline| part.start + newline + 1);
    let before = &text[line..start];
    let previous = before.chars().next_back();
    let is_start = previous.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '`' | ';' | '|' | '&' | '/'));
    let is_word = text[start + "curl".len()..part.end].starts_with([' ', '\t', '\\', '\n', '\r']);
    is_start && is_word && !before.trim_start().starts_with('#')
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
            let mut rest = command::command(line, start..line.len(), &mut 9).end..line.len();
            let input = piped_input(line, 0..start, &mut rest, &mut 9);
            let text = input.map(|(command::Input::Text(word) | command::Input::File(word))| word.text);
            assert_eq!(text.as_deref(), expected, "{line}");
        }
    }
}
