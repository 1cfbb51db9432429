use crate::finding::quoted;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, anchors, platform, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an unknown name in the header `anthropic-beta` (on Amazon Bedrock's InvokeModel, in the body's
    /// `anthropic_beta`): a misspelled one, or one that is newer than this version of payloadlint.
    ///
    /// ## Why the API refuses it
    ///
    /// The API refuses betas that do not exist, or that the organization has no access to. New betas appear often, so
    /// this is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "context-managment-2025-06-27"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "context-management-2025-06-27"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Documented, and seen live (E135; on Amazon Bedrock P01). The names are in `schemas/betas.json`.
    PL817 "unknown-beta",
    summary: "an unknown beta",
    severity: Warning,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/beta-headers",
    since: "0.1.0",
    responses: ["E135", "P01"],
    stage: Headers,
    check: Check::Head(check),
}

/// For how many names a similar one is searched.
const MAX_SEARCHES: usize = 20;

fn check(context: &Context<'_>, sink: &mut Sink) {
    // A gateway may have betas of its own.
    if !context.has_known_receiver() {
        return;
    }
    let mut searches = 0..MAX_SEARCHES;
    for name in &context.betas {
        if name.is_empty() || context.is_known_beta(name) {
            continue;
        }
        let anchor = anchors::beta(name, context).unwrap_or_else(|| Anchor::missing_header("anthropic-beta"));
        let diagnostic = RULE.at(anchor, shown!("unknown beta {}", quoted(name))).label("unknown beta");
        let diagnostic = platform::respond_to_beta(diagnostic, &RULE, context.platform_beta(name), context);
        let nearest = searches.next().and_then(|_| context.knowledge.betas().nearest(name));
        sink.push(match nearest {
            Some(nearest) => diagnostic.help(shown!("did you mean {nearest}?", nearest = quoted(nearest))),
            None => diagnostic,
        });
    }
}
