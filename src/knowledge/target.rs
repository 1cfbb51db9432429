//! The platforms that requests are sent to, by name.

use crate::shown::{Show, shown};
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::error::{Error, ErrorKind};
use crate::join::join_or;
use crate::schema::Shape;

/// The platform that a request is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Target {
    /// Any endpoint with the Messages API, with the strict turn order of gateways.
    #[default]
    Messages,
    /// The Claude API, `api.anthropic.com`, as it is today.
    Anthropic,
    /// The Messages endpoint of Amazon Bedrock.
    Bedrock,
    /// InvokeModel of Amazon Bedrock.
    BedrockInvoke,
    /// Google Cloud, managed by Google.
    Vertex,
    /// Microsoft Foundry.
    Foundry,
    /// Claude Platform on AWS.
    Aws,
    /// The Claudexia gateway.
    Claudexia,
    /// A gateway that was added at run time. It is valid only with the linter that it was added to.
    #[serde(skip)]
    Gateway(Gateway),
}

/// Identifies a gateway that was added at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gateway {
    /// Its position among the gateways of the platform table.
    pub(super) number: u16,
    /// The built-in target that it is like, by its position in [`Target::ALL`].
    pub(super) like: u8,
}

impl Target {
    /// The built-in targets, in the order of `schemas/platforms.json`.
    pub const ALL: &[Target] = &[
        Target::Messages,
        Target::Anthropic,
        Target::Bedrock,
        Target::BedrockInvoke,
        Target::Vertex,
        Target::Foundry,
        Target::Aws,
        Target::Claudexia,
    ];

    /// The name of a built-in target in settings and on the command line. For a gateway, whose name is in the platform
    /// table, it is `gateway`.
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
            Target::Gateway(_) => "gateway",
        }
    }

    /// The built-in target that the tables of models and tools name: for a gateway the one that it is like.
    pub fn built_in(self) -> Target {
        match self {
            Target::Gateway(gateway) => Target::ALL[usize::from(gateway.like)],
            built_in => built_in,
        }
    }
}

impl crate::shown::Show for Target {}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Target {
    type Err = Error;

    /// The built-in target with this name.
    fn from_str(name: &str) -> Result<Target, Error> {
        let target = Target::ALL.iter().copied().find(|target| target.as_str() == name);
        target.ok_or_else(|| unknown_target(Target::ALL.iter().map(|target| target.as_str())))
    }
}

/// A name is not one of these targets.
pub(super) fn unknown_target<N: Show>(names: impl Iterator<Item = N>) -> Error {
    Error::new(ErrorKind::UnknownTarget, shown!("unknown target; expected {}", join_or(names)))
}

/// A target in settings: a built-in one, or a gateway by its name, which is looked up when the linter is built.
///
/// ```
/// use payloadlint::{Linter, Target};
///
/// let gateways = r#"[{"target": "our-gateway", "urls": [{"host": "llm.example.com", "path": "*"}]}]"#;
/// assert!(Linter::builder().target(Target::Anthropic).build().is_ok());
/// assert!(Linter::builder().gateways(gateways).target("our-gateway").build().is_ok());
/// assert!(Linter::builder().target("our-gateway").build().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetName {
    /// A target that is known.
    Target(Target),
    /// The name of a gateway.
    Gateway(Box<str>),
}

impl From<Target> for TargetName {
    fn from(target: Target) -> Self {
        TargetName::Target(target)
    }
}

impl From<&str> for TargetName {
    fn from(name: &str) -> Self {
        name.parse().map_or_else(|_| TargetName::Gateway(name.into()), TargetName::Target)
    }
}

impl From<String> for TargetName {
    fn from(name: String) -> Self {
        TargetName::from(&*name)
    }
}

/// An endpoint of the Messages API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Endpoint {
    /// Creates a message.
    #[default]
    Messages,
    /// Counts the tokens of a message.
    CountTokens,
    /// Creates a batch of messages.
    Batches,
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
