use crate::finding::quoted;
use crate::knowledge::Endpoint;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, Owns, Stage, phrasing, rule};
use crate::schema::{BelongsIn, Fault, FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a field that belongs in the body for another endpoint (`stream` on `count_tokens`) or another platform
    /// (`anthropic_version`, which is a header on the Claude API; `model`, which is part of the URL on Amazon Bedrock's
    /// InvokeModel and on Google Cloud).
    ///
    /// ## Why the API refuses it
    ///
    /// The API treats a field that does not belong in a body as an unknown one. For most of these fields this has not been
    /// tried, so it is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"anthropic_version": "2023-06-01", "model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The pages of the platforms
    /// (https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy, …/claude-on-vertex-ai)
    /// and the field lists of the official SDKs. Inferred, so it is a warning. An error for `max_tokens` on `count_tokens`, to
    /// which the API responds `max_tokens: Extra inputs are not permitted` (a public report of 2026-07-26).
    PL212 "misplaced-field",
    summary: "a field belongs in the body for another endpoint or platform",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy",
    since: "0.1.0",
    responses: ["E061"],
    stage: UnknownFields,
    check: Check::Schema(&[Owns::every(FaultKind::Misplaced)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let anchor: Anchor = violation.holder.map_or(violation.value.into(), Anchor::from);
    let name = phrasing::member_name(violation).unwrap_or_default();
    let shown = quoted(&name);
    let receiver = context.receiver();
    let (message, help) = match violation.fault {
        Fault::Misplaced(BelongsIn::Url) => (
            format!("for {receiver}, the model goes in the URL, not the body"),
            "remove `model` from the body".to_owned(),
        ),
        Fault::Misplaced(BelongsIn::OtherPlatform) => {
            (format!("{shown} is not a field of requests to {receiver}"), help(&name, context))
        }
        _ if context.endpoint == Endpoint::CountTokens => {
            (format!("{shown} is not a field of `count_tokens` requests"), format!("remove {shown}"))
        }
        _ => (format!("{shown} is not known to be a field of requests"), format!("remove {shown}")),
    };
    let is_known = violation.fault == Fault::Misplaced(BelongsIn::OtherEndpoint) && !violation.is_doubtful;
    let label = if is_known { "not allowed here" } else { "may be rejected" };
    let diagnostic =
        RULE.at(anchor, message).label(label).help(help).stage(Stage::UnknownFields).uncertain_if(!is_known);
    match violation.fault {
        Fault::Misplaced(BelongsIn::Url) => diagnostic.response_status(400, "invalid_request_error"),
        _ => diagnostic.respond(violation, context),
    }
}

fn help(name: &str, context: &Context<'_>) -> String {
    let header = match name {
        "anthropic_version" => "anthropic-version",
        "anthropic_beta" => "anthropic-beta",
        "user_profile_id" => "anthropic-user-profile-id",
        _ => return format!("remove `{name}`"),
    };
    format!(
        "send it as the header `{header}`; if the request is not for `{}`, set `--target` to the platform it is for",
        context.platform.id
    )
}
