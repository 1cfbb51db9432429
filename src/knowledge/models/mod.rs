//! Models: `schemas/models.json`, and how an id is looked up whoever spelt it.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;
use serde_json::Value;

use super::platforms::{Platform, RetirementDates, Target};
use super::{Confidence, Date, Fact, KnowledgeError, Support, parse_shipped};

const TABLE: &str = include_str!("../../schemas/models.json");

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

/// A level of `output_config.effort`, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// `low`
    Low,
    /// `medium`
    Medium,
    /// `high`
    High,
    /// `xhigh`
    Xhigh,
    /// `max`
    Max,
}

impl Effort {
    /// All levels, in ascending order.
    pub const ALL: [Effort; 5] = [Effort::Low, Effort::Medium, Effort::High, Effort::Xhigh, Effort::Max];

    /// The level as the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Effort::Low => "low",
            Effort::Medium => "medium",
            Effort::High => "high",
            Effort::Xhigh => "xhigh",
            Effort::Max => "max",
        }
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Effort {
    type Err = ();

    /// The level of exactly this name.
    fn from_str(text: &str) -> Result<Effort, ()> {
        Effort::ALL.into_iter().find(|level| level.as_str() == text).ok_or(())
    }
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

/// How an id that the Claude API does not take was spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// As on Amazon Bedrock: `us.anthropic.claude-opus-4-6-v1`.
    Bedrock,
    /// As on Google Cloud: `claude-haiku-4-5@20251001`.
    Vertex,
    /// As gateways write it, with a provider before it or dots in the version: `anthropic/claude-sonnet-4.5`.
    Gateway,
    /// Capitals, blanks at the ends, a `-latest` too many or too few.
    Spelling,
}

/// The answer to "which model is this?".
#[derive(Debug, Clone, Copy)]
pub enum Lookup<'k> {
    /// An id of the Claude API.
    Exact(&'k Model),
    /// An alias of the Claude API.
    Alias(&'k Model),
    /// A known model, in words that only a platform or a gateway understands.
    PlatformForm {
        /// The model meant.
        model: &'k Model,
        /// How it was spelt.
        form: IdForm,
    },
    /// Not in the table.
    Unknown {
        /// The served id or alias that looks most like it, if one does.
        nearest: Option<&'k str>,
    },
}

impl<'k> Lookup<'k> {
    /// The model, if it is known.
    pub fn model(self) -> Option<&'k Model> {
        match self {
            Lookup::Exact(model) | Lookup::Alias(model) | Lookup::PlatformForm { model, .. } => Some(model),
            Lookup::Unknown { .. } => None,
        }
    }
}

/// The model table.
#[derive(Debug)]
pub struct Models {
    rows: Vec<Model>,
    names: HashMap<Box<str>, Name>,
}

/// What a name in the index stands for.
#[derive(Debug, Clone, Copy)]
struct Name {
    row: usize,
    kind: NameKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameKind {
    Id,
    Alias,
    Form(IdForm),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<Row> {
    models: Vec<Row>,
}

impl Models {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Models {
        static TABLE_ONCE: OnceLock<Models> = OnceLock::new();
        TABLE_ONCE.get_or_init(|| Models::index(parse_shipped::<File<Model>>("models.json", TABLE).models))
    }

    /// The shipped table with the rows of `extra` added, or laid over those of the same id.
    pub(super) fn with_extra(extra: &str) -> Result<Models, KnowledgeError> {
        let mut rows = parse_shipped::<File<Value>>("models.json", TABLE).models;
        for row in extra_rows(extra)? {
            lay_over(&mut rows, row)?;
        }
        let rows = rows.into_iter().map(typed_row).collect::<Result<_, _>>()?;
        Ok(Models::index(rows))
    }

    fn index(rows: Vec<Model>) -> Models {
        let mut names: HashMap<Box<str>, Name> = HashMap::new();
        // An id wins over an alias, and both over a platform's spelling: `claude-opus-5` is also
        // the name on Google Cloud.
        let mut note = |row, kind, name: &str| {
            names.entry(name.into()).or_insert(Name { row, kind });
        };
        for (row, model) in rows.iter().enumerate() {
            note(row, NameKind::Id, &model.id);
        }
        for (row, model) in rows.iter().enumerate() {
            model.aliases.iter().for_each(|name| note(row, NameKind::Alias, name));
        }
        for (row, model) in rows.iter().enumerate() {
            model.bedrock.iter().for_each(|name| note(row, NameKind::Form(IdForm::Bedrock), name));
            model.vertex.iter().for_each(|name| note(row, NameKind::Form(IdForm::Vertex), name));
        }
        Models { rows, names }
    }

    /// All models, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Model> {
        self.rows.iter()
    }

    /// Which model `id` means. A known id or alias costs one hash look-up and no allocation.
    pub fn find(&self, id: &str) -> Lookup<'_> {
        if let Some(name) = self.names.get(id) {
            return self.answer(*name);
        }
        match self.find_form(id) {
            Some((name, form)) => Lookup::PlatformForm { model: &self.rows[name.row], form },
            None => Lookup::Unknown { nearest: self.nearest(id) },
        }
    }

    fn answer(&self, name: Name) -> Lookup<'_> {
        let model = &self.rows[name.row];
        match name.kind {
            NameKind::Id => Lookup::Exact(model),
            NameKind::Alias => Lookup::Alias(model),
            NameKind::Form(form) => Lookup::PlatformForm { model, form },
        }
    }

    /// Undoes what platforms and gateways add to an id, from the outside in, and looks again.
    fn find_form(&self, id: &str) -> Option<(Name, IdForm)> {
        if id.len() > LONGEST_ID {
            return None;
        }
        let id = id.trim().to_ascii_lowercase();
        let (bare, form) = strip_provider(&id);
        let unversioned = without_version(bare);
        let dashed = unversioned.replace(['.', '@'], "-");
        let undated = without_latest(&dashed);
        let name = [bare, &format!("anthropic.{bare}"), unversioned, &dashed, undated, &format!("{undated}-latest")]
            .into_iter()
            .find_map(|name| self.names.get(name))?;
        let form = match name.kind {
            NameKind::Form(form) => form,
            _ if bare.contains('@') => IdForm::Vertex,
            _ if form == IdForm::Spelling && dashed != unversioned => IdForm::Gateway,
            _ => form,
        };
        Some((*name, form))
    }

    /// The served id or alias most like `id`, if it is like it at all.
    fn nearest(&self, id: &str) -> Option<&str> {
        if id.len() > LONGEST_ID {
            return None;
        }
        let id = id.trim().to_ascii_lowercase();
        let (bare, _) = strip_provider(&id);
        let spelt = without_version(bare).replace(['.', '@', ' '], "-");
        let (plain, sorted) = (undated(&spelt), words_in_order(undated(&spelt)));
        let likeness = |name: &str| {
            let (name, alike) = (undated(name), strsim::normalized_damerau_levenshtein);
            alike(plain, name).max(alike(&sorted, &words_in_order(name)))
        };
        // The table begins with the newest, which wins where two names are equally alike.
        let served = self.rows.iter().rev().filter(|model| model.status != Status::Retired);
        served
            .flat_map(|model| std::iter::once(&model.id).chain(&model.aliases))
            .map(|name| (likeness(name), name))
            .filter(|(likeness, _)| *likeness >= LIKE)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, name)| &**name)
    }
}

/// Longer than any id that was ever seen, ARNs included; keeps the search for a name cheap.
const LONGEST_ID: usize = 256;

/// Two names this alike (1 is equal) are worth a "did you mean": a typing error or two in a short id.
const LIKE: f64 = 0.75;

/// Takes off what stands before the model's own name: `openrouter/anthropic/`, an ARN, `us.anthropic.`.
fn strip_provider(id: &str) -> (&str, IdForm) {
    let (after_path, form) = match id.rsplit_once('/') {
        Some((_, name)) => (name, IdForm::Gateway),
        None => (id, IdForm::Spelling),
    };
    if let Some((_, name)) = after_path.rsplit_once("anthropic.") {
        return (name, IdForm::Bedrock);
    }
    match after_path.strip_prefix("anthropic:") {
        Some(name) => (name, IdForm::Gateway),
        None => (after_path, form),
    }
}

/// Takes off what stands behind it: Bedrock's `-v1:0`, a gateway's `:thinking`, a client's `[1m]`.
fn without_version(name: &str) -> &str {
    let name = name.split([':', '[']).next().unwrap_or(name);
    match name.rsplit_once("-v") {
        Some((bare, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => name,
    }
}

/// Without the date at its end: `-20251101`.
fn undated(name: &str) -> &str {
    let is_date = |digits: &str| digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    name.rsplit_once('-').filter(|(_, date)| is_date(date)).map_or(name, |(bare, _)| bare)
}

/// `claude-4-5-sonnet` and `claude-sonnet-4-5` are made of the same words.
fn words_in_order(name: &str) -> String {
    let mut words: Vec<&str> = name.split('-').collect();
    words.sort_unstable();
    words.join("-")
}

fn without_latest(name: &str) -> &str {
    let latest = name.strip_suffix("-latest").or_else(|| name.strip_suffix("-default"));
    latest.unwrap_or(name)
}

fn extra_rows(text: &str) -> Result<Vec<Value>, KnowledgeError> {
    match serde_json::from_str(text).map_err(KnowledgeError::new)? {
        Value::Array(rows) => Ok(rows),
        table => Ok(serde_json::from_value::<File<Value>>(table).map_err(KnowledgeError::new)?.models),
    }
}

/// Adds `row`, or copies its members over those of the row with the same id.
fn lay_over(rows: &mut Vec<Value>, row: Value) -> Result<(), KnowledgeError> {
    let Value::Object(members) = row else {
        return Err(KnowledgeError::new("a row is not an object"));
    };
    let id = members.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    let Some(id) = id else {
        return Err(KnowledgeError::new("a row has no `id`"));
    };
    match rows.iter_mut().find(|known| known["id"] == id) {
        Some(Value::Object(known)) => known.extend(members),
        _ => rows.push(Value::Object(members)),
    }
    Ok(())
}

fn typed_row(row: Value) -> Result<Model, KnowledgeError> {
    let id = row["id"].as_str().unwrap_or_default().to_owned();
    serde_json::from_value(row).map_err(|error| KnowledgeError::new(format_args!("model `{id}`: {error}")))
}
