//! `PL7xx`: caching, structured output and other features.

mod automatic_cache_conflict;
mod base_model_id;
mod batches_not_on_platform;
mod beta_not_on_platform;
mod cache_ttl_order;
mod cached_deferred_tool;
mod clear_thinking_not_first;
mod clear_thinking_without_thinking;
mod compaction_conflict;
mod compaction_not_supported;
mod fallback_refuses_request;
mod fallback_with_credit_token;
mod fallbacks_not_supported;
mod missing_user_profile;
mod mixed_document_citations;
mod nothing_to_compact;
mod repeated_fallback;
mod search_result_citations;
pub mod structured;
mod thread_conflict;
mod too_many_cache_breakpoints;
mod unavailable_on_platform;
mod unresolved_tool_change;
mod version_not_on_model;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/features.rs"));
