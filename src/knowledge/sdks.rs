//! What the official SDKs do between a call and the request that they send: `schemas/sdks.json`.

use foldhash::HashMap;
use serde::Deserialize;

use super::confidence::Confidence;
use super::platforms::Carrier;
use super::table::{Row, Table, listed_in, shipped};
use super::target::Endpoint;
use super::text::TableText;
use crate::date::Date;
use crate::url;

/// An SDK.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sdk {
    /// The language, as the kinds of files call it: `python`, `typescript`.
    pub language: TableText,
    /// The name of the package.
    pub package: TableText,
    /// The version that the facts are from.
    pub version: TableText,
    /// The classes of its clients; the first one sends to the Claude API.
    pub clients: Vec<SdkClient>,
    /// Arguments of their constructors.
    pub client_arguments: ClientArguments,
    /// Words in a file which show that its clients may send to other hosts, or send something else.
    pub other_receivers: Vec<TableText>,
    /// Attributes between a client and `messages`.
    pub namespaces: Vec<TableText>,
    /// Attributes before the name of a method that change only what the call returns.
    pub views: Vec<TableText>,
    /// The methods that send a request.
    pub methods: Vec<SdkMethod>,
    /// Arguments of these methods that are not fields of the body.
    pub arguments: CallArguments,
    /// Patterns of the constructors of typed objects.
    #[serde(default)]
    pub types: Vec<TableText>,
    /// Which requests it refuses to send without `stream`.
    pub non_streaming: NonStreaming,
    /// Where the facts were found.
    pub source: Vec<TableText>,
    /// The day on which they were last seen to be true.
    pub seen: Date,
    /// How well founded they are.
    pub confidence: Confidence,
    /// Remarks.
    #[serde(default)]
    pub notes: Option<TableText>,
}

/// A class of clients, with its variants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SdkClient {
    /// The names of the classes.
    pub names: Vec<TableText>,
    /// The URL before the path of the endpoint.
    pub base: TableText,
    /// The path of each endpoint; a request to any other raises an error. `{model}` is the model.
    pub urls: HashMap<Endpoint, TableText>,
    /// Fields that are added to the body, whose values depend on the version of the SDK.
    #[serde(default)]
    pub adds: Vec<TableText>,
    /// Fields that are not sent.
    #[serde(default)]
    pub drops: Vec<TableText>,
    /// Where betas are sent.
    #[serde(default = "header")]
    pub betas_in: Carrier,
}

/// Arguments of the constructor of a client.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientArguments {
    /// The base URL.
    pub base_url: TableText,
    /// Headers that are sent with every request.
    pub headers: TableText,
    /// With any of these, the SDK sends long requests without `stream`.
    pub unlimited: Vec<TableText>,
}

/// A method that sends a request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SdkMethod {
    /// Its name, after those of the objects that have it: `messages.create`.
    pub path: TableText,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// Whether it sends `stream: true`.
    #[serde(default)]
    pub streams: bool,
    /// Whether [`NonStreaming`] applies.
    #[serde(default)]
    pub limited: bool,
    /// Betas that it adds to those of the call.
    #[serde(default)]
    pub betas: Vec<TableText>,
    /// Arguments of this method alone that are not sent.
    #[serde(default)]
    pub not_sent: Vec<TableText>,
    /// Fields that it sets itself.
    #[serde(default)]
    pub computed: Vec<TableText>,
}

/// Arguments of a call that are not fields of the body.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallArguments {
    /// An object of headers.
    pub headers: TableText,
    /// An object of fields that are added to the body.
    pub fields: TableText,
    /// Arguments that are sent as a header.
    pub as_headers: HashMap<TableText, TableText>,
    /// Arguments that are not sent.
    pub not_sent: Vec<TableText>,
    /// With any of these, the SDK sends long requests without `stream`.
    pub unlimited: Vec<TableText>,
    /// Arguments from which the SDK computes a field.
    pub computed: HashMap<TableText, TableText>,
    /// Whether any other argument raises an error unless it is a field of the body.
    pub only_fields: bool,
}

/// Which requests an SDK refuses to send without `stream`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NonStreaming {
    /// The largest `max_tokens` that it sends.
    pub max_tokens: u64,
    /// The largest for some models, as they are named in the call.
    pub models: HashMap<TableText, u64>,
}

fn header() -> Carrier {
    Carrier::Header
}

impl Row for Sdk {
    listed_in!("sdks.json", "sdks");
    type Index = ();

    fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.language].into_iter()
    }
}

/// The table of SDKs, found by language.
pub type Sdks = Table<Sdk>;

shipped!(Sdks, Table::load());

impl Sdks {
    /// The SDK of a language that the program itself asks for.
    ///
    /// # Panics
    ///
    /// If the table has no such language: an error in this crate, never in a payload.
    pub fn of(&self, language: &str) -> &Sdk {
        match self.find(language) {
            Some(sdk) => sdk,
            None => panic!("schemas/sdks.json has no `{language}`"),
        }
    }
}

impl Sdk {
    /// The client with a class of this name.
    pub fn client(&self, class: &str) -> Option<&SdkClient> {
        self.clients.iter().find(|client| client.names.iter().any(|name| **name == *class))
    }

    /// The method that is called by these names, from the client on.
    ///
    /// ```
    /// # use payloadlint::internals::knowledge::{Endpoint, Knowledge};
    /// let sdk = Knowledge::shipped().sdks().of("python");
    /// let method = sdk.method(&["client", "messages", "batches", "create"]).expect("in the table");
    /// assert_eq!(method.endpoint, Endpoint::Batches);
    /// assert!(sdk.method(&["client", "chat", "completions", "create"]).is_none());
    /// ```
    pub fn method(&self, names: &[&str]) -> Option<&SdkMethod> {
        self.methods.iter().find(|method| {
            let mut given = names.iter().rev();
            method.path.rsplit('.').all(|name| given.next() == Some(&name))
        })
    }

    /// Whether a constructor of this name makes a typed object.
    pub fn is_type(&self, name: &str) -> bool {
        self.types.iter().any(|pattern| url::matches(pattern, name))
    }
}

impl SdkClient {
    /// Where requests to an endpoint are sent, with this base URL or the default one; `None` if that raises an error.
    pub fn url(&self, endpoint: Endpoint, base: Option<&str>, model: &str) -> Option<String> {
        let path = self.urls.get(&endpoint)?.replace("{model}", &model.replace('/', "%2F"));
        Some(format!("{}{path}", base.unwrap_or(&self.base).trim_end_matches('/')))
    }

    /// Whether the model is in the URL of an endpoint and not in the body.
    pub fn has_model_in_url(&self, endpoint: Endpoint) -> bool {
        self.urls.get(&endpoint).is_some_and(|path| path.contains("{model}"))
    }
}

impl NonStreaming {
    /// The largest `max_tokens` for a model.
    pub fn limit(&self, model: Option<&str>) -> u64 {
        let lower = model.and_then(|model| self.models.get(model).copied());
        lower.map_or(self.max_tokens, |lower| lower.min(self.max_tokens))
    }
}
