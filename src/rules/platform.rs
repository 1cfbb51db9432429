//! What several rules say about facts of platforms.

use crate::finding::{Evidence, Severity};
use crate::join::{join_or, join_with};
use crate::knowledge::{Carrier, Confidence, Date, FactStatus, PlatformFact, Retirement, TableText};
use crate::mask::{Shown, quoted, shown};
use crate::payload::Context;

use super::diagnostic::Diagnostic;
use super::rule::Rule;

/// The severity of a finding about a fact, at most that of the rule; `None` if the fact is not a reason for a finding.
pub(crate) fn severity(fact: &PlatformFact, rule: &Rule) -> Option<Severity> {
    let severity = match fact.status {
        FactStatus::Refused if fact.confidence >= Confidence::Documented => Severity::Error,
        FactStatus::Refused => Severity::Warning,
        FactStatus::MayBeRefused | FactStatus::Ignored => Severity::Info,
        FactStatus::Misplaced | FactStatus::Accepted | FactStatus::Unknown => return None,
    };
    Some(severity.min(rule.severity))
}

/// The evidence for a fact, if its row has it.
pub(crate) fn evidence(fact: &PlatformFact) -> Option<Evidence> {
    row_evidence(fact.confidence, fact.seen?, &fact.source)
}

/// The evidence for the day on which a platform stops serving a model.
pub(crate) fn retirement_evidence(retirement: &Retirement) -> Option<Evidence> {
    row_evidence(retirement.confidence, retirement.seen, &retirement.source)
}

fn row_evidence(confidence: Confidence, seen: Date, source: &[TableText]) -> Option<Evidence> {
    let source = Shown::from(source.first()?);
    Some(Evidence { confidence, seen: shown!("{seen}", seen), source })
}

/// `<platform> does not support`
pub(crate) fn verb(fact: &PlatformFact) -> &'static str {
    match fact.status {
        FactStatus::MayBeRefused => "may not support",
        FactStatus::Ignored => "ignores",
        _ => "does not support",
    }
}

/// ` for <model>`, if the fact is about some models only.
pub(crate) fn for_model(fact: &PlatformFact, context: &Context<'_>) -> Shown {
    let model = context.model.facts.filter(|_| !fact.models.is_empty());
    model.map(|model| shown!(" for `{}`", model.id)).unwrap_or_default()
}

/// ` (note)`
pub(crate) fn note(fact: &PlatformFact) -> Shown {
    fact.note.as_ref().map(|note| shown!(" ({note})", note)).unwrap_or_default()
}

/// The row of the response that a fact names, if the rule declares it.
pub(crate) fn response(fact: &PlatformFact, rule: &Rule) -> Option<&'static str> {
    let row = fact.response.as_deref()?;
    rule.responses.iter().find(|declared| **declared == row).copied()
}

/// How many betas a predicted response lists: more than any real request has.
const MAX_LISTED: usize = 50;

/// Predicts the response to a beta that the platform rejects or does not know. It lists all of them.
pub(crate) fn respond_to_beta(
    diagnostic: Diagnostic,
    rule: &Rule,
    fact: Option<&PlatformFact>,
    context: &Context<'_>,
) -> Diagnostic {
    if let Some(row) = fact.and_then(|fact| response(fact, rule)) {
        return diagnostic.response(row, []);
    }
    let values = context.rejected_betas().take(MAX_LISTED).map(quoted);
    diagnostic.response("E135", [("values", join_with(", ", values).into())])
}

/// How to enable one of these betas: an instruction.
pub(crate) fn enable(betas: &[TableText], context: &Context<'_>) -> Shown {
    let names = join_or(betas.iter().map(|beta| shown!("{beta}", beta = quoted(beta))));
    match context.platform.beta_in {
        Carrier::Body => shown!("add {names} to `anthropic_beta` in the body", names),
        Carrier::Header => shown!("send the header `anthropic-beta` with {names}", names),
    }
}
