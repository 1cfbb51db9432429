use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::envelope::{self, Content};
use crate::finding::{Severity, quoted};
use crate::json::Node;
use crate::mask::shown;
use crate::payload::{Context, Payload, digest};
use crate::rules::{Check, Comparison, Conflict, Notes, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `custom_id` that occurs more than once in a Message Batch. In a file with one item per line, it is a
    /// warning, because the file may contain items of several batches.
    ///
    /// ## Why the API refuses it
    ///
    /// Results are returned in any order, and only the `custom_id` identifies them. The whole batch is refused.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"requests": [
    ///   {"custom_id": "day-1", "params": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Monday?"}]}},
    ///   {"custom_id": "day-1", "params": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Tuesday?"}]}}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"requests": [
    ///   {"custom_id": "day-1", "params": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Monday?"}]}},
    ///   {"custom_id": "day-2", "params": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Tuesday?"}]}}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The batch processing page of 2026-08-22 requires unique IDs. Live response, 2026-09-02 (F61).
    PL901 "duplicate-custom-id",
    summary: "a duplicate `custom_id` in a batch",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-02",
    source: "https://platform.claude.com/docs/en/build-with-claude/batch-processing",
    since: "0.1.0",
    responses: ["F61"],
    stage: Fields,
    check: Check::BetweenRequests(&COMPARISON),
}

static COMPARISON: Comparison = Comparison {
    batch: Some(check),
    note,
    conflict: Conflict::Repeated,
    message: "duplicate `custom_id`",
    label: "duplicate",
    help: HELP,
    first: FIRST,
};

const HELP: &str = "give each request of a batch a unique ID, which is all that identifies its result";
const FIRST: &str = "first used here";

fn check(batch: Node<'_>, _context: &Context<'_>, sink: &mut Sink) {
    let items = batch.get("requests").into_iter().flat_map(|requests| requests.items());
    let mut seen = HashMap::new();
    for id in items.filter_map(|item| item.get("custom_id")) {
        let Some(text) = id.as_str() else { continue };
        match seen.entry(text) {
            Entry::Vacant(slot) => drop(slot.insert(id)),
            Entry::Occupied(first) => sink.push(
                RULE.at(id, shown!("duplicate `custom_id` {}", quoted(first.key())))
                    .label("duplicate")
                    .help(HELP)
                    .related(*first.get(), FIRST)
                    .response("F61", [("id", first.key().to_string())]),
            ),
        }
    }
}

/// For an item on its own line.
fn note(entry: &envelope::Entry<'_>, _payload: &Payload<'_>, notes: &mut Notes) {
    let Some(Content::Item { wire, item, .. }) = entry.content else { return };
    if let Some(id) = item.get("custom_id").filter(|id| wire == item && id.is_string()) {
        notes.add(id, digest(id), 0, Severity::Warning);
    }
}
