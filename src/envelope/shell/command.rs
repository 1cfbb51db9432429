//! One shell command: its words, its redirections, its here-documents.

use std::ops::Range;

use super::word::{Builder, Word};

/// One command.
pub(super) struct Command {
    pub(super) words: Vec<Word>,
    /// What it reads from standard input, where the command says so.
    pub(super) input: Option<Input>,
    /// Where it ends in the file.
    pub(super) end: usize,
}

/// What a command reads from standard input.
pub(super) enum Input {
    /// A here-document, or the word behind `<<<`.
    Text(Word),
    /// The file of that name.
    File(Word),
}

/// Reads the words from `part.start` on up to the end of the command.
///
/// `patience` is how often a here-document inside `$(…)` may be looked for in vain: a text of nothing else must not
/// take a time that grows with its square.
pub(super) fn command(text: &str, part: Range<usize>, patience: &mut u32) -> Command {
    let mut reader = Reader { text, at: part.start, end: part.end, heredocs: Vec::new(), patience };
    let mut command = reader.command();
    command.input = reader.heredoc().map(Input::Text).or(command.input);
    command.end = reader.at;
    command
}

/// What the command in `part` writes into the pipe behind it: `cat` a file or what it reads, `echo` one word. `rest` is
/// what follows the last command of the line; a here-document begins behind that line, and `rest` behind it.
pub(super) fn piped(text: &str, part: Range<usize>, rest: &mut Range<usize>, patience: &mut u32) -> Option<Input> {
    let mut reader = Reader { text, at: part.start, end: part.end, heredocs: Vec::new(), patience };
    let mut command = reader.command();
    if reader.at != part.end {
        return None;
    }
    (reader.at, reader.end) = (rest.start, rest.end);
    let input = reader.heredoc().map(Input::Text).or(command.input);
    rest.start = reader.at;
    let word = command.words.pop()?;
    let before: Vec<&str> = command.words.iter().map(|word| &*word.text).collect();
    match &before[..] {
        [] if word.text == "cat" => input,
        ["cat"] if !word.text.starts_with('-') => Some(Input::File(word)),
        ["echo"] | ["echo", "-n"] => Some(Input::Text(word)),
        _ => None,
    }
}

/// Reads the one word that begins at `part.start`.
pub(super) fn word_at(text: &str, part: Range<usize>) -> Word {
    Reader { text, at: part.start, end: part.end, heredocs: Vec::new(), patience: &mut 1 }.word()
}

enum Next {
    Word(Word),
    Redirection(Redirection),
    /// A here-document was announced.
    Heredoc,
}

/// What the word behind a redirection is.
enum Redirection {
    /// `<`: a file to read.
    Input,
    /// `<<<`: the text itself.
    Text,
    /// A file to write, or a stream.
    Output,
}

/// Reads a command's words.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) end: usize,
    heredocs: Vec<Delimiter>,
    patience: &'t mut u32,
}

struct Delimiter {
    word: String,
    is_quoted: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..self.end]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The words up to the end of the command. Here-documents are only announced in it.
    fn command(&mut self) -> Command {
        let mut command = Command { words: Vec::new(), input: None, end: self.end };
        let mut redirection = None;
        while let Some(next) = self.next_word() {
            match (next, redirection.take()) {
                (Next::Word(word), None) => command.words.push(word),
                (Next::Word(word), Some(Redirection::Input)) => command.input = Some(Input::File(word)),
                (Next::Word(word), Some(Redirection::Text)) => command.input = Some(Input::Text(word)),
                (Next::Word(_), Some(Redirection::Output)) | (Next::Heredoc, _) => {}
                (Next::Redirection(next), _) => redirection = Some(next),
            }
        }
        command
    }

    /// The next word or redirection; `None` at the end of the command.
    fn next_word(&mut self) -> Option<Next> {
        self.skip_blanks();
        let rest = self.rest();
        let next = rest.chars().next()?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if rest[digits..].starts_with(['<', '>']) {
            self.at += digits;
            return Some(self.redirection());
        }
        if matches!(next, '\n' | '\r' | ';' | '|' | '&' | ')' | '`' | '#') {
            return None;
        }
        Some(Next::Word(self.word()))
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let skipped = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            self.at += skipped;
            match line_continuation(self.rest()) {
                0 if skipped == 0 => return,
                length => self.at += length,
            }
        }
    }

    fn redirection(&mut self) -> Next {
        let rest = self.rest();
        if rest.starts_with("<<<") {
            self.at += 3;
            return Next::Redirection(Redirection::Text);
        }
        if let Some(delimiter) = rest.strip_prefix("<<") {
            let dash = usize::from(delimiter.starts_with('-'));
            self.at += 2 + dash;
            self.skip_blanks();
            let start = self.at;
            let word = self.word();
            let is_quoted = self.text[start..self.at].contains(['\'', '"', '\\']);
            self.heredocs.push(Delimiter { word: word.text, is_quoted });
            return Next::Heredoc;
        }
        let mark = &rest[..rest.len() - rest.trim_start_matches(['<', '>', '&', '|']).len()];
        self.at += mark.len();
        Next::Redirection(if mark == "<" { Redirection::Input } else { Redirection::Output })
    }

    /// `$(cat <<EOF …)`: the text of the here-document. Whether it was one.
    pub(super) fn cat_heredoc(&mut self, word: &mut Builder) -> bool {
        let Some(inner) = self.rest().strip_prefix("$(") else { return false };
        let Some(after_cat) = inner.trim_start().strip_prefix("cat") else { return false };
        let after_cat = after_cat.trim_start();
        if *self.patience == 0 || !after_cat.starts_with("<<") || after_cat.starts_with("<<<") {
            return false;
        }
        let start = self.at;
        self.at = self.end - after_cat.len();
        let heredocs = std::mem::take(&mut self.heredocs);
        self.redirection();
        let body =
            if self.rest().trim_start_matches([' ', '\t']).starts_with(['\n', '\r']) { self.heredoc() } else { None };
        self.heredocs = heredocs;
        let closing = self.rest().trim_start();
        match body {
            Some(body) if closing.starts_with(')') => {
                self.at = self.end - closing.len() + 1;
                word.append(body.trimmed_end());
                true
            }
            _ => {
                *self.patience -= 1;
                self.at = start;
                false
            }
        }
    }

    /// The text of the first here-document that was announced; reading goes on behind the last one.
    fn heredoc(&mut self) -> Option<Word> {
        let delimiters = std::mem::take(&mut self.heredocs);
        let mut first = None;
        if !delimiters.is_empty() {
            self.at += self.rest().find('\n').map_or(self.rest().len(), |newline| newline + 1);
        }
        for delimiter in delimiters {
            let body = self.heredoc_body(&delimiter);
            first = first.or(Some(body));
        }
        first
    }

    fn heredoc_body(&mut self, delimiter: &Delimiter) -> Word {
        let start = self.at;
        let mut length = 0;
        for line in self.rest().split_inclusive('\n') {
            // Indented ones too: a page may indent all of a command.
            if line.trim() == delimiter.word {
                break;
            }
            length += line.len();
        }
        let mut word = Builder::new(start);
        let end = std::mem::replace(&mut self.end, start + length);
        while let Some(next) = self.peek() {
            if delimiter.is_quoted {
                self.copy(&mut word, next.len_utf8());
            } else {
                self.expanded(next, &['\\', '$', '`'], &mut word);
            }
        }
        self.end = end;
        self.at += self.rest().find('\n').map_or(self.rest().len(), |newline| newline + 1);
        word.finish(start..start + length)
    }
}

/// How long a backslash at the end of a line is, with the line break; 0 for anything else.
pub(super) fn line_continuation(rest: &str) -> usize {
    if rest.starts_with("\\\n") {
        2
    } else if rest.starts_with("\\\r\n") {
        3
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::SourceMap;

    fn words(text: &str) -> Vec<String> {
        command(text, 0..text.len(), &mut 9).words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_what_a_shell_passes() {
        for (text, expected) in [
            ("-s  -X POST", &["-s", "-X", "POST"][..]),
            ("-d '{\"a\": \"b c\"}' x; y", &["-d", "{\"a\": \"b c\"}", "x"]),
            (r#"-d "{\"a\": \"\n\"}""#, &["-d", r#"{"a": "\n"}"#]),
            (r"-d $'it\'s\x41\u00e9\n'", &["-d", "it'sAé\n"]),
            ("a \\\n  b\\\n c\nd", &["a", "b", "c"]),
            ("a 'b'\"c\"\\ d", &["a", "bc d"]),
            ("a > out.txt b 2>/dev/null | jq", &["a", "b"]),
            ("\"$X/v1\" ${Y} `z` \"$(date)\"q", &["0/v1", "0"]),
            ("a <<EOF b\n{}\nEOF\n", &["a", "b"]),
            ("'unclosed", &["unclosed"]),
            ("$1 5$ # note", &["0", "5$"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_here_document_is_the_input() {
        let read = |text: &str| match command(text, 0..text.len(), &mut 9).input? {
            Input::Text(word) | Input::File(word) => Some((word.text, word.holes)),
        };
        assert_eq!(read("-d @- <<'EOF'\n{\"a\": \"$b\"}\nEOF\nls"), Some(("{\"a\": \"$b\"}\n".to_owned(), vec![])));
        assert_eq!(
            read("-d @- <<-EOF\n  {\"a\": \"$b\"}\n  EOF\nls"),
            Some(("  {\"a\": \"0\"}\n".to_owned(), std::iter::once(9..10).collect()))
        );
        assert_eq!(read("-d @- <<< '{}' -s"), Some(("{}".to_owned(), vec![])));
        assert_eq!(read("-d @- < body.json 2> log"), Some(("body.json".to_owned(), vec![])));
        assert_eq!(words("-d \"$(cat <<EOF\n{\\\"a\\\": $B}\nEOF\n)\" x"), ["-d", "{\\\"a\\\": 0}", "x"]);
    }

    #[test]
    fn a_part_of_a_word_is_found_in_the_file() {
        for (text, part, shown) in [
            (r#"-d '{"a": 1}'"#, "1", "1"),
            (r#"-d "{\"é\": \"b\"}""#, "\"é\"", r#"\"é\""#),
            (r"-d 'it'\''s'", "t's", r"t'\''s"),
            ("-d \"a${B}c\"", "0", "${B}"),
            ("-d \"$(cat <<'EOF'\n{\"a\": 1}\nEOF\n)\"", "1", "1"),
            ("-d a\\\nb", "ab", "a\\\nb"),
        ] {
            let command = command(text, 0..text.len(), &mut 9);
            let word = &command.words[1];
            let at = word.text.find(part).unwrap();
            let span = SourceMap::Pieces(word.pieces.clone()).map(&(at..at + part.len())).unwrap();
            assert_eq!(&text[span], shown, "{text}");
        }
    }
}
