//! What the platform of a request does with its fields, betas and model.

use crate::knowledge::{Carrier, Date, FactStatus, Model, PlatformFact, Retirement, Support};

use super::context::{BetaCarriers, Context};

impl<'a> Context<'a> {
    /// What the platform does with fields, for the model, the endpoint and the betas of the request. Each fact has the path
    /// of its field.
    pub(crate) fn platform_fields(&self) -> impl Iterator<Item = (&'a str, &'a PlatformFact)> {
        self.platform.facts.fields(self.model_id()).filter(|(_, fact)| self.is_about_request(fact))
    }

    /// The fact that the platform certainly rejects a member of the body.
    pub(crate) fn rejected_field(&self, name: &str, status: FactStatus) -> Option<&'a PlatformFact> {
        let is_about =
            |(path, fact): &(&str, &PlatformFact)| *path == name && fact.status == status && fact.is_certain();
        self.platform_fields().find(is_about).map(|(_, fact)| fact)
    }

    /// What the platform does with a tool type.
    pub(crate) fn platform_tool(&self, name: &str) -> Option<&'a PlatformFact> {
        self.platform.facts.tool(name, self.model_id()).filter(|fact| self.is_about_request(fact))
    }

    /// What the platform does with a beta.
    pub(crate) fn platform_beta(&self, name: &str) -> Option<&'a PlatformFact> {
        self.platform.facts.beta(name, self.model_id()).filter(|fact| self.is_about_request(fact))
    }

    /// What the platform does with the API version of the request.
    pub(crate) fn platform_version(&self) -> Option<&'a PlatformFact> {
        let fact = self.platform.facts.version(self.version.as_deref()?, self.model_id());
        fact.filter(|fact| self.is_about_request(fact))
    }

    /// What the platform does with the ID of the model without the prefix of an inference profile.
    pub(crate) fn platform_base_id(&self) -> Option<&'a PlatformFact> {
        self.platform.facts.base_id(self.model_id()).filter(|fact| self.is_about_request(fact))
    }

    fn model_id(&self) -> Option<&'a str> {
        self.model.facts.map(|model| &*model.id)
    }

    fn is_about_request(&self, fact: &PlatformFact) -> bool {
        let is_endpoint = fact.endpoint.is_none_or(|endpoint| endpoint == self.endpoint);
        let lacks_betas = || self.any_beta(fact.unless_betas.iter().map(|beta| &**beta)) == Support::No;
        is_endpoint && (fact.unless_betas.is_empty() || lacks_betas())
    }

    /// Whether a beta is known: to the table of betas, to a fact about the platform, or to a row of the table of models, to
    /// which the caller may have added.
    pub(crate) fn is_known_beta(&self, name: &str) -> bool {
        let is_named = |beta: &str| beta == name;
        let of_platform = |fact: &PlatformFact| fact.status != FactStatus::Refused;
        self.knowledge.betas().find(name).is_some()
            || self.platform.facts.named_beta(name, self.model_id()).is_some_and(of_platform)
            || self.knowledge.models().iter().any(|model| {
                let larger_output = model.larger_output.as_ref().map(|larger| &*larger.beta);
                larger_output.is_some_and(is_named) || model.fast_mode.beta.as_deref().is_some_and(is_named)
            })
    }

    /// Whether the platform reads a beta of the request: some read the header only, some the body only.
    pub(crate) fn reads_beta(&self, name: &str) -> bool {
        let BetaCarriers { header, item } = self.carriers_of_beta(name);
        // What is in neither is in the caller's settings.
        match self.platform.beta_in {
            Carrier::Body => item.is_some() || header.is_none(),
            Carrier::Header => header.is_some() || item.is_none(),
        }
    }

    /// The betas of the request that the platform rejects or does not know, in order.
    pub(crate) fn rejected_betas(&self) -> impl Iterator<Item = &str> {
        let is_rejected = |name: &&str| {
            let fact = self.platform_beta(name);
            !name.is_empty()
                && self.reads_beta(name)
                && (!self.is_known_beta(name) || fact.is_some_and(|fact| fact.status == FactStatus::Refused))
        };
        self.betas.iter().map(|beta| &**beta).filter(is_rejected)
    }

    /// The day on which the platform stops serving the model, if it is known, and the row of the platform's own date.
    pub(crate) fn retirement(&self, model: &Model) -> Option<(Date, Option<&'a Retirement>)> {
        // A platform may serve the same model under several names.
        let of_name = self.model.name.as_deref().and_then(|name| self.platform.retirements.get(name));
        match of_name.or_else(|| self.platform.retirements.get(&model.id)) {
            Some(own) => Some((own.retires, Some(own))),
            None if self.has_known_retirement_dates() => Some((model.retires?, None)),
            None => None,
        }
    }
}
