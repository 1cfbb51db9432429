use crate::envelope::Entry;
use crate::finding::quoted;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an object that has the same key twice.
    ///
    /// ## Why the API refuses it
    ///
    /// It may not refuse it: most parsers keep the last value and drop the others without a word, so that something is sent
    /// that nobody meant.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "max_tokens": 2048, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// RFC 8259, section 4: names should be unique, and what happens otherwise is unpredictable. What the API does is not
    /// known: a warning.
    PL118 "duplicate-key",
    summary: "an object has a key twice",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-11-24",
    source: "https://www.rfc-editor.org/rfc/rfc8259#section-4",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Entry(check),
}

fn check(entry: &Entry<'_>, _context: &Context<'_>, sink: &mut Sink) {
    for duplicate in entry.document.duplicates() {
        let later = entry.document.node(duplicate.later);
        if !super::is_of(entry, later.span().start) {
            continue;
        }
        let name = quoted(&later.as_str().unwrap_or_default());
        sink.push(
            RULE.at(later, format!("the key {name} stands twice in one object"))
                .label("used before")
                .help("keep one of the two; most parsers read the last one")
                .related(Anchor::Node(duplicate.first), "the first use is here"),
        );
    }
}
