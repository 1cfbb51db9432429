use crate::knowledge::{FastModeState, Support};
use crate::request::Payload;
use crate::rules::{Check, Sink, rule};

use super::is_inferred;

rule! {
    /// ## What it does
    ///
    /// Finds `speed`, of whatever value, without the beta header on a model whose fast mode is still a beta.
    ///
    /// ## Why the API refuses it
    ///
    /// On Opus 5 and Opus 4.8 the field exists only with the beta `fast-mode-2026-02-01`; newer models need none.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {
    ///   "url": "https://api.anthropic.com/v1/messages",
    ///   "headers": {"x-api-key": "sk-ant-api03-example", "anthropic-version": "2023-06-01", "content-type": "application/json"},
    ///   "body": {"model": "claude-opus-5", "max_tokens": 1024, "speed": "fast", "messages": [{"role": "user", "content": "Hello"}]}
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {
    ///   "url": "https://api.anthropic.com/v1/messages",
    ///   "request_headers": {"anthropic-version": "2023-06-01", "anthropic-beta": "fast-mode-2026-02-01"},
    ///   "body": {"model": "claude-opus-5", "max_tokens": 1024, "speed": "fast", "messages": [{"role": "user", "content": "Hello"}]}
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The fast mode page and the text of the official SDKs; the words are those of every field without its beta (row
    /// E062 of the catalogue).
    PL551 "fast-mode-without-beta",
    summary: "`speed` without the beta that this model asks for",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/build-with-claude/fast-mode",
    answers: ["E062"],
    stage: UnknownFields,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(speed) = payload.fields.speed.filter(|speed| speed.is_string()) else { return };
    let Some(model) = payload.context.model.facts else { return };
    let Some(beta) = model.fast_mode.beta.as_deref() else { return };
    let is_told_elsewhere = payload.context.platform.lacks("speed=fast").is_some();
    if model.fast_mode.value != FastModeState::Yes || payload.context.beta(beta) != Support::No || is_told_elsewhere {
        return;
    }
    sink.push(
        RULE.at(speed, format!("`{}` takes `speed` only with the beta `{beta}`", model.id))
            .label("needs a beta header")
            .help(format!("send the header `anthropic-beta: {beta}`, or remove `speed`"))
            .doubtful_if(is_inferred(model))
            .answer("E062", [("beta_field", "speed".to_owned())]),
    );
}
