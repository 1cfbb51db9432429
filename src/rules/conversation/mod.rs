//! `PL3xx`: the shape of the conversation: turns, roles, empty content, the pairing of tool calls and results.

use super::Rule;

mod assistant_document;
mod blank_text;
mod broken_signature;
mod cached_empty_text;
mod clear_at_with_more;
mod empty_assistant_message;
mod empty_messages;
mod empty_system_message;
mod empty_system_text;
mod empty_text;
mod empty_thinking;
mod empty_user_message;
mod error_result_content;
mod first_message_not_user;
mod inconsistent_browser_state;
mod interrupted_server_tool;
mod late_tool_result;
mod long_history;
mod misplaced_block;
mod misplaced_browser_state;
mod misplaced_compaction;
mod misplaced_search_result;
mod misplaced_tool_result;
mod misplaced_tool_use;
mod missing_server_tool_result;
mod missing_thinking_in_tool_loop;
mod missing_tool_result;
mod mixed_search_results;
mod orphan_server_tool_result;
mod orphan_tool_result;
mod prefill;
mod prefill_trailing_whitespace;
mod prefill_with_format;
mod prefill_with_thinking;
mod programmatic_answer_without_container;
mod programmatic_result_content;
mod repeated_compaction;
mod repeated_thinking;
mod repeated_tool_result;
mod repeated_tool_use_id;
mod result_for_server_tool;
mod roles_not_alternating;
mod system_message_first;
mod system_message_misplaced;
mod system_run;
mod text;
mod thinking;
mod thinking_in_user_message;
mod thinking_last;
mod thinking_not_first;
mod thinking_while_off;
mod tool;
mod tool_change_after_pause;
mod tool_result_not_first;
mod toolset_name_not_echoed;
mod toolset_result_content;
mod undeclared_server_tool;
mod unknown_tool_reference;
mod unsupported_prefill;
mod unsupported_system_message;
mod user_citations;
mod version;

/// The rules of this family.
pub const RULES: &[&Rule] = &[
    &empty_messages::RULE,
    &roles_not_alternating::RULE,
    &first_message_not_user::RULE,
    &long_history::RULE,
    &system_message_first::RULE,
    &system_message_misplaced::RULE,
    &unsupported_system_message::RULE,
    &empty_system_message::RULE,
    &clear_at_with_more::RULE,
    &tool_change_after_pause::RULE,
    &empty_user_message::RULE,
    &empty_assistant_message::RULE,
    &empty_text::RULE,
    &cached_empty_text::RULE,
    &blank_text::RULE,
    &empty_system_text::RULE,
    &unsupported_prefill::RULE,
    &prefill_trailing_whitespace::RULE,
    &prefill_with_thinking::RULE,
    &prefill_with_format::RULE,
    &thinking_last::RULE,
    &missing_thinking_in_tool_loop::RULE,
    &thinking_while_off::RULE,
    &thinking_not_first::RULE,
    &thinking_in_user_message::RULE,
    &empty_thinking::RULE,
    &broken_signature::RULE,
    &repeated_thinking::RULE,
    &misplaced_tool_use::RULE,
    &misplaced_tool_result::RULE,
    &misplaced_search_result::RULE,
    &misplaced_block::RULE,
    &assistant_document::RULE,
    &user_citations::RULE,
    &misplaced_compaction::RULE,
    &repeated_compaction::RULE,
    &missing_tool_result::RULE,
    &late_tool_result::RULE,
    &tool_result_not_first::RULE,
    &orphan_tool_result::RULE,
    &repeated_tool_result::RULE,
    &repeated_tool_use_id::RULE,
    &result_for_server_tool::RULE,
    &missing_server_tool_result::RULE,
    &orphan_server_tool_result::RULE,
    &interrupted_server_tool::RULE,
    &undeclared_server_tool::RULE,
    &toolset_name_not_echoed::RULE,
    &toolset_result_content::RULE,
    &misplaced_browser_state::RULE,
    &inconsistent_browser_state::RULE,
    &mixed_search_results::RULE,
    &error_result_content::RULE,
    &unknown_tool_reference::RULE,
    &programmatic_result_content::RULE,
    &programmatic_answer_without_container::RULE,
];
