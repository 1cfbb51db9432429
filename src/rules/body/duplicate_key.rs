use crate::envelope::Entry;
use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::{Context, wire};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a key that occurs more than once in an object.
    ///
    /// ## Why this matters
    ///
    /// Most parsers keep the last value and silently drop the others, so the request that is processed may not be the
    /// intended one.
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
    /// RFC 8259, section 4: names should be unique; otherwise, behavior is unpredictable. How the API treats duplicate
    /// keys is not known, so this is a warning.
    PL118 "duplicate-key",
    summary: "a duplicate key in an object",
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
    let document = entry.document;
    if document.duplicates().is_empty() {
        return;
    }
    let own = wire::OwnText::of(entry);
    for duplicate in own.select(document.duplicates(), |duplicate| document.node(duplicate.later).span().start) {
        let later = document.node(duplicate.later);
        let name = quoted(&later.as_str().unwrap_or_default());
        sink.push(
            RULE.at(later, shown!("duplicate key {name}", name))
                .label("duplicate key")
                .help("keep only one of them; most parsers use the last one")
                .related(Anchor::Node(duplicate.first), "first used here"),
        );
    }
}
