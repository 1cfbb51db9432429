//! What a platform does with a field, a tool, a beta, an API version or a model ID.

use serde::Deserialize;

use crate::date::Date;
use crate::knowledge::confidence::Confidence;
use crate::knowledge::target::{Endpoint, Target};

use crate::knowledge::text::TableText;

/// What platforms do with something that the Claude API accepts: a row of `facts` in `schemas/platforms.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Form")]
pub struct PlatformFact {
    /// The platforms. Empty in the row of a gateway, which is about that gateway.
    pub on: Vec<Target>,
    /// The only endpoint that it is about.
    pub endpoint: Option<Endpoint>,
    /// The IDs of the only models that it is about; empty for all models, also unknown ones.
    pub models: Vec<TableText>,
    /// What it is about. A fact about several things lists them.
    pub subjects: Vec<Subject>,
    /// What happens.
    pub status: FactStatus,
    /// Betas with any of which it is accepted.
    pub unless_betas: Vec<TableText>,
    /// What to use instead: a name, or an instruction in a fact about a field.
    pub instead: Option<TableText>,
    /// The row of `errors.json` with the response, where it is not the one for any unknown field or beta.
    pub response: Option<TableText>,
    /// How well founded it is.
    pub confidence: Confidence,
    /// Where it was found.
    pub source: Vec<TableText>,
    /// The day on which it was last seen to be true.
    pub seen: Option<Date>,
    /// A remark, for the message of a finding.
    pub note: Option<TableText>,
}

/// What a fact is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A field of the body, or a value of one, as a path:
    ///
    /// * `diagnostics`, `output_config.format`: a member that is not `null`;
    /// * `tools[].strict`: a member of any item of a list;
    /// * `speed=fast`: a member with this value, `…[]=code_execution*`: with a value that starts so.
    Field(TableText),
    /// A tool type, as in `tools.json`.
    Tool(TableText),
    /// A beta; `*` for every beta that no other row of the platform names.
    Beta(TableText),
    /// An API version.
    Version(TableText),
    /// A form of model ID.
    ModelId(IdScope),
}

/// A form of model ID on Amazon Bedrock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdScope {
    /// The ID of the model itself, without the prefix of an inference profile (`us.`, `global.`).
    Base,
}

/// What a platform does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactStatus {
    /// It rejects the request.
    #[default]
    Refused,
    /// It rejects the request because this belongs in a header or in the URL there.
    Misplaced,
    /// It may reject the request: that depends on how the platform is set up, or the page of the feature does not list it.
    MayBeRefused,
    /// It accepts the request, and what it asks for has no effect.
    Ignored,
    /// It accepts the request: an exception from a more general row.
    Accepted,
    /// Sources contradict each other, or the platform has rules of its own. Never a reason for a finding, and what other
    /// rules find there is a warning at most.
    Unknown,
}

impl PlatformFact {
    /// Whether the platform certainly rejects it.
    pub fn is_certain(&self) -> bool {
        matches!(self.status, FactStatus::Refused | FactStatus::Misplaced) && self.confidence >= Confidence::Documented
    }
}

/// The day on which a platform stops serving a model: a row of `retirements` in `schemas/platforms.json`. It takes
/// precedence over the day in `models.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retirement {
    /// The platforms.
    pub on: Vec<Target>,
    /// The ID of the model.
    pub model: TableText,
    /// The day.
    pub retires: Date,
    /// How well founded it is.
    pub confidence: Confidence,
    /// Where it was found.
    pub source: Vec<TableText>,
    /// The day on which it was last seen to be announced.
    pub seen: Date,
    /// A remark.
    #[serde(default)]
    pub note: Option<TableText>,
}

/// A fact as it is written: one of the members that name a subject, with one or several values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    on: Vec<Target>,
    #[serde(default)]
    endpoint: Option<Endpoint>,
    #[serde(default)]
    models: Vec<TableText>,
    /// `what` is its name in the rows of gateways.
    #[serde(default, alias = "what")]
    field: OneOrMore,
    #[serde(default)]
    tool: OneOrMore,
    #[serde(default)]
    beta: OneOrMore,
    #[serde(default)]
    version: OneOrMore,
    #[serde(default)]
    model_id: Option<IdScope>,
    #[serde(default)]
    status: FactStatus,
    #[serde(default)]
    unless_betas: Vec<TableText>,
    #[serde(default)]
    instead: Option<TableText>,
    #[serde(default)]
    response: Option<TableText>,
    confidence: Confidence,
    #[serde(default)]
    source: Vec<TableText>,
    #[serde(default)]
    seen: Option<Date>,
    #[serde(default)]
    note: Option<TableText>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(TableText),
    More(Vec<TableText>),
}

impl Default for OneOrMore {
    fn default() -> Self {
        OneOrMore::More(Vec::new())
    }
}

impl OneOrMore {
    fn map(self, subject: fn(TableText) -> Subject) -> impl Iterator<Item = Subject> {
        let names = match self {
            OneOrMore::One(name) => vec![name],
            OneOrMore::More(names) => names,
        };
        names.into_iter().map(subject)
    }
}

impl TryFrom<Form> for PlatformFact {
    type Error = &'static str;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        let mut subjects: Vec<Subject> = form.field.map(Subject::Field).collect();
        subjects.extend(form.tool.map(Subject::Tool));
        subjects.extend(form.beta.map(Subject::Beta));
        subjects.extend(form.version.map(Subject::Version));
        subjects.extend(form.model_id.map(Subject::ModelId));
        let first = subjects.first().ok_or("a fact needs a `field`, `tool`, `beta`, `version` or `model_id`")?;
        let kind = std::mem::discriminant(first);
        if subjects.iter().any(|subject| std::mem::discriminant(subject) != kind) {
            return Err("a fact is about one of `field`, `tool`, `beta`, `version` and `model_id`");
        }
        Ok(PlatformFact {
            on: form.on,
            endpoint: form.endpoint,
            models: form.models,
            subjects,
            status: form.status,
            unless_betas: form.unless_betas,
            instead: form.instead,
            response: form.response,
            confidence: form.confidence,
            source: form.source,
            seen: form.seen,
            note: form.note,
        })
    }
}
