//! Kinds of credentials, recognized by their prefix: `schemas/credentials.json`.

use serde::Deserialize;

use super::confidence::Confidence;
use super::platforms::Platform;
use super::table::{Row, Table, listed_in, shipped};
use super::text::TableText;
use crate::date::Date;
use crate::url;

/// A kind of credential. Holds facts about the kind, never a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The characters that it starts with.
    pub prefix: TableText,
    /// Whether no other word contains the prefix, so that it is recognized inside a word.
    #[serde(default)]
    pub in_words: bool,
    /// How many characters it has after the prefix at the least, if other words start with the prefix.
    #[serde(default)]
    pub length: Option<usize>,
    /// Its name for programs: `anthropic-api-key`, `openai-key` …
    pub kind: TableText,
    /// Its name in messages: `Claude API key`.
    pub name: TableText,
    /// Who issues it: `Anthropic`, `OpenAI` …
    pub issuer: TableText,
    /// The headers that can carry it, in lower case; none if it must not be sent to a model at all.
    pub headers: Vec<TableText>,
    /// Patterns of the hosts that accept it (`*` matches any characters); none if they are not known.
    pub hosts: Vec<TableText>,
    /// Whether it works with the Messages API of those hosts.
    pub for_messages: bool,
    /// A beta that must be sent with it.
    #[serde(default)]
    pub beta: Option<TableText>,
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

impl Credential {
    /// Whether `host` accepts it; true if its hosts are not known.
    pub fn belongs_to(&self, host: &str) -> bool {
        self.hosts.is_empty() || self.hosts.iter().any(|pattern| url::matches(pattern, host))
    }
}

impl Row for Credential {
    listed_in!("credentials.json", "credentials");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.prefix].into_iter()
    }
}

/// The table of credentials.
pub type Credentials = Table<Credential>;

shipped!(Credentials, Table::load());

impl Credentials {
    /// The shipped table, with the keys of gateways.
    pub(super) fn with_keys_of<'p>(gateways: impl Iterator<Item = &'p Platform>) -> Result<Self, Box<str>> {
        let mut rows = Credentials::shipped().rows().to_vec();
        for gateway in gateways {
            add_keys(&mut rows, gateway);
        }
        Table::new(rows)
    }

    /// The kind of a credential, by its longest known prefix; `None` if it has none of them.
    /// Outer whitespace and a leading `Bearer` are ignored. The value is not kept.
    pub fn classify(&self, value: &str) -> Option<&Credential> {
        let value = without_scheme(value);
        let matching = self.iter().filter(|kind| value.starts_with(&*kind.prefix));
        matching.max_by_key(|kind| kind.prefix.len())
    }
}

/// Adds the keys of a gateway. One whose prefix is known already, such as `sk-ant-`, is accepted by the gateway, too.
fn add_keys(rows: &mut Vec<Credential>, gateway: &Platform) {
    let hosts: Vec<_> = gateway.urls.iter().map(|url| url.host.clone()).collect();
    for key in &gateway.keys {
        if let Some(known) = rows.iter_mut().find(|row| row.prefix == key.prefix) {
            if !known.hosts.is_empty() {
                known.hosts.extend(hosts.iter().cloned());
            }
            continue;
        }
        rows.push(Credential {
            prefix: key.prefix.clone(),
            in_words: false,
            length: None,
            kind: TableText::derived(format!("{}-key", gateway.id)),
            name: TableText::derived(format!("{} key", gateway.name)),
            issuer: gateway.name.clone(),
            headers: if key.headers.is_empty() { gateway.auth_headers.clone() } else { key.headers.clone() },
            hosts: hosts.clone(),
            for_messages: true,
            beta: None,
            notes: None,
            source: gateway.source.clone(),
            seen: gateway.seen,
            confidence: gateway.confidence,
        });
    }
}

/// The credential without the scheme of an `authorization` header.
fn without_scheme(value: &str) -> &str {
    let value = value.trim();
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim_start(),
        _ => value,
    }
}
