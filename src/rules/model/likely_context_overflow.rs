use crate::json::Node;
use crate::knowledge::{Endpoint, Model, Support};
use crate::mask::{Shown, shown};
use crate::payload::{Estimate, Payload};
use crate::rules::{Check, Diagnostic, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Estimates the tokens of the input (four bytes of text per token, images by their size) and finds a request that
    /// needs at least 90% of the model's context window. On models before Claude 4.5, `max_tokens` counts as well.
    ///
    /// ## Why the API refuses it
    ///
    /// The input must fit into the context window. Only the API knows the exact number of tokens (`count_tokens`
    /// returns it), so this is a warning that shows the estimate. Models from Claude 4.5 on accept an input that leaves
    /// too little room for `max_tokens`, and stop with `model_context_window_exceeded`.
    ///
    /// Not counted: PDFs, files, the contents of URLs, and what a compaction block replaces. Not reported: requests
    /// with `context_management`, which removes parts of the input.
    ///
    /// ## Example
    ///
    /// Here, `…` stands for 800,000 letters.
    ///
    /// ```json,fail,letters=800000
    /// {"model": "claude-haiku-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "…"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,letters=800000
    /// {"model": "claude-haiku-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "…"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses: ``prompt is too long: 208310 tokens > 200000 maximum`` (E112), and for older models
    /// ``input length and `max_tokens` exceed context limit`` (E113).
    PL515 "likely-context-overflow",
    summary: "an input that is probably too long for the context window",
    severity: Warning,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/build-with-claude/context-windows",
    since: "0.1.0",
    responses: ["E112", "E113"],
    stage: Late,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(model) = payload.context.model.facts else { return };
    let Some(window) = model.context_window else { return };
    // What remains of the history is not known.
    if payload.fields.context_management.is_some_and(|management| !management.is_null()) {
        return;
    }
    let output = counted_output(model, payload);
    let near = window * payload.context.knowledge.limits().value("context.warn") / 100;
    // Nearly every request is far too small, which an upper bound shows at the cost of a division.
    if Estimate::ceiling(payload).saturating_add(output) < near {
        return;
    }
    let Some(messages) = payload.fields.messages else { return };
    let estimate = Estimate::of(payload, model);
    if estimate.input().saturating_add(output) < near {
        return;
    }
    sink.push(diagnostic(messages, model, &estimate, window, output));
}

/// The part of `max_tokens` that counts toward the window: at most the output limit, since more is refused.
fn counted_output(model: &Model, payload: &Payload<'_>) -> u64 {
    let counts = model.window_includes_output.value == Support::Yes && payload.context.endpoint == Endpoint::Messages;
    if !counts {
        return 0;
    }
    let max_tokens = payload.fields.max_tokens.and_then(|node| node.as_saturated_u64()).unwrap_or(0);
    max_tokens.min(payload.context.output_limit(model).unwrap_or(u64::MAX))
}

fn diagnostic(messages: Node<'_>, model: &Model, estimate: &Estimate<'_>, window: u64, output: u64) -> Diagnostic {
    let input = estimate.input();
    let images = if estimate.images > 0 { shown!(", images up to {}", estimate.images) } else { Shown::default() };
    let sum = if output > 0 { shown!(" plus a `max_tokens` of {output}", output) } else { Shown::default() };
    let message = shown!(
        "the input has about {input} tokens (text {}{images}){sum}; the context window of `{}` is {window} tokens",
        estimate.text,
        model.id,
        input,
        images,
        sum,
        window
    );
    let mut diagnostic = RULE.at(messages, message).label("estimated size").help(
        "count the tokens with `/v1/messages/count_tokens`; drop or summarize old turns, or use a model with a larger \
         context window",
    );
    if let Some(largest) = estimate.largest {
        diagnostic = diagnostic.related(largest, "the largest message");
    }
    match () {
        () if input > window => diagnostic.response("E112", [("n", input.to_string()), ("max", window.to_string())]),
        () if input.saturating_add(output) > window => diagnostic.response(
            "E113",
            [("input", input.to_string()), ("max_tokens", output.to_string()), ("limit", window.to_string())],
        ),
        () => diagnostic,
    }
}
