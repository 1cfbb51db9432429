//! `PL2xx`: fields and their types, as the JSON Schema describes them.

mod answer_as_request;
mod beta_field_without_header;
mod blank_stop_sequence;
mod block_not_in_system_message;
mod body_not_object;
mod cache_control_on_thinking;
mod invalid_property_key;
mod invalid_tool_name;
mod misplaced_field;
mod missing_field;
mod missing_max_tokens;
mod not_allowed_value;
mod other_api_body;
mod pattern_mismatch;
mod personal_user_id;
mod text_too_long;
mod text_too_short;
mod too_few_items;
mod too_many_items;
mod unknown_block_type;
mod unknown_field;
mod unknown_role;
mod unknown_tool_type;
mod unknown_type;
mod unsupported_media_type;
mod untyped_null;
mod value_out_of_range;
mod wrong_type;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/fields.rs"));
