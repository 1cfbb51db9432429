//! What is known about the API, as data: typed access to the dated tables in `schemas/`.
//!
//! The tables are part of the program (`include_str!`) and are parsed when first asked for, each
//! on its own. Nothing here judges a request; a rule asks and decides. Every row carries where it
//! was seen and when, and what is not known reads as [`Support::Unknown`], never as a guess.

mod betas;
mod confidence;
mod credentials;
mod errors;
mod limits;
mod models;
mod platforms;
mod renames;
mod responses;
mod subset;
mod tools;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use crate::date::Date;
use crate::error::Error;
use crate::schema::{Schema, Schemas};

pub use betas::{Beta, BetaState, Betas};
pub use confidence::Confidence;
pub use credentials::{Credential, Credentials};
pub use errors::{
    CodeRow, Decision, ErrorTable, PlatformRow, Remedy, StatusRow, TextRow, TransportKind, TransportRow, TypeRow,
};
pub use limits::{Limit, Limits};
pub use models::{
    Effort, FastMode, FastModeState, IdForm, LargerOutput, Lookup, Model, ModelTool, Models, NativeImage, Sampling,
    Status, Thinking, ThinkingDefault,
};
pub use platforms::{
    ByteLimit, Carrier, Endpoint, Gap, ModelLocation, Platform, Platforms, RetirementDates, Target, UrlPattern,
    model_in_url,
};
pub use renames::{Rename, Renames};
pub use responses::{Evidence, Knowable, ResponseTemplate, Responses};
pub use subset::{Subset, SubsetFormat, SubsetKeyword, Verdict};
pub use tools::{PlatformNote, Tool, ToolKind, ToolState, Tools};

/// All tables together. Cheap to hold: a table is parsed at its first use and shared by the process.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// A model table of the caller's own, or none for the shipped one.
    models: Option<Models>,
}

static SHIPPED: Knowledge = Knowledge { models: None };

impl Knowledge {
    /// The shipped schemas of request bodies.
    pub fn schemas(&self) -> Schemas {
        Schemas::default()
    }

    /// The row for a foreign name that violates `keyword` of a schema: a member, a value or a tag of another API.
    pub fn rename(&self, schema: Schema, keyword: &str, name: &str) -> Option<&Rename> {
        self.renames().find(schema.rename_scope(keyword)?, name)
    }

    /// The tables that come with this version.
    pub fn shipped() -> &'static Knowledge {
        &SHIPPED
    }

    /// The shipped tables with models added or changed.
    ///
    /// Each table is a JSON list of model rows, or an object with a list under `models` as in
    /// `schemas/models.json`; later tables are applied to the result of earlier ones. Only `id` is required. A row whose id is known already replaces
    /// single members of that row; of a new row, every absent member is unknown.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidTable`](crate::ErrorKind::InvalidTable) when the text is not JSON of that form, with the reason.
    pub fn with_models<T: AsRef<str>>(tables: &[T]) -> Result<Knowledge, Error> {
        Ok(Knowledge { models: Some(Models::with_extra(tables)?) })
    }

    /// Models: what each accepts, its limits and dates.
    pub fn models(&self) -> &Models {
        match &self.models {
            Some(models) => models,
            None => Models::shipped(),
        }
    }

    /// Platforms: what each target accepts, and how it is called.
    pub fn platforms(&self) -> &'static Platforms {
        Platforms::shipped()
    }

    /// The tool types that Anthropic defines.
    pub fn tools(&self) -> &'static Tools {
        Tools::shipped()
    }

    /// What of JSON Schema a grammar can express.
    pub fn subset(&self) -> &'static Subset {
        Subset::shipped()
    }

    /// Values of the `anthropic-beta` header.
    pub fn betas(&self) -> &'static Betas {
        Betas::shipped()
    }

    /// Numbers that belong neither to a model nor to a platform.
    pub fn limits(&self) -> &'static Limits {
        Limits::shipped()
    }

    /// Kinds of credentials, told by their first characters.
    pub fn credentials(&self) -> &'static Credentials {
        Credentials::shipped()
    }

    /// Names of other APIs and of clients, and what to write instead.
    pub fn renames(&self) -> &'static Renames {
        Renames::shipped()
    }

    /// The answers the API gives, in its own words.
    pub fn responses(&self) -> &'static Responses {
        Responses::shipped()
    }

    /// Whether `model` takes the tool type `tool` on `target`, as far as the tables tell.
    ///
    /// `No` is certain enough for an error only if the row of the tool or the model that says so
    /// is [documented](Confidence::Documented).
    pub fn tool_on_model(&self, tool: &Tool, model: &Model, target: Target) -> Support {
        if tool.not_models.iter().any(|id| **id == *model.id) {
            return Support::No;
        }
        model.takes_tool(&tool.family, &tool.r#type, target)
    }
}

/// Whether something is supported: known to be, known not to be, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Support {
    /// It is accepted.
    Yes,
    /// It is refused.
    No,
    /// Nobody has told or tried. Never a reason for a finding.
    #[default]
    Unknown,
}

/// One yes-or-no fact about a model, with its exceptions and doubts.
///
/// In JSON either `"yes"`, `"no"`, `"unknown"`, or an object with the members of this struct.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "FactForm")]
pub struct Fact {
    /// The answer, where no exception applies.
    pub value: Support,
    /// Sources disagree or the value is inferred: a finding that rests on it is a warning.
    pub doubtful: bool,
    /// Still accepted, and on its way out.
    pub deprecated: bool,
    /// Targets on which it is refused although `value` is yes.
    pub not_on: Vec<Target>,
    /// What else is to be said.
    pub note: Option<Box<str>>,
}

impl Fact {
    /// The answer on one target.
    pub fn on(&self, target: Target) -> Support {
        if self.not_on.contains(&target) { Support::No } else { self.value }
    }
}

/// The two spellings of a [`Fact`] in the tables.
#[derive(Deserialize)]
#[serde(untagged)]
enum FactForm {
    Bare(Support),
    Full(FullFact),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FullFact {
    value: Support,
    #[serde(default)]
    doubtful: bool,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    not_on: Vec<Target>,
    note: Option<Box<str>>,
}

impl From<FactForm> for Fact {
    fn from(form: FactForm) -> Fact {
        match form {
            FactForm::Bare(value) => Fact { value, ..Fact::default() },
            FactForm::Full(full) => Fact {
                value: full.value,
                doubtful: full.doubtful,
                deprecated: full.deprecated,
                not_on: full.not_on,
                note: full.note,
            },
        }
    }
}

/// Parses a table that is part of the program.
///
/// # Panics
///
/// When the file in `schemas/` is broken, which a test of this crate finds before any user does.
fn parse_shipped<T: DeserializeOwned>(file: &str, text: &str) -> T {
    match serde_json::from_str(text) {
        Ok(table) => table,
        Err(error) => panic!("schemas/{file} does not fit its type: {error}"),
    }
}
