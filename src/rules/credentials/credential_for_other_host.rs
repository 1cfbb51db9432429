use crate::knowledge::Target;
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, host, presented};

rule! {
    /// ## What it does
    ///
    /// Finds a credential that was issued for one host and is sent to another: an `sk-ant-…` key to Amazon Bedrock or a gateway that has
    /// keys of its own, an `sk_cdx_…` key to api.anthropic.com.
    ///
    /// A host that nobody knows may be a proxy that passes the key on: that is a warning, and an address inside your own network is left
    /// alone. Of Microsoft Foundry and Claude Platform on AWS no refusal has been seen: a warning, too.
    ///
    /// ## Why the API refuses it
    ///
    /// A key is known only to the one who issued it.
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
    /// Row E137 of the catalogue. Which hosts a kind belongs to: `schemas/credentials.json`.
    PL810 "credential-for-other-host",
    summary: "the credential and the url do not belong together",
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
    let Some(host) = host(context) else { return };
    for credential in presented(context) {
        let Condition::Known(kind) = credential.condition else { continue };
        if !kind.for_messages || kind.belongs_to(host) || (is_inside(host) && context.platform.keys.is_empty()) {
            continue;
        }
        let home = kind.hosts.first().map_or("another host", |host| host);
        sink.push(
            RULE.at(
                credential.header,
                format!("{host} is sent a credential of another host: {} (`{}`)", kind.name, kind.prefix),
            )
            .label(format!("belongs to {home}"))
            .help(format!("use a key of {host}, or send the request to {home}: key and base url are set together"))
            .uncertain_if(may_know_it(context))
            .response("E137", []),
        );
    }
}

/// Whether the platform may accept keys of others, as far as is known: an unknown host, a gateway whose keys are not known,
/// and platforms that have not been seen to reject them.
fn may_know_it(context: &Context<'_>) -> bool {
    match context.target {
        Target::Gateway(_) => context.platform.keys.is_empty(),
        target => matches!(target, Target::Messages | Target::Foundry | Target::Aws),
    }
}

/// A name or address that only the own machine or network knows, where proxies live.
fn is_inside(host: &str) -> bool {
    let private = |address: std::net::IpAddr| match address {
        std::net::IpAddr::V4(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        std::net::IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    };
    host.trim_matches(['[', ']']).parse().is_ok_and(private)
        || !host.contains('.')
        || [".local", ".internal", ".localhost", ".lan", ".test"].iter().any(|ending| host.ends_with(ending))
}
