//! Words: quotes, backslashes, variables.

use super::reader::{Reader, line_continuation};
use super::word::{Builder, Word};

impl Reader<'_> {
    /// Reads the word at the current position.
    pub(super) fn word(&mut self) -> Word {
        let start = self.at;
        let mut word = Builder::new(start);
        while let Some(next) = self.peek() {
            if let Some(length) = (next == '<').then(|| self.placeholder()).flatten() {
                self.hole(&mut word, length);
                continue;
            }
            match next {
                ' ' | '\t' | '\n' | '\r' | ';' | '|' | '&' | '<' | '>' | '(' | ')' | '`' => break,
                '\'' => self.single_quoted(&mut word),
                '"' => self.double_quoted(&mut word),
                '$' if self.rest().starts_with("$'") => self.ansi_c_quoted(&mut word),
                '$' if self.rest().starts_with("$\"") => {
                    self.at += 1;
                    self.double_quoted(&mut word);
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
            // Skip a character that cannot start a word, such as `(`, so that the reader advances.
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        word.finish(start..self.at)
    }

    /// A backslash and the character that it escapes.
    fn escaped(&mut self, word: &mut Builder) {
        let length = self.rest()[1..].chars().next().map_or(0, char::len_utf8);
        let kept = &self.rest()[1..1 + length];
        word.push(kept, self.at..self.at + 1 + length);
        self.at += 1 + length;
    }

    fn single_quoted(&mut self, word: &mut Builder) {
        self.at += 1;
        let length = self.rest().find('\'').unwrap_or(self.rest().len());
        self.copy(word, length);
        self.at = (self.at + 1).min(self.end);
    }

    fn double_quoted(&mut self, word: &mut Builder) {
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

    /// A character where the shell expands variables: within double quotes or in a here-document. A backslash escapes
    /// only the characters in `escapable`.
    pub(super) fn expanded(&mut self, next: char, escapable: &[char], word: &mut Builder) {
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

    /// `$'…'` with backslash escapes as in C.
    fn ansi_c_quoted(&mut self, word: &mut Builder) {
        self.at += 2;
        while let Some(next) = self.peek() {
            match next {
                '\'' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    let (text, length) = c_escape(self.rest());
                    word.push(text.encode_utf8(&mut [0; 4]), self.at..self.at + length);
                    self.at += length;
                }
                other => self.copy(word, other.len_utf8()),
            }
        }
    }

    /// A dollar sign and what belongs to it: a hole, except for `$(cat <<EOF …)`, whose text is known.
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

    fn hole(&mut self, word: &mut Builder, length: usize) {
        let end = (self.at + length).min(self.end);
        word.push_hole(self.at..end);
        word.expansion = self.text.get(self.at..end).map(str::to_owned);
        self.at = end;
    }
}

/// The length of the bracketed text at the start of a text.
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

/// The character of the `$'…'` escape at the start of a text, and the length of the escape.
fn c_escape(rest: &str) -> (char, usize) {
    let Some(name) = rest[1..].chars().next() else { return ('\\', 1) };
    let max_digits = match name {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let digits = rest[1 + name.len_utf8()..].chars().take(max_digits).take_while(char::is_ascii_hexdigit).count();
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
