use crate::payload::Payload;
use crate::rules::model::{is_weak, refuses};
use crate::rules::{Check, Sink, rule};

use super::compaction_conflict::summary_asked;

rule! {
    /// ## What it does
    ///
    /// Finds a request for a summary (`compaction`) to a model that does not write them.
    ///
    /// ## Why the API refuses it
    ///
    /// Compaction on demand is there for Claude 4.6 and later, Fable and Mythos. What an older model answers was not
    /// seen: a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-haiku-4-5", "max_tokens": 1024, "compaction": {"type": "summarize"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,beta=compact-2026-09-04
    /// {
    ///   "model": "claude-haiku-5-5", "max_tokens": 1024, "compaction": {"type": "summarize"},
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The model list of the page on compaction on demand.
    PL755 "compaction-not-supported",
    summary: "a summary asked of a model that is not listed for it",
    severity: Warning,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/compaction-on-demand",
    since: "0.1.0",
    responses: [],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(compaction) = summary_asked(payload) else { return };
    let Some((model, fact)) = refuses(payload, |model| &model.compaction) else { return };
    sink.push(
        RULE.at(compaction, format!("`{}` is not listed for compaction on demand", model.id))
            .label("may be refused")
            .help("ask a model of Claude 4.6 or later for the summary")
            .uncertain_if(is_weak(model, fact))
            .response_status(400, "invalid_request_error"),
    );
}
