//! `PL7xx`: caching, structured output and other features.

mod automatic_cache_conflict;
mod base_model_id;
mod batches_not_on_platform;
mod beta_not_on_platform;
mod beta_without_field;
mod cache_ttl_order;
mod cached_call_from_code;
mod cached_deferred_tool;
mod clear_thinking_not_first;
mod clear_thinking_without_thinking;
mod compaction_conflict;
mod compaction_not_supported;
mod fallback_refuses_request;
mod fallback_with_credit_token;
mod fallbacks_not_supported;
mod field_without_effect;
mod invalid_previous_message_id;
mod missing_user_profile;
mod mixed_document_citations;
mod nothing_to_compact;
mod repeated_fallback;
mod search_result_citations;
pub mod structured;
mod task_budget_with_compaction;
mod thread_conflict;
mod too_many_cache_breakpoints;
mod tool_change_not_supported;
mod unavailable_on_platform;
mod unresolved_tool_change;
mod version_not_on_model;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/features.rs"));
