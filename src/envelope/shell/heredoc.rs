//! Here-documents.

use super::reader::{Delimiter, MAX_DEPTH, Reader};
use super::word::{Builder, Word};

impl Reader<'_> {
    /// Reads the operator `<<` or `<<-` and its delimiter. The text of the here-document follows the current line.
    pub(super) fn announce_heredoc(&mut self) {
        let dash = usize::from(self.rest().starts_with("<<-"));
        self.at += "<<".len() + dash;
        self.skip_blanks();
        let start = self.at;
        let word = self.word();
        let is_quoted = self.text[start..self.at].contains(['\'', '"', '\\']);
        self.heredocs.push(Delimiter { word: word.text, is_quoted });
    }

    /// Reads the here-documents that were announced on the current line. Returns the first one.
    pub(super) fn heredoc(&mut self) -> Option<Word> {
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
            // An indented delimiter counts too: a page may indent the whole command.
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

    /// Reads `$(cat <<EOF …)` and appends the text of the here-document. Whether it was one that is read. Recurses at most
    /// [`MAX_DEPTH`] deep.
    pub(super) fn cat_heredoc(&mut self, word: &mut Builder) -> bool {
        let Some(inner) = self.rest().strip_prefix("$(") else { return false };
        let Some(after_cat) = inner.trim_start().strip_prefix("cat") else { return false };
        let after_cat = after_cat.trim_start();
        if *self.attempts_left == 0 || !after_cat.starts_with("<<") || after_cat.starts_with("<<<") {
            return false;
        }
        if self.depth == MAX_DEPTH {
            self.is_too_deep = true;
            return false;
        }
        self.depth += 1;
        let start = self.at;
        self.at = self.end - after_cat.len();
        let outer = std::mem::take(&mut self.heredocs);
        self.announce_heredoc();
        let is_line_end = self.rest().trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
        let body = if is_line_end { self.heredoc() } else { None };
        self.heredocs = outer;
        self.depth -= 1;
        let closing = self.rest().trim_start();
        match body {
            Some(body) if closing.starts_with(')') => {
                self.at = self.end - closing.len() + 1;
                word.append(body.trimmed_end());
                true
            }
            _ => {
                *self.attempts_left -= 1;
                self.at = start;
                false
            }
        }
    }
}
