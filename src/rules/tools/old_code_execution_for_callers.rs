use crate::finding::quoted;
use crate::json::Node;
use crate::mask::shown;
use crate::payload::{Payload, Tool};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds tools whose `allowed_callers` names a code execution tool that is newer than the one the request declares.
    ///
    /// ## Why the API refuses it
    ///
    /// The page on programmatic tool calling requires `code_execution_20260120` or later. An older tool with callers of
    /// its own version was accepted, and so was a newer caller without any code execution tool; the mixture was not
    /// tested.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "code_execution_20250825", "name": "code_execution"},
    ///     {
    ///       "name": "query",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "allowed_callers": ["code_execution_20260120"]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {"type": "code_execution_20260521", "name": "code_execution"},
    ///     {
    ///       "name": "query",
    ///       "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    ///       "allowed_callers": ["code_execution_20260120"]
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on programmatic tool calling; for what is accepted, recorded traffic, 2026-02.
    PL461 "old-code-execution-for-callers",
    summary: "the declared code execution tool is older than the callers",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling",
    since: "0.1.0",
    responses: [],
    stage: Conversation,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some((tool, caller)) =
        payload.tools().iter().find_map(|tool| Some((tool, tool.code_callers().max_by_key(date)?)))
    else {
        return;
    };
    let knowledge = payload.context.knowledge;
    let is_code = |tool: &&Tool<'_>| tool.facts(knowledge).is_some_and(|facts| *facts.family == *"code_execution");
    let Some(declared) = payload.tools().iter().find(is_code).and_then(|tool| tool.tag_node) else { return };
    // From this version on, they are interchangeable.
    let interchangeable = |date: u32| date.min(20260120);
    if interchangeable(date(&declared)) < interchangeable(date(&caller)) {
        let newer = quoted(&caller.as_str().unwrap_or_default());
        let diagnostic = RULE
            .at(
                declared,
                shown!("the code execution tool is older than {newer}, which can call {}", tool.described(), newer),
            )
            .label("older than the caller")
            .help(shown!("declare {newer}", newer))
            .related(caller, "the caller")
            .response_status(400, "invalid_request_error");
        sink.push(diagnostic);
    }
}

/// The date at the end of a versioned name.
fn date(name: &Node<'_>) -> u32 {
    let date = name.as_str().and_then(|name| name.rsplit('_').next()?.parse().ok());
    date.unwrap_or_default()
}
