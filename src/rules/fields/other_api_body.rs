use crate::join::join_and;
use crate::mask::shown;
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Owns, rule};
use crate::schema::{Fault, FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a body that was written for another API: OpenAI Chat Completions or Responses, Amazon Bedrock Converse,
    /// Gemini, Ollama, Cohere Chat, or the older Text Completions. The fields that the Messages API does not have are
    /// not reported one by one.
    ///
    /// In a directory, such a body is skipped: it is probably sent to that API. This rule applies to a file that is
    /// named on the command line, to `--input` and `--target`, and to a request with the URL of a Messages endpoint. A
    /// body with only a single field of another API is not reported here, but for that field.
    ///
    /// ## Why the API refuses it
    ///
    /// The APIs have different names for the same things and a different structure.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "anthropic/claude-sonnet-5-5", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}], "max_completion_tokens": 64, "stream": true, "stream_options": {"include_usage": true}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-sonnet-5-5", "system": "Be brief.", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 64, "stream": true}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page cited has none of these names. Which names belong to which API is in `schemas/other-apis.json`, with
    /// sources.
    PL205 "other-api-body",
    summary: "the body is for another API",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: [],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::OtherApi)], diagnostic),
}

/// How many marks the message names.
const NAMED: usize = 3;

fn diagnostic(violation: &Violation<'_>, _: &Context<'_>) -> Diagnostic {
    let (what, marks) = match &violation.fault {
        Fault::OtherApi { what, marks } => (what.clone(), &marks[..marks.len().min(NAMED)]),
        _ => ("a body for another API".into(), &[][..]),
    };
    RULE.at(violation.value, shown!("this is {what}, not a Messages body: it has {}", join_and(marks), what))
        .label("not part of the Messages API")
        .help(
            "write it for the Messages API, or exclude it if it is not sent there; to see each field that does not fit, pass \
             `--ignore other-api-body`",
        )
        .response_status(400, "invalid_request_error")
}
