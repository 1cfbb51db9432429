use crate::envelope::Entry;
use crate::finding::Safety;
use crate::payload::{Context, wire};
use crate::rules::{Anchor, Check, Edit, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a surrogate escape (`\ud800`–`\udfff`) without its other half.
    ///
    /// ## Why the API refuses it
    ///
    /// Characters above U+FFFF, such as emoji, are escaped as a pair of surrogates; one alone is not a character. The
    /// usual cause is text that was truncated by UTF-16 units in the middle of an emoji (`slice` in JavaScript, a
    /// length limit).
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Well done \ud83d"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Well done \ud83d\ude00"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Unsafe: replaces the surrogate with `\ufffd`, the replacement character.
    ///
    /// ## Evidence
    ///
    /// A live response in a public thread (E147):
    /// `The request body is not valid JSON: no low surrogate in string: line 1 column 82 (char 81)`. Line and column
    /// count from 1 and `char` from 0, and they are the position of the backslash. The parser with this message, orjson
    /// (3.11, tried on 2026-11-24), counts in the same way. It refuses a low surrogate alone with another message.
    PL117 "lone-surrogate",
    summary: "an unpaired surrogate",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live response",
    since: "0.1.0",
    responses: ["E147", "E148"],
    stage: Json,
    check: Check::Entry(check),
}

fn check(entry: &Entry<'_>, _context: &Context<'_>, sink: &mut Sink) {
    let text = entry.document.source();
    // The response counts lines and characters of the body that is sent. A body inside another document is serialized anew.
    let is_whole = wire::is_whole_document(entry);
    let mut position = Position::default();
    for surrogate in entry.document.lone_surrogates() {
        let span = surrogate.span.clone();
        if !wire::owns(entry, span.start) {
            continue;
        }
        position.advance(text, span.start);
        let escape = text.get(span.clone()).unwrap_or_default();
        let diagnostic = RULE
            .at(Anchor::Source(span.clone()), format!("unpaired surrogate `{escape}`"))
            .label("the other half is missing")
            .help(
                "truncate text between characters, not between UTF-16 units (`text.slice(0, n)` in JavaScript may split an \
                 emoji), and drop the remaining half",
            )
            .fix(Safety::Unsafe, "replace it with the replacement character", [Edit::source(span, "\\ufffd")]);
        // Only the message for a high surrogate that no escape follows has been seen.
        sink.push(if is_whole && surrogate.is_high && !surrogate.before_escape {
            diagnostic.response("E147", position.values())
        } else {
            diagnostic.response_without_message("E148")
        });
    }
}

/// Line and column (from 1) and character (from 0), counted in characters as the API does.
#[derive(Default)]
struct Position {
    offset: usize,
    lines: usize,
    characters: usize,
    line_start: usize,
}

impl Position {
    /// Moves on to a later offset.
    fn advance(&mut self, text: &str, offset: usize) {
        for character in text[self.offset..offset].chars() {
            self.characters += 1;
            if character == '\n' {
                self.lines += 1;
                self.line_start = self.characters;
            }
        }
        self.offset = offset;
    }

    /// The values of the placeholders in E147.
    fn values(&self) -> [(&'static str, String); 3] {
        [
            ("line", (self.lines + 1).to_string()),
            ("column", (self.characters - self.line_start + 1).to_string()),
            ("char", self.characters.to_string()),
        ]
    }
}
