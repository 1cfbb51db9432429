//! `PL4xx`: tool definitions, `tool_choice`, MCP servers.

mod advisor_max_tokens;
mod all_tools_deferred;
mod both_domain_lists;
mod broken_schema_pattern;
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
mod nested_property_key;
mod old_code_execution_for_callers;
mod old_mcp_configuration;
mod recursive_schema_from_code;
mod repeated_mcp_toolset;
mod schema_root_combinator;
mod serial_calls_from_code;
mod strict_tool_from_code;
mod too_many_deferred_tools;
mod tool_choice_without_tools;
mod tool_not_on_model;
mod tool_not_on_platform;
mod toolset_name_taken;
mod toolset_partly_deferred;
mod toolset_with_fine_grained_streaming;
mod toolset_without_members;
mod unfit_advisor;
mod unfit_input_example;
mod unknown_chosen_tool;
mod unknown_mcp_server;
mod unknown_url_source;
mod unresolved_schema_reference;
mod unused_mcp_server;
mod upload_without_code_execution;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/tools.rs"));
