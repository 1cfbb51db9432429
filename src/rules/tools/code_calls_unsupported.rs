use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::{PlatformFact, Support};
use crate::mask::shown;
use crate::payload::{Context, Payload, Tool, ToolKind};
use crate::rules::{Check, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds tools that are called from code (programmatic tool calling) in a request to a model that does not support
    /// it. The newer web tools (`web_search_20260209`, `web_fetch_20260209` and later) are called from code unless
    /// `allowed_callers` says otherwise.
    ///
    /// ## Why the API refuses it
    ///
    /// Only some models are trained to write code that calls tools.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-haiku-4-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20260209", "name": "web_search"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-haiku-4-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [{"type": "web_search_20260209", "name": "web_search", "allowed_callers": ["direct"]}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-05 to 2026-08 (E155).
    PL460 "code-calls-unsupported",
    summary: "a tool is called from code, which the model does not support",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-28",
    source: "https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling",
    since: "0.1.0",
    responses: ["E155"],
    stage: Model,
    check: Check::UnlessPlain(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    let Some(model) = context.model.facts else { return };
    if model.programmatic_tool_calling.on(context.target) != Support::No {
        return;
    }
    let callers = payload.tools().iter().filter_map(|tool| Some((tool, caller(tool, context)?)));
    let callers: Vec<_> = callers.collect();
    let names: Vec<_> = callers.iter().filter_map(|(tool, _)| tool.called(context.knowledge)).collect();
    let gap = context.platform.lacks("tools[].allowed_callers[]=code_execution*");
    let is_documented_gap = gap.is_some_and(PlatformFact::is_certain);
    for (tool, place) in &callers {
        let mut diagnostic = RULE
            .at(*place, shown!("{}: {} does not support calls from code", tool.described(), quoted(&model.id)))
            .label("called from code")
            .help(help(tool))
            .uncertain_if(model.programmatic_tool_calling.doubtful)
            .response("E155", [("model", model.id.to_string()), ("tools", names.join(", "))]);
        if is_documented_gap {
            // No model supports it on this platform, which is reported once, at the first caller.
            let first = payload.code_caller().map_or(*place, |(_, caller)| caller);
            diagnostic =
                diagnostic.yields_to("unavailable-on-platform", first).yields_to("tool-not-on-platform", *place);
        }
        sink.push(diagnostic);
    }
}

/// What makes code call the tool: an entry of `allowed_callers`, or the default of its type.
fn caller<'a>(tool: &Tool<'a>, context: &Context<'_>) -> Option<Node<'a>> {
    match tool.allowed_callers {
        Some(_) => tool.code_callers().next(),
        // The callers are unknown if `allowed_callers` is not a list.
        None if tool.get("allowed_callers").is_some_and(|callers| !callers.is_null()) => None,
        None if tool.kind == ToolKind::Typed => {
            tool.facts(context.knowledge).filter(|facts| facts.called_from_code).and(tool.tag_node)
        }
        None => None,
    }
}

fn help(tool: &Tool<'_>) -> &'static str {
    match tool.kind {
        ToolKind::Custom => "use `\"allowed_callers\": [\"direct\"]`, or remove the field",
        ToolKind::Typed => {
            "add `\"allowed_callers\": [\"direct\"]` to the tool, or use an older version, which code does not call"
        }
    }
}
