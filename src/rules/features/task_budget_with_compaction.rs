use crate::json::Node;
use crate::payload::{Payload, non_null};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `task_budget.remaining` in a request that asks for compaction, with a `compact_20260112` edit or with
    /// `compaction`.
    ///
    /// ## Why the API refuses it
    ///
    /// With compaction on the server, the API keeps track of the budget itself. `remaining` is for clients that compact
    /// the conversation on their own.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=task-budgets-2026-03-13,beta=compact-2026-01-12
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "output_config": {"task_budget": {"type": "tokens", "total": 50000, "remaining": 30000}},
    ///   "context_management": {"edits": [{"type": "compact_20260112"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=task-budgets-2026-03-13,beta=compact-2026-01-12
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024,
    ///   "output_config": {"task_budget": {"type": "tokens", "total": 50000}},
    ///   "context_management": {"edits": [{"type": "compact_20260112"}]},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// pydantic-ai 2.68.0, November 2026, which reports it before sending because the API responds with an unspecific 400.
    /// No response was seen, so this is a warning.
    PL781 "task-budget-with-compaction",
    summary: "`task_budget.remaining` in a request with compaction",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://pypi.org/project/pydantic-ai-slim/2.68.0/",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let budget = payload.fields.output_config.and_then(|config| config.get("task_budget"));
    let Some((key, _)) = budget.and_then(|budget| budget.member("remaining")).filter(|(_, value)| !value.is_null())
    else {
        return;
    };
    let edit = payload.context_edits().filter_map(|edit| edit.get("type")).find(|kind| kind.is_str("compact_20260112"));
    let Some(compaction) = edit.or_else(|| requested(payload)) else { return };
    sink.push(
        RULE.at(key, "`task_budget.remaining` cannot be combined with compaction")
            .label("tracked by the API in this request")
            .related(compaction, "compaction is requested here")
            .help("remove `remaining`")
            .response_status(400, "invalid_request_error"),
    );
}

fn requested<'a>(payload: &Payload<'a>) -> Option<Node<'a>> {
    non_null(payload.requested_compaction())
}
