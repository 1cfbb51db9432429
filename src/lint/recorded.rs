//! A recorded response as evidence: a request that was accepted has no error, whatever a rule says.

use crate::envelope::{Content, Entry, RecordedResponse};
use crate::finding::{Doubt, Severity};
use crate::knowledge::{Date, Knowledge};
use crate::mask::{Shown, shown};
use crate::rules::{Diagnostic, Stage, Wording};

/// The recorded response to the request of an entry.
pub(super) struct Recording<'r> {
    pub(super) response: &'r RecordedResponse,
    /// The day of the recording, whatever day the request is checked against.
    date: Option<Date>,
    /// The request is in a batch, and this is the response to the batch.
    pub(super) is_of_batch: bool,
}

impl<'r> Recording<'r> {
    pub(super) fn of(entry: &'r Entry<'_>) -> Option<Self> {
        Some(Recording {
            response: entry.head.response.as_ref()?,
            date: entry.head.recorded.as_deref().and_then(|date| date.parse().ok()),
            is_of_batch: matches!(entry.content, Some(Content::Item { .. })),
        })
    }

    /// Why an error is not reported as one, and a note that says so: the request was accepted.
    pub(super) fn doubt(&self, diagnostic: &Diagnostic, knowledge: &Knowledge) -> Option<(Doubt, Shown)> {
        if diagnostic.severity != Severity::Error || !self.response.is_success() {
            return None;
        }
        let when = self.date.map_or_else(|| "when it was recorded".into(), |date| shown!("on {date}", date));
        if self.is_of_batch {
            return Some((Doubt::Unrelated, shown!("its batch was accepted {when}; items are checked later", when)));
        }
        // No API accepts a body that cannot be parsed.
        if diagnostic.stage == Stage::Json {
            return Some((
                Doubt::Unrelated,
                shown!("accepted {when}, so the recording has probably changed the body", when),
            ));
        }
        let change = since(diagnostic, knowledge).filter(|since| self.date.is_none_or(|date| date <= *since));
        let evidence = diagnostic.rule.seen.parse().ok().filter(|seen| self.date.is_some_and(|date| date < *seen));
        Some(match (change, evidence) {
            (Some(since), _) => {
                let because = shown!("would be rejected today because of a change on {since}", since);
                (Doubt::Changed, shown!("accepted {when}; {because}", when, because))
            }
            (None, Some(seen)) => {
                let because =
                    shown!("may be rejected today, because the evidence for this rule is newer ({seen})", seen);
                (Doubt::Changed, shown!("accepted {when}; {because}", when, because))
            }
            (None, None) => (Doubt::Contradiction, shown!("accepted {when}, so this rule is uncertain here", when)),
        })
    }
}

/// The day since which the API rejects it: of the rule's own facts, or of the predicted response.
fn since(diagnostic: &Diagnostic, knowledge: &Knowledge) -> Option<Date> {
    let of_response = || match &diagnostic.predicted.as_ref()?.response {
        Wording::Row(row, _) | Wording::RowWithoutMessage(row) => knowledge.responses().find(row)?.since,
        Wording::Words(..) | Wording::Status(..) => None,
    };
    diagnostic.since.or_else(of_response)
}
