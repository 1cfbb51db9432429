//! `PL5xx`: the model: its name, its limits, thinking, sampling.

mod budget_over_max_tokens;
mod deprecated_model;
mod deprecated_thinking_type;
mod effort_changes_with_thinking_off;
mod effort_level_not_supported;
mod effort_not_supported;
mod effort_per_message_not_supported;
mod effort_with_thinking_off;
mod ended_beta;
mod fast_mode_not_supported;
mod fixed_sampling;
mod foreign_model_name;
mod inference_geo_not_supported;
mod likely_context_overflow;
mod long_answer_without_stream;
mod long_context_beta;
mod max_tokens_over_limit;
mod removed_parameter;
mod retired_model;
mod retiring_model;
mod sampling_with_thinking;
mod task_budget_not_supported;
mod temperature_and_top_p;
mod thinking_type_not_supported;
mod thinking_without_type;
mod unknown_model;
mod zero_max_tokens_conflict;

// `RULES`: every rule of this folder, collected by build.rs.
include!(concat!(env!("OUT_DIR"), "/model.rs"));
