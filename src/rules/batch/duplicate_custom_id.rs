use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::envelope::{self, Content};
use crate::finding::{Severity, quoted};
use crate::json::Node;
use crate::payload::{Context, Payload, digest};
use crate::rules::{Check, Comparison, Conflict, Notes, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `custom_id` that two requests of one Message Batch share. In a file of single items, one a line, it is a warning: the
    /// file may hold the items of more than one batch.
    ///
    /// ## Why the API refuses it
    ///
    /// Results come back in any order and are told apart by nothing but their `custom_id`. The whole batch is refused.
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
    /// The batch processing page of 2026-08-22 wants it unique. Live answer, 2026-09-02 (row F61 of the catalogue).
    PL901 "duplicate-custom-id",
    summary: "two requests of a batch have the same `custom_id`",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-02",
    source: "https://platform.claude.com/docs/en/build-with-claude/batch-processing",
    since: "0.1.0",
    responses: ["F61"],
    stage: Fields,
    check: Check::BetweenRequests(&ACROSS),
}

static ACROSS: Comparison = Comparison {
    batch: Some(check),
    note,
    conflict: Conflict::Repeated,
    message: "this `custom_id` was used before",
    label: "used before",
    help: HELP,
    first: FIRST,
};

const HELP: &str = "give each request of a batch an id of its own: results are told apart by nothing else";
const FIRST: &str = "the first use is here";

fn check(batch: Node<'_>, _context: &Context<'_>, sink: &mut Sink) {
    let items = batch.get("requests").into_iter().flat_map(|requests| requests.items());
    let mut seen = HashMap::new();
    for id in items.filter_map(|item| item.get("custom_id")) {
        let Some(text) = id.as_str() else { continue };
        match seen.entry(text) {
            Entry::Vacant(place) => drop(place.insert(id)),
            Entry::Occupied(first) => sink.push(
                RULE.at(id, format!("the `custom_id` {} was used before", quoted(first.key())))
                    .label("used before")
                    .help(HELP)
                    .related(*first.get(), FIRST)
                    .response("F61", [("id", first.key().to_string())]),
            ),
        }
    }
}

/// An item on a line of its own.
fn note(entry: &envelope::Entry<'_>, _payload: &Payload<'_>, notes: &mut Notes) {
    let Some(Content::Item { wire, item, .. }) = entry.content else { return };
    if let Some(id) = item.get("custom_id").filter(|id| wire == item && id.is_string()) {
        notes.add(id, digest(id), 0, Severity::Warning);
    }
}
