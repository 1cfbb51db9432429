use crate::finding::quoted;
use crate::join::join_or;
use crate::json::Node;
use crate::knowledge::Carrier;
use crate::mask::shown;
use crate::payload::{Context, Payload};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a beta that only enables a field of the body, in a request without that field: `task-budgets-2026-03-13`
    /// without `output_config.task_budget`.
    ///
    /// ## Why this matters
    ///
    /// The request succeeds, but the beta does nothing. The field may have been lost on the way, for example in a proxy
    /// that forwards the header and drops the field.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=task-budgets-2026-03-13
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=task-budgets-2026-03-13
    /// {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "output_config": {"task_budget": {"type": "tokens", "total": 50000}},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on task budgets: without the field there is no budget. Only betas for which this is known are reported
    /// (`no_effect_without` in `schemas/betas.json`); many clients send others with every request.
    PL786 "beta-without-field",
    summary: "a beta without the field that it enables",
    severity: Info,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/task-budgets",
    since: "0.1.0",
    responses: [],
    stage: Never,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    for name in &context.betas {
        let fields = context.knowledge.betas().find(name).map_or(&[] as &[_], |beta| &beta.no_effect_without);
        if fields.is_empty() || fields.iter().any(|path| has_member(payload.body, path)) {
            continue;
        }
        let fields = join_or(fields.iter().map(|path| quoted(path)));
        sink.push(
            RULE.at(anchor(name, context), shown!("beta {} has no effect without {fields}", quoted(name), fields))
                .label(shown!("{} does nothing here", quoted(name)))
                .help(shown!("add {fields}, or remove the beta", fields)),
        );
    }
}

/// Whether a body has a member at a path, such as `output_config.task_budget`, that is not `null`.
fn has_member(body: Node<'_>, path: &str) -> bool {
    path.split('.').try_fold(body, |node, name| node.get(name)).is_some_and(|value| !value.is_null())
}

/// Where the beta is named.
fn anchor(name: &str, context: &Context<'_>) -> Anchor {
    let carriers = context.carriers_of_beta(name);
    match carriers.item.filter(|_| context.platform.beta_in == Carrier::Body) {
        Some(item) => item.into(),
        None => carriers.header.map_or_else(|| Anchor::missing_header("anthropic-beta"), Anchor::from),
    }
}
