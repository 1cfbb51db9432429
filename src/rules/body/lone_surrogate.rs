use crate::envelope::Entry;
use crate::finding::Safety;
use crate::json::Reason;
use crate::mask::{quoted, shown};
use crate::payload::rejection::ParserMessage;
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
    /// count from 1 and `char` from 0. The API's parser, orjson, names the character after the escape; for a low
    /// surrogate alone, the backslash. Its messages are listed in `schemas/json-errors.json`.
    PL117 "lone-surrogate",
    summary: "an unpaired surrogate",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
    source: "live response",
    since: "0.1.0",
    responses: ["E147", "E148"],
    stage: Json,
    check: Check::Entry(check),
}

fn check(entry: &Entry<'_>, context: &Context<'_>, sink: &mut Sink) {
    if entry.document.lone_surrogates().is_empty() {
        return;
    }
    let text = entry.document.source();
    let first = entry.document.first_lone_surrogate();
    let message = ParserMessage::of(entry, context);
    let own = wire::OwnText::of(entry);
    for surrogate in own.select(entry.document.lone_surrogates(), |surrogate| surrogate.span.start) {
        let span = surrogate.span.clone();
        let escape = text.get(span.clone()).unwrap_or_default();
        let diagnostic = RULE
            .at(Anchor::Source(span.clone()), shown!("unpaired surrogate {escape}", escape = quoted(escape)))
            .label("the other half is missing")
            .help(
                "truncate text between characters, not between UTF-16 units (`text.slice(0, n)` in JavaScript may split an \
                 emoji), and drop the remaining half",
            )
            .fix(Safety::Unsafe, "replace it with the replacement character", [Edit::source(span, "\\ufffd")]);
        sink.push(match message.as_ref().filter(|_| first == Some(surrogate)) {
            Some(message) if message.reason == Reason::NoLowSurrogate => {
                let [line, column, character] = message.position.map(|number| number.to_string());
                diagnostic.response("E147", [("line", line), ("column", column), ("char", character)])
            }
            Some(message) => diagnostic.response("E148", [("reason", message.text())]),
            None => diagnostic.response_without_message("E148"),
        });
    }
}
