//! What is known around a body. Every fact is known or unknown, and an unknown one never makes an error.

use std::borrow::Cow;

use crate::envelope::{Head, HeaderValue};
use crate::knowledge::{Carrier, Date, Endpoint, Knowledge, Model, ModelLocation, Platform, Support, Target};

use super::fields::Fields;

/// The surroundings of one request.
pub struct Context<'a> {
    /// The tables.
    pub knowledge: &'a Knowledge,
    /// Who receives the request.
    pub target: Target,
    /// What that target accepts.
    pub platform: &'static Platform,
    /// Which endpoint.
    pub endpoint: Endpoint,
    /// Whether the body is an item of a batch.
    pub batch_item: bool,
    /// Method, url, headers.
    pub head: &'a Head<'a>,
    /// The model named in body, url or settings.
    pub model: ModelName<'a>,
    /// The API version, where it is known.
    pub version: Option<Cow<'a, str>>,
    /// The beta names seen; see [`Context::beta`].
    pub betas: Vec<Cow<'a, str>>,
    /// Whether `betas` are all there are.
    pub betas_complete: bool,
    /// The day on which the request is judged.
    pub date: Option<Date>,
    /// How many bytes the request takes on the wire.
    pub wire_bytes: usize,
}

/// The model a request names.
#[derive(Debug, Default)]
pub struct ModelName<'a> {
    /// The name as sent.
    pub name: Option<Cow<'a, str>>,
    /// Its row; `None` for an unknown name, so that rules about models stay silent.
    pub facts: Option<&'a Model>,
}

/// Settings of the caller that stand in for what an envelope does not tell.
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    /// The target, where no url tells it.
    pub target: Option<Target>,
    /// The endpoint, where no url tells it.
    pub endpoint: Option<Endpoint>,
    /// The model, where the body names none.
    pub model: Option<String>,
    /// The API version, where no header tells it.
    pub version: Option<String>,
    /// Betas that are sent in any case.
    pub betas: Vec<String>,
    /// Url and headers, where the envelope knows none.
    pub head: Head<'static>,
    /// The day; a recorded date wins only where this is absent.
    pub date: Option<Date>,
    /// The day when neither the caller nor a recording names one: today in the command line.
    pub fallback_date: Option<Date>,
}

impl<'a> Context<'a> {
    /// Puts together what the envelope, the body and the caller tell, in this order of trust.
    pub fn resolve(
        knowledge: &'a Knowledge,
        defaults: &'a Defaults,
        head: &'a Head<'a>,
        fields: &Fields<'a>,
        batch_item: bool,
        wire_bytes: usize,
    ) -> Self {
        let url = head.url.as_deref();
        let by_version = || target_of_body(knowledge, fields);
        let target = url.and_then(Target::from_url).or(defaults.target).or_else(by_version).unwrap_or_default();
        let platform = target.platform();
        let mut context = Context {
            knowledge,
            target,
            platform,
            endpoint: url.and_then(Endpoint::from_url).or(defaults.endpoint).unwrap_or_default(),
            batch_item,
            head,
            model: ModelName::default(),
            version: version(head, fields, defaults, platform),
            betas: Vec::new(),
            betas_complete: false,
            date: date(head, defaults),
            wire_bytes,
        };
        context.read_betas(fields, defaults);
        context.model = context.find_model(fields, defaults);
        context
    }

    /// Whether this beta is on: `Unknown` where the headers are not all known.
    pub fn beta(&self, name: &str) -> Support {
        match () {
            () if self.betas.iter().any(|beta| beta == name) => Support::Yes,
            () if self.betas_complete => Support::No,
            () => Support::Unknown,
        }
    }

    /// Whether any of these betas is on.
    pub fn any_beta<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Support {
        let mut answer = Support::No;
        for name in names {
            match self.beta(name) {
                Support::Yes => return Support::Yes,
                Support::Unknown => answer = Support::Unknown,
                Support::No => {}
            }
        }
        answer
    }

    /// The API version a request is judged by: `2023-06-01` where none is known.
    pub fn version_or_default(&self) -> &str {
        self.version.as_deref().unwrap_or("2023-06-01")
    }

    /// What to call the receiver in a message.
    pub fn receiver(&self) -> &'static str {
        if self.target == Target::Messages { "the Messages API" } else { &self.platform.name }
    }

    /// Whether the target is the first-party API or one that follows it exactly, so that a live answer of
    /// that API speaks for it.
    pub fn is_first_party(&self) -> bool {
        matches!(self.target, Target::Messages | Target::Anthropic)
    }

    fn read_betas(&mut self, fields: &Fields<'a>, defaults: &'a Defaults) {
        let in_body = fields.anthropic_beta.into_iter().flat_map(|betas| betas.items());
        self.betas.extend(in_body.filter_map(|beta| beta.as_str()));
        self.betas_complete = self.platform.beta_in == Carrier::Body;
        for header in self.head.headers.all("anthropic-beta") {
            for name in header.value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                self.betas.push(Cow::Owned(name.to_owned()));
            }
        }
        self.betas.extend(defaults.betas.iter().map(|beta| Cow::Borrowed(beta.as_str())));
        // A recorder that kept the beta header, or all headers, tells all betas.
        self.betas_complete |= !matches!(self.head.headers.get("anthropic-beta"), HeaderValue::Unknown);
    }

    fn find_model(&self, fields: &Fields<'a>, defaults: &'a Defaults) -> ModelName<'a> {
        let in_body = fields.model.and_then(|model| model.as_str());
        let in_url = || self.head.url.as_deref().and_then(crate::knowledge::model_in_url);
        let name = in_body.or_else(in_url).or(defaults.model.as_deref().map(Cow::Borrowed));
        let facts = name.as_deref().and_then(|name| self.knowledge.models().find(name).model());
        ModelName { name, facts }
    }
}

/// A body that names the API version of one platform alone (`bedrock-2023-05-31`) is meant for it. One that all take
/// (`2026-10-21`) in a body without a model is meant for a platform that has the version there and the model in the
/// url: for the one that has the betas there too, if the body has any, else for another, of which less is refused.
fn target_of_body(knowledge: &Knowledge, fields: &Fields<'_>) -> Option<Target> {
    let version = fields.anthropic_version?.as_str()?;
    let takers =
        || knowledge.platforms().iter().filter(|platform| platform.versions.iter().any(|known| **known == *version));
    if let (Some(only), None) = (takers().next(), takers().nth(1)) {
        return Some(only.target);
    }
    let betas = if fields.anthropic_beta.is_some() { Carrier::Body } else { Carrier::Header };
    let in_body = |platform: &&Platform| {
        fields.model.is_none()
            && platform.version_in == Carrier::Body
            && platform.model_in == ModelLocation::Path
            && platform.beta_in == betas
    };
    takers().find(in_body).map(|platform| platform.target)
}

/// The header; on Bedrock and Google Cloud the body's `anthropic_version`; the caller's word.
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
