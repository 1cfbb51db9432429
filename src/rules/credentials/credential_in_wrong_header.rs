use crate::finding::quoted;
use crate::knowledge::Target;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::{Condition, Presented, is_absent, presented};

rule! {
    /// ## What it does
    ///
    /// Finds an OAuth token in `x-api-key` (it belongs into `authorization: Bearer …`), and a credential in `authorization` without the word
    /// `Bearer`, or under another scheme (`Basic`, `Token`) where no `x-api-key` is sent beside it.
    ///
    /// ## Why the API refuses it
    ///
    /// The header tells the API what kind of credential to expect.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-oat01-abcdefghijkl", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"authorization": "Bearer sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Documented: an OAuth token in `x-api-key` is a 401; row E137. The API takes `x-api-key` or `authorization: Bearer`; what it
    /// says of another scheme was not seen, so that is an error only where it is known that no key is sent beside it.
    PL808 "credential-in-wrong-header",
    summary: "a credential in a header that does not take its kind",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/manage-claude/authentication",
    since: "0.1.0",
    responses: ["E137"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for credential in presented(context) {
        if is_no_bearer(&credential, context) {
            sink.push(no_bearer(&credential, context));
            continue;
        }
        let Condition::Known(kind) = credential.condition else { continue };
        let name = credential.header.name.to_ascii_lowercase();
        let is_authorization = name == "authorization";
        let diagnostic = if is_authorization && credential.scheme.is_none() {
            RULE.at(credential.header, "`authorization` holds a credential without `Bearer`")
                .label("the scheme is missing")
                .help("write `authorization: Bearer …`, or send the key as `x-api-key`")
        } else if !kind.headers.is_empty() && !kind.headers.iter().any(|header| **header == *name) && name != "api-key"
        {
            let header = kind.headers.first().map_or("authorization", |header| header);
            RULE.at(credential.header, format!("`{name}` does not take this kind of credential: {}", kind.name))
                .label(format!("{} by its prefix `{}`", kind.name, kind.prefix))
                .help(if header == "authorization" {
                    "send it as `authorization: Bearer …`".to_owned()
                } else {
                    format!("send it as `{header}`")
                })
        } else {
            continue;
        };
        if kind.for_messages {
            sink.push(diagnostic.response("E137", []));
        }
    }
}

/// The Claude API knows no other scheme than `Bearer`; with a key in `x-api-key` beside it, it need not look.
fn is_no_bearer(credential: &Presented<'_, '_>, context: &Context<'_>) -> bool {
    let is_other = credential.scheme.is_some_and(|scheme| !scheme.eq_ignore_ascii_case("bearer"));
    let is_meant = matches!(credential.condition, Condition::Known(_) | Condition::Unknown);
    is_other
        && is_meant
        && context.target == Target::Anthropic
        && context.head.headers.all("x-api-key").next().is_none()
}

fn no_bearer(credential: &Presented<'_, '_>, context: &Context<'_>) -> Diagnostic {
    let scheme = quoted(credential.scheme.unwrap_or_default());
    RULE.at(credential.header, format!("`authorization` has the scheme {scheme}, which is not `Bearer`"))
        .label("another scheme")
        .help("write `authorization: Bearer …`, or send the key as `x-api-key`")
        .uncertain_if(!is_absent(context, "x-api-key"))
        .response_status(401, "authentication_error")
}
