//! The platform table, and what it says about a URL.

use crate::knowledge::text::TableText;
use crate::shown::shown;
use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::fact::{PlatformFact, Retirement};
use super::facts::PlatformFacts;
use super::gateway::{self, IdOf};
use super::row::{Platform, UrlPattern};
use crate::error::Error;
use crate::knowledge::overlay::{JsonRow, invalid};
use crate::knowledge::table::{Row, Table, shipped};
use crate::knowledge::target::{Endpoint, Gateway, Target, TargetName, unknown_target};
use crate::url::{self, Url};

/// The platform table: a row for each built-in target, in the order of [`Target::ALL`], then those of gateways.
#[derive(Debug)]
pub struct Platforms {
    shared: Arc<Shared>,
    table: Table<Platform>,
}

/// What does not depend on the gateways.
#[derive(Debug)]
struct Shared {
    endpoints: Vec<EndpointPattern>,
    file_names: Vec<FilePattern>,
    facts: Vec<Arc<PlatformFact>>,
    retirements: Vec<Retirement>,
}

/// What the name of a file says about the endpoint of the requests in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePattern {
    endpoint: Endpoint,
    name: Box<str>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndpointPattern {
    endpoint: Endpoint,
    path: Box<str>,
    #[serde(default)]
    model_after: Option<Box<str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: IgnoredAny,
    endpoints: Vec<EndpointPattern>,
    file_names: Vec<FilePattern>,
    platforms: Vec<Platform>,
    facts: Vec<PlatformFact>,
    retirements: Vec<Retirement>,
}

shipped!(Platforms, Platforms::load());

impl Platforms {
    /// Reads the table of this version.
    ///
    /// # Panics
    ///
    /// If the file in `schemas/` is broken; the tests of this crate read it.
    fn load() -> Self {
        let file: File = match serde_json::from_str(Platform::TEXT) {
            Ok(file) => file,
            Err(error) => panic!("schemas/{}: {error}", Platform::FILE),
        };
        let File { endpoints, file_names, platforms, facts, retirements, .. } = file;
        let facts = facts.into_iter().map(Arc::new).collect();
        match Platforms::new(Arc::new(Shared { endpoints, file_names, facts, retirements }), platforms, &[]) {
            Ok(platforms) => platforms,
            Err(name) => panic!("schemas/{}: duplicate `{name}`", Platform::FILE),
        }
    }

    /// The shipped table with these rows added, or merged into the row with the same name. `id_of` returns the ID of a model.
    pub(in crate::knowledge) fn with_rows(added: &[JsonRow], id_of: &IdOf<'_>) -> Result<Self, Error> {
        let (rows, likes) = gateway::rows(added, id_of)?;
        let table = Platforms::new(Arc::clone(&Platforms::shipped().shared), rows, &likes);
        table.map_err(|name| invalid::<Platform>(shown!("duplicate `{}`", TableText::derived(name))))
    }

    /// `likes`: the position of the built-in target that each of the gateways is like.
    fn new(shared: Arc<Shared>, mut rows: Vec<Platform>, likes: &[u8]) -> Result<Self, Box<str>> {
        let gateways = (0..).zip(likes).map(|(number, like)| Target::Gateway(Gateway { number, like: *like }));
        for (row, target) in rows.iter_mut().zip(Target::ALL.iter().copied().chain(gateways)) {
            row.target = target;
            let like = target.built_in();
            row.facts = match row.own_facts.take() {
                Some(own) => PlatformFacts::new(own.into_iter().map(Arc::new)),
                None => PlatformFacts::new(shared.facts.iter().filter(|fact| fact.on.contains(&like)).cloned()),
            };
            let retirements = shared.retirements.iter().filter(|retirement| retirement.on.contains(&like));
            row.retirements = retirements.map(|row| (row.model.clone(), row.clone())).collect();
        }
        Ok(Platforms { shared, table: Table::new(rows)? })
    }

    /// The rows about what platforms do with fields, tools, betas, versions and model IDs.
    pub fn facts(&self) -> impl Iterator<Item = &PlatformFact> {
        self.shared.facts.iter().map(|fact| &**fact)
    }

    /// The retirement dates that platforms have of their own.
    pub fn retirements(&self) -> &[Retirement] {
        &self.shared.retirements
    }

    /// All platforms, in the order of the table.
    pub fn iter(&self) -> std::slice::Iter<'_, Platform> {
        self.table.iter()
    }

    /// The row of a target. A gateway that is not in this table has the row of [`Target::Messages`].
    pub fn get(&self, target: Target) -> &Platform {
        let at = match target {
            Target::Messages => 0,
            Target::Anthropic => 1,
            Target::Bedrock => 2,
            Target::BedrockInvoke => 3,
            Target::Vertex => 4,
            Target::Foundry => 5,
            Target::Aws => 6,
            Target::Claudexia => 7,
            Target::Gateway(gateway) => Target::ALL.len() + usize::from(gateway.number),
        };
        let rows = self.table.rows();
        rows.get(at).unwrap_or(&rows[0])
    }

    /// The target with a name in settings.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownTarget`](crate::ErrorKind::UnknownTarget), with all names.
    pub fn resolve(&self, name: &TargetName) -> Result<Target, Error> {
        let found = match name {
            TargetName::Target(target) => self.iter().find(|row| row.target == *target),
            TargetName::Gateway(name) => self.table.find(name),
        };
        found.map(|row| row.target).ok_or_else(|| unknown_target(self.iter().map(|row| &row.id)))
    }

    /// The target that a URL belongs to, by its host and path; `None` for a host that is not in the table.
    pub fn target_of(&self, url: &str) -> Option<Target> {
        let url = Url::parse(url);
        let (host, path) = (url.host(), url.path.trim_end_matches('/'));
        let fits = |pattern: &UrlPattern| url::matches(&pattern.host, host) && url::matches(&pattern.path, path);
        // A gateway that was added can have a host that a built-in target has too.
        let (built_in, gateways) = self.table.rows().split_at(Target::ALL.len());
        gateways.iter().chain(built_in).find(|row| row.urls.iter().any(fits)).map(|row| row.target)
    }

    /// The endpoint that a URL calls, whatever its host; a path alone is enough.
    pub fn endpoint_of(&self, url: &str) -> Option<Endpoint> {
        self.endpoint(url).map(|pattern| pattern.endpoint)
    }

    /// The endpoint that the path of a file suggests for the requests in it: `count-tokens/basic.json`.
    pub fn endpoint_of_file(&self, path: &str) -> Option<Endpoint> {
        self.shared.file_names.iter().find(|pattern| url::matches(&pattern.name, path)).map(|pattern| pattern.endpoint)
    }

    /// The model that a URL names in its path, percent-decoded, as on some platforms:
    /// `…/models/claude-opus-5:rawPredict`, `/model/us.anthropic.claude-opus-4-6-v1/invoke`.
    pub fn model_in<'u>(&self, url: &'u str) -> Option<Cow<'u, str>> {
        let before = self.endpoint(url)?.model_after.as_deref()?;
        let (_, tail) = Url::parse(url).path.trim_end_matches('/').split_once(before)?;
        // An ARN of Amazon Bedrock has slashes and colons: the model ends at the last of either.
        let end = tail.rfind(['/', ':'])?;
        url::percent_decoded(&tail[..end])
    }

    /// The first pattern that matches.
    fn endpoint(&self, url: &str) -> Option<&EndpointPattern> {
        let path = Url::parse(url).path.trim_end_matches('/');
        self.shared.endpoints.iter().find(|pattern| url::matches(&pattern.path, path))
    }
}
