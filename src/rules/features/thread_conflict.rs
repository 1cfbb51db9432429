use crate::json::Node;
use crate::mask::shown;
use crate::payload::{Payload, clears_thinking, non_null};
use crate::rules::{Anchor, Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds what a request on a message thread cannot have: `compaction`, and context edits other than
    /// `clear_thinking_20251015` with `keep: "all"`. A request that continues a thread must not repeat `system` and
    /// `tools`. Also finds a thread in a Message Batch.
    ///
    /// Not reported: a top-level `cache_control` and `fallbacks`, which a thread accepts.
    ///
    /// ## Why the API refuses it
    ///
    /// The server keeps the history of a thread, its system prompt and its tools. Whatever changes the stored history is
    /// not supported (`thread_unsupported_request`).
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=message-threads-2026-08-12,beta=context-management-2025-06-27
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "thread": {"type": "create"},
    ///   "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=message-threads-2026-08-12,beta=context-management-2025-06-27
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "thread": {"type": "create"}, "cache_control": {"type": "ephemeral"},
    ///   "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on message threads, November 2026. The text of the response was not seen. That `system` and `tools` are
    /// rejected if they are repeated is a comment in the official Python SDK 2.14.0; the page says to leave them out: a
    /// warning.
    PL760 "thread-conflict",
    summary: "something that cannot be combined with a thread",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/message-threads",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let fields = &payload.fields;
    let Some(thread) = fields.thread.filter(|thread| thread.is_object()) else { return };
    if let Some(compaction) = non_null(fields.compaction) {
        sink.push(conflict(compaction, "`compaction`", thread));
    }
    for edit in payload.context_edits().filter(Node::is_object) {
        match non_null(edit.get("keep")) {
            Some(keep) if clears_thinking(edit) && keeps_all(keep) => {}
            // The default is not named on the page.
            None if clears_thinking(edit) => sink.push(cleared_thinking(edit, thread).uncertain_if(true)),
            Some(keep) if clears_thinking(edit) => sink.push(cleared_thinking(keep, thread)),
            _ => sink.push(conflict(edit.get("type").unwrap_or(edit), "this context edit", thread)),
        }
    }
    let kept = [("system", fields.system), ("tools", fields.tools)];
    for (name, value) in kept.into_iter().filter(|_| payload.continues_thread()) {
        let Some(value) = non_null(value).filter(|value| !value.is_array() || !value.is_empty()) else { continue };
        sink.push(
            RULE.at(value, shown!("`{name}` is repeated in a request that continues a thread", name))
                .label("kept by the thread")
                .related(thread, "the thread")
                .help(shown!("remove `{name}`, or create a new thread with the whole conversation", name))
                .uncertain_if(true)
                .response_status(400, "invalid_request_error"),
        );
    }
    if payload.context.batch_item {
        sink.push(
            RULE.at(thread, "threads are not supported in Message Batches")
                .label("not supported in a batch")
                .help("send the whole conversation without `thread`")
                .response_status(400, "invalid_request_error"),
        );
    }
}

fn conflict(at: impl Into<Anchor>, what: &'static str, thread: Node<'_>) -> Diagnostic {
    RULE.at(at, shown!("{what} cannot be combined with a thread", what))
        .label("not supported on a thread")
        .related(thread, "the thread")
        .help("remove it, or send the whole conversation without `thread`")
        .response_status(400, "invalid_request_error")
}

fn cleared_thinking(at: Node<'_>, thread: Node<'_>) -> Diagnostic {
    conflict(at, "clearing some of the thinking", thread).help("set `keep` to `\"all\"`, or remove this edit")
}

/// `"all"` or `{"type": "all"}`.
fn keeps_all(keep: Node<'_>) -> bool {
    keep.is_str("all") || keep.get("type").is_some_and(|kind| kind.is_str("all"))
}
