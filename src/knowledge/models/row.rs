//! What the table knows of one model.

use foldhash::HashMap;
use serde::Deserialize;

use super::Effort;
use crate::knowledge::platforms::{Platform, RetirementDates, Target};
use crate::knowledge::{Confidence, Date, Fact, Support};

/// What is known of one model. Only `id` is sure to be there: an absent member is not known.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The id of the Claude API.
    pub id: Box<str>,
    /// Other ids that the Claude API takes for the same model.
    #[serde(default)]
    pub aliases: Vec<Box<str>>,
    /// `opus`, `sonnet`, `haiku`, `fable`, `mythos`, or the name of an older line.
    #[serde(default)]
    pub family: Option<Box<str>>,
    /// Where the model is in its life.
    #[serde(default)]
    pub status: Status,
    /// Who may use it, where that is not everybody.
    #[serde(default)]
    pub access: Option<Box<str>>,
    /// The day it came out.
    #[serde(default)]
    pub released: Option<Date>,
    /// The day its retirement was announced.
    #[serde(default)]
    pub deprecated_on: Option<Date>,
    /// The day on which it stops being served where Anthropic sets the dates: announced and firm.
    #[serde(default)]
    pub retires: Option<Date>,
    /// The promise that it does not retire earlier. Reaching this day means nothing by itself.
    #[serde(default)]
    pub retires_not_before: Option<Date>,
    /// Targets that set their own dates and were last seen to serve a retired model still.
    #[serde(default)]
    pub still_on: Vec<Target>,
    /// Size of the context window in tokens.
    #[serde(default)]
    pub context_window: Option<u64>,
    /// Input and `max_tokens` together must fit the window (answer E113); newer models count the input alone.
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
    /// Accepted values of `output_config.effort`: none when the parameter is refused.
    #[serde(default)]
    pub efforts: Option<Vec<Effort>>,
    /// The effort of a request that names none.
    #[serde(default)]
    pub default_effort: Option<Effort>,
    /// The highest effort that goes with thinking turned off (`disabled` or `between_tools`).
    #[serde(default)]
    pub effort_when_thinking_off_max: Option<Effort>,
    /// With thinking turned off, the effort must be the same in the whole conversation (answer E150).
    #[serde(default)]
    pub effort_fixed_when_thinking_off: Fact,
    /// `tool_choice` of type `any` or `tool`.
    #[serde(default)]
    pub forced_tool_choice: Fact,
    /// A last message of the assistant that the model goes on from.
    #[serde(default)]
    pub prefill: Fact,
    /// What may be said in `temperature`, `top_p` and `top_k` under API version `2023-06-01`.
    #[serde(default)]
    pub sampling: Sampling,
    /// Messages of role `system` in the middle of the conversation.
    #[serde(default)]
    pub system_in_messages: Fact,
    /// `output_config.effort` on a system message.
    #[serde(default)]
    pub per_message_effort: Fact,
    /// Anthropic-defined client tools by family (`computer`, `browser`, `text_editor`, `bash`).
    /// A family that is absent is not known; an empty list means none.
    #[serde(default)]
    pub tools: HashMap<Box<str>, Vec<ModelTool>>,
    /// The most images in one request.
    #[serde(default)]
    pub images_max: Option<u64>,
    /// The most PDF pages in one request.
    #[serde(default)]
    pub pdf_pages_max: Option<u64>,
    /// The image size above which the API scales down.
    #[serde(default)]
    pub native_image: Option<NativeImage>,
    /// The shortest prefix, in tokens, that is cached. Less is not an error.
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
    /// Tools called from the code execution container.
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
    /// Models that may advise this one through the advisor tool.
    #[serde(default)]
    pub advisors: Option<Vec<Box<str>>>,
    /// Models of which it is not known whether they may.
    #[serde(default)]
    pub advisors_unknown: Vec<Box<str>>,
    /// Its ids on Amazon Bedrock, without a region prefix.
    #[serde(default)]
    pub bedrock: Vec<Box<str>>,
    /// Its ids on Google Cloud.
    #[serde(default)]
    pub vertex: Vec<Box<str>>,
    /// Where the row was seen: public addresses, or an answer with its day.
    #[serde(default)]
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true.
    #[serde(default)]
    pub seen: Option<Date>,
    /// How sure the features are. `retires` is sure in any case.
    #[serde(default)]
    pub confidence: Confidence,
    /// What else is to be said.
    #[serde(default)]
    pub notes: Option<Box<str>>,
}

impl Model {
    /// Whether the model takes the tool type `tool` of this family on `target`.
    pub fn takes_tool(&self, family: &str, tool: &str, target: Target) -> Support {
        let Some(listed) = self.tools.get(family) else {
            return Support::Unknown;
        };
        let taken = listed
            .iter()
            .any(|entry| &*entry.r#type == tool && (entry.only_on.is_empty() || entry.only_on.contains(&target)));
        if taken { Support::Yes } else { Support::No }
    }

    /// Whether the model called `advisor`, an id of this table, may advise this one.
    pub fn advised_by(&self, advisor: &str) -> Support {
        match &self.advisors {
            Some(advisors) if advisors.iter().any(|id| **id == *advisor) => Support::Yes,
            Some(_) if !self.advisors_unknown.iter().any(|id| **id == *advisor) => Support::No,
            _ => Support::Unknown,
        }
    }

    /// Whether requests naming it fail on that platform on that day because it is retired.
    /// `Unknown` where the platform sets dates of its own that the table does not have.
    pub fn is_retired(&self, on: Date, platform: &Platform) -> Support {
        match self.retires {
            Some(retires) if retires <= on => match platform.retirement_dates {
                RetirementDates::Anthropic => Support::Yes,
                RetirementDates::Own if self.still_on.contains(&platform.target) => Support::No,
                RetirementDates::Own => Support::Unknown,
            },
            _ => Support::No,
        }
    }
}

/// Where a model is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Current.
    Active,
    /// Served, with a newer model of its line.
    Legacy,
    /// Served, and its end is announced.
    Deprecated,
    /// Not served any more where Anthropic sets the dates.
    Retired,
    /// Not said.
    #[default]
    Unknown,
}

/// A `max_tokens` above the model's own that a beta allows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LargerOutput {
    /// The largest `max_tokens` with the beta; absent when it is not known whether there is one.
    pub max: Option<u64>,
    /// The beta.
    pub beta: Box<str>,
    /// It counts for Message Batches alone.
    pub batches_only: bool,
}

/// Which values of `thinking.type` a model takes.
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
    /// What a request without `thinking` gets.
    pub default: Option<ThinkingDefault>,
}

/// What a request without `thinking` gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThinkingDefault {
    /// The model thinks when it sees fit.
    Adaptive,
    /// It does not think.
    Off,
}

/// What may be said in `temperature`, `top_p` and `top_k` under API version `2023-06-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// `temperature` 0 to 1, `top_p`, `top_k`.
    Free,
    /// As free, but not `temperature` and `top_p` together.
    OneOf,
    /// Defaults only: `temperature` 1, `top_p` 0.99, no `top_k`.
    Frozen,
    /// Not known.
    #[default]
    Unknown,
}

/// A tool type that a model takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelTool {
    /// The type, as in `tools.json`.
    pub r#type: Box<str>,
    /// The only targets on which the model takes it; empty for all of them.
    #[serde(default)]
    pub only_on: Vec<Target>,
}

/// The image size above which the API scales down, or refuses when told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeImage {
    /// The long edge in pixels.
    pub edge_px: u64,
    /// Visual tokens.
    pub tokens: u64,
}

/// What a model does with `speed: "fast"`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FastMode {
    /// What happens.
    pub value: FastModeState,
    /// The beta without which the field `speed` is refused, whatever its value.
    pub beta: Option<Box<str>>,
    /// The day from which `value` is what happens.
    pub since: Option<Date>,
    /// The day from which `fast` is an error.
    pub ends: Option<Date>,
    /// What else is to be said.
    pub note: Option<Box<str>>,
}

/// What happens to a request with `speed: "fast"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FastModeState {
    /// It runs fast.
    Yes,
    /// It is refused.
    No,
    /// It runs at standard speed, without a word.
    Ignored,
    /// Not known.
    #[default]
    Unknown,
}
