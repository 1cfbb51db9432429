use crate::envelope::Entry;
use crate::finding::Safety;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `\ud800`–`\udfff` escape without its other half.
    ///
    /// ## Why the API refuses it
    ///
    /// Characters beyond U+FFFF, such as emoji, are written as two escapes. One alone is no character. It comes from text that
    /// was cut by UTF-16 units (`slice` in JavaScript, a limit on the length) in the middle of an emoji.
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
    /// Unsafe: the half is replaced by `\ufffd`, the replacement character.
    ///
    /// ## Evidence
    ///
    /// A live answer in a public thread (row E147 of the catalogue):
    /// `The request body is not valid JSON: no low surrogate in string: line 1 column 82 (char 81)`. Line and column count from
    /// 1, the character from 0, and it is that of the backslash; so does the parser whose words these are (orjson 3.11, run on
    /// 2026-11-24). A second half alone is refused by the same parser in other words.
    PL117 "lone-surrogate",
    summary: "half of a surrogate pair",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "live answer",
    since: "0.1.0",
    responses: ["E147"],
    stage: Json,
    check: Check::Entry(check),
}

fn check(entry: &Entry<'_>, _context: &Context<'_>, sink: &mut Sink) {
    let text = entry.document.source();
    // The answer counts lines and characters of the body; a body inside another file was written anew on its way.
    let is_whole = super::is_whole(entry);
    let mut position = Position::default();
    for &at in entry.document.lone_surrogates() {
        if !super::is_of(entry, at) {
            continue;
        }
        position.advance(text, at);
        let diagnostic = RULE
            .at(Anchor::Source(at..at + 6), format!("`{}` is half of a character", &text[at..at + 6]))
            .label("the other half is missing")
            .help(
                "cut text between characters, not between UTF-16 units, and drop the half that is left over; \
                 `text.slice(0, n)` in JavaScript may split an emoji",
            )
            .fix(
                Safety::Unsafe,
                "write the replacement character",
                vec![(Anchor::Source(at..at + 6), "\\ufffd".to_owned())],
            );
        sink.push(if is_whole && is_high_alone(text, at) {
            diagnostic.response("E147", position.values())
        } else {
            diagnostic.response_status(400, "invalid_request_error")
        });
    }
}

/// A first half that no other escape follows: the one case whose answer was seen.
fn is_high_alone(text: &str, at: usize) -> bool {
    let is_high =
        text.as_bytes().get(at + 3).is_some_and(|digit| matches!(digit, b'8' | b'9' | b'a' | b'A' | b'b' | b'B'));
    is_high && !text[at + 6..].starts_with("\\u")
}

/// Line and column (both from 1) and character (from 0), counted in characters as the API does.
#[derive(Default)]
struct Position {
    at: usize,
    lines: usize,
    characters: usize,
    line_start: usize,
}

impl Position {
    /// Moves on to a later offset.
    fn advance(&mut self, text: &str, at: usize) {
        for character in text[self.at..at].chars() {
            self.characters += 1;
            if character == '\n' {
                self.lines += 1;
                self.line_start = self.characters;
            }
        }
        self.at = at;
    }

    fn values(&self) -> [(&'static str, String); 3] {
        [
            ("line", (self.lines + 1).to_string()),
            ("column", (self.characters - self.line_start + 1).to_string()),
            ("char", self.characters.to_string()),
        ]
    }
}
