use std::collections::HashSet;

use crate::json::Node;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `browser_state` that contradicts itself: tabs of which none or several are active, two tabs with one
    /// id, a tab that was opened and is not listed, two changes of one download.
    ///
    /// ## Why the API refuses it
    ///
    /// The model is told from it what the browser shows. Where there are tabs, exactly one is active; a tab has one
    /// entry, and a download one change.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "browser_toolset_20260801"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "screenshot", "input": {}, "toolset_name": "browser"}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "toolset_name": "browser", "content": [{"type": "browser_state", "tabs": [{"tab_id": "1", "title": "Example", "url": "https://example.com", "active": false}]}]}]}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "tools": [{"type": "browser_toolset_20260801"}], "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "screenshot", "input": {}, "toolset_name": "browser"}]},
    ///   {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "toolset_name": "browser", "content": [{"type": "browser_state", "tabs": [{"tab_id": "1", "title": "Example", "url": "https://example.com", "active": true}]}]}]}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The API reference, 2026-10-10, and the types of the official SDK, 2026-11-20. The words of the answer were not
    /// seen.
    PL377 "inconsistent-browser-state",
    summary: "a `browser_state` that contradicts itself",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::Block(&[BlockKind::BrowserState], check),
}

fn check(block: &Block<'_>, _payload: &Payload<'_>, sink: &mut Sink) {
    let Some(tabs) = block.get("tabs").filter(Node::is_array) else { return };
    let mut say = |place: Node<'_>, message: &str, label: &str, help: &str| {
        let diagnostic = RULE.at(Anchor::from(place), message).label(label).help(help);
        sink.push(diagnostic.response_status(400, "invalid_request_error"));
    };
    // A tab that does not say whether it is active has been told.
    let is_unreadable = |tab: Node<'_>| tab.get("active").and_then(|active| active.as_bool()).is_none();
    let is_active = |tab: Node<'_>| tab.get("active").and_then(|active| active.as_bool()) == Some(true);
    let key = block.node.member("tabs").map_or(tabs, |(key, _)| key);
    match tabs.items().filter(|tab| is_active(*tab)).count() {
        1 => {}
        0 if tabs.is_empty() || tabs.items().any(is_unreadable) => {}
        0 => say(key, "none of the tabs is active", "none is active", "mark the tab that is shown: `\"active\": true`"),
        _ => say(
            key,
            "several tabs are active",
            "more than one is active",
            "mark only the tab that is shown: `\"active\": true`",
        ),
    }
    let mut ids = HashSet::new();
    for id in tabs.items().filter_map(|tab| tab.get("tab_id")) {
        if !id.as_str().is_none_or(|text| ids.insert(text)) {
            say(id, "two tabs have this id", "the same id again", "list each tab once");
        }
    }
    let mut downloads = HashSet::new();
    for change in block.get("state_changes").into_iter().flat_map(|changes| changes.items()) {
        if let Some(id) = change.get("download_id")
            && !id.as_str().is_none_or(|text| downloads.insert(text))
        {
            say(
                id,
                "a second change of this download",
                "changed before",
                "tell the latest change of each download alone",
            );
        }
        let opened = change.get("tab_id").filter(|_| change.get("type").is_some_and(|tag| tag.is_str("tab_opened")));
        if let Some(id) = opened
            && tabs.items().all(|tab| tab.get("tab_id").is_some())
            && id.as_str().is_some_and(|text| !ids.contains(&text))
        {
            say(
                id,
                "a tab that was opened is not in `tabs`",
                "no tab has this id",
                "list the tab in `tabs`, or leave the change out",
            );
        }
    }
}
