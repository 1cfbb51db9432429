//! Builds a linter from settings.

use crate::mask::{quoted, shown};
use std::collections::HashMap;
use std::sync::Arc;

use crate::envelope::Kind;
use crate::error::{Error, ErrorKind};
use crate::finding::Severity;
use crate::knowledge::{Date, Endpoint, Knowledge, TargetName};
use crate::payload::Defaults;
use crate::rules::{self, Rule};

use super::engine::Engine;
use super::linter::Linter;
use super::ruleset::Ruleset;
use super::settings::Settings;

/// Builds a [`Linter`].
#[derive(Debug, Clone, Default)]
pub struct LinterBuilder {
    settings: Settings,
}

impl Linter {
    /// Starts with the defaults.
    pub fn builder() -> LinterBuilder {
        LinterBuilder::default()
    }
}

impl LinterBuilder {
    /// Merges settings over those of this builder, as [`Settings::merge`] does.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = self.settings.merge(settings);
        self
    }
    /// Sets the platform that the requests are sent to, if there is no URL: a built-in target, or the name of a
    /// gateway.
    pub fn target(mut self, target: impl Into<TargetName>) -> Self {
        self.settings.target = Some(target.into());
        self
    }
    /// Sets the endpoint, if there is no URL.
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.settings.endpoint = Some(endpoint);
        self
    }
    /// Sets the model of requests that name none. On some platforms it is part of the URL.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.settings.model = Some(model.into());
        self
    }
    /// Sets the `anthropic-version` of requests whose headers are unknown.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.settings.api_version = Some(version.into());
        self
    }
    /// Adds a beta that every request is sent with.
    pub fn beta(mut self, beta: impl Into<String>) -> Self {
        self.settings.betas.push(beta.into());
        self
    }
    /// Sets the URL of requests that have none; it sets target and endpoint.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.settings.url = Some(url.into());
        self
    }
    /// Adds a header that every request is sent with, unless the request has another value for it or all its headers
    /// are known. Other headers stay unknown.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.headers.push((name.into(), value.into()));
        self
    }
    /// Sets the date to check requests against, for the rules about retirement.
    pub fn date(mut self, date: Date) -> Self {
        self.settings.date = Some(date);
        self
    }
    /// Sets the date for requests without a recorded date.
    pub fn fallback_date(mut self, date: Date) -> Self {
        self.settings.fallback_date = Some(date);
        self
    }
    /// Adds or changes models: JSON rows as in `schemas/models.json`, of which only `id` is required.
    pub fn models(mut self, json: impl Into<String>) -> Self {
        self.settings.models.push(json.into());
        self
    }
    /// Adds gateways: JSON rows as in `schemas/platforms.json`, of which only `target`, the name, is required. A gateway
    /// is the target of requests to its `urls`, and can be set by its name. What a row does not say is as on the target
    /// `messages`, or on the built-in target in `like`. Members that only gateways have:
    ///
    /// * `models`: an object from the gateway's own model names to the IDs that they mean;
    /// * `model_names`: the other names that it accepts: `claude`, `bedrock`, `vertex`, `gateway` (any spelling), `any`, or
    ///   `listed` (none; the default if there are `models`);
    /// * `keys`: a list of objects with the `prefix` of the API keys that it issues and the `headers` that can carry them.
    ///
    /// ```
    /// let gateway = r#"[{
    ///     "target": "acme",
    ///     "like": "anthropic",
    ///     "urls": [{"host": "llm.acme.example", "path": "*"}],
    ///     "models": {"smart": "claude-opus-5-5"}
    /// }]"#;
    /// let linter = payloadlint::Linter::builder().gateways(gateway).target("acme").build()?;
    /// # Ok::<(), payloadlint::Error>(())
    /// ```
    pub fn gateways(mut self, json: impl Into<String>) -> Self {
        self.settings.gateways.push(json.into());
        self
    }
    /// Runs only the rules with this code, code prefix (`PL3`) or name; can be repeated.
    pub fn select(mut self, selector: impl Into<String>) -> Self {
        self.settings.select.push(selector.into());
        self
    }
    /// Does not run the rules with this code, code prefix or name, even if they are selected.
    pub fn ignore(mut self, selector: impl Into<String>) -> Self {
        self.settings.ignore.push(selector.into());
        self
    }
    /// Reads every file as this kind instead of detecting the kind.
    pub fn input(mut self, kind: Kind) -> Self {
        self.settings.input = Some(kind);
        self
    }
    /// Changes the severity of the rules with this code, code prefix or name.
    pub fn severity(mut self, selector: impl Into<String>, severity: Severity) -> Self {
        self.settings.severities.push((selector.into(), severity));
        self
    }

    /// Builds the linter.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownRule`] if a selector matches no rule, [`ErrorKind::InvalidTable`] if a table of models or
    /// gateways is not valid, and [`ErrorKind::UnknownTarget`] if there is no gateway with the name of the target.
    pub fn build(self) -> Result<Linter, Error> {
        let settings = self.settings;
        let mut knowledge = Knowledge::default();
        for json in &settings.models {
            knowledge = knowledge.with_models(json)?;
        }
        for json in &settings.gateways {
            knowledge = knowledge.with_gateways(json)?;
        }
        let target = settings.target.as_ref().map(|name| knowledge.platforms().resolve(name)).transpose()?;
        let defaults = Defaults {
            limits: settings.limits,
            target,
            endpoint: settings.endpoint,
            model: settings.model.clone(),
            version: settings.api_version.clone(),
            betas: settings.betas.clone(),
            head: settings.head(),
            date: settings.date,
            fallback_date: settings.fallback_date,
        };
        let rules = ruleset(&settings)?;
        let engine = Engine { knowledge: Arc::new(knowledge), defaults, rules };
        Ok(Linter { engine, input: settings.input, limits: settings.limits })
    }
}

/// The rules that the settings select, with their severities.
fn ruleset(settings: &Settings) -> Result<Ruleset, Error> {
    let selectors = settings.select.iter().chain(&settings.ignore);
    selectors.chain(settings.severities.iter().map(|(name, _)| name)).try_for_each(|selector| check(selector))?;
    let mut severities = HashMap::new();
    for (selector, severity) in &settings.severities {
        let matching = rules::all().iter().filter(|rule| rules::selects(selector, rule));
        severities.extend(matching.map(|rule| (rule.code, *severity)));
    }
    let any = |selectors: &[String], rule: &Rule| selectors.iter().any(|selector| rules::selects(selector, rule));
    let is_on =
        |rule: &Rule| (settings.select.is_empty() || any(&settings.select, rule)) && !any(&settings.ignore, rule);
    Ok(Ruleset::new(is_on, severities))
}

/// Checks that a selector matches a rule.
fn check(selector: &str) -> Result<(), Error> {
    if rules::all().iter().any(|rule| rules::selects(selector, rule)) {
        return Ok(());
    }
    let hint = rules::nearest(selector).map(|near| shown!("; did you mean `{near}`?", near)).unwrap_or_default();
    Err(Error::new(ErrorKind::UnknownRule, shown!("unknown rule {}{hint}", quoted(selector), hint)))
}
