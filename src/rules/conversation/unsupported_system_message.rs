use crate::finding::quoted;
use crate::knowledge::Target;
use crate::payload::Payload;
use crate::rules::{Check, ResponsePath, Sink, rule};

use super::system_run::{Takes, runs, takes_system_messages};

rule! {
    /// ## What it does
    ///
    /// Finds a message of role `system` for a model that takes none.
    ///
    /// ## Why the API refuses it
    ///
    /// Instructions in the middle of a conversation came with claude-opus-4-8. Older models, and some newer ones, know
    /// only the top-level `system` parameter.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [
    ///   {"role": "user", "content": "Hello"},
    ///   {"role": "system", "content": "Answer in French."}
    /// ]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "system": "Answer in French.", "messages": [
    ///   {"role": "user", "content": "Hello"}
    /// ]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Row E009 of the catalogue, live on 2026-09-30; the models stand in the page on mid-conversation system
    /// messages. For claude-sonnet-5 the page says no and two live answers were those for models that do: a warning.
    /// Amazon Bedrock, Google Cloud and gateways may still answer in the older words of row E005 when the message
    /// comes first.
    PL312 "unsupported-system-message",
    summary: "a model without `system` messages is sent one",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages",
    since: "0.1.0",
    responses: ["E005", "E009"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let takes = takes_system_messages(payload);
    if !matches!(takes, Takes::No { .. }) {
        return;
    }
    // One fault of the request, however many messages have it.
    let Some(run) = runs(payload).next() else { return };
    let opens = run.before.is_none();
    if opens && !takes.is_surely_no() {
        return; // Refused on any model: `system-message-first` tells it.
    }
    let model = payload.context.model.name.as_deref().unwrap_or_default();
    let diagnostic = RULE
        .at(run.said.role_node(), format!("model {} takes no message of role `system`", quoted(model)))
        .label("role `system`")
        .help(if opens {
            "move its text to the top-level `system` parameter"
        } else {
            "move its text to the top-level `system` parameter, or into the user's message before it"
        })
        .uncertain_if(!takes.is_surely_no());
    let in_old_words = matches!(
        payload.context.target.built_in(),
        Target::Bedrock | Target::BedrockInvoke | Target::Vertex | Target::Claudexia
    );
    sink.push(if opens && in_old_words {
        diagnostic.response("E005", [])
    } else {
        diagnostic.response("E009", []).response_path(ResponsePath::Template)
    });
}
