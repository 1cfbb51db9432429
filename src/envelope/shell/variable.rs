//! Where the value of a `$VARIABLE` or `$(cat FILE)` comes from.

use std::collections::HashMap;
use std::ops::Range;

use super::command::word_at;
use super::word::Word;

/// How far back from a command an assignment may be. It is read again for each command that uses it.
const MAX_LOOKBACK: usize = 64 * 1024;

/// Words after which a name is set to an unknown value.
const SETTERS: [&str; 9] = ["read", "for", "local", "declare", "typeset", "unset", "mapfile", "readarray", "-v"];

/// Where a value comes from.
pub(super) enum Source {
    /// A literal that was assigned to the variable.
    Text(Word),
    /// The file with this name.
    File(String),
}

/// Where the variables of a script are set, in the order of the script.
pub(super) struct Variables<'t> {
    text: &'t str,
    /// For each name, the places where it is set.
    settings: HashMap<&'t str, Vec<Setting>>,
}

/// A place where a variable is set.
struct Setting {
    at: usize,
    /// Where the literal starts that is assigned, if it is one.
    literal: Option<usize>,
}

impl<'t> Variables<'t> {
    /// The variables of a part of a text.
    pub(super) fn of(text: &'t str, part: Range<usize>) -> Self {
        let mut variables = Variables { text, settings: HashMap::new() };
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
        let is_separator = |c: char| c.is_whitespace() || matches!(c, ';' | '(' | '&' | '{' | '|');
        let (mut at, mut follows_setter) = (start, false);
        for word in line.split(is_separator) {
            let name = &word[..word.len() - word.trim_start_matches(is_name).len()];
            let value = &word[name.len()..];
            let literal = value.starts_with('=').then_some(at + name.len() + 1);
            let is_set = literal.is_some() || value.starts_with("+=") || follows_setter && value.is_empty();
            if !name.is_empty() && is_set {
                self.settings.entry(name).or_default().push(Setting { at, literal });
            }
            follows_setter |= SETTERS.contains(&word);
            // The separator after the word; whitespace may be several bytes long.
            at += word.len() + self.text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }

    /// Where the value of a word that is a single hole comes from, in a command that starts at `before`. `None` if a
    /// program produces it.
    pub(super) fn source(&self, word: &Word, before: usize) -> Option<Source> {
        let expansion = word.expansion.as_deref()?;
        if let Some(command) = expansion.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')) {
            return file(command.trim()).map(Source::File);
        }
        let name = expansion.strip_prefix('$')?;
        let name = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
        let settings = self.settings.get(name)?;
        let last = settings[..settings.partition_point(|setting| setting.at < before)].last()?;
        let literal = last.literal.filter(|_| before - last.at <= MAX_LOOKBACK)?;
        let word = word_at(self.text, literal..before);
        // Something that looks like an assignment may be part of another text, but not with a JSON object as its value.
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
