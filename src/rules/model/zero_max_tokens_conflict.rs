use crate::join::join_or;
use crate::json::Node;
use crate::knowledge::Endpoint;
use crate::mask::shown;
use crate::payload::{Payload, ThinkingType};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `max_tokens: 0` together with something that requires output: `stream: true`, thinking with a budget,
    /// `output_config.format`, a forced tool, or a Message Batch.
    ///
    /// ## Why the API refuses it
    ///
    /// `max_tokens: 0` only fills the prompt cache and generates no output, so there is nothing to stream or to format.
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
    /// The reference page lists what `0` cannot be combined with. For Message Batches, a live response, 2026-09-02
    /// (E048); the messages for the others have not been seen.
    PL511 "zero-max-tokens-conflict",
    summary: "`max_tokens: 0` in a request that requires output",
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
    let batch = payload.context.batch_item.then_some("a Message Batch");
    let names: Vec<&str> = conflicts.iter().map(|(name, _)| *name).chain(batch).collect();
    if names.is_empty() {
        return;
    }
    let mut diagnostic = RULE
        .at(node, shown!("`max_tokens: 0` cannot be combined with {}", join_or(names)))
        .label("generates no output")
        .help("set `max_tokens` to 1 or more, or, to only fill the cache, remove what requires output");
    diagnostic = if payload.context.batch_item {
        diagnostic.response("E048", [("n", "1".into())])
    } else {
        diagnostic.response_status(400, "invalid_request_error")
    };
    for (name, node) in conflicts {
        diagnostic = diagnostic.related(node, shown!("{name} requires output", name));
    }
    sink.push(diagnostic);
}

/// What in the request requires output.
fn conflicts<'a>(payload: &Payload<'a>) -> Vec<(&'static str, Node<'a>)> {
    let fields = &payload.fields;
    let stream = fields.stream.filter(|stream| stream.as_bool() == Some(true));
    let thinking = payload.thinking().filter(|thinking| thinking.kind == ThinkingType::Enabled);
    let format = fields.output_config.and_then(|config| config.get("format")).filter(Node::is_object);
    let choice = fields.tool_choice.and_then(|choice| choice.get("type"));
    let forced = choice.filter(|kind| kind.is_str("any") || kind.is_str("tool"));
    let conflicts = [
        stream.map(|node| ("`stream: true`", node)),
        thinking.map(|thinking| ("`thinking.type: \"enabled\"`", thinking.tag)),
        format.map(|node| ("`output_config.format`", node)),
        forced.map(|node| ("a forced tool", node)),
    ];
    conflicts.into_iter().flatten().collect()
}
