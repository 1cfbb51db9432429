//! `PL4xx`: tool definitions, `tool_choice`, MCP servers.

use crate::payload::Payload;

mod advice;
mod advisor_max_tokens;
mod all_tools_deferred;
mod both_domain_lists;
mod broken_pattern;
mod choice;
mod chosen_tool_only_from_code;
mod chosen_toolset;
mod code_calls_unsupported;
mod code_execution_beside_web_tool;
mod container_without_code_execution;
mod deferred_tool_search;
mod deferred_toolset_without_search;
mod duplicate_mcp_server;
mod duplicate_tool_name;
mod forced_tool_unsupported;
mod forced_tool_with_thinking;
mod invalid_domain;
mod invalid_json_schema;
mod large_tool_schemas;
mod mcp;
mod nested_property_key;
mod old_code_execution_for_callers;
mod old_mcp_configuration;
mod recursive_schema_from_code;
mod repeated_mcp_toolset;
mod root_combinator;
mod serial_calls_from_code;
mod strict_tool_from_code;
mod too_many_deferred_tools;
mod tool_choice_without_tools;
mod tool_not_on_model;
mod tool_not_on_platform;
mod toolset;
mod toolset_name_taken;
mod toolset_partly_deferred;
mod toolset_with_fine_grained_streaming;
mod toolset_without_members;
mod unfit_advisor;
mod unfit_input_example;
mod unknown_chosen_tool;
mod unknown_mcp_server;
mod unknown_url_source;
mod unresolved_reference;
mod unused_mcp_server;
mod upload_without_code_execution;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/tools.rs"));

/// Whether a tool of the request runs code in a container: the code execution tool, a web tool that filters its results
/// in code, or a tool that code may call (for which the API brings a code execution tool of its own).
fn runs_code(payload: &Payload<'_>) -> bool {
    let knowledge = payload.context.knowledge;
    let runs = |facts: &crate::knowledge::Tool| *facts.family == *"code_execution" || facts.called_from_code;
    // A type that does not exist, or is left out, has been told; the name tells which is meant.
    let is_meant = |tool: &crate::payload::Tool<'_>| {
        let is_odd = tool.facts(knowledge).is_none() && tool.input_schema.is_none();
        let name = tool.own_name().filter(|_| is_odd);
        let names = |facts: &crate::knowledge::Tool| facts.name.as_deref() == name.as_deref() && runs(facts);
        name.is_some() && knowledge.tools().iter().any(names)
    };
    let mut tools = payload.tools().iter();
    tools.any(|tool| tool.facts(knowledge).is_some_and(runs) || tool.code_callers().next().is_some() || is_meant(tool))
        || payload.has_untold_tools()
}
