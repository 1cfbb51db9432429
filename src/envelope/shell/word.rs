//! The words of one shell command: quotes taken off, each byte's origin kept.

use std::ops::Range;

use crate::envelope::Pieces;

/// What stands in the place of a hole: in a JSON string a part of its text, elsewhere a value.
const FILLER: &str = "0";

/// A word as the command receives it.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) pieces: Pieces,
    /// Parts of the text that are not known.
    pub(super) holes: Vec<Range<usize>>,
    /// The word's bytes in the file.
    pub(super) span: Range<usize>,
    /// How the last hole is written.
    pub(super) source: Option<String>,
}

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

struct Reader<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    heredocs: Vec<Delimiter>,
    patience: &'t mut u32,
}

struct Delimiter {
    word: String,
    is_quoted: bool,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..self.end]
    }

    fn peek(&self) -> Option<char> {
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

    fn word(&mut self) -> Word {
        let start = self.at;
        let mut word = Builder::new(start);
        while let Some(next) = self.peek() {
            match next {
                ' ' | '\t' | '\n' | '\r' | ';' | '|' | '&' | '<' | '>' | '(' | ')' | '`' => break,
                '\'' => self.single(&mut word),
                '"' => self.double(&mut word),
                '$' if self.rest().starts_with("$'") => self.ansi_c(&mut word),
                '$' if self.rest().starts_with("$\"") => {
                    self.at += 1;
                    self.double(&mut word);
                }
                '$' => self.dollar(&mut word),
                '\\' => match line_continuation(self.rest()) {
                    0 => self.escaped(&mut word),
                    length => self.at += length,
                },
                other => self.copy(&mut word, other.len_utf8()),
            }
        }
        if self.at == start {
            // A character that begins no word, such as `(`: passed over, so that reading goes on.
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        word.finish(start..self.at)
    }

    fn copy(&mut self, word: &mut Builder, length: usize) {
        word.copy(self.text, self.at..self.at + length);
        self.at += length;
    }

    /// A backslash and the character it keeps from being special.
    fn escaped(&mut self, word: &mut Builder) {
        let length = self.rest()[1..].chars().next().map_or(0, char::len_utf8);
        let kept = &self.rest()[1..1 + length];
        word.write(kept, self.at..self.at + 1 + length);
        self.at += 1 + length;
    }

    fn single(&mut self, word: &mut Builder) {
        self.at += 1;
        let length = self.rest().find('\'').unwrap_or(self.rest().len());
        self.copy(word, length);
        self.at = (self.at + 1).min(self.end);
    }

    fn double(&mut self, word: &mut Builder) {
        self.at += 1;
        while let Some(next) = self.peek() {
            match next {
                '"' => {
                    self.at += 1;
                    return;
                }
                _ => self.expanded(next, &['"', '\\', '$', '`'], word),
            }
        }
    }

    /// A character where the shell expands variables: between double quotes, in a here-document.
    fn expanded(&mut self, next: char, escapable: &[char], word: &mut Builder) {
        match next {
            '$' => self.dollar(word),
            '`' => {
                let length = self.rest()[1..].find('`').map_or(self.rest().len(), |found| found + 2);
                self.hole(word, length);
            }
            '\\' => match line_continuation(self.rest()) {
                0 if self.rest()[1..].starts_with(escapable) => self.escaped(word),
                0 => self.copy(word, 1),
                length => self.at += length,
            },
            other => self.copy(word, other.len_utf8()),
        }
    }

    /// `$'…'`: backslash escapes as in C.
    fn ansi_c(&mut self, word: &mut Builder) {
        self.at += 2;
        while let Some(next) = self.peek() {
            match next {
                '\'' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    let (text, length) = c_escape(self.rest());
                    word.write(text.encode_utf8(&mut [0; 4]), self.at..self.at + length);
                    self.at += length;
                }
                other => self.copy(word, other.len_utf8()),
            }
        }
    }

    /// A dollar sign: what the shell would put there is not known, except for `$(cat <<EOF …)`.
    fn dollar(&mut self, word: &mut Builder) {
        let rest = self.rest();
        let after = &rest[1..];
        if after.starts_with('(') {
            if self.cat_heredoc(word) {
                return;
            }
            let length = 1 + balanced(after, '(', ')');
            self.hole(word, length);
        } else if after.starts_with('{') {
            let length = 1 + balanced(after, '{', '}');
            self.hole(word, length);
        } else {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let name = match after.chars().next() {
                Some(first) if first.is_ascii_alphabetic() || first == '_' => {
                    after.len() - after.trim_start_matches(is_name).len()
                }
                Some('0'..='9' | '@' | '*' | '#' | '?' | '!' | '$') => 1,
                _ => 0,
            };
            if name == 0 { self.copy(word, 1) } else { self.hole(word, 1 + name) }
        }
    }

    /// `$(cat <<EOF …)`: the text of the here-document. Whether it was one.
    fn cat_heredoc(&mut self, word: &mut Builder) -> bool {
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

    fn hole(&mut self, word: &mut Builder, length: usize) {
        let end = (self.at + length).min(self.end);
        word.hole(self.at..end);
        word.source = self.text.get(self.at..end).map(str::to_owned);
        self.at = end;
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
fn line_continuation(rest: &str) -> usize {
    if rest.starts_with("\\\n") {
        2
    } else if rest.starts_with("\\\r\n") {
        3
    } else {
        0
    }
}

/// The length of a text up to the bracket that closes its first one.
fn balanced(text: &str, open: char, close: char) -> usize {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        if character == open {
            depth += 1;
        } else if character == close {
            depth -= 1;
            if depth == 0 {
                return at + close.len_utf8();
            }
        }
    }
    text.len()
}

/// The character of a `$'…'` escape and the length of the escape.
fn c_escape(rest: &str) -> (char, usize) {
    let Some(name) = rest[1..].chars().next() else { return ('\\', 1) };
    let most = match name {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let digits = rest[1 + name.len_utf8()..].chars().take(most).take_while(char::is_ascii_hexdigit).count();
    if digits > 0 {
        let code = u32::from_str_radix(&rest[2..2 + digits], 16).ok().and_then(char::from_u32);
        return (code.unwrap_or(char::REPLACEMENT_CHARACTER), 2 + digits);
    }
    let character = match name {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'e' | 'E' => '\u{1b}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        other => other,
    };
    (character, 1 + name.len_utf8())
}

/// A word in the making.
struct Builder {
    text: String,
    pieces: Pieces,
    base: usize,
    holes: Vec<Range<usize>>,
    source: Option<String>,
}

impl Builder {
    fn new(base: usize) -> Self {
        Builder { text: String::new(), pieces: Pieces::new(base), base, holes: Vec::new(), source: None }
    }

    fn copy(&mut self, source: &str, bytes: Range<usize>) {
        self.pieces.copied(bytes.len(), bytes.start - self.base);
        self.text.push_str(&source[bytes]);
    }

    fn write(&mut self, text: &str, bytes: Range<usize>) {
        self.pieces.written(text.len(), bytes.start - self.base..bytes.end - self.base);
        self.text.push_str(text);
    }

    fn hole(&mut self, bytes: Range<usize>) {
        self.holes.push(self.text.len()..self.text.len() + FILLER.len());
        self.write(FILLER, bytes);
    }

    fn append(&mut self, word: Word) {
        let shift = self.text.len();
        self.holes.extend(word.holes.iter().map(|hole| hole.start + shift..hole.end + shift));
        self.pieces.append(&word.pieces);
        self.text.push_str(&word.text);
    }

    fn finish(self, span: Range<usize>) -> Word {
        Word { text: self.text, pieces: self.pieces, holes: self.holes, span, source: self.source }
    }
}

impl Word {
    /// The word without the line breaks at its end, as `$(…)` leaves them out.
    fn trimmed_end(mut self) -> Self {
        self.text.truncate(self.text.trim_end_matches(['\n', '\r']).len());
        self.pieces.truncate(self.text.len());
        self
    }

    /// The word without line breaks: `curl -d @-` leaves them out.
    pub(super) fn without_line_breaks(&self) -> Word {
        self.filtered(|_, character| !matches!(character, '\n' | '\r'))
    }

    /// The word from this offset of its text on.
    pub(super) fn from(&self, from: usize) -> Word {
        self.filtered(|at, _| at >= from)
    }

    fn filtered(&self, keep: impl Fn(usize, char) -> bool) -> Word {
        let mut word = Builder::new(self.span.start);
        for (at, character) in self.text.char_indices().filter(|(at, character)| keep(*at, *character)) {
            let length = character.len_utf8();
            let Some(file) = self.pieces.map(&(at..at + length)) else { continue };
            if self.holes.iter().any(|hole| hole.contains(&at)) {
                word.hole(file);
            } else if file.len() == length {
                word.pieces.copied(length, file.start - word.base);
                word.text.push(character);
            } else {
                word.write(&self.text[at..at + length], file);
            }
        }
        word.source.clone_from(&self.source);
        word.finish(self.span.clone())
    }

    /// Puts another word behind this one, and `glue` in between, which stands nowhere: the other's first byte is shown.
    pub(super) fn join(&mut self, other: Word, glue: &str) {
        let first = other.span.start - self.span.start..other.span.start - self.span.start + 1;
        self.pieces.written(glue.len(), first);
        self.text.push_str(glue);
        let shift = self.text.len();
        self.holes.extend(other.holes.iter().map(|hole| hole.start + shift..hole.end + shift));
        self.pieces.append(&other.pieces);
        self.text.push_str(&other.text);
    }

    /// Whether all of it is known.
    pub(super) fn is_known(&self) -> bool {
        self.holes.is_empty()
    }

    /// Whether nothing of it is known.
    pub(super) fn is_hole(&self) -> bool {
        self.holes.first().is_some_and(|hole| *hole == (0..self.text.len()))
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
