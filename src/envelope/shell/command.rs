//! One shell command: its words, redirections and here-documents.

use std::ops::Range;

use super::reader::Reader;
use super::word::Word;

/// One command.
pub(super) struct Command {
    pub(super) words: Vec<Word>,
    /// What it reads from standard input, if the command specifies it.
    pub(super) input: Option<Input>,
    /// Where it ends in the file.
    pub(super) end: usize,
    /// Whether a part of it is nested too deeply to be read.
    pub(super) is_too_deep: bool,
}

/// What a command reads from standard input.
pub(super) enum Input {
    /// A here-document, or the word after `<<<`.
    Text(Word),
    /// The file with this name.
    File(Word),
}

/// Reads the command that starts at `part.start`. For `page` and `attempts_left`, see [`Reader`].
pub(super) fn command(text: &str, part: Range<usize>, page: bool, attempts_left: &mut u32) -> Command {
    let mut reader = Reader::new(text, part, attempts_left);
    reader.page = page;
    let mut command = reader.command();
    command.input = reader.heredoc().map(Input::Text).or(command.input);
    command.end = reader.at;
    command.is_too_deep = reader.is_too_deep;
    command
}

/// What the command in `part` writes to the pipe after it: `cat` its file or its input, `echo` one word. `rest` starts
/// after the last command of the line. If a here-document follows that line, `rest` is moved past it.
pub(super) fn piped(text: &str, part: Range<usize>, rest: &mut Range<usize>, attempts_left: &mut u32) -> Option<Input> {
    let mut reader = Reader::new(text, part.clone(), attempts_left);
    let mut command = reader.command();
    if reader.at != part.end {
        return None;
    }
    (reader.at, reader.end) = (rest.start, rest.end);
    let input = reader.heredoc().map(Input::Text).or(command.input);
    rest.start = reader.at;
    if reader.is_too_deep {
        return None;
    }
    let word = command.words.pop()?;
    let before: Vec<&str> = command.words.iter().map(|word| &*word.text).collect();
    match &before[..] {
        [] if word.text == "cat" => input,
        ["cat"] if !word.text.starts_with('-') => Some(Input::File(word)),
        ["echo"] | ["echo", "-n"] => Some(Input::Text(word)),
        _ => None,
    }
}

/// Reads the word that starts at `part.start`.
pub(super) fn word_at(text: &str, part: Range<usize>) -> Word {
    Reader::new(text, part, &mut 1).word()
}

/// A part of a command.
enum Token {
    Word(Word),
    /// A redirection; the next word belongs to it.
    Redirection(Redirection),
    /// The announcement of a here-document.
    Heredoc,
}

/// What the word after a redirection is.
enum Redirection {
    /// `<`: a file to read.
    Input,
    /// `<<<`: the text itself.
    Text,
    /// A file to write, or a stream.
    Output,
}

impl Reader<'_> {
    /// Reads the words up to the end of the command. Here-documents are only announced.
    fn command(&mut self) -> Command {
        let mut command = Command { words: Vec::new(), input: None, end: self.end, is_too_deep: false };
        let mut redirection = None;
        while let Some(token) = self.token() {
            match (token, redirection.take()) {
                (Token::Word(word), None) => command.words.push(word),
                (Token::Word(word), Some(Redirection::Input)) => command.input = Some(Input::File(word)),
                (Token::Word(word), Some(Redirection::Text)) => command.input = Some(Input::Text(word)),
                (Token::Word(_), Some(Redirection::Output)) | (Token::Heredoc, _) => {}
                (Token::Redirection(next), _) => redirection = Some(next),
            }
        }
        command
    }

    /// The next part of the command; `None` at its end.
    fn token(&mut self) -> Option<Token> {
        self.skip_blanks();
        let rest = self.rest();
        let next = rest.chars().next()?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if rest[digits..].starts_with(['<', '>']) && self.placeholder().is_none() {
            self.at += digits;
            return Some(self.redirection());
        }
        if matches!(next, '\n' | '\r' | ';' | '|' | '&' | ')' | '`' | '#') {
            return None;
        }
        Some(Token::Word(self.word()))
    }

    fn redirection(&mut self) -> Token {
        let rest = self.rest();
        if rest.starts_with("<<<") {
            self.at += "<<<".len();
            return Token::Redirection(Redirection::Text);
        }
        if rest.starts_with("<<") {
            self.announce_heredoc();
            return Token::Heredoc;
        }
        let operator = &rest[..rest.len() - rest.trim_start_matches(['<', '>', '&', '|']).len()];
        self.at += operator.len();
        Token::Redirection(if operator == "<" { Redirection::Input } else { Redirection::Output })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::source_map::SourceMap;

    fn words(text: &str) -> Vec<String> {
        command(text, 0..text.len(), false, &mut 9).words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_what_the_command_receives() {
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
        let read = |text: &str| match command(text, 0..text.len(), false, &mut 9).input? {
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
    fn parts_of_words_map_to_the_file() {
        for (text, part, shown) in [
            (r#"-d '{"a": 1}'"#, "1", "1"),
            (r#"-d "{\"é\": \"b\"}""#, "\"é\"", r#"\"é\""#),
            (r"-d 'it'\''s'", "t's", r"t'\''s"),
            ("-d \"a${B}c\"", "0", "${B}"),
            ("-d \"$(cat <<'EOF'\n{\"a\": 1}\nEOF\n)\"", "1", "1"),
            ("-d a\\\nb", "ab", "a\\\nb"),
        ] {
            let command = command(text, 0..text.len(), false, &mut 9);
            let word = &command.words[1];
            let at = word.text.find(part).unwrap();
            let span = SourceMap::Pieces(word.pieces.clone()).map(&(at..at + part.len())).unwrap();
            assert_eq!(&text[span], shown, "{text}");
        }
    }
}
