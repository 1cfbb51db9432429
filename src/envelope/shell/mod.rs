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

use std::ops::Range;

use super::emit::Emitter;
use variable::Variables;

/// Reads every `curl` command of a text.
pub(super) fn read(text: &[u8], out: &mut Emitter<'_>) {
    let Some((text, start)) = super::as_utf_8(text, out) else { return };
    read_part(text, start..text.len(), false, out);
}

/// Reads the commands of a part of a text. On a `page` what stands for something else is written with dots or pointed
/// brackets, too.
pub(super) fn read_part(text: &str, part: Range<usize>, page: bool, out: &mut Emitter<'_>) {
    let (mut at, mut patience) = (part.start, 100);
    let variables = Variables::of(text, part.clone());
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..part.end], b"curl") {
        let start = at + found;
        at = start + "curl".len();
        if is_command(text, start, part.clone()) {
            let mut command = command::command(text, at..part.end, &mut patience);
            at = command.end.max(at);
            let mut rest = at..part.end;
            command.input = command.input.or_else(|| piped(text, part.start..start, &mut rest, &mut patience));
            at = rest.start;
            curl::deliver(start, command, &variables, page, out);
        }
    }
}

/// What the command before a pipe on the same line writes to the one that begins where `before` ends and behind which is
/// the `rest`.
fn piped(text: &str, before: Range<usize>, rest: &mut Range<usize>, patience: &mut u32) -> Option<command::Input> {
    let line = &text[before.clone()];
    let line = &line[line.rfind('\n').map_or(0, |newline| newline + 1)..];
    let start = before.end - line.len();
    let command = line.trim_end().strip_suffix('|')?;
    // `$ cat …` on a page, `ANSWER=$(cat …`, `date; cat …`
    let begins = ["$(", "$ ", "; ", "&& "].iter().filter_map(|mark| Some(command.rfind(mark)? + mark.len())).max();
    command::piped(text, start + begins.unwrap_or(0)..start + command.len(), rest, patience)
}

/// Whether the `curl` at `start` is a word that begins a command and is not commented out.
fn is_command(text: &str, start: usize, part: Range<usize>) -> bool {
    let line = text[part.start..start].rfind('\n').map_or(part.start, |newline| part.start + newline + 1);
    let before = &text[line..start];
    let last = before.chars().next_back();
    let begins = last.is_none_or(|last| last.is_whitespace() || matches!(last, '(' | '`' | ';' | '|' | '&' | '/'));
    let ends = text[start + "curl".len()..part.end].starts_with([' ', '\t', '\\', '\n', '\r']);
    begins && ends && !before.trim_start().starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_piped_in_is_known_where_cat_or_echo_writes_it() {
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
            let input = piped(line, 0..start, &mut rest, &mut 9);
            let text = input.map(|(command::Input::Text(word) | command::Input::File(word))| word.text);
            assert_eq!(text.as_deref(), expected, "{line}");
        }
    }
}
