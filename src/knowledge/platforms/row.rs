//! A platform.

use foldhash::HashMap;
use serde::Deserialize;

use super::fact::{FactStatus, PlatformFact, Retirement};
use super::facts::PlatformFacts;
use crate::date::Date;
use crate::knowledge::confidence::Confidence;
use crate::knowledge::fact::Support;
use crate::knowledge::table::{Row, listed_in};
use crate::knowledge::target::{Endpoint, Target};
use crate::knowledge::text::TableText;

/// What a platform accepts, and how it is called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The name of its target in settings and on the command line.
    #[serde(rename = "target")]
    pub id: TableText,
    /// The target.
    #[serde(skip)]
    pub target: Target,
    /// Its name in messages: `Claude API`.
    pub name: TableText,
    /// The URLs that belong to it.
    pub urls: Vec<UrlPattern>,
    /// The endpoints it has.
    pub endpoints: Vec<Endpoint>,
    /// Size of the body, for Messages and count_tokens.
    pub request_bytes: ByteLimit,
    /// Size of the body that creates a batch; absent if it has no batches.
    pub batch_bytes: Option<ByteLimit>,
    /// Size of one image, in characters of base64.
    pub image_base64: ByteLimit,
    /// The types of `source` that images and documents can have.
    pub sources: Vec<TableText>,
    /// Where a request names the model.
    pub model_in: ModelLocation,
    /// Which names of models it accepts.
    pub model_names: ModelNames,
    /// Its own names of models, each with the ID of the model.
    #[serde(default)]
    pub models: HashMap<TableText, TableText>,
    /// Where a request names the API version: header `anthropic-version` or body `anthropic_version`.
    pub version_in: Carrier,
    /// Where a request names betas: header `anthropic-beta` or body `anthropic_beta`.
    pub beta_in: Carrier,
    /// Known API versions, as written there.
    pub versions: Vec<TableText>,
    /// Whether consecutive turns of one role are merged, and the first turn can be an assistant turn.
    /// `No`: turns must alternate and start with the user.
    pub merges_turns: Support,
    /// Whether document blocks count as images where a request has many images.
    pub documents_count_as_images: bool,
    /// Headers that can carry the credential, in lower case.
    pub auth_headers: Vec<TableText>,
    /// Headers that a request must have apart from the credential, in lower case.
    pub required_headers: Vec<TableText>,
    /// Keys that it issues, apart from the kinds in `credentials.json`.
    #[serde(default)]
    pub keys: Vec<GatewayKey>,
    /// What a gateway does not support, if that differs from the built-in target that it is like.
    #[serde(default, rename = "unavailable")]
    pub(super) own_facts: Option<Vec<PlatformFact>>,
    /// What it does with fields, tools, betas and versions; see also `not_on` in `tools.json`.
    #[serde(skip)]
    pub facts: PlatformFacts,
    /// Its own retirement dates, by the ID of the model.
    #[serde(skip)]
    pub retirements: HashMap<TableText, Retirement>,
    /// Whose retirement dates apply.
    pub retirement_dates: RetirementDates,
    /// Where the facts were found.
    pub source: Vec<TableText>,
    /// The day on which they were last seen to be true.
    pub seen: Date,
    /// How well founded they are, unless a member says otherwise.
    pub confidence: Confidence,
    /// Remarks.
    #[serde(default)]
    pub notes: Option<TableText>,
}

impl Platform {
    /// The fact that the platform rejects a field or value, if it does so for every model.
    pub fn lacks(&self, path: &str) -> Option<&PlatformFact> {
        self.facts.field(path, None).filter(|fact| fact.status == FactStatus::Refused && fact.unless_betas.is_empty())
    }

    /// Its own name for the model with this ID.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        let names = self.models.iter().filter(|(_, meant)| ***meant == *id).map(|(name, _)| &**name);
        names.min()
    }
}

impl Row for Platform {
    listed_in!("platforms.json", "platforms");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.id].into_iter()
    }
}

/// A pattern for the URLs of a platform; `*` matches any characters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlPattern {
    /// The host, without a port.
    pub host: TableText,
    /// The path, without a slash at its end.
    pub path: TableText,
    /// A remark.
    #[serde(default)]
    pub note: Option<TableText>,
}

/// A size limit in bytes. If it is not documented whether MB means 10^6 or 2^20, `warn` is the smaller and `error` the
/// larger of the two.
///
/// In JSON either a number, for both, or an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "ByteLimitForm")]
pub struct ByteLimit {
    /// Larger values may be rejected.
    pub warn: u64,
    /// Larger values are rejected; absent if the limit itself is inferred.
    pub error: Option<u64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ByteLimitForm {
    Exact(u64),
    Range(ByteRange),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByteRange {
    warn: u64,
    error: Option<u64>,
}

impl From<ByteLimitForm> for ByteLimit {
    fn from(form: ByteLimitForm) -> ByteLimit {
        match form {
            ByteLimitForm::Exact(limit) => ByteLimit { warn: limit, error: Some(limit) },
            ByteLimitForm::Range(ByteRange { warn, error }) => ByteLimit { warn, error },
        }
    }
}

/// Where a request names the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelLocation {
    /// `model` in the body, an ID.
    Body,
    /// The path of the URL; the body has no `model`.
    Path,
    /// `model` in the body, the name of a deployment: any string can be correct.
    Deployment,
}

/// Which names of models a platform accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelNames {
    /// IDs and aliases of the Claude API.
    Claude,
    /// IDs of Amazon Bedrock.
    Bedrock,
    /// IDs of Google Cloud.
    Vertex,
    /// Claude models in any spelling, and names of its own.
    Gateway,
    /// Any name: deployments are named by their owner.
    Any,
    /// Only the names in [`Platform::models`].
    Listed,
}

/// Where a setting is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Carrier {
    /// A header.
    Header,
    /// The body.
    Body,
}

/// Whose retirement dates apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RetirementDates {
    /// Those in the model table.
    Anthropic,
    /// The platform's own: those in [`Platform::retirements`], which has few of them.
    Own,
}

/// A kind of key that a gateway issues.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayKey {
    /// The characters that the key starts with.
    pub prefix: TableText,
    /// The headers that can carry it, in lower case; those of the gateway if absent.
    #[serde(default)]
    pub headers: Vec<TableText>,
}
