//! How a linter is set up.

use std::collections::HashMap;
use std::sync::Arc;

use crate::envelope::{Header, Kind};
use crate::error::{Error, ErrorKind};
use crate::finding::Severity;
use crate::knowledge::{Date, Endpoint, Knowledge, Target};
use crate::payload::Defaults;
use crate::rules;

use super::engine::Engine;
use super::linter::Linter;
use super::ruleset::Ruleset;

/// Sets up a [`Linter`].
#[derive(Debug, Clone, Default)]
pub struct LinterBuilder {
    defaults: Defaults,
    models: Option<String>,
    select: Vec<String>,
    ignore: Vec<String>,
    severities: Vec<(String, Severity)>,
    input: Option<Kind>,
}

impl Linter {
    /// Starts with the defaults.
    pub fn builder() -> LinterBuilder {
        LinterBuilder::default()
    }
}

impl LinterBuilder {
    /// Who receives the requests, where no url tells it.
    pub fn target(mut self, target: Target) -> Self {
        self.defaults.target = Some(target);
        self
    }
    /// The endpoint, where no url tells it.
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.defaults.endpoint = Some(endpoint);
        self
    }
    /// The model of requests that name none (it stands in the url on some platforms).
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.defaults.model = Some(model.into());
        self
    }
    /// The `anthropic-version` of requests whose headers are not known.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.defaults.version = Some(version.into());
        self
    }
    /// A beta that every request is sent with.
    pub fn beta(mut self, beta: impl Into<String>) -> Self {
        self.defaults.betas.push(beta.into());
        self
    }
    /// Where requests go whose envelope does not tell it.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.defaults.head.url = Some(url.into().into());
        self
    }
    /// A header that every request is sent with, unless its envelope has another or knows all headers. Other headers
    /// stay unknown.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into().into(), value.into().into());
        self.defaults.head.headers.push(Header { name, value, span: None });
        self
    }
    /// The day on which requests are judged, for the rules about retirement.
    pub fn date(mut self, date: Date) -> Self {
        self.defaults.date = Some(date);
        self
    }
    /// The day for requests whose recording names none.
    pub fn fallback_date(mut self, date: Date) -> Self {
        self.defaults.fallback_date = Some(date);
        self
    }
    /// Adds or changes models: JSON rows as in `schemas/models.json`, of which only `id` is required.
    pub fn models(mut self, json: impl Into<String>) -> Self {
        self.models = Some(json.into());
        self
    }
    /// Runs only rules that this code, prefix of codes (`PL3`) or name selects; may be repeated.
    pub fn select(mut self, selector: impl Into<String>) -> Self {
        self.select.push(selector.into());
        self
    }
    /// Leaves out rules; wins over [`LinterBuilder::select`].
    pub fn ignore(mut self, selector: impl Into<String>) -> Self {
        self.ignore.push(selector.into());
        self
    }
    /// Reads every file as this kind, instead of telling the kind by its content.
    pub fn input(mut self, kind: Kind) -> Self {
        self.input = Some(kind);
        self
    }
    /// Gives the rules that a selector names another severity.
    pub fn severity(mut self, selector: impl Into<String>, severity: Severity) -> Self {
        self.severities.push((selector.into(), severity));
        self
    }

    /// # Errors
    ///
    /// A selector that names no rule (with the nearest that exists), or models that cannot be read.
    pub fn build(self) -> Result<Linter, Error> {
        let knowledge = match &self.models {
            Some(json) => Knowledge::with_models(json)?,
            None => Knowledge::default(),
        };
        let selectors = self.select.iter().chain(&self.ignore).chain(self.severities.iter().map(|(name, _)| name));
        selectors.into_iter().try_for_each(|selector| known(selector))?;
        let mut severities = HashMap::new();
        for (selector, severity) in &self.severities {
            let named = rules::all().iter().filter(|rule| rules::selects(selector, rule));
            severities.extend(named.map(|rule| (rule.code, *severity)));
        }
        let any =
            |selectors: &[String], rule: &rules::Rule| selectors.iter().any(|selector| rules::selects(selector, rule));
        let on = |rule: &rules::Rule| (self.select.is_empty() || any(&self.select, rule)) && !any(&self.ignore, rule);
        let rules = Ruleset::new(on, severities);
        let engine = Engine { knowledge: Arc::new(knowledge), defaults: self.defaults, rules };
        Ok(Linter { engine, input: self.input })
    }
}

fn known(selector: &str) -> Result<(), Error> {
    if rules::all().iter().any(|rule| rules::selects(selector, rule)) {
        return Ok(());
    }
    let hint = rules::nearest(selector).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(Error::new(ErrorKind::UnknownRule, format_args!("unknown rule `{selector}`{hint}")))
}
