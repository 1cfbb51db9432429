//! The facts about one platform, found by their subject.

use std::sync::Arc;

use super::fact::{IdScope, PlatformFact, Subject};
use crate::knowledge::text::TableText;

/// The facts about one platform. Of the rows about the same thing, that for the model counts, else the one for all models.
#[derive(Debug, Clone, Default)]
pub struct PlatformFacts {
    fields: Vec<Entry>,
    tools: Vec<Entry>,
    betas: Vec<Entry>,
    versions: Vec<Entry>,
    model_ids: Vec<Entry>,
}

/// A fact and one of its subjects.
#[derive(Debug, Clone)]
struct Entry {
    subject: TableText,
    fact: Arc<PlatformFact>,
    /// The models for which other rows have the same subject, in a row for all models.
    exceptions: Vec<TableText>,
}

impl Entry {
    fn applies(&self, model: Option<&str>) -> bool {
        let has = |models: &[TableText]| model.is_some_and(|model| models.iter().any(|id| **id == *model));
        if self.fact.models.is_empty() { !has(&self.exceptions) } else { has(&self.fact.models) }
    }
}

impl PlatformFacts {
    /// Indexes facts.
    pub(super) fn new(facts: impl Iterator<Item = Arc<PlatformFact>>) -> Self {
        let mut index = PlatformFacts::default();
        for fact in facts {
            for subject in &fact.subjects {
                let (list, name) = match subject {
                    Subject::Field(path) => (&mut index.fields, &**path),
                    Subject::Tool(name) => (&mut index.tools, &**name),
                    Subject::Beta(name) => (&mut index.betas, &**name),
                    Subject::Version(name) => (&mut index.versions, &**name),
                    Subject::ModelId(IdScope::Base) => (&mut index.model_ids, "base"),
                };
                list.push(Entry { subject: TableText::derived(name), fact: Arc::clone(&fact), exceptions: Vec::new() });
            }
        }
        for list in [&mut index.fields, &mut index.tools, &mut index.betas, &mut index.versions, &mut index.model_ids] {
            add_exceptions(list);
        }
        index
    }

    /// Whether nothing is known to differ from the Claude API.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.tools.is_empty() && self.betas.is_empty() && self.versions.is_empty()
    }

    /// The facts about fields that apply to a model, each with the path of the field.
    pub fn fields<'f>(&'f self, model: Option<&'f str>) -> impl Iterator<Item = (&'f str, &'f PlatformFact)> {
        self.fields.iter().filter(move |entry| entry.applies(model)).map(|entry| (&*entry.subject, &*entry.fact))
    }

    /// The fact about a field.
    pub fn field(&self, path: &str, model: Option<&str>) -> Option<&PlatformFact> {
        find(&self.fields, path, model)
    }

    /// The fact about a tool type.
    pub fn tool(&self, name: &str, model: Option<&str>) -> Option<&PlatformFact> {
        find(&self.tools, name, model)
    }

    /// The fact about a beta, if a row names it.
    pub fn named_beta(&self, name: &str, model: Option<&str>) -> Option<&PlatformFact> {
        find(&self.betas, name, model)
    }

    /// The fact about a beta, also one that no row names.
    pub fn beta(&self, name: &str, model: Option<&str>) -> Option<&PlatformFact> {
        let is_named = || self.betas.iter().any(|entry| *entry.subject == *name);
        self.named_beta(name, model).or_else(|| if is_named() { None } else { find(&self.betas, "*", model) })
    }

    /// The fact about an API version.
    pub fn version(&self, name: &str, model: Option<&str>) -> Option<&PlatformFact> {
        find(&self.versions, name, model)
    }

    /// The fact about the ID of a model without the prefix of an inference profile.
    pub fn base_id(&self, model: Option<&str>) -> Option<&PlatformFact> {
        find(&self.model_ids, "base", model)
    }
}

fn find<'f>(list: &'f [Entry], subject: &str, model: Option<&str>) -> Option<&'f PlatformFact> {
    list.iter().find(|entry| *entry.subject == *subject && entry.applies(model)).map(|entry| &*entry.fact)
}

/// Gives each row for all models the models of the other rows with its subject.
fn add_exceptions(list: &mut [Entry]) {
    for at in 0..list.len() {
        if !list[at].fact.models.is_empty() {
            continue;
        }
        let same = list.iter().filter(|other| other.subject == list[at].subject);
        let exceptions = same.flat_map(|other| other.fact.models.iter().cloned()).collect();
        list[at].exceptions = exceptions;
    }
}
