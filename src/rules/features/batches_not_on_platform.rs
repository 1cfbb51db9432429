use crate::json::Node;
use crate::knowledge::Endpoint;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a Message Batch that is sent to a platform that does not support Message Batches.
    ///
    /// ## Why the API refuses it
    ///
    /// Message Batches are available on the Claude API and Claude Platform on AWS. Amazon Bedrock and Google Cloud have
    /// their own batch services, with a different format.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=bedrock
    /// {"requests": [{"custom_id": "a", "params": {
    ///   "model": "anthropic.claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]
    /// }}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,target=anthropic
    /// {"requests": [{"custom_id": "a", "params": {
    ///   "model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]
    /// }}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The platform list on the batch processing page, November 2026. The response was not seen.
    PL791 "batches-not-on-platform",
    summary: "a Message Batch for a platform that does not support them",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/batch-processing",
    since: "0.1.0",
    responses: [],
    stage: UnknownFields,
    check: Check::Batch(check),
}

fn check(batch: Node<'_>, context: &Context<'_>, sink: &mut Sink) {
    if context.platform.endpoints.contains(&Endpoint::Batches) {
        return;
    }
    let Some((key, _)) = batch.member("requests") else { return };
    sink.push(
        RULE.at(key, shown!("{} does not support Message Batches", context.platform.name))
            .label("not available on this platform")
            .help("send the requests one by one, or send the batch to the Claude API"),
    );
}
