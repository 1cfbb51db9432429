//! Compares the recorded response to a request with what is reported about it.

use crate::finding::{Doubt, FileName, Finding, Severity};
use crate::mask::shown;

use crate::envelope::{Content, Entry, RecordedResponse};
use crate::knowledge::{Decision, ErrorTable, Knowable, Knowledge};

use super::assemble::request_id;
use super::likeness::{self, fits_template};
use super::recorded::Recording;
use super::report::{Checked, Disagreement, DisagreementKind};

/// Counts the recorded response of an entry, if there is one, as an agreement or another outcome, and notes at the
/// finding whether the response is the predicted one.
pub(super) fn with_recording(entry: &Entry<'_>, file: Option<&FileName>, knowledge: &Knowledge, checked: &mut Checked) {
    // Without its body, a request was not checked.
    let Some(recording) = Recording::of(entry).filter(|_| !matches!(entry.content, Some(Content::Missing))) else {
        return;
    };
    if recording.is_of_batch {
        return;
    }
    let outcome = match recording.response {
        response if response.is_success() => accepted(&checked.findings),
        response => rejected(response, knowledge, checked),
    };
    match outcome {
        Outcome::Agrees => checked.recorded.agreements += 1,
        Outcome::Inconclusive => checked.recorded.inconclusive += 1,
        Outcome::Disagrees(kind, codes) => checked.recorded.disagreements.push(Disagreement {
            file: file.cloned(),
            entry: request_id(entry),
            kind,
            codes,
        }),
    }
}

enum Outcome {
    Agrees,
    Inconclusive,
    Disagrees(DisagreementKind, Vec<&'static str>),
}

/// The outcome for a request that was accepted.
fn accepted(findings: &[Finding]) -> Outcome {
    let codes = |doubt| {
        let doubted = findings.iter().filter(|finding| finding.doubt == Some(doubt));
        let mut codes: Vec<_> = doubted.map(|finding| finding.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let (contradicted, changed) = (codes(Doubt::Contradiction), codes(Doubt::Changed));
    match (contradicted.is_empty(), changed.is_empty()) {
        (false, _) => Outcome::Disagrees(DisagreementKind::Contradiction, contradicted),
        (true, false) => Outcome::Disagrees(DisagreementKind::Changed, changed),
        (true, true) if codes(Doubt::Unrelated).is_empty() => Outcome::Agrees,
        (true, true) => Outcome::Inconclusive,
    }
}

/// The outcome for a request that was rejected: whether the response is the predicted one, or else, if none is
/// predicted, that of a warning.
fn rejected(response: &RecordedResponse, knowledge: &Knowledge, checked: &mut Checked) -> Outcome {
    let difference_of = |finding: &Finding| {
        finding.response.as_ref().map(|predicted| likeness::difference(predicted, response, knowledge))
    };
    let is_first = |finding: &Finding| match &checked.prediction {
        Some(prediction) => {
            finding.severity == Severity::Error && finding.response.as_ref() == Some(&prediction.response)
        }
        None => difference_of(finding) == Some(None),
    };
    let found = checked.findings.iter().position(is_first);
    let difference = found.and_then(|at| difference_of(&checked.findings[at])).flatten();
    let is_match = found.is_some() && difference.is_none();
    if !is_match && !is_about_request(response, knowledge) {
        return Outcome::Inconclusive;
    }
    if let Some(prediction) = &mut checked.prediction {
        prediction.matches_recording = Some(is_match);
    }
    let Some(finding) = found.map(|at| &mut checked.findings[at]) else {
        return Outcome::Disagrees(DisagreementKind::NotPredicted, Vec::new());
    };
    match difference {
        None => {
            finding.note = Some("the recorded response matches".into());
            Outcome::Agrees
        }
        Some(difference) => {
            finding.note = Some(shown!("the recorded response differs: {difference}", difference));
            Outcome::Disagrees(DisagreementKind::Difference, vec![finding.code])
        }
    }
}

/// Whether a rejection can depend on the request alone, rather than on the account, the load or what only the server
/// knows.
fn is_about_request(response: &RecordedResponse, knowledge: &Knowledge) -> bool {
    let is_about_account = |message: &str| {
        let mut texts = ErrorTable::shipped().texts().iter();
        let mut rows = knowledge.responses().iter();
        texts.any(|row| row.matches(message) && row.remedy.decision != Decision::FixRequest)
            || rows.any(|row| row.knowable == Knowable::Server && fits_template(message, &row.template))
    };
    let message = response.error.as_ref().and_then(|error| error.message.as_deref());
    matches!(response.status, 400 | 404 | 405 | 413 | 415 | 422) && !message.is_some_and(is_about_account)
}
