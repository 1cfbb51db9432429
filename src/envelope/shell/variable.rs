//! Where a shell takes the text of one `$VARIABLE` or `$(cat FILE)` from.

use super::word::{Word, word_at};

/// How far back an assignment is looked for: a text of nothing but commands must not take a time that grows with its
/// square.
const FAR: usize = 64 * 1024;

/// Where the text stands.
pub(super) enum Source {
    /// In a literal that was assigned.
    Text(Word),
    /// In the file of that name.
    File(String),
}

impl Source {
    /// That of a word which is all one hole. `before` is the text up to its command, of which what stands before `from`
    /// is another script; `None` where a program makes the text.
    pub(super) fn of(word: &Word, before: &str, from: usize) -> Option<Source> {
        let hole = word.source.as_deref()?;
        if let Some(command) = hole.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')) {
            return file(command.trim()).map(Source::File);
        }
        let name = hole.strip_prefix('$')?;
        let name = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
        let is_name = !name.is_empty() && name.chars().all(is_name);
        let value = assignment(before, from, name).filter(|_| is_name)?;
        let word = word_at(before, value..before.len());
        (!word.is_hole() && !word.text.is_empty()).then_some(Source::Text(word))
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

/// Where the value of the last assignment begins; `None` where the variable is set in another way after it.
fn assignment(before: &str, from: usize, name: &str) -> Option<usize> {
    let mut near = from.max(before.len().saturating_sub(FAR));
    while !before.is_char_boundary(near) {
        near += 1;
    }
    let (at, behind) = before[near..].rmatch_indices(name).find_map(|(at, _)| {
        let at = near + at;
        let line = &before[before[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
        let behind = &before[at + name.len()..];
        let is_word = !line.ends_with(|last: char| !last.is_whitespace() && !matches!(last, ';' | '(' | '&' | '{'));
        let is_set = behind.starts_with('=') || behind.starts_with("+=");
        let is_read = line.split_whitespace().any(|word| word == "read") && !behind.starts_with(is_name);
        (is_word && (is_set || is_read) && !line.trim_start().starts_with('#')).then_some((at, behind))
    })?;
    behind.starts_with('=').then_some(at + name.len() + 1)
}
