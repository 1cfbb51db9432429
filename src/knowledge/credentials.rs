//! Kinds of credentials, told by their first characters: `schemas/credentials.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{Confidence, Date, parse_shipped};
use crate::url;

/// One kind of credential. Holds what is known of the kind, never a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The characters it begins with.
    pub prefix: Box<str>,
    /// Its name among machines: `anthropic-api-key`, `openai-key` …
    pub kind: Box<str>,
    /// Its name among people: `Claude API key`.
    pub name: Box<str>,
    /// Who gave it out: `Anthropic`, `OpenAI` …
    pub issuer: Box<str>,
    /// The headers it may be sent in, in lower case; none when it must not be sent to a model at all.
    pub headers: Vec<Box<str>>,
    /// Patterns of the hosts it belongs to (`*` is any run of characters); none when they are not known.
    pub hosts: Vec<Box<str>>,
    /// It opens the Messages API of those hosts.
    pub for_messages: bool,
    /// A beta that has to go with it.
    #[serde(default)]
    pub beta: Option<Box<str>>,
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

impl Credential {
    /// Whether it belongs to `host`; true where its hosts are not known.
    pub fn belongs_to(&self, host: &str) -> bool {
        self.hosts.is_empty() || self.hosts.iter().any(|pattern| url::matches(pattern, host))
    }
}

/// The table of kinds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[serde(rename = "credentials")]
    rows: Vec<Credential>,
}

impl Credentials {
    /// The table that comes with this version.
    pub fn shipped() -> &'static Credentials {
        static TABLE: OnceLock<Credentials> = OnceLock::new();
        TABLE.get_or_init(|| parse_shipped("credentials.json", include_str!("../../schemas/credentials.json")))
    }

    /// All kinds, in the order of the table.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Credential> {
        self.rows.iter()
    }

    /// The kind of a credential, by its longest known prefix; `None` when it looks like none of them.
    /// Blanks round it and a leading `Bearer` are not part of it. The value is looked at and forgotten.
    pub fn classify(&self, value: &str) -> Option<&Credential> {
        let value = bare(value);
        let fits = self.rows.iter().filter(|kind| value.starts_with(&*kind.prefix));
        fits.max_by_key(|kind| kind.prefix.len())
    }
}

/// The credential without the scheme of an `authorization` header.
fn bare(value: &str) -> &str {
    let value = value.trim();
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim_start(),
        _ => value,
    }
}
