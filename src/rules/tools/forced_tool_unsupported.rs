use crate::finding::quoted;
use crate::knowledge::Support;
use crate::mask::shown;
use crate::payload::{Payload, ToolChoice};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds `tool_choice` of type `any` or `tool` for a model that only supports `auto` and `none`.
    ///
    /// ## Why the API refuses it
    ///
    /// These models always think before they call a tool, and a forced call leaves no room for thinking. Wrappers that
    /// get structured output by forcing a tool do not work with them.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tool_choice": {"type": "any"},
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
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
    ///   "tool_choice": {"type": "auto"},
    ///   "tools": [{"name": "get_weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The errors page (E085). Only one page says so for Claude Mythos Preview, so there it is a warning.
    PL435 "forced-tool-unsupported",
    summary: "the model does not support forced tool use",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-24",
    source: "https://platform.claude.com/docs/en/api/errors",
    since: "0.1.0",
    responses: ["E085"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some(choice) = payload.tool_choice().filter(ToolChoice::is_forced) else { return };
    let context = payload.context;
    let Some(model) = context.model.facts else { return };
    if model.forced_tool_choice.on(context.target) != Support::No {
        return;
    }
    let diagnostic = RULE
        .at(choice.kind, shown!("{} does not support forced tool use", quoted(&model.id)))
        .label("only `auto` and `none` are supported")
        .help(
            "use `{\"type\": \"auto\"}` and ask for the tool in the prompt; for structured output use \
             `output_config.format`",
        )
        .uncertain_if(model.forced_tool_choice.doubtful)
        .response("E085", []);
    sink.push(diagnostic);
}
