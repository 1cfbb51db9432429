use crate::finding::Severity;
use crate::mask::{quoted, shown};
use crate::payload::Context;
use crate::payload::credentials::Content;
use crate::placeholder::{Placeholder, PlaceholderKind};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds an unexpanded variable (`$ANTHROPIC_API_KEY`, `${KEY}`, `{{ key }}`, `process.env.KEY`) or a placeholder
    /// (`<your key>`, `YOUR_API_KEY`) in a credential header.
    ///
    /// Recording tools insert placeholders, and an unknown receiver may accept any key, so in recordings and for
    /// unknown receivers, only shell variables are reported, as warnings. `payloadlint key`, which reads what is really
    /// sent, also warns about placeholders such as `sk-ant-...` and `dummy`.
    ///
    /// ## Why the API refuses it
    ///
    /// The text itself is sent as the key. In a shell, `$NAME` is not expanded between single quotes.
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
    /// `invalid x-api-key` (E137).
    PL805 "unexpanded-credential",
    summary: "a placeholder instead of a credential",
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
    let is_live = context.head.is_live;
    let is_sent = is_live || context.head.headers.is_complete();
    let is_known = context.has_known_receiver();
    for credential in context.credentials() {
        let is_variable = credential.secret.starts_with('$');
        let severity = match credential.content {
            Content::Placeholder(placeholder) if is_sent_as_written(placeholder) => match () {
                () if is_known && is_sent => Severity::Error,
                () if is_variable => Severity::Warning,
                () => continue,
            },
            Content::Placeholder(_) if is_known && is_live => Severity::Warning,
            _ => continue,
        };
        let what = if is_variable { "an unexpanded variable" } else { "a placeholder" };
        sink.push(
            RULE.at(
                credential.header,
                shown!("{} contains {what} instead of a credential", quoted(&credential.header.name), what),
            )
            .label("sent as is")
            .help("insert the key when the request is sent; in a shell, use double quotes, which expand `$NAME`")
            .severity(severity)
            .response("E137", [])
            .yields_to("quoted-credential", credential.header),
        );
    }
}

/// Whether a placeholder is sent as it is written, as far as is known. A recorder or a person may have written the
/// others over a secret.
fn is_sent_as_written(placeholder: Placeholder) -> bool {
    use PlaceholderKind::{Bracketed, Description, Variable};
    matches!(placeholder.kind, Variable | Bracketed | Description)
}
