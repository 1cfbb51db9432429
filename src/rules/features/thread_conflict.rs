use crate::payload::{Payload, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds what a request on a message thread cannot have: a top-level `cache_control`, `context_management` or
    /// `fallbacks`. Also finds a thread in a Message Batch.
    ///
    /// ## Why the API refuses it
    ///
    /// The server keeps the history of a thread and manages its caching itself (`thread_unsupported_request`).
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=message-threads-2026-08-12
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "thread": {"type": "create"}, "cache_control": {"type": "ephemeral"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=message-threads-2026-08-12
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "thread": {"type": "create"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The official SDKs of 2026-11-20. The text of the response was not seen.
    PL760 "thread-conflict",
    summary: "something that cannot be combined with a thread",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-20",
    source: "https://pypi.org/project/anthropic/2.12.0/",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let fields = &payload.fields;
    let Some(thread) = fields.thread.filter(|thread| thread.is_object()) else { return };
    let conflicts = [
        ("cache_control", non_null(fields.cache_control)),
        ("context_management", non_null(fields.context_management)),
        ("fallbacks", non_null(fields.fallbacks)),
    ];
    for (name, node) in conflicts {
        let Some(node) = node else { continue };
        sink.push(
            RULE.at(node, format!("`{name}` cannot be combined with a thread"))
                .label("not supported on a thread")
                .related(thread, "the thread")
                .help(format!("remove `{name}`, or send the whole conversation without `thread`"))
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
