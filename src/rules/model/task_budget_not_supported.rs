use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `output_config.task_budget` for a model that the page of this beta does not list.
    ///
    /// ## Why the API refuses it
    ///
    /// Only models that were trained with task budgets support them. What the API returns for other models is not
    /// documented, so this is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=task-budgets-2026-03-13
    /// {
    ///   "model": "claude-sonnet-5", "max_tokens": 1024, "output_config": {"task_budget": {"type": "tokens", "total": 50000}},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=task-budgets-2026-03-13
    /// {
    ///   "model": "claude-sonnet-5-5", "max_tokens": 1024, "output_config": {"task_budget": {"type": "tokens", "total": 50000}},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The model list of the task budgets page, October and November 2026.
    PL553 "task-budget-not-supported",
    summary: "a task budget for a model that is not listed for it",
    severity: Warning,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/task-budgets",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(config) = payload.fields.output_config else { return };
    let Some((key, _)) = config.member("task_budget").filter(|(_, budget)| budget.is_object()) else { return };
    let Some((model, _)) = payload.unsupported(|model| &model.task_budget) else { return };
    sink.push(
        RULE.at(key, shown!("`{}` is not listed as supporting task budgets", model.id))
            .label("may be refused")
            .help("remove `task_budget`, or use a model that is listed for it")
            .response_status(400, "invalid_request_error"),
    );
}
