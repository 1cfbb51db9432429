//! What the API's parser says about a body that is not valid JSON.

use crate::envelope::Entry;
use crate::json::Reason;
use crate::knowledge::TableText;

use super::{Context, wire};

/// The parser's message for a body: the value of `{reason}` in E148.
pub(crate) struct ParserMessage {
    pub(crate) reason: Reason,
    /// Line and column from 1, and character from 0.
    pub(crate) position: [usize; 3],
    text: TableText,
}

impl ParserMessage {
    /// The message for the first error of an entry; `None` if the text that is sent is not known.
    pub(crate) fn of(entry: &Entry<'_>, context: &Context<'_>) -> Option<Self> {
        let rejection = entry.document.rejection()?;
        // Where a program fills in values, the offset is not known.
        let is_filled_in = entry.document.has_unknown();
        if is_filled_in || !wire::is_whole_document(entry) || !context.is_first_party() {
            return None;
        }
        let text = context.knowledge.json_errors().find(rejection.reason.name())?.message.clone();
        Some(ParserMessage { reason: rejection.reason, position: rejection.position, text })
    }

    /// Message and position, as in the response.
    pub(crate) fn text(&self) -> String {
        let [line, column, character] = self.position;
        format!("{}: line {line} column {column} (char {character})", self.text)
    }
}
