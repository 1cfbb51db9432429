//! Other APIs for language models: how their requests differ from those to the Messages API, and whose models they
//! serve: `schemas/other-apis.json`.

use crate::shown::{Shown, shown};

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;
use crate::date::Date;
use crate::json::hash;
use crate::url::{self, Url};

/// An API, and what its requests have that those of other APIs do not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherApi {
    /// Its name for programs; `messages` is the Messages API itself.
    pub id: TableText,
    /// Its name in messages: `OpenAI Chat Completions`.
    pub name: TableText,
    /// Patterns of the paths of its endpoints; `*` matches any characters.
    pub paths: Vec<TableText>,
    /// Patterns of the names of the Claude models that were called with such bodies, apart from its own endpoints.
    #[serde(default)]
    pub models: Vec<TableText>,
    /// What its bodies have.
    pub marks: Vec<Marks>,
    /// Where the facts were found.
    pub source: Vec<TableText>,
    /// The day on which they were last seen to be true.
    pub seen: Date,
    /// Remarks.
    #[serde(default)]
    pub notes: Option<TableText>,
}

impl OtherApi {
    /// Whether a Claude model was called with such bodies.
    pub fn serves(&self, model: &str) -> bool {
        self.models.iter().any(|pattern| url::matches(pattern, model))
    }

    /// Whether it is an API, and not a kind of file.
    pub fn is_api(&self) -> bool {
        !self.name.starts_with("a ")
    }

    /// What one of its bodies is: `an OpenAI Chat Completions body`, `a stored conversation`.
    pub fn body(&self) -> Shown {
        if self.is_api() { self.with_article("body") } else { Shown::from(&self.name) }
    }

    /// What it is called at: `an OpenAI Chat Completions endpoint`.
    pub fn endpoint(&self) -> Shown {
        self.with_article("endpoint")
    }

    fn with_article(&self, noun: &'static str) -> Shown {
        let starts_with_vowel = self.name.starts_with(|first: char| "AEIOUaeiou".contains(first));
        shown!("{} {} {noun}", if starts_with_vowel { "an" } else { "a" }, self.name, noun)
    }
}

/// Names that only one API has in a certain place of a body.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// The place.
    pub scope: MarkScope,
    /// How seldom they are there by mistake.
    pub weight: u32,
    /// The names; for [`MarkScope::Model`], patterns.
    pub names: Vec<TableText>,
}

/// A place in a body in which a name shows the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkScope {
    /// The name of the model.
    Model,
    /// A member of the body.
    Body,
    /// A member of a message.
    Message,
    /// The role of a message.
    Role,
    /// The role of the first message.
    FirstRole,
    /// The role of the first message in a body without `max_tokens`.
    FirstRoleWithoutLimit,
    /// The type of a content block.
    BlockType,
    /// A member of a content block.
    Block,
    /// A member of a content block without a type.
    UntypedBlock,
    /// The type of a tool.
    ToolType,
    /// A member of a tool.
    Tool,
    /// A `tool_choice` that is a string.
    ToolChoice,
    /// The type of a `tool_choice`.
    ToolChoiceType,
}

/// A name that is a mark of an API: the position of the API's row, and the weight.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// The position of the API in the table.
    pub api: usize,
    /// How seldom the name is there by mistake.
    pub weight: u32,
}

/// The marks of all APIs.
#[derive(Debug, Default)]
pub struct MarkIndex {
    /// By the hash of the name: few of the names in a body are marks.
    by_hash: HashMap<u32, Vec<(MarkScope, TableText, Mark)>>,
    models: Vec<(TableText, Mark)>,
}

impl Row for OtherApi {
    listed_in!("other-apis.json", "apis");
    type Index = MarkIndex;

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.id].into_iter()
    }

    fn index(rows: &[Self]) -> MarkIndex {
        let mut index = MarkIndex { by_hash: HashMap::new(), models: Vec::new() };
        for (api, row) in rows.iter().enumerate() {
            for marks in &row.marks {
                let mark = Mark { api, weight: marks.weight };
                for name in &marks.names {
                    match marks.scope {
                        MarkScope::Model => index.models.push((name.clone(), mark)),
                        scope => {
                            index.by_hash.entry(hash(name.as_bytes())).or_default().push((scope, name.clone(), mark))
                        }
                    }
                }
            }
        }
        index
    }
}

/// A vendor of other models.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// The name of the vendor.
    pub vendor: TableText,
    /// Patterns of the names of its models, in lower case; `*` matches any characters.
    pub models: Vec<TableText>,
    /// Where the facts were found.
    pub source: Vec<TableText>,
    /// The day on which they were last seen to be true.
    pub seen: Date,
}

impl Row for Vendor {
    listed_in!("other-apis.json", "vendors");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.vendor].into_iter()
    }
}

/// The table of other APIs.
pub type OtherApis = Table<OtherApi>;
/// The table of vendors of other models.
pub type Vendors = Table<Vendor>;

shipped!(OtherApis, Table::load());
shipped!(Vendors, Table::load());

impl OtherApis {
    /// The position of the Messages API itself.
    pub const MESSAGES: usize = 0;

    /// The APIs whose bodies have this name in this place.
    ///
    /// ```
    /// # use payloadlint::internals::knowledge::{Knowledge, MarkScope};
    /// let apis = Knowledge::shipped().other_apis();
    /// assert_eq!(apis.marks(MarkScope::Body, "stream_options").count(), 1);
    /// assert_eq!(apis.marks(MarkScope::Body, "messages").count(), 0);
    /// ```
    pub fn marks(&self, scope: MarkScope, name: &str) -> impl Iterator<Item = Mark> {
        self.marks_with_hash(scope, name, hash(name.as_bytes()))
    }

    /// As [`OtherApis::marks`], for a name whose hash is known.
    pub(crate) fn marks_with_hash(&self, scope: MarkScope, name: &str, hash: u32) -> impl Iterator<Item = Mark> {
        let marks = self.index.by_hash.get(&hash).map_or(&[][..], Vec::as_slice);
        let marks = marks.iter().filter(move |(known, mark, _)| *known == scope && **mark == *name);
        marks.map(|(.., mark)| *mark)
    }

    /// The APIs that the spelling of a model's name is a mark of.
    pub fn model_marks(&self, model: &str) -> impl Iterator<Item = Mark> {
        self.index.models.iter().filter(move |(pattern, _)| url::matches(pattern, model)).map(|(_, mark)| *mark)
    }

    /// The API that a URL, or a path alone, is an endpoint of.
    pub fn of_url(&self, url: &str) -> Option<&OtherApi> {
        let path = Url::parse(url).path.trim_end_matches('/');
        self.iter().find(|api| api.paths.iter().any(|pattern| url::matches(pattern, path)))
    }
}

impl Vendors {
    /// The vendor of a model of this name, with or without a provider (`openai/`, `us.`) before it.
    pub fn of_model(&self, model: &str) -> Option<&Vendor> {
        let model = model.trim();
        let bare = model.rsplit_once('/').map_or(model, |(_, name)| name);
        // Inference profiles of Amazon Bedrock start with a region.
        let regional = bare.split_once('.').filter(|(region, _)| region.len() <= 6).map_or(bare, |(_, name)| name);
        let is_named = |pattern: &str| [bare, regional].into_iter().any(|name| url::matches(pattern, name));
        self.iter().find(|vendor| vendor.models.iter().any(|pattern| is_named(pattern)))
    }
}
