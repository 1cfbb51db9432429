use crate::json::Node;
use crate::knowledge::Endpoint;
use crate::payload::{Payload, ThinkingType};
use crate::rules::{Anchor, Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `max_tokens: 0` in a request that asks for something which needs an answer: `stream: true`, thinking with
    /// a budget, `output_config.format`, a forced tool, or a place in a Message Batch.
    ///
    /// ## Why the API refuses it
    ///
    /// `max_tokens: 0` fills the prompt cache and writes nothing, so there is nothing to stream, to shape or to think
    /// about.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 0, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 0, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// The reference page lists what `0` cannot be combined with. For a Message Batch a live answer, 2026-09-02 (row E048
    /// of the catalogue); the words for the others were not seen.
    PL511 "zero-max-tokens-conflict",
    summary: "`max_tokens: 0` in a request that needs an answer",
    severity: Error,
    confidence: Documented,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    since: "0.1.0",
    responses: ["E048"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(node) = payload.fields.max_tokens.filter(|node| node.as_u64() == Some(0)) else { return };
    if payload.context.endpoint == Endpoint::CountTokens {
        return;
    }
    let conflicts = conflicts(payload);
    let place = conflicts.iter().map(|(what, _)| *what);
    let mut words: Vec<&str> = place.collect();
    if payload.context.batch_item {
        words.push("a Message Batch");
    }
    if words.is_empty() {
        return;
    }
    let mut diagnostic = RULE
        .at(node, format!("`max_tokens: 0` does not go with {}", words.join(", ")))
        .label("writes no answer")
        .help("ask for at least 1 token, or leave out what needs an answer when you only fill the cache");
    diagnostic = if payload.context.batch_item {
        diagnostic.response("E048", [("n", "1".to_owned())])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    };
    for (what, at) in conflicts {
        diagnostic = diagnostic.related(Anchor::from(at), format!("{what} needs an answer"));
    }
    sink.push(diagnostic);
}

/// What of the request needs an answer, and where it stands.
fn conflicts<'a>(payload: &Payload<'a>) -> Vec<(&'static str, Node<'a>)> {
    let fields = &payload.fields;
    let stream = fields.stream.filter(|stream| stream.as_bool() == Some(true));
    let thinking = payload.thinking().filter(|thinking| thinking.kind == ThinkingType::Enabled);
    let format = fields.output_config.and_then(|config| config.get("format")).filter(Node::is_object);
    let choice = fields.tool_choice.and_then(|choice| choice.get("type"));
    let forced = choice.filter(|kind| kind.is_str("any") || kind.is_str("tool"));
    [
        stream.map(|at| ("`stream: true`", at)),
        thinking.map(|thinking| ("thinking of type `enabled`", thinking.tag)),
        format.map(|at| ("`output_config.format`", at)),
        forced.map(|at| ("a forced tool", at)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
