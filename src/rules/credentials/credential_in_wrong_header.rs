use crate::finding::quoted;
use crate::knowledge::{Credential, Target};
use crate::mask::shown;
use crate::payload::Context;
use crate::payload::credentials::{Content, Presented};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an OAuth token in `x-api-key` (it belongs in `authorization: Bearer …`), and a credential in
    /// `authorization` without `Bearer`, or with another scheme (`Basic`, `Token`) if there is no `x-api-key`.
    ///
    /// ## Why the API refuses it
    ///
    /// The API expects each kind of credential in a specific header.
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
    /// Documented: an OAuth token in `x-api-key` returns 401 (E137). The API accepts `x-api-key` or
    /// `authorization: Bearer`. The response to another scheme has not been seen, so it is an error only if the request
    /// is known not to have an `x-api-key`.
    PL808 "credential-in-wrong-header",
    summary: "a credential in the wrong header",
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
    for credential in context.credentials() {
        let diagnostic = match credential.kind() {
            _ if has_wrong_scheme(&credential, context) => Some(wrong_scheme(&credential, context)),
            Some(kind) => wrong_header(&credential, kind),
            None => None,
        };
        let Some(diagnostic) = diagnostic else { continue };
        sink.push(
            diagnostic
                .yields_to("quoted-credential", credential.header)
                .yields_to("whitespace-in-credential", credential.header),
        );
    }
}

/// Whether the scheme is not `Bearer`, the only one that the Claude API accepts. It is ignored if there is an
/// `x-api-key`.
fn has_wrong_scheme(credential: &Presented<'_, '_>, context: &Context<'_>) -> bool {
    credential.scheme.is_some_and(|scheme| !scheme.eq_ignore_ascii_case("bearer"))
        && matches!(credential.content, Content::Key(_))
        && context.target == Target::Anthropic
        && context.head.headers.all("x-api-key").next().is_none()
}

fn wrong_scheme(credential: &Presented<'_, '_>, context: &Context<'_>) -> Diagnostic {
    // The first word of a value without a scheme can be part of a credential.
    let is_scheme = |word: &&str| word.len() <= 10 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let message = match credential.scheme.filter(is_scheme) {
        Some(scheme) => shown!("`authorization` has the scheme {} instead of `Bearer`", quoted(scheme)),
        None => "`authorization` has another scheme than `Bearer`".into(),
    };
    RULE.at(credential.header, message)
        .label("wrong scheme")
        .help("use `authorization: Bearer …`, or send the key as `x-api-key`")
        .uncertain_if(!context.lacks_header("x-api-key"))
        .response_status(401, "authentication_error")
}

fn wrong_header(credential: &Presented<'_, '_>, kind: &Credential) -> Option<Diagnostic> {
    let name = credential.header.name.to_ascii_lowercase();
    let is_accepted = kind.headers.is_empty() || kind.headers.iter().any(|header| **header == *name);
    let diagnostic = if name == "authorization" && credential.scheme.is_none() {
        RULE.at(credential.header, "`authorization` contains a credential without `Bearer`")
            .label("missing scheme")
            .help("use `authorization: Bearer …`, or send the key as `x-api-key`")
    } else if !is_accepted && name != "api-key" {
        let header = kind.headers.first().map_or("authorization", |header| header);
        let header = if header == "authorization" { "`authorization: Bearer …`".into() } else { quoted(header) };
        RULE.at(
            credential.header,
            shown!("wrong header for this kind of credential: {} in {name}", kind.name, name = quoted(&name)),
        )
        .label(shown!("{}, according to its prefix `{}`", kind.name, kind.prefix))
        .help(shown!("send it as {header}", header))
    } else {
        return None;
    };
    Some(diagnostic.response("E137", []).yields_to("wrong-credential-kind", credential.header))
}
