use crate::finding::{Severity, quoted};
use crate::knowledge::{Carrier, Endpoint, FactStatus, PlatformFact};
use crate::mask::{Shown, shown};
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, Owns, Stage, phrasing, platform, rule};
use crate::schema::{BelongsIn, Fault, FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a field that belongs in the body for another endpoint (`stream` on `count_tokens`) or another platform
    /// (`anthropic_version`, which is a header on the Claude API; `model`, which is part of the URL on Amazon Bedrock's
    /// InvokeModel and on Google Cloud; `stream`, which InvokeModel has in the URL, too).
    ///
    /// ## Why the API refuses it
    ///
    /// The API treats a field that does not belong in a body as an unknown one. Where that has not been seen for the field,
    /// or the receiver is not known, it is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=anthropic
    /// {"anthropic_version": "2023-06-01", "model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,target=anthropic
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The pages of the platforms
    /// (https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy, …/claude-on-vertex-ai)
    /// and the field lists of the official SDKs. The rows with status `misplaced` in `schemas/platforms.json` say for which
    /// fields a response is known: on the Claude API every top-level field outside of its list is rejected (2026-08-30),
    /// `model` and `stream` were rejected by Amazon Bedrock and Google Cloud, `max_tokens` by `count_tokens` (2026-07-26).
    PL212 "misplaced-field",
    summary: "a field belongs in the body for another endpoint or platform",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-27",
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
    let fact = context.rejected_field(&name, FactStatus::Misplaced);
    let (message, help) = match violation.fault {
        Fault::Misplaced(BelongsIn::Url) => (
            shown!("for {receiver}, the model goes in the URL, not the body", receiver),
            "remove `model` from the body".into(),
        ),
        Fault::Misplaced(BelongsIn::OtherPlatform) => {
            (shown!("{shown} is not a field of requests to {receiver}", shown, receiver), help(&name, fact, context))
        }
        _ if context.endpoint == Endpoint::CountTokens => {
            (shown!("{shown} is not a field of `count_tokens` requests", shown), shown!("remove {shown}", shown))
        }
        _ => (shown!("{shown} is not known to be a field of requests", shown), shown!("remove {shown}", shown)),
    };
    let is_certain = fact.is_some() && is_as_sent(context);
    let severity = if is_certain { Severity::Error } else { Severity::Warning };
    let label = if is_certain { "not accepted here" } else { "may be rejected" };
    let diagnostic = RULE.at(anchor, message).label(label).help(help).stage(Stage::UnknownFields);
    let evidence = fact.filter(|_| is_certain).and_then(platform::evidence);
    diagnostic.respond(violation, context).severity(severity).evidence(evidence)
}

/// Whether the body is what the platform receives. A body that has the model in spite of its URL, and no version, may be what
/// an SDK receives, which moves the model to the URL and adds the version.
fn is_as_sent(context: &Context<'_>) -> bool {
    context.platform.version_in == Carrier::Header || context.head.is_as_sent() || context.version_in_body.is_some()
}

fn help(name: &str, fact: Option<&PlatformFact>, context: &Context<'_>) -> Shown {
    let header = match name {
        "anthropic_version" => "anthropic-version",
        "anthropic_beta" => "anthropic-beta",
        "user_profile_id" => "anthropic-user-profile-id",
        _ => match fact.and_then(|fact| fact.instead.as_ref()) {
            Some(instead) => return shown!("remove {name}, and {instead}", name = quoted(name), instead),
            None => return shown!("remove {name}", name = quoted(name)),
        },
    };
    shown!(
        "send it as the header `{header}`; if the request is not for `{}`, set `--target` to the platform it is for",
        context.platform.id,
        header
    )
}
