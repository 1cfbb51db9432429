//! The body that a command sends, as far as the command reveals it.

use super::variable::{Source, Variables};
use super::word::Word;
use crate::envelope::body;
use crate::envelope::contents::BodyFile;
use crate::envelope::emitter::Emitter;
use crate::envelope::entry::RequestId;
use crate::envelope::head::Head;
use crate::envelope::holes;
use crate::envelope::source_map::SourceMap;
use crate::envelope::text::Text;
use crate::placeholder::Placeholder;

/// A body, as far as the command reveals it.
pub(super) enum SentBody {
    Text(Word),
    File { name: String, strips_line_breaks: bool },
    Unknown(&'static str),
}

impl SentBody {
    /// The body that is a single `$VARIABLE` or `$(command)`, in a command that starts at `start`.
    pub(super) fn of_variable(word: &Word, variables: &Variables<'_>, start: usize) -> SentBody {
        match variables.source(word, start) {
            Some(Source::Text(word)) => SentBody::Text(word),
            Some(Source::File(name)) => SentBody::File { name, strips_line_breaks: false },
            None => SentBody::Unknown("its body is produced by the shell"),
        }
    }

    /// The body in the file that a word names.
    pub(super) fn of_file(word: &Word, name: &str, strips_line_breaks: bool) -> SentBody {
        if word.is_known() && !name.is_empty() {
            SentBody::File { name: name.to_owned(), strips_line_breaks }
        } else {
            SentBody::Unknown("its body is in a file whose name is in a variable")
        }
    }

    /// Emits the request with this body. On a `page`, placeholders in the body are not checked.
    pub(super) fn emit(self, id: RequestId, head: &Head<'_>, page: bool, emitter: &mut Emitter<'_>) {
        match self {
            SentBody::Text(word) => {
                let mut body = Text::new(word.text.into_bytes(), SourceMap::Pieces(word.pieces));
                body.holes = word.holes;
                if page {
                    if holes::is_abbreviated(&body.text) {
                        return emitter.emit_without_body(id, head, holes::ABBREVIATED, None);
                    }
                    holes::add_placeholders(&mut body);
                }
                body::read_text(&body, Some(id), head, emitter);
            }
            SentBody::File { name, strips_line_breaks } => {
                let file = BodyFile { name, head: head.without_spans(), strips_line_breaks };
                emitter.emit_without_body(id, head, "its body is in a file", Some(file));
            }
            SentBody::Unknown(reason) => emitter.emit_without_body(id, head, reason, None),
        }
    }
}

/// Makes the values of headers unknown that are placeholders on a page.
pub(super) fn forget_placeholders(head: &mut Head<'_>) {
    head.headers.forget_values(|header| Placeholder::of_header(&header.value).is_some_and(Placeholder::hides_value));
}
