use crate::finding::{Severity, quoted};
use crate::knowledge::{Carrier, Date, Target};
use crate::mask::shown;
use crate::nearest::nearest;
use crate::payload::Context;
use crate::rules::{Check, Sink, anchors, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an API version that the target does not have, in the header `anthropic-version` or, on Amazon Bedrock and
    /// Google Cloud, in the body's `anthropic_version`.
    ///
    /// ## Why the API refuses it
    ///
    /// An API version is the date of a specific release; other dates are not valid.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2024-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-fake", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The versioning page lists the versions, and a response of the Claude API to another one is known (K01, 2026-01-11).
    /// It is a warning for a date later than the known versions, for an unknown receiver, and for other platforms.
    PL814 "unknown-version",
    summary: "an unknown API version",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/versioning",
    since: "0.1.0",
    responses: ["K01"],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let Some(version) = context.version.as_deref().filter(|_| context.has_known_receiver()) else { return };
    let known = &context.platform.versions;
    if known.iter().any(|known| **known == *version) {
        return;
    }
    let diagnostic = RULE
        .at(anchors::version(context), shown!("unknown API version {}", quoted(version)))
        .label("unknown version")
        .help(shown!("use {}", quoted(suggestion(version, context))))
        .severity(Severity::Warning);
    sink.push(match context.platform.version_in {
        // The responses of the platforms that have it in the body have not been seen.
        Carrier::Body => diagnostic,
        Carrier::Header if is_certain(version, context) => {
            diagnostic.severity(Severity::Error).response("K01", [("version", version.to_owned())])
        }
        Carrier::Header => diagnostic.response("K01", [("version", version.to_owned())]),
    });
}

/// Whether the receiver certainly does not have the version: it is the Claude API, and the version is not a later date than
/// all that are known.
fn is_certain(version: &str, context: &Context<'_>) -> bool {
    let newest = context.platform.versions.iter().filter_map(|known| known.parse::<Date>().ok()).max();
    let is_newer = version.parse::<Date>().is_ok_and(|date| newest.is_none_or(|newest| date > newest));
    context.target == Target::Anthropic && !is_newer
}

/// The version that was probably meant. That of another platform is replaced by that of this one.
fn suggestion<'k>(version: &str, context: &Context<'k>) -> &'k str {
    let known = &context.platform.versions;
    let elsewhere = context.knowledge.platforms().iter().flat_map(|platform| &platform.versions);
    let is_of_other = elsewhere.into_iter().any(|other| **other == *version);
    // Nobody means the oldest of several.
    let candidates = if known.len() > 2 { &known[1..] } else { known };
    let similar = if is_of_other { None } else { nearest(version, candidates.iter().map(|known| &**known)) };
    let usual = match context.platform.version_in {
        Carrier::Body => known.first(),
        // The last version before the one that was sent: dates are in the order of their text.
        Carrier::Header => candidates.iter().rfind(|known| ***known <= *version).or(known.last()),
    };
    similar.or(usual.map(|known| &**known)).unwrap_or("2023-06-01")
}
