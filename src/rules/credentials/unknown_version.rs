use crate::envelope::HeaderValue;
use crate::finding::quoted;
use crate::knowledge::{Carrier, Date, Target};
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, rule};

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
    /// The versioning page lists the versions. `anthropic-version: "2023-10-01" is not a valid version` is the response in
    /// a public report of 2026-01-11. A warning for receivers other than the Claude API, and for dates after the newest known
    /// version, which may have been released since.
    PL814 "unknown-version",
    summary: "an unknown API version",
    severity: Error,
    confidence: Observed,
    seen: "2026-01-11",
    source: "https://platform.claude.com/docs/en/api/versioning",
    since: "0.1.0",
    responses: ["K01"],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let Some(version) = context.version.as_deref() else { return };
    let known = &context.platform.versions;
    if known.iter().any(|known| **known == *version) {
        return;
    }
    let anchor = match context.head.headers.get("anthropic-version") {
        HeaderValue::Known(header) if context.platform.version_in == Carrier::Header => Anchor::from(header),
        _ => Anchor::missing_header("anthropic-version"),
    };
    let diagnostic = RULE
        .at(anchor, format!("unknown API version {}", quoted(version)))
        .label("unknown version")
        .help(help(known))
        // Another receiver may have versions of its own.
        .uncertain_if(context.target != Target::Anthropic || may_exist(version, known));
    sink.push(if context.is_first_party() {
        diagnostic.response("K01", [("version", version.to_owned())])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    });
}

/// Whether a version may have been released after this program: it is a later date than all that are known.
fn may_exist(version: &str, known: &[Box<str>]) -> bool {
    let later = |date: Date| known.iter().filter_map(|known| known.parse::<Date>().ok()).all(|known| known < date);
    version.parse::<Date>().is_ok_and(later)
}

/// The version that nearly every client sends comes first.
fn help(known: &[Box<str>]) -> String {
    const USUAL: &str = "2023-06-01";
    let has_usual = known.iter().any(|version| **version == *USUAL);
    match known.last() {
        Some(newest) if has_usual && **newest != *USUAL => {
            format!("use `{USUAL}`, or `{newest}` for the newest behavior")
        }
        Some(only) => format!("use `{only}`"),
        None => format!("use `{USUAL}`"),
    }
}
