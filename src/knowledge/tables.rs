//! All tables together.

use super::betas::Betas;
use super::credentials::{Credential, Credentials};
use super::fact::Support;
use super::json_errors::JsonErrors;
use super::limits::Limits;
use super::models::{Model, Models};
use super::other_apis::{OtherApis, Vendor, Vendors};
use super::overlay::{JsonRow, invalid, read_rows};
use super::platforms::{Platform, Platforms};
use super::renames::{Rename, Renames};
use super::responses::Responses;
use super::sdks::Sdks;
use super::subset::Subset;
use super::target::Target;
use super::text::TableText;
use super::tools::{Tool, Tools};
use crate::error::Error;
use crate::schema::{Schema, Schemas};
use crate::shown::shown;

/// What a linter knows about the API: the tables of this version, with the models and gateways that the caller added.
///
/// Cheap to create: each shipped table is parsed at its first use and shared by the process.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// A table that differs from the shipped one; `None` for the shipped one.
    models: Option<Models>,
    platforms: Option<Platforms>,
    credentials: Option<Credentials>,
    /// The rows that were added.
    added_models: Vec<JsonRow>,
    added_gateways: Vec<JsonRow>,
}

static SHIPPED: Knowledge = Knowledge {
    models: None,
    platforms: None,
    credentials: None,
    added_models: Vec::new(),
    added_gateways: Vec::new(),
};

impl Knowledge {
    /// The tables of this version.
    pub fn shipped() -> &'static Knowledge {
        &SHIPPED
    }

    /// The schemas of request bodies.
    pub fn schemas(&self) -> Schemas {
        Schemas::default()
    }

    /// The row for a foreign name that violates `keyword` of a schema: a member, a value or a tag of another API.
    pub fn rename(&self, schema: Schema, keyword: &str, name: &str) -> Option<&Rename> {
        self.renames().in_scope(schema.rename_scope(keyword)?, name)
    }

    /// Adds models, or changes them.
    ///
    /// `json` is a list of model rows, or an object with a list in `models`, as in `schemas/models.json`. Only `id` is
    /// required. A row with a known ID replaces single members of that row; in a new row, what is absent is not known.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidTable`](crate::ErrorKind::InvalidTable) if the text is not JSON of that form.
    pub fn with_models(mut self, json: &str) -> Result<Self, Error> {
        self.added_models.extend(read_rows::<Model>(json)?);
        self.models = Some(Models::with_rows(&self.added_models)?);
        Ok(self)
    }

    /// Adds gateways, so that they can be named as targets and are recognized by their URLs and keys.
    ///
    /// `json` is a list of rows, or an object with a list in `platforms`, as in `schemas/platforms.json`. Only `target` is
    /// required: the name of the gateway. What else is absent is as on the target `messages`, or as on the built-in target
    /// in `like`, apart from `urls`. A limit can be one number. Members that only gateways need are
    ///
    /// * `models`: an object from the gateway's own names of models to the IDs that they map to;
    /// * `model_names`: which other names it accepts: `claude`, `bedrock`, `vertex`, `gateway` (any spelling), `any`, or
    ///   `listed` (none, the default if there are `models`);
    /// * `keys`: a list of objects with the `prefix` of a kind of key that it issues, and the `headers` that can carry it;
    /// * `unavailable`: what it refuses, as in `facts` of `schemas/platforms.json` but without `on`. It replaces all facts
    ///   about the built-in target.
    ///
    /// The name of a built-in target replaces single members of its row.
    ///
    /// ```
    /// # use payloadlint::internals::knowledge::Knowledge;
    /// let knowledge = Knowledge::default().with_gateways(r#"[{
    ///     "target": "our-gateway",
    ///     "name": "the gateway of our company",
    ///     "urls": [{"host": "llm.example.com", "path": "*"}],
    ///     "request_bytes": 10000000,
    ///     "merges_turns": "yes",
    ///     "models": {"smart": "claude-opus-5-5"},
    ///     "keys": [{"prefix": "llm_", "headers": ["authorization"]}]
    /// }]"#)?;
    /// assert!(knowledge.platforms().target_of("https://llm.example.com/v1/messages").is_some());
    /// # Ok::<(), payloadlint::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidTable`](crate::ErrorKind::InvalidTable) if the text is not JSON of that form, or a name
    /// maps to an unknown model; add models first.
    pub fn with_gateways(mut self, json: &str) -> Result<Self, Error> {
        self.added_gateways.extend(read_rows::<Platform>(json)?);
        let id_of = |name: &str| Some(self.models().find(name).model()?.id.clone());
        let platforms = Platforms::with_rows(&self.added_gateways, &id_of)?;
        let credentials = Credentials::with_keys_of(platforms.iter())
            .map_err(|prefix| invalid::<Credential>(shown!("duplicate `{}`", TableText::derived(prefix))))?;
        (self.platforms, self.credentials) = (Some(platforms), Some(credentials));
        Ok(self)
    }

    /// Models: what each accepts, its limits and dates.
    pub fn models(&self) -> &Models {
        match &self.models {
            Some(models) => models,
            None => Models::shipped(),
        }
    }

    /// Platforms: what each accepts, and how it is called.
    pub fn platforms(&self) -> &Platforms {
        match &self.platforms {
            Some(platforms) => platforms,
            None => Platforms::shipped(),
        }
    }

    /// Kinds of credentials.
    pub fn credentials(&self) -> &Credentials {
        match &self.credentials {
            Some(credentials) => credentials,
            None => Credentials::shipped(),
        }
    }

    /// Tool types that Anthropic defines.
    pub fn tools(&self) -> &Tools {
        Tools::shipped()
    }

    /// The subset of JSON Schema that the API compiles into a grammar.
    pub fn subset(&self) -> &Subset {
        Subset::shipped()
    }

    /// Values of the `anthropic-beta` header.
    pub fn betas(&self) -> &Betas {
        Betas::shipped()
    }

    /// Numbers that depend neither on the model nor on the platform.
    pub fn limits(&self) -> &Limits {
        Limits::shipped()
    }

    /// Names that the Messages API does not have, and what to use instead.
    pub fn renames(&self) -> &Renames {
        Renames::shipped()
    }

    /// Other APIs, and what their requests have.
    pub fn other_apis(&self) -> &OtherApis {
        OtherApis::shipped()
    }

    /// The vendor of a model that is not one of Anthropic's; `None` also for a model that the caller added, or that a
    /// gateway maps to one of Anthropic's.
    pub fn other_vendor(&self, model: &str) -> Option<&Vendor> {
        let vendor = Vendors::shipped().of_model(model)?;
        let is_claude = model.to_ascii_lowercase().contains("claude") || self.models().find(model).model().is_some();
        let is_gateways = || self.platforms().iter().any(|platform| platform.models.contains_key(model));
        (!is_claude && !is_gateways()).then_some(vendor)
    }

    /// Messages of the API's JSON parser.
    pub fn json_errors(&self) -> &JsonErrors {
        JsonErrors::shipped()
    }

    /// The official SDKs: what they do between a call and the request that they send.
    pub fn sdks(&self) -> &'static Sdks {
        Sdks::shipped()
    }

    /// Error messages of the API.
    pub fn responses(&self) -> &Responses {
        Responses::shipped()
    }

    /// Whether `model` accepts the tool type `tool` on `target`.
    ///
    /// `No` justifies an error only if the row of the tool and that of the model are at least
    /// [documented](super::Confidence::Documented).
    pub fn tool_on_model(&self, tool: &Tool, model: &Model, target: Target) -> Support {
        if tool.not_models.iter().any(|id| **id == *model.id) {
            return Support::No;
        }
        model.accepts_tool(&tool.family, &tool.r#type, target)
    }
}
