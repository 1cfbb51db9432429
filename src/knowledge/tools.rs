//! The tool types that Anthropic defines: `schemas/tools.json`.

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

use super::platforms::Target;
use super::{Confidence, Date, parse_shipped};

/// One tool type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// The value of `type`.
    pub r#type: Box<str>,
    /// Other values of `type` for the same tool.
    #[serde(default)]
    pub aliases: Vec<Box<str>>,
    /// What its versions have in common: `web_search`, `computer`, `text_editor` …
    pub family: Box<str>,
    /// The only accepted `name`; absent where the entry has no `name`, or any.
    #[serde(default)]
    pub name: Option<Box<str>>,
    /// Who runs it.
    pub kind: ToolKind,
    /// Where it is in its life.
    pub state: ToolState,
    /// Betas of which one has to be sent; none when it needs no beta.
    #[serde(default)]
    pub betas: Vec<Box<str>>,
    /// Members that must be there, beside `type`.
    pub required: Vec<Box<str>>,
    /// Members that may be there.
    pub optional: Vec<Box<str>>,
    /// Members of a toolset, by name; all are on unless listed in `off_by_default`.
    #[serde(default)]
    pub members: Vec<Box<str>>,
    /// Members of a toolset that are off unless enabled.
    #[serde(default)]
    pub off_by_default: Vec<Box<str>>,
    /// Without `allowed_callers` it is called from code, which needs a model with programmatic tool calling.
    #[serde(default)]
    pub called_from_code: bool,
    /// Models that do not take it, beyond what `models.json` says of its family.
    #[serde(default)]
    pub not_models: Vec<Box<str>>,
    /// Targets that do not have it.
    #[serde(default)]
    pub not_on: Vec<PlatformNote>,
    /// What else is to be said.
    #[serde(default)]
    pub notes: Option<Box<str>>,
    /// Where the row was seen.
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true.
    pub seen: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Tool {
    /// The entry that says that `target` does not have it, if there is one.
    pub fn missing_on(&self, target: Target) -> Option<&PlatformNote> {
        self.not_on.iter().find(|note| note.target == target)
    }

    /// Whether the entry may have a member of this name.
    pub fn takes_member(&self, name: &str) -> bool {
        name == "type" || self.required.iter().chain(&self.optional).any(|member| **member == *name)
    }
}

/// Who runs a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolKind {
    /// The caller, who answers with a `tool_result`.
    Client,
    /// The API.
    Server,
    /// The caller; one entry stands for many tools.
    Toolset,
}

/// Where a tool type is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolState {
    /// In the tool reference.
    Current,
    /// Still typed by the SDKs, with a newer version beside it or out of the tool reference.
    Legacy,
    /// Only for models that are retired.
    Retired,
}

/// A target on which something is missing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformNote {
    /// The target.
    pub target: Target,
    /// How sure it is.
    pub confidence: Confidence,
    /// What else is to be said.
    #[serde(default)]
    pub note: Option<Box<str>>,
}

/// The table of tool types.
#[derive(Debug)]
pub struct Tools {
    rows: Vec<Tool>,
    by_type: HashMap<Box<str>, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    tools: Vec<Tool>,
}

impl Tools {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Tools {
        static TABLE: OnceLock<Tools> = OnceLock::new();
        TABLE.get_or_init(|| {
            let file: File = parse_shipped("tools.json", include_str!("../../schemas/tools.json"));
            Tools::index(file.tools)
        })
    }

    fn index(rows: Vec<Tool>) -> Tools {
        let mut by_type = HashMap::new();
        for (i, tool) in rows.iter().enumerate() {
            for name in std::iter::once(&tool.r#type).chain(&tool.aliases) {
                by_type.insert(name.clone(), i);
            }
        }
        Tools { rows, by_type }
    }

    /// All tool types, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Tool> {
        self.rows.iter()
    }

    /// The row of a `type` or of an alias of it.
    pub fn find(&self, r#type: &str) -> Option<&Tool> {
        self.by_type.get(r#type).map(|i| &self.rows[*i])
    }

    /// All versions of a family, in the order of the table: oldest first.
    pub fn family<'t>(&'t self, family: &'t str) -> impl Iterator<Item = &'t Tool> {
        self.rows.iter().filter(move |tool| *tool.family == *family)
    }
}
