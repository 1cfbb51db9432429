use std::collections::HashSet;

use crate::json::Node;
use crate::payload::{Block, BlockKind, Payload};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `browser_state` that contradicts itself: no active tab or more than one, two tabs with the same ID, an
    /// opened tab that is not listed, or two changes of one download.
    ///
    /// ## Why the API refuses it
    ///
    /// It tells the model what the browser shows. If there are tabs, exactly one is active; each tab has one entry, and
    /// each download one change.
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
    /// The API reference, 2026-10-10, and the types of the official SDK, 2026-11-20. The text of the response is
    /// unknown.
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
    let Some((tabs_key, tabs)) = block.node.member("tabs").filter(|(_, tabs)| tabs.is_array()) else { return };
    let mut report = |node: Node<'_>, message: &'static str, label: &'static str, help: &'static str| {
        let diagnostic = RULE.at(node, message).label(label).help(help);
        sink.push(diagnostic.response_status(400, "invalid_request_error"));
    };
    let is_active = |tab: &Node<'_>| tab.get("active").and_then(|active| active.as_bool());
    let active = tabs.items().filter(|tab| is_active(tab) == Some(true)).count();
    // Without a readable `active`, it is unknown whether a tab is active.
    let is_known = tabs.items().all(|tab| is_active(&tab).is_some());
    if active > 1 {
        let help = "set `\"active\": true` only for the tab that is shown";
        report(tabs_key, "more than one tab is active", "more than one is active", help);
    } else if active == 0 && is_known && !tabs.is_empty() {
        report(tabs_key, "no tab is active", "none is active", "set `\"active\": true` for the tab that is shown");
    }
    let mut ids = HashSet::new();
    for id in tabs.items().filter_map(|tab| tab.get("tab_id")) {
        if !id.as_str().is_none_or(|text| ids.insert(text)) {
            report(id, "duplicate tab ID", "not unique", "list each tab once");
        }
    }
    let mut downloads = HashSet::new();
    for change in block.get("state_changes").into_iter().flat_map(|changes| changes.items()) {
        if let Some(id) = change.get("download_id")
            && !id.as_str().is_none_or(|text| downloads.insert(text))
        {
            report(id, "more than one change of this download", "second change", "keep only the last change");
        }
        let opened = change.get("tab_id").filter(|_| change.get("type").is_some_and(|tag| tag.is_str("tab_opened")));
        if let Some(id) = opened
            && tabs.items().all(|tab| tab.get("tab_id").is_some())
            && id.as_str().is_some_and(|text| !ids.contains(&text))
        {
            let help = "list the tab in `tabs`, or remove the change";
            report(id, "opened tab is not listed in `tabs`", "no tab with this ID", help);
        }
    }
}
