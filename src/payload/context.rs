//! What is known about a request apart from its body. A fact that is not known never leads to an error.

use crate::mask::Shown;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::envelope::{Head, Header, HeaderValue};
use crate::json::Node;
use crate::knowledge::{
    Carrier, Date, Endpoint, IdForm, Knowledge, Lookup, Model, ModelLocation, Platform, Support, Target,
};
use crate::limits::Limits;

use super::fields::Fields;

/// The context of a request.
pub struct Context<'a> {
    /// The tables.
    pub knowledge: &'a Knowledge,
    /// The platform that the request is sent to.
    pub target: Target,
    /// What that platform accepts.
    pub platform: &'a Platform,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// Whether the body is an item of a batch.
    pub batch_item: bool,
    /// Method, URL and headers.
    pub head: &'a Head<'a>,
    /// The model that the body, the URL or the settings name.
    pub model: ModelName<'a>,
    /// The API version, if known.
    pub version: Option<Cow<'a, str>>,
    /// The API version in the body, whether or not the platform reads it there.
    pub version_in_body: Option<Node<'a>>,
    /// The list of betas in the body, whether or not the platform reads it there.
    pub betas_in_body: Option<Node<'a>>,
    /// The betas that are known to be sent, each once; see [`Context::beta`].
    pub betas: Vec<Cow<'a, str>>,
    /// Where each of them is set; found when it is first needed.
    carriers: OnceCell<HashMap<Cow<'a, str>, BetaCarriers<'a>>>,
    /// Whether no other betas are sent.
    pub betas_complete: bool,
    /// The day to check the request against.
    pub date: Option<Date>,
    /// The day of the check, which is later than `date` for a recording. What is still to come is seen from this day.
    pub today: Option<Date>,
    /// The size of the request on the wire, in bytes.
    pub wire_bytes: usize,
    /// How much is reported.
    pub limits: Limits,
}

/// Where a beta is set: nowhere in the request if it is in the caller's settings.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct BetaCarriers<'a> {
    /// The first header with it.
    pub(crate) header: Option<&'a Header<'a>>,
    /// The first item of the body with it, whether or not the platform reads it there.
    pub(crate) item: Option<Node<'a>>,
}

/// The model that a request names.
#[derive(Debug, Default)]
pub struct ModelName<'a> {
    /// The name as sent.
    pub name: Option<Cow<'a, str>>,
    /// Its row; `None` for an unknown name, so that rules about models report nothing.
    pub facts: Option<&'a Model>,
    /// How the name is written, if only a platform or a gateway accepts it so.
    pub form: Option<IdForm>,
    /// Whether the name has the form of Amazon Bedrock or Google Cloud, and nothing else says who the receiver is.
    pub other_platform: bool,
}

/// What to assume about a request if its envelope does not say.
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    /// How much is reported.
    pub limits: Limits,
    /// The target, if no URL determines it.
    pub target: Option<Target>,
    /// The endpoint, if no URL determines it.
    pub endpoint: Option<Endpoint>,
    /// The model, if the body names none.
    pub model: Option<String>,
    /// The API version, if no header names it.
    pub version: Option<String>,
    /// Betas that every request is sent with.
    pub betas: Vec<String>,
    /// URL and headers, if the envelope has none.
    pub head: Head<'static>,
    /// The day to check requests against; has precedence over a recorded date.
    pub date: Option<Date>,
    /// The day if there is neither a `date` nor a recorded one: today on the command line.
    pub fallback_date: Option<Date>,
}

impl<'a> Context<'a> {
    /// Combines what the envelope, the body and the settings say, in this order of precedence.
    pub fn resolve(
        knowledge: &'a Knowledge,
        defaults: &'a Defaults,
        head: &'a Head<'a>,
        fields: &Fields<'a>,
        batch_item: bool,
        wire_bytes: usize,
    ) -> Self {
        let url = head.url.as_deref();
        let platforms = knowledge.platforms();
        let by_version = || target_of_body(knowledge, fields);
        let by_url = url.and_then(|url| platforms.target_of(url)).or(head.target);
        let target = by_url.or(defaults.target).or_else(by_version).unwrap_or_default();
        let platform = platforms.get(target);
        // A name is weak evidence: a body with a limit is not one for counting tokens.
        let suggested = || head.endpoint.filter(|_| fields.max_tokens.is_none()).unwrap_or_default();
        let mut context = Context {
            knowledge,
            target,
            platform,
            endpoint: url.and_then(|url| platforms.endpoint_of(url)).or(defaults.endpoint).unwrap_or_else(suggested),
            batch_item,
            head,
            model: ModelName::default(),
            version: version(head, fields, defaults, platform),
            version_in_body: fields.anthropic_version.filter(Node::is_string),
            betas_in_body: fields.anthropic_beta.filter(Node::is_array),
            betas: Vec::new(),
            carriers: OnceCell::new(),
            betas_complete: false,
            date: date(head, defaults),
            today: defaults.date.or(defaults.fallback_date).or_else(|| date(head, defaults)),
            wire_bytes,
            limits: defaults.limits,
        };
        context.read_betas(fields, defaults);
        context.model = context.find_model(fields, defaults);
        context
    }

    /// Whether this beta is enabled: `Unknown` if not all headers are known.
    pub fn beta(&self, name: &str) -> Support {
        match () {
            () if self.sends_beta(name) => Support::Yes,
            () if self.betas_complete => Support::No,
            () => Support::Unknown,
        }
    }

    /// Whether a beta is known to be sent.
    pub(crate) fn sends_beta(&self, name: &str) -> bool {
        /// More are looked up.
        const FEW: usize = 8;
        match self.betas.len() {
            ..=FEW => self.betas.iter().any(|beta| beta == name),
            _ => self.carriers().contains_key(name),
        }
    }

    /// Where a beta is set.
    pub(crate) fn carriers_of_beta(&self, name: &str) -> BetaCarriers<'a> {
        self.carriers().get(name).copied().unwrap_or_default()
    }

    fn carriers(&self) -> &HashMap<Cow<'a, str>, BetaCarriers<'a>> {
        self.carriers.get_or_init(|| {
            let mut carriers: HashMap<_, BetaCarriers<'a>> = HashMap::new();
            for item in self.betas_in_body.into_iter().flat_map(|betas| betas.items()) {
                if let Some(name) = item.as_str() {
                    carriers.entry(name).or_default().item.get_or_insert(item);
                }
            }
            for (header, name) in beta_headers(self.head) {
                carriers.entry(name.into()).or_default().header.get_or_insert(header);
            }
            for name in &self.betas {
                carriers.entry(name.clone()).or_default();
            }
            carriers
        })
    }

    /// Whether any of these betas is enabled.
    pub fn any_beta<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Support {
        let mut support = Support::No;
        for name in names {
            match self.beta(name) {
                Support::Yes => return Support::Yes,
                Support::Unknown => support = Support::Unknown,
                Support::No => {}
            }
        }
        support
    }

    /// The API version to check the request against: `2023-06-01` if none is known.
    pub fn version_or_default(&self) -> &str {
        self.version.as_deref().unwrap_or("2023-06-01")
    }

    /// The name of the platform in messages.
    pub fn receiver(&self) -> Shown {
        if self.target == Target::Messages { "the Messages API".into() } else { Shown::from(&self.platform.name) }
    }

    /// Whether the target is the Claude API or one that behaves exactly like it, so that a response of the Claude API is
    /// evidence for it.
    pub fn is_first_party(&self) -> bool {
        matches!(self.target, Target::Messages | Target::Anthropic)
    }

    fn read_betas(&mut self, fields: &Fields<'a>, defaults: &'a Defaults) {
        let in_body =
            fields.anthropic_beta.into_iter().flat_map(|betas| betas.items()).filter_map(|beta| beta.as_str());
        let in_header = beta_headers(self.head).map(|(_, name)| Cow::Borrowed(name)).filter(|name| !name.is_empty());
        let in_settings = defaults.betas.iter().map(|beta| Cow::Borrowed(beta.as_str()));
        self.betas = in_body.chain(in_header).chain(in_settings).collect();
        if self.betas.len() > 1 {
            let mut seen = HashSet::new();
            self.betas.retain(|beta| seen.insert(beta.clone()));
        }
        self.betas_complete = self.platform.beta_in == Carrier::Body;
        // A recording with the beta header, or with all headers, has all betas.
        self.betas_complete |= !matches!(self.head.headers.get("anthropic-beta"), HeaderValue::Unknown);
    }

    fn find_model(&self, fields: &Fields<'a>, defaults: &'a Defaults) -> ModelName<'a> {
        let in_body = fields.model.and_then(|model| model.as_str());
        let name = in_body.or_else(|| self.model_in_url()).or(defaults.model.as_deref().map(Cow::Borrowed));
        let lookup = name.as_deref().map(|name| self.look_up(name));
        let form = match lookup {
            Some(Lookup::PlatformForm { form, .. }) => Some(form),
            _ => None,
        };
        let other_platform = self.target == Target::Messages && matches!(form, Some(IdForm::Bedrock | IdForm::Vertex));
        ModelName { name, facts: lookup.and_then(Lookup::model), form, other_platform }
    }

    /// What a name means, the platform's own name or any other.
    fn look_up(&self, name: &str) -> Lookup<'a> {
        let names = &self.platform.models;
        let id = if names.is_empty() { None } else { names.get(name) };
        self.knowledge.models().find(id.map_or(name, |id| id))
    }

    /// The model that the URL names.
    pub fn model_in_url(&self) -> Option<Cow<'a, str>> {
        self.knowledge.platforms().model_in(self.head.url.as_deref()?)
    }
}

/// The betas in the headers of a request, each with its header.
fn beta_headers<'a>(head: &'a Head<'a>) -> impl Iterator<Item = (&'a Header<'a>, &'a str)> {
    let headers = head.headers.all("anthropic-beta");
    headers.flat_map(|header| header.value.split(',').map(move |name| (header, name.trim())))
}

/// The target that the API version in a body implies.
///
/// A version of one platform only (`bedrock-2023-05-31`) implies that platform. A version of all platforms (`2026-10-21`) in
/// a body without a model implies a platform that has the version in the body and the model in the URL: the one that has
/// the betas in the body too, if there are any, else another, which accepts more.
fn target_of_body(knowledge: &Knowledge, fields: &Fields<'_>) -> Option<Target> {
    let version = fields.anthropic_version?.as_str()?;
    // Gateways do not count: they have the versions of the platform that they are like.
    let built_in = || knowledge.platforms().iter().take(Target::ALL.len());
    let with_version = || built_in().filter(|platform| platform.versions.iter().any(|known| **known == *version));
    if let (Some(only), None) = (with_version().next(), with_version().nth(1)) {
        return Some(only.target);
    }
    let betas = if fields.anthropic_beta.is_some() { Carrier::Body } else { Carrier::Header };
    let in_body = |platform: &&Platform| {
        fields.model.is_none()
            && platform.version_in == Carrier::Body
            && platform.model_in == ModelLocation::Path
            && platform.beta_in == betas
    };
    with_version().find(in_body).map(|platform| platform.target)
}

/// The API version: of the header, of the body on platforms that have it there, or of the settings.
fn version<'a>(
    head: &'a Head<'a>,
    fields: &Fields<'a>,
    defaults: &'a Defaults,
    platform: &Platform,
) -> Option<Cow<'a, str>> {
    let header = match head.headers.get("anthropic-version") {
        HeaderValue::Known(header) => Some(Cow::Borrowed(header.value.trim())),
        _ => None,
    };
    let body = || fields.anthropic_version.and_then(|version| version.as_str());
    let version = if platform.version_in == Carrier::Body { body().or(header) } else { header };
    version.or(defaults.version.as_deref().map(Cow::Borrowed))
}

fn date(head: &Head<'_>, defaults: &Defaults) -> Option<Date> {
    let recorded = || head.recorded.as_deref().and_then(|date| date.get(..10)?.parse().ok());
    defaults.date.or_else(recorded).or(defaults.fallback_date)
}
