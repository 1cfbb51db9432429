//! Platforms: `schemas/platforms.json`, and which of them a url belongs to.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{Confidence, Date, Support, parse_shipped};
use crate::error::{Error, ErrorKind};
use crate::join::join_or;
use crate::schema::Shape;
use crate::url::{self, Url};

/// Who receives the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Any endpoint that speaks the Messages API, with the strict turn order of gateways.
    #[default]
    Messages,
    /// The Claude API, `api.anthropic.com`, as it is today.
    Anthropic,
    /// Amazon Bedrock's Messages endpoint.
    Bedrock,
    /// Amazon Bedrock's InvokeModel.
    BedrockInvoke,
    /// Google Cloud, managed by Google.
    Vertex,
    /// Microsoft Foundry.
    Foundry,
    /// Claude Platform on AWS.
    Aws,
    /// The Claudexia gateway.
    Claudexia,
}

impl Target {
    /// All targets, in the order of the table.
    pub const ALL: [Target; 8] = [
        Target::Messages,
        Target::Anthropic,
        Target::Bedrock,
        Target::BedrockInvoke,
        Target::Vertex,
        Target::Foundry,
        Target::Aws,
        Target::Claudexia,
    ];

    /// The name used in configuration and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Target::Messages => "messages",
            Target::Anthropic => "anthropic",
            Target::Bedrock => "bedrock",
            Target::BedrockInvoke => "bedrock-invoke",
            Target::Vertex => "vertex",
            Target::Foundry => "foundry",
            Target::Aws => "aws",
            Target::Claudexia => "claudexia",
        }
    }

    /// The target a url belongs to, by host and path; `None` for a host that is not in the table.
    pub fn from_url(url: &str) -> Option<Target> {
        let url = Url::parse(url);
        let (host, path) = (url.host(), url.path.trim_end_matches('/'));
        let fits = |pattern: &UrlPattern| url::matches(&pattern.host, host) && url::matches(&pattern.path, path);
        Platforms::shipped().rows.iter().find(|row| row.urls.iter().any(fits)).map(|row| row.target)
    }

    /// What is known of it.
    pub fn platform(self) -> &'static Platform {
        Platforms::shipped().get(self)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Target, Error> {
        Target::ALL.into_iter().find(|target| target.as_str() == text).ok_or_else(|| {
            let names = join_or(Target::ALL.iter().map(|target| target.as_str()));
            Error::new(ErrorKind::UnknownTarget, format_args!("unknown target; expected {names}"))
        })
    }
}

/// Which call of the Messages API a request makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// Create a message.
    #[default]
    Messages,
    /// Count the tokens of a message.
    CountTokens,
    /// Create a batch of messages.
    Batches,
}

impl Endpoint {
    /// The call that a url makes, on whatever host; a path alone will do.
    pub fn from_url(url: &str) -> Option<Endpoint> {
        endpoint_of(url).map(|pattern| pattern.endpoint)
    }
}

impl From<Endpoint> for Shape {
    /// The shape of a request to the endpoint. For batches, that of the `params` of an item.
    fn from(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::CountTokens => Shape::CountTokens,
            Endpoint::Messages | Endpoint::Batches => Shape::Request,
        }
    }
}

/// The model that a url names in its path, percent-decoded, where the platform puts it there:
/// `…/models/claude-opus-5:rawPredict`, `/model/us.anthropic.claude-opus-4-6-v1/invoke`.
pub fn model_in_url(url: &str) -> Option<Cow<'_, str>> {
    let before = endpoint_of(url)?.model_after.as_deref()?;
    let (_, tail) = Url::parse(url).path.trim_end_matches('/').split_once(before)?;
    // On Bedrock an ARN may hold slashes and colons; what ends the model is the last of either.
    let end = tail.rfind(['/', ':'])?;
    url::percent_decoded(&tail[..end])
}

fn endpoint_of(url: &str) -> Option<&'static EndpointPattern> {
    let path = Url::parse(url).path.trim_end_matches('/');
    Platforms::shipped().endpoints.iter().find(|pattern| url::matches(&pattern.path, path))
}

/// What is known of one target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The target.
    pub target: Target,
    /// What its makers call it.
    pub name: Box<str>,
    /// The urls that belong to it.
    pub urls: Vec<UrlPattern>,
    /// The calls it offers.
    pub endpoints: Vec<Endpoint>,
    /// Size of the body of Messages and count_tokens.
    pub request_bytes: ByteLimit,
    /// Size of the body that creates a batch; absent where there are no batches.
    pub batch_bytes: Option<ByteLimit>,
    /// Size of one image, counted in characters of its base64 text.
    pub image_base64: ByteLimit,
    /// The kinds of `source` that images and documents may have.
    pub sources: Vec<Box<str>>,
    /// Where the model is named.
    pub model_in: ModelLocation,
    /// Where the API version is named: header `anthropic-version` or body `anthropic_version`.
    pub version_in: Carrier,
    /// Where betas are named: header `anthropic-beta` or body `anthropic_beta`.
    pub beta_in: Carrier,
    /// Known API versions, as they are spelt there.
    pub versions: Vec<Box<str>>,
    /// Consecutive turns of one role are merged, and the first turn may be the assistant's.
    /// `No`: turns must alternate and begin with the user.
    pub merges_turns: Support,
    /// Document blocks count toward the many-image rule.
    pub documents_count_as_images: bool,
    /// Headers that may carry the credential, in lower case.
    pub auth_headers: Vec<Box<str>>,
    /// Headers without which the request is refused, in lower case, beside the credential.
    pub required_headers: Vec<Box<str>>,
    /// Fields and values it does not have; the tools it lacks are in `tools.json`.
    pub unavailable: Vec<Gap>,
    /// Whose retirement dates count.
    pub retirement_dates: RetirementDates,
    /// Where the row was seen.
    pub source: Vec<Box<str>>,
    /// The day on which it was last seen true.
    pub seen: Date,
    /// How sure the row is, where a member does not say otherwise.
    pub confidence: Confidence,
    /// What else is to be said.
    #[serde(default)]
    pub notes: Option<Box<str>>,
}

impl Platform {
    /// The entry that says that the platform does not have `what`, if there is one.
    pub fn lacks(&self, what: &str) -> Option<&Gap> {
        self.unavailable.iter().find(|gap| *gap.what == *what)
    }
}

/// A pattern for the urls of a platform; `*` stands for any run of characters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlPattern {
    /// For the host, without a port.
    pub host: Box<str>,
    /// For the path, without a slash at its end.
    pub path: Box<str>,
    /// What else is to be said.
    #[serde(default)]
    pub note: Option<Box<str>>,
}

/// A size limit in bytes. Where it is not documented whether MB means 10^6 or 2^20, `warn` has the
/// smaller and `error` the larger reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByteLimit {
    /// More may be refused.
    pub warn: u64,
    /// More is refused; absent when the limit itself is an inference.
    pub error: Option<u64>,
}

/// Where the model is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelLocation {
    /// `model` in the body, an id.
    Body,
    /// In the path of the url; there is no `model` in the body.
    Path,
    /// `model` in the body, the name of a deployment: any text may be right.
    Deployment,
}

/// Where a setting is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Carrier {
    /// In a header.
    Header,
    /// In the body.
    Body,
}

/// Whose retirement dates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RetirementDates {
    /// Those of the model table.
    Anthropic,
    /// The platform's own, which the model table does not have.
    Own,
}

/// Something a platform does not have, spelt as in `unlocks` of `betas.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The field or value.
    pub what: Box<str>,
    /// How sure it is.
    pub confidence: Confidence,
    /// What else is to be said.
    #[serde(default)]
    pub note: Option<Box<str>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndpointPattern {
    endpoint: Endpoint,
    path: Box<str>,
    #[serde(default)]
    model_after: Option<Box<str>>,
}

/// The platform table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platforms {
    /// In order: the first pattern that fits decides.
    endpoints: Vec<EndpointPattern>,
    #[serde(rename = "platforms")]
    rows: Vec<Platform>,
}

impl Platforms {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Platforms {
        static TABLE: OnceLock<Platforms> = OnceLock::new();
        TABLE.get_or_init(|| parse_shipped("platforms.json", include_str!("../../schemas/platforms.json")))
    }

    /// All platforms, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Platform> {
        self.rows.iter()
    }

    /// What is known of a target. The table has a row for each, in the order of [`Target::ALL`].
    pub fn get(&self, target: Target) -> &Platform {
        &self.rows[target as usize]
    }
}
