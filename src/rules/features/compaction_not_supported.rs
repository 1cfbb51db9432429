use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_uncertain;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a compaction request (`compaction`) to a model that is not listed as supporting it.
    ///
    /// ## Why the API refuses it
    ///
    /// Compaction on demand is available for Claude 4.6 and later, Fable and Mythos. How the API responds for an older
    /// model was not seen, so this is a warning.
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
    /// The model list on the page on compaction on demand.
    PL755 "compaction-not-supported",
    summary: "compaction is requested from a model that is not listed for it",
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
    let Some(compaction) = payload.requested_compaction() else { return };
    let Some((model, fact)) = payload.unsupported(|model| &model.compaction) else { return };
    sink.push(
        RULE.at(compaction, shown!("`{}` is not listed as supporting compaction on demand", model.id))
            .label("may be rejected")
            .help("use Claude 4.6 or later for compaction")
            .uncertain_if(is_uncertain(model, fact))
            .response_status(400, "invalid_request_error"),
    );
}
