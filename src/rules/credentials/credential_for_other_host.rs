use crate::knowledge::Target;
use crate::mask::{Shown, shown};
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};
use crate::url::private_host;

rule! {
    /// ## What it does
    ///
    /// Finds a credential that belongs to a different provider than the host it is sent to: an `sk-ant-…` key sent to
    /// Amazon Bedrock or to a gateway that issues its own keys, an `sk_cdx_…` key sent to api.anthropic.com.
    ///
    /// An unknown host may be a proxy that forwards the key, so this is a warning there. It is also a warning on
    /// Microsoft Foundry and Claude Platform on AWS, where no refusal has been seen. Not reported: hosts in a private
    /// network.
    ///
    /// ## Why the API refuses it
    ///
    /// A key is valid only for the provider that issued it.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk_cdx_abcdefghijklmnop", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.claudexia.tech/v1/messages", "headers": {"x-api-key": "sk_cdx_fake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// E137. The hosts of each kind of credential are in `schemas/credentials.json`.
    PL810 "credential-for-other-host",
    summary: "an API key that belongs to a different provider",
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
    let Some(host) = context.host() else { return };
    for credential in context.credentials() {
        let Some(kind) = credential.kind() else { continue };
        if kind.belongs_to(host) || (private_host(host).is_some() && context.platform.keys.is_empty()) {
            continue;
        }
        let home = kind.hosts.first().map_or("another host".into(), Shown::from);
        let host = Shown::masked(host);
        sink.push(
            RULE.at(
                credential.header,
                shown!(
                    "API key belongs to a different provider: {} (`{}`) sent to {host}",
                    kind.name,
                    kind.prefix,
                    host
                ),
            )
            .label(shown!("valid for {home}", home))
            .help(shown!(
                "use a key for {host}, or send the request to {home}; set key and base URL together",
                host,
                home
            ))
            .uncertain_if(may_be_accepted(context))
            .response("E137", [])
            .yields_to("quoted-credential", credential.header)
            .yields_to("whitespace-in-credential", credential.header)
            .yields_to("wrong-credential-kind", credential.header),
        );
    }
}

/// Whether the receiver may accept keys of other providers, as far as is known: an unknown host, a gateway whose keys
/// are not known, and platforms that have not been seen to refuse them.
fn may_be_accepted(context: &Context<'_>) -> bool {
    match context.target {
        Target::Gateway(_) => context.platform.keys.is_empty(),
        target => matches!(target, Target::Messages | Target::Foundry | Target::Aws),
    }
}
