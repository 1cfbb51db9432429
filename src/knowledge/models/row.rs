//! A model.

use foldhash::HashMap;
use serde::Deserialize;

use super::effort::Effort;
use crate::date::Date;
use crate::knowledge::confidence::Confidence;
use crate::knowledge::fact::{Fact, Support};
use crate::knowledge::platforms::{Platform, RetirementDates};
use crate::knowledge::table::{Row, listed_in};
use crate::knowledge::target::Target;
use crate::knowledge::text::TableText;

/// What is known about a model. Only `id` is required; what is absent is not known.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The ID of the Claude API.
    pub id: TableText,
    /// Other IDs that the Claude API accepts for the same model.
    #[serde(default)]
    pub aliases: Vec<TableText>,
    /// `opus`, `sonnet`, `haiku`, `fable`, `mythos`, or the name of an older line.
    #[serde(default)]
    pub family: Option<TableText>,
    /// Its status.
    #[serde(default)]
    pub status: Status,
    /// Who can use it, if not everybody.
    #[serde(default)]
    pub access: Option<TableText>,
    /// The day of its release.
    #[serde(default)]
    pub released: Option<Date>,
    /// The day on which its retirement was announced.
    #[serde(default)]
    pub deprecated_on: Option<Date>,
    /// The announced day on which Anthropic stops serving it.
    #[serde(default)]
    pub retires: Option<Date>,
    /// The day before which it will not be retired. It is not retired merely because the day has passed.
    #[serde(default)]
    pub retires_not_before: Option<Date>,
    /// Targets with their own retirement dates that still served the retired model when last checked.
    #[serde(default)]
    pub still_on: Vec<Target>,
    /// The size of the context window, in tokens.
    #[serde(default)]
    pub context_window: Option<u64>,
    /// Whether input and `max_tokens` together must fit the window (E113); on newer models only the input must.
    #[serde(default)]
    pub window_includes_output: Fact,
    /// The largest `max_tokens`.
    #[serde(default)]
    pub max_output: Option<u64>,
    /// A larger `max_tokens` that a beta allows.
    #[serde(default)]
    pub larger_output: Option<LargerOutput>,
    /// The values of `thinking.type`.
    #[serde(default)]
    pub thinking: Thinking,
    /// The accepted values of `output_config.effort`; an empty list if the parameter is rejected.
    #[serde(default)]
    pub efforts: Option<Vec<Effort>>,
    /// Further values about which the sources disagree.
    #[serde(default)]
    pub efforts_doubtful: Vec<Effort>,
    /// The effort of a request that sets none.
    #[serde(default)]
    pub default_effort: Option<Effort>,
    /// The highest effort that is allowed if thinking is off (`disabled` or `between_tools`).
    #[serde(default)]
    pub effort_when_thinking_off_max: Option<Effort>,
    /// Whether the effort must be the same in the whole conversation if thinking is off (E150).
    #[serde(default)]
    pub effort_fixed_when_thinking_off: Fact,
    /// `tool_choice` of type `any` or `tool`.
    #[serde(default)]
    pub forced_tool_choice: Fact,
    /// A last message with role `assistant`, which the model continues.
    #[serde(default)]
    pub prefill: Fact,
    /// The accepted values of `temperature`, `top_p` and `top_k` with API version `2023-06-01`.
    #[serde(default)]
    pub sampling: Sampling,
    /// Messages with role `system` inside the conversation.
    #[serde(default)]
    pub system_in_messages: Fact,
    /// `tool_addition` and `tool_removal` blocks in such messages.
    #[serde(default)]
    pub tool_changes: Fact,
    /// `output_config.effort` on a system message.
    #[serde(default)]
    pub per_message_effort: Fact,
    /// The versions of client tools defined by Anthropic, by family (`computer`, `browser`, `text_editor`, `bash`).
    /// An absent family is not known; an empty list means none.
    #[serde(default)]
    pub tools: HashMap<TableText, Vec<ModelTool>>,
    /// The maximum number of images in a request.
    #[serde(default)]
    pub images_max: Option<u64>,
    /// The maximum number of PDF pages in a request.
    #[serde(default)]
    pub pdf_pages_max: Option<u64>,
    /// The image size above which the API scales images down.
    #[serde(default)]
    pub native_image: Option<NativeImage>,
    /// The shortest prefix, in tokens, that is cached. A shorter one is not an error.
    #[serde(default)]
    pub cache_minimum_tokens: Option<u64>,
    /// `speed: "fast"`.
    #[serde(default)]
    pub fast_mode: FastMode,
    /// The field `inference_geo`.
    #[serde(default)]
    pub inference_geo: Fact,
    /// `output_config.format` and strict tools.
    #[serde(default)]
    pub structured_outputs: Fact,
    /// `output_config.task_budget`, with its beta.
    #[serde(default)]
    pub task_budget: Fact,
    /// Tools that are called from code.
    #[serde(default)]
    pub programmatic_tool_calling: Fact,
    /// A thinking budget above `max_tokens`, with the interleaved-thinking beta and tools.
    #[serde(default)]
    pub interleaved_thinking: Fact,
    /// The field `compaction`: compaction on demand, with its beta.
    #[serde(default)]
    pub compaction: Fact,
    /// A list in `fallbacks`.
    #[serde(default)]
    pub server_side_fallback: Fact,
    /// Message Batches.
    #[serde(default)]
    pub batches: Fact,
    /// Models that can be its advisor in the advisor tool.
    #[serde(default)]
    pub advisors: Option<Vec<TableText>>,
    /// Models for which this is not known.
    #[serde(default)]
    pub advisors_unknown: Vec<TableText>,
    /// Its IDs on Amazon Bedrock, without a region prefix.
    #[serde(default)]
    pub bedrock: Vec<TableText>,
    /// Its IDs on Google Cloud.
    #[serde(default)]
    pub vertex: Vec<TableText>,
    /// Where the facts were found: public URLs, or a response with its date.
    #[serde(default)]
    pub source: Vec<TableText>,
    /// The day on which they were last seen to be true.
    #[serde(default)]
    pub seen: Option<Date>,
    /// How well founded they are, except for `retires`, which is always announced.
    #[serde(default)]
    pub confidence: Confidence,
    /// Remarks.
    #[serde(default)]
    pub notes: Option<TableText>,
}

impl Model {
    /// Whether the model accepts the tool type `tool` of this family on `target`.
    pub fn accepts_tool(&self, family: &str, tool: &str, target: Target) -> Support {
        let Some(listed) = self.tools.get(family) else {
            return Support::Unknown;
        };
        let is_on_target = |only: &[Target]| only.is_empty() || only.contains(&target.built_in());
        let is_accepted = listed.iter().any(|entry| *entry.r#type == *tool && is_on_target(&entry.only_on));
        if is_accepted { Support::Yes } else { Support::No }
    }

    /// Whether the model with the ID `advisor` can be the advisor of this one.
    pub fn advised_by(&self, advisor: &str) -> Support {
        match &self.advisors {
            Some(advisors) if advisors.iter().any(|id| **id == *advisor) => Support::Yes,
            Some(_) if !self.advisors_unknown.iter().any(|id| **id == *advisor) => Support::No,
            _ => Support::Unknown,
        }
    }

    /// Whether the model is retired on a platform on a day, so that requests for it fail.
    /// `Unknown` if the platform has its own dates, and not one for this model in the table.
    pub fn is_retired(&self, on: Date, platform: &Platform) -> Support {
        if let Some(own) = platform.retirements.get(&self.id) {
            return if own.retires <= on { Support::Yes } else { Support::No };
        }
        match self.retires {
            Some(retires) if retires <= on => match platform.retirement_dates {
                RetirementDates::Anthropic => Support::Yes,
                RetirementDates::Own if self.still_on.contains(&platform.target.built_in()) => Support::No,
                RetirementDates::Own => Support::Unknown,
            },
            _ => Support::No,
        }
    }
}

impl Row for Model {
    listed_in!("models.json", "models");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.id].into_iter()
    }
}

/// The status of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Current.
    Active,
    /// Served, but there is a newer model of its family.
    Legacy,
    /// Served, with an announced retirement.
    Deprecated,
    /// Not served by Anthropic any more.
    Retired,
    /// Not known.
    #[default]
    Unknown,
}

/// A larger `max_tokens` that a beta allows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LargerOutput {
    /// The largest `max_tokens` with the beta; absent if not known.
    pub max: Option<u64>,
    /// The beta.
    pub beta: TableText,
    /// Whether it applies to Message Batches only.
    pub batches_only: bool,
}

/// The values of `thinking.type` that a model accepts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thinking {
    /// `enabled`, with a budget.
    pub enabled: Fact,
    /// `adaptive`.
    pub adaptive: Fact,
    /// `disabled`.
    pub disabled: Fact,
    /// `between_tools`.
    pub between_tools: Fact,
    /// An object without `type`, which only sets `block_binding`.
    pub untyped: Fact,
    /// The default of requests without `thinking`.
    pub default: Option<ThinkingDefault>,
}

/// The default of requests without `thinking`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThinkingDefault {
    /// The model decides whether to think.
    Adaptive,
    /// The model does not think.
    Off,
}

/// The accepted values of `temperature`, `top_p` and `top_k` with API version `2023-06-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// `temperature` from 0 to 1, `top_p` and `top_k`.
    Free,
    /// As `Free`, but `temperature` and `top_p` cannot be combined.
    OneOf,
    /// Only the defaults: `temperature` 1, `top_p` 0.99, no `top_k`.
    Frozen,
    /// Not known.
    #[default]
    Unknown,
}

/// A tool type that a model accepts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelTool {
    /// The type, as in `tools.json`.
    pub r#type: TableText,
    /// The only targets on which the model accepts it; empty for all targets.
    #[serde(default)]
    pub only_on: Vec<Target>,
}

/// The image size above which the API scales images down, or rejects them if the request says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeImage {
    /// The longer edge, in pixels.
    pub edge_px: u64,
    /// Visual tokens.
    pub tokens: u64,
}

/// How a model handles `speed: "fast"`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FastMode {
    /// What happens.
    pub value: FastModeState,
    /// The beta without which the field `speed` is rejected, whatever its value.
    pub beta: Option<TableText>,
    /// The day from which `value` applies.
    pub since: Option<Date>,
    /// The day from which `fast` is an error.
    pub ends: Option<Date>,
    /// A remark.
    pub note: Option<TableText>,
}

/// What happens to a request with `speed: "fast"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FastModeState {
    /// It runs fast.
    Yes,
    /// It is rejected.
    No,
    /// It runs at standard speed, without an error.
    Ignored,
    /// Not known.
    #[default]
    Unknown,
}
