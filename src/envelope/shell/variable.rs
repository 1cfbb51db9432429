//! Where a shell takes the text of one `$VARIABLE` or `$(cat FILE)` from.

use std::collections::HashMap;
use std::ops::Range;

use super::command::word_at;
use super::word::Word;

/// An assignment that lies further back is not read again for each command that uses it.
const FAR: usize = 64 * 1024;

/// Words behind which a name is set to something else.
const SETTERS: [&str; 9] = ["read", "for", "local", "declare", "typeset", "unset", "mapfile", "readarray", "-v"];

/// Where the text stands.
pub(super) enum Source {
    /// In a literal that was assigned.
    Text(Word),
    /// In the file of that name.
    File(String),
}

/// Where the variables of a script are set, in the order of the script.
pub(super) struct Variables<'t> {
    text: &'t str,
    /// For each name: where it is set, and where the literal begins that it is set to, if it is set to one.
    set: HashMap<&'t str, Vec<(usize, Option<usize>)>>,
}

impl<'t> Variables<'t> {
    /// Those of a part of a text.
    pub(super) fn of(text: &'t str, part: Range<usize>) -> Self {
        let mut variables = Variables { text, set: HashMap::new() };
        let mut at = part.start;
        for line in text[part].split_inclusive('\n') {
            if !line.trim_start().starts_with('#') {
                variables.read_line(line, at);
            }
            at += line.len();
        }
        variables
    }

    fn read_line(&mut self, line: &'t str, start: usize) {
        let is_end = |c: char| c.is_whitespace() || matches!(c, ';' | '(' | '&' | '{' | '|');
        let (mut at, mut is_read) = (start, false);
        for word in line.split(is_end) {
            let name = &word[..word.len() - word.trim_start_matches(is_name).len()];
            let value = &word[name.len()..];
            let literal = value.starts_with('=').then_some(at + name.len() + 1);
            if !name.is_empty() && (literal.is_some() || value.starts_with("+=") || is_read && value.is_empty()) {
                self.set.entry(name).or_default().push((at, literal));
            }
            is_read |= SETTERS.contains(&word);
            // All that ends a word is one byte, or white space, whose bytes the line knows.
            at += word.len() + self.text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }

    /// The text of a word which is all one hole, of a command that starts at `before`; `None` where a program makes it.
    pub(super) fn source(&self, word: &Word, before: usize) -> Option<Source> {
        let hole = word.source.as_deref()?;
        if let Some(command) = hole.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')) {
            return file(command.trim()).map(Source::File);
        }
        let name = hole.strip_prefix('$')?;
        let name = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
        let set = self.set.get(name)?;
        let (at, literal) = set[..set.partition_point(|(at, _)| *at < before)].last()?;
        let value = literal.filter(|_| before - at <= FAR)?;
        let word = word_at(self.text, value..before);
        // What looks like an assignment may stand in some text.
        word.text.trim_start().starts_with('{').then_some(Source::Text(word))
    }
}

/// The file of `cat FILE` and `< FILE`.
fn file(command: &str) -> Option<String> {
    let name = command.strip_prefix('<').or_else(|| command.strip_prefix("cat "))?.trim();
    let word = word_at(name, 0..name.len());
    (word.span == (0..name.len()) && word.is_known() && !name.starts_with('-')).then_some(word.text)
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
