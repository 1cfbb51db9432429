use crate::json::Node;
use crate::knowledge::{Endpoint, Model, Support};
use crate::payload::{Estimate, Payload};
use crate::rules::{Anchor, Check, Diagnostic, Sink, rule};

use super::max_tokens_over_limit::ceiling;

rule! {
    /// ## What it does
    ///
    /// Estimates the tokens of the input (four bytes of text to a token, images by their size) and finds a request
    /// that takes 90 % of the model's context window or more. On the models before Claude 4.5, `max_tokens` counts
    /// too.
    ///
    /// ## Why the API refuses it
    ///
    /// An input larger than the window cannot be read. How many tokens a text has, only the API knows: hence a
    /// warning, with the estimate shown. PDFs, files and what a url points at are not counted, nor what a compaction
    /// block stands for; with `context_management`, which takes things out, nothing is said. `count_tokens` gives
    /// the true number. Models from 4.5 on accept an input that leaves too little room for `max_tokens`, and stop with
    /// `model_context_window_exceeded`.
    ///
    /// ## Example
    ///
    /// Here `…` stands for 800,000 letters.
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
    /// Live answers: ``prompt is too long: 208310 tokens > 200000 maximum`` (row E112 of the catalogue), and on older
    /// models ``input length and `max_tokens` exceed context limit`` (E113).
    PL515 "likely-context-overflow",
    summary: "an input that is likely too long for the context window",
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
    // What the API takes out of the history before it reads it is not known.
    if payload.fields.context_management.is_some_and(|management| !management.is_null()) {
        return;
    }
    let output = counted_output(model, payload);
    let near = window * payload.context.knowledge.limits().value("context.warn") / 100;
    // Nearly every request is far too small: that costs a division.
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

/// What of `max_tokens` counts toward the window.
fn counted_output(model: &Model, payload: &Payload<'_>) -> u64 {
    let counts = model.window_includes_output.value == Support::Yes && payload.context.endpoint == Endpoint::Messages;
    let asked = || payload.fields.max_tokens.and_then(|node| node.as_u64()).unwrap_or(0);
    // More than the model writes is told by its own rule.
    if counts { asked().min(ceiling(model, payload.context).unwrap_or(u64::MAX)) } else { 0 }
}

fn diagnostic(messages: Node<'_>, model: &Model, estimate: &Estimate<'_>, window: u64, output: u64) -> Diagnostic {
    let input = estimate.input();
    let images = if estimate.images > 0 { format!(", images at most {}", estimate.images) } else { String::new() };
    let sum = if output > 0 { format!(" and `max_tokens` of {output}") } else { String::new() };
    let message = format!(
        "the input takes about {input} tokens (text {}{images}){sum}; the window of `{}` holds {window}",
        estimate.text, model.id
    );
    let mut diagnostic = RULE.at(messages, message).label("this is an estimate").help(
        "let `/v1/messages/count_tokens` count it; drop or summarise old turns, or take a model with a larger window",
    );
    if let Some(largest) = estimate.largest {
        diagnostic = diagnostic.related(Anchor::from(largest), "this message takes most of it");
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
