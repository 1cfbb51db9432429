//! The tool types that Anthropic defines: `schemas/tools.json`.

use serde::Deserialize;

use super::confidence::Confidence;
use super::table::{Row, Table, listed_in, shipped};
use super::target::Target;
use super::text::TableText;
use crate::date::Date;

/// A tool type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// The value of `type`.
    pub r#type: TableText,
    /// Other values of `type` for the same tool.
    #[serde(default)]
    pub aliases: Vec<TableText>,
    /// What its versions have in common: `web_search`, `computer`, `text_editor` …
    pub family: TableText,
    /// The only accepted `name`; absent if the entry has no `name`, or can have any.
    #[serde(default)]
    pub name: Option<TableText>,
    /// Who runs it.
    pub kind: ToolKind,
    /// Its state.
    pub state: ToolState,
    /// Betas, one of which must be sent; none if it needs no beta.
    #[serde(default)]
    pub betas: Vec<TableText>,
    /// Required members, apart from `type`.
    pub required: Vec<TableText>,
    /// Optional members.
    pub optional: Vec<TableText>,
    /// The tools of a toolset, by name; all are enabled unless listed in `off_by_default`.
    #[serde(default)]
    pub members: Vec<TableText>,
    /// Tools of a toolset that are disabled by default.
    #[serde(default)]
    pub off_by_default: Vec<TableText>,
    /// Whether it is called from code if `allowed_callers` is absent, which requires a model with programmatic tool calling.
    #[serde(default)]
    pub called_from_code: bool,
    /// Models that do not accept it, beyond what `models.json` says about its family.
    #[serde(default)]
    pub not_models: Vec<TableText>,
    /// Targets that do not support it.
    #[serde(default)]
    pub not_on: Vec<PlatformNote>,
    /// Remarks.
    #[serde(default)]
    pub notes: Option<TableText>,
    /// Where the facts were found.
    pub source: Vec<TableText>,
    /// The day on which they were last seen to be true.
    pub seen: Date,
    /// How well founded they are.
    pub confidence: Confidence,
}

impl Tool {
    /// The entry that says that `target` does not support it.
    pub fn missing_on(&self, target: Target) -> Option<&PlatformNote> {
        let target = target.built_in();
        self.not_on.iter().find(|note| note.target == target)
    }

    /// Whether the entry can have a member with this name.
    pub fn accepts_member(&self, name: &str) -> bool {
        name == "type" || self.required.iter().chain(&self.optional).any(|member| **member == *name)
    }
}

/// Who runs a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolKind {
    /// The caller, who returns a `tool_result`.
    Client,
    /// The API.
    Server,
    /// The caller; one entry declares several tools.
    Toolset,
}

/// The state of a tool type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolState {
    /// In the tool reference.
    Current,
    /// Still in the SDKs, but there is a newer version or it is not in the tool reference.
    Legacy,
    /// Only for retired models.
    Retired,
}

/// A target that does not support a tool type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformNote {
    /// The target.
    pub target: Target,
    /// How well founded this is.
    pub confidence: Confidence,
    /// A remark.
    #[serde(default)]
    pub note: Option<TableText>,
}

impl Row for Tool {
    listed_in!("tools.json", "tools");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.r#type).chain(&self.aliases).map(|name| &**name)
    }
}

/// The table of tool types, found by `type` and its aliases.
pub type Tools = Table<Tool>;

shipped!(Tools, Table::load());

impl Tools {
    /// All versions of a family, in the order of the table: oldest first.
    pub fn family<'t>(&'t self, family: &'t str) -> impl Iterator<Item = &'t Tool> {
        self.iter().filter(move |tool| *tool.family == *family)
    }
}
