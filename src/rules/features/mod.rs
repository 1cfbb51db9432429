//! `PL7xx`: caching, structured output and the other features.

use crate::json::Node;
use crate::payload::Payload;

mod automatic_cache_conflict;
mod batches_not_on_platform;
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

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/features.rs"));

/// The field `fallbacks`, unless it says nothing or the platform has none, which is told as such.
fn fallbacks<'a>(payload: &Payload<'a>) -> Option<Node<'a>> {
    let fallbacks = given(payload.fields.fallbacks)?;
    payload.context.platform.lacks("fallbacks").is_none().then_some(fallbacks)
}

/// A value that says something: null reads as absent.
fn given<'a>(node: Option<Node<'a>>) -> Option<Node<'a>> {
    node.filter(|node| !node.is_null())
}
