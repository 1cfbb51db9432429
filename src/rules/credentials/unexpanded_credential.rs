use crate::finding::Severity;
use crate::payload::Context;
use crate::rules::{Check, Sink, rule};

use super::{Condition, is_known_receiver, presented};

rule! {
    /// ## What it does
    ///
    /// Finds a variable that was not expanded (`$ANTHROPIC_API_KEY`, `${KEY}`, `{{ key }}`, `process.env.KEY`) or a text that stands for a
    /// key (`<your key>`, `YOUR_API_KEY`) in a credential header.
    ///
    /// In a recording, whose tool may have put the placeholder there, and in a request to a receiver that is not known and may take any
    /// text, only a shell variable is told, as a warning. `payloadlint key` reads what is really sent, and warns of stand-ins
    /// such as `sk-ant-...` and `dummy`, too.
    ///
    /// ## Why the API refuses it
    ///
    /// The text itself is sent as the key. Single quotes in a shell keep `$NAME` as it is.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "$ANTHROPIC_API_KEY", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}}
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
    /// Row E137 of the catalogue: `invalid x-api-key`.
    PL805 "unexpanded-credential",
    summary: "a placeholder stands where the credential belongs",
    severity: Error,
    confidence: Observed,
    seen: "2026-11-24",
    source: "third-party report",
    since: "0.1.0",
    responses: ["E137"],
    stage: Authentication,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    let (is_live, is_complete) = (context.head.is_live, context.head.headers.is_complete());
    let is_known = is_known_receiver(context);
    for credential in presented(context) {
        let is_variable = credential.secret.starts_with('$');
        let severity = match credential.condition {
            Condition::Unexpanded if is_known && (is_live || is_complete) => Severity::Error,
            Condition::Unexpanded if is_variable => Severity::Warning,
            Condition::Dummy if is_known && is_live => Severity::Warning,
            _ => continue,
        };
        let what = if is_variable { "a variable that was not expanded" } else { "a placeholder" };
        sink.push(
            RULE.at(credential.header, format!("`{}` holds {what}, not a credential", credential.header.name))
                .label("sent as it stands")
                .help("put the key here when the request is made; in a shell, single quotes keep `$NAME` from being expanded")
                .severity(severity)
                .response("E137", []),
        );
    }
}
