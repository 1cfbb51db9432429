use crate::knowledge::{Date, Sampling};
use crate::mask::shown;
use crate::payload::{Context, Payload};
use crate::rules::{Check, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `temperature`, `top_p` or `top_k` in a request with API version `2026-10-21` or later.
    ///
    /// ## Why the API refuses it
    ///
    /// This version no longer has the three fields, for any model and with any value: models sample at temperature 1.
    /// SDKs that send this version by default fail on the first call. Amazon Bedrock has the version only for Claude
    /// 4.7 and later, so this is a warning for older models there.
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
    /// The migration page of this version. The message comes from third-party reports (F24).
    PL543 "removed-parameter",
    summary: "a parameter that this API version no longer has",
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
    let Some(version) = version(payload.context) else { return };
    let is_old_model = payload.context.model.facts.is_none_or(|model| model.sampling != Sampling::Frozen);
    let fields = &payload.fields;
    let parameters = [("temperature", fields.temperature), ("top_p", fields.top_p), ("top_k", fields.top_k)];
    for (name, node) in parameters {
        let Some(node) = node else { continue };
        let Some(since) = removed_in(name, payload.context).filter(|since| version >= *since) else { continue };
        sink.push(
            RULE.at(node, shown!("API version {since} does not have `{name}`", since, name))
                .label("remove this field")
                .help(shown!("remove `{name}`, or send an `anthropic-version` before {since}", name, since))
                .uncertain_if(payload.may_ignore_version() && is_old_model)
                .response("F24", [("sampling", name.to_owned())])
                .response_path(ResponsePath::Given(name.to_owned())),
        );
    }
}

/// The API version, if it is known and a date.
fn version(context: &Context<'_>) -> Option<Date> {
    context.version.as_deref()?.parse().ok()
}

/// The API version that removed a top-level field.
fn removed_in(name: &str, context: &Context<'_>) -> Option<Date> {
    context.knowledge.schemas().request().member(name)?.removed_in()?.parse().ok()
}
