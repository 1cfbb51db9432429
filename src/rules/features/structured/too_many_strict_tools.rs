use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds requests with more than 20 tools that have `strict: true`.
    ///
    /// ## Why the API refuses it
    ///
    /// All strict tools together are compiled into one grammar, whose size is limited.
    ///
    /// ## Example
    ///
    /// ```json,fail,times=21
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"name": "tool_{n}", "strict": true, "input_schema": {"type": "object", "additionalProperties": false}}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,times=20
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"name": "tool_{n}", "strict": true, "input_schema": {"type": "object", "additionalProperties": false}}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2026-08 (F06).
    PL726 "too-many-strict-tools",
    summary: "more strict tools than a request can have",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-31",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/strict-tool-use",
    since: "0.1.0",
    responses: ["F06"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let limit = payload.context.knowledge.limits().value("tools.strict") as usize;
    let strict = || payload.tools().iter().filter_map(|tool| tool.strict);
    let Some(first_over) = strict().nth(limit) else { return };
    let count = strict().count();
    let diagnostic = RULE
        .at(first_over, shown!("{count} strict tools; the limit is {limit}", count, limit))
        .label("first tool over the limit")
        .help("use `strict` only for tools whose input must match the schema exactly")
        .response("F06", [("n", count.to_string())]);
    sink.push(diagnostic);
}
