use crate::json::Node;
use crate::knowledge::{Date, Endpoint, Sampling, Target};
use crate::payload::{Context, Payload};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `temperature`, `top_p` or `top_k` in a request of API version `2026-10-21` or later.
    ///
    /// ## Why the API refuses it
    ///
    /// This version no longer has the three fields, on any model and whatever their value: the model samples at
    /// temperature 1. SDKs that send this version by default meet it on the first call. On Amazon Bedrock the version
    /// is there for Claude 4.7 and later only: a warning for older models.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {
    ///   "url": "https://api.anthropic.com/v1/messages",
    ///   "request_headers": {"anthropic-version": "2026-10-21"},
    ///   "body": {"model": "claude-sonnet-4-6", "max_tokens": 1024, "temperature": 1, "messages": [{"role": "user", "content": "Hello"}]}
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {
    ///   "url": "https://api.anthropic.com/v1/messages",
    ///   "request_headers": {"anthropic-version": "2026-10-21"},
    ///   "body": {"model": "claude-sonnet-4-6", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The migration page of this version. The words are third-party reports (row F24 of the catalogue).
    PL543 "removed-parameter",
    summary: "a field that the API version no longer has",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/migration-2026-10-21",
    since: "0.1.0",
    responses: ["F24"],
    stage: UnknownFields,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    // Where no version is known, none has removed anything.
    let Some(version) = version(payload.context) else { return };
    let fields = &payload.fields;
    let sampling = [("temperature", fields.temperature), ("top_p", fields.top_p), ("top_k", fields.top_k)];
    for (name, node) in sampling {
        let Some(node) = node else { continue };
        let Some(since) = removed_in(name, payload.context).filter(|since| version >= *since) else { continue };
        sink.push(
            RULE.at(node, format!("API version {since} has no `{name}`"))
                .label("remove this field")
                .help(format!("remove `{name}`, or send an `anthropic-version` before {since}"))
                .uncertain_if(is_doubtful(payload.context))
                .response("F24", [("sampling", name.to_owned())])
                .response_path(ResponsePath::Given(name.to_owned())),
        );
    }
}

/// Whether the sampling fields are gone in this request's API version, so that their values do not matter.
pub(super) fn sampling_is_removed(payload: &Payload<'_>) -> bool {
    version(payload.context)
        .is_some_and(|version| removed_in("temperature", payload.context).is_some_and(|since| version >= since))
}

/// Whether the version may not be what the receiver goes by.
fn is_doubtful(context: &Context<'_>) -> bool {
    let is_old = context.model.facts.is_none_or(|model| model.sampling != Sampling::Frozen);
    matches!(context.target, Target::Bedrock | Target::BedrockInvoke) && is_old
}

/// The API version that removed a top-level field.
fn removed_in(name: &str, context: &Context<'_>) -> Option<Date> {
    context.knowledge.schemas().request().member(name)?.removed_in()?.parse().ok()
}

/// Whether nothing is sampled: that `count_tokens` judges the values was not seen.
pub(super) fn counts_only(payload: &Payload<'_>) -> bool {
    payload.context.endpoint == Endpoint::CountTokens
}

/// A sampling field that is given, as a number.
pub(super) fn number<'a>(node: Option<Node<'a>>) -> Option<Node<'a>> {
    node.filter(|node| node.number().is_some())
}

/// The same, from 0 to 1: anything else has been told, and is refused before the model is asked.
pub(super) fn share<'a>(node: Option<Node<'a>>) -> Option<Node<'a>> {
    number(node).filter(|node| node.as_f64().is_some_and(|value| (0.0..=1.0).contains(&value)))
}

/// A whole number, likewise.
pub(super) fn count<'a>(node: Option<Node<'a>>) -> Option<Node<'a>> {
    node.filter(|node| node.as_u64().is_some())
}

/// The API version, where it is known to be one.
fn version(context: &Context<'_>) -> Option<Date> {
    context.version.as_deref()?.parse().ok()
}
