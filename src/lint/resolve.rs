//! From drafts to findings, in the order of the bytes, and the answer that the API would give.

use std::borrow::Cow;
use std::sync::Arc;

use crate::envelope::{Entry, SourceMap};
use crate::finding::{Answer, Edit, Excerpt, Finding, Fix, LineIndex, Location, Related, Severity, mask_secrets};
use crate::json::{NodeId, Segment};
use crate::request::Context;
use crate::rules::{AnswerPath, Draft, Foreseen, Place, Stage};
use crate::schema::Shape;

use super::answer;
use super::locate::{Locator, masked, node_of};
use super::report::{Prediction, Report};
use super::ruleset::Ruleset;

/// Turns the drafts of one entry into findings.
pub(super) struct Resolver<'r, 'a> {
    locator: Locator<'r, 'a>,
    context: &'r Context<'r>,
    rules: &'r Ruleset,
    file: Option<Arc<str>>,
    place: Option<Arc<crate::envelope::Place>>,
}

/// A finding with what orders it.
struct Ranked {
    finding: Finding,
    /// Order of the API's checks: stage, field, place.
    rank: (Stage, usize, usize),
    key: NodeId,
}

impl<'r, 'a: 'r> Resolver<'r, 'a> {
    pub(super) fn new(
        entry: &'r Entry<'a>,
        context: &'r Context<'r>,
        rules: &'r Ruleset,
        file: Option<&Arc<str>>,
    ) -> Self {
        Resolver {
            locator: Locator::new(entry, context.endpoint),
            context,
            rules,
            file: file.cloned(),
            place: place_of(entry),
        }
    }

    /// Adds the findings, in the order of the bytes, and the answer that the API would give.
    pub(super) fn resolve(mut self, drafts: Vec<Draft>, report: &mut Report) {
        let mut drafts: Vec<Draft> = drafts.into_iter().flat_map(|draft| self.switched_on(draft)).collect();
        drafts.retain(|draft| !self.is_about_broken_text(draft) && !self.is_about_a_hole(draft));
        self.find_pointers(&drafts);
        let mut ranked: Vec<Ranked> = drafts.into_iter().filter_map(|draft| self.finding(draft)).collect();
        ranked.sort_by(|left, right| order(&left.finding).cmp(&order(&right.finding)));
        ranked.dedup_by(|left, right| is_same(&left.finding, &right.finding));
        let refused = ranked.iter().filter(|ranked| ranked.finding.severity == Severity::Error);
        let first =
            refused.filter(|ranked| ranked.finding.answer.is_some()).min_by_key(|ranked| (ranked.rank, ranked.key));
        if let Some(answer) = first.and_then(|first| first.finding.answer.clone()) {
            report.predicted.push(Prediction { file: self.file.clone(), entry: self.place.clone(), answer });
        }
        report.findings.extend(ranked.into_iter().map(|ranked| ranked.finding));
    }

    /// The draft, or what is said instead where its rule is off.
    fn switched_on(&self, draft: Draft) -> Vec<Draft> {
        if self.rules.is_on(draft.rule) { vec![draft] } else { draft.otherwise }
    }

    /// A value that stands for broken text (`NaN` read as a number) has been told already.
    fn is_about_broken_text(&self, draft: &Draft) -> bool {
        if draft.stage == Stage::Json || self.locator.entry.document.errors().is_empty() {
            return false;
        }
        let Some(span) = self.locator.span_in_text(&draft.place) else { return false };
        self.locator.entry.document.errors().iter().any(|error| !error.span.is_empty() && error.span == span)
    }

    /// What stands in the place of a shell variable or an ellipsis is not what is sent.
    fn is_about_a_hole(&self, draft: &Draft) -> bool {
        let places = std::iter::once(&draft.place).chain(draft.related.iter().map(|(place, _)| place));
        let mut spans = places
            .filter(|place| !matches!(place, Place::Missing(..) | Place::Body))
            .filter_map(|place| self.locator.span_in_text(place));
        let holes = self.locator.entry.holes;
        !holes.is_empty() && spans.any(|span| holes.iter().any(|hole| hole.start < span.end && span.start < hole.end))
    }

    fn find_pointers(&mut self, drafts: &[Draft]) {
        let mut ids: Vec<NodeId> = Vec::new();
        for draft in drafts {
            let related = draft.related.iter().map(|(place, _)| place);
            let answered = draft.foreseen.iter().filter_map(|foreseen| match &foreseen.path {
                AnswerPath::Of(place) | AnswerPath::Inside(place) | AnswerPath::Plain(place) => Some(place),
                _ => None,
            });
            ids.extend(std::iter::once(&draft.place).chain(related).chain(answered).filter_map(node_of));
        }
        self.locator.find(ids);
    }

    /// No text of a finding holds a credential, whoever prints it and how.
    fn finding(&self, draft: Draft) -> Option<Ranked> {
        let severity = self.rules.severity(draft.rule, draft.severity)?;
        let location = self.locator.location(&draft.place, draft.label.clone());
        // What the API asks for is not always what is wrong: a required field, where another stands in its place.
        let asked = match draft.foreseen.as_ref().map(|foreseen| &foreseen.path) {
            Some(AnswerPath::Of(place)) => place,
            _ => &draft.place,
        };
        let start = self.locator.span_in_file(asked).map_or(0, |span| span.start);
        let rank = (draft.stage, self.field_order(asked), start);
        let answer = draft.foreseen.as_ref().map(|foreseen| self.answer(foreseen, &draft.place));
        let related = draft.related.iter().map(|(place, message)| Related {
            location: self.locator.location(place, None),
            message: masked(message.clone()),
        });
        Some(Ranked {
            rank,
            key: node_of(&draft.place).unwrap_or_default(),
            finding: Finding {
                file: self.file.clone(),
                entry: self.place.clone(),
                code: draft.rule.code,
                rule: draft.rule.name,
                severity,
                confidence: draft.rule.confidence,
                url: draft.rule.url(),
                related: related.collect(),
                location,
                answer,
                fix: draft.fix.as_ref().and_then(|fix| self.fix(fix)),
                message: masked(draft.message),
                help: draft.help.map(masked),
            },
        })
    }

    /// What the API would answer to what is wrong at a place.
    fn answer(&self, foreseen: &Foreseen, place: &Place) -> Answer {
        let given = match &foreseen.path {
            AnswerPath::Template => None,
            AnswerPath::Of(place) => Some(self.locator.wire_path(place)),
            AnswerPath::Inside(place) => Some(self.locator.wire_path_inside(place)),
            AnswerPath::Plain(place) => Some(self.locator.plain_path(place)),
            AnswerPath::Given(words) => Some(words.clone()),
        };
        let own = self.locator.wire_path(place);
        let answer = answer::answer(&foreseen.answer, self.context.knowledge, &own, given.as_deref());
        Answer { message: answer.message.map(masked), ..answer }
    }

    /// Edits are those of JSON: they fit where the body stands in the file as it is, not inside another language.
    fn fix(&self, (safety, title, edits): &(crate::finding::Safety, String, crate::rules::Edits)) -> Option<Fix> {
        if !matches!(self.locator.entry.map, SourceMap::Shift(_) | SourceMap::Nowhere) {
            return None;
        }
        let edits = edits.iter().map(|(place, text)| {
            let span = self.locator.entry.map.map(&self.locator.span_in_text(place)?)?;
            // A credential cannot be shown, and masked it would do harm.
            let text = Some(text.clone()).filter(|text| !holds_secret(text))?;
            Some(Edit { offset: span.start, length: span.len(), text })
        });
        Some(Fix { safety: *safety, title: title.clone(), edits: edits.collect::<Option<Vec<_>>>()? })
    }

    /// Where the top-level field of a place stands in the API's order of checks.
    fn field_order(&self, place: &Place) -> usize {
        static ORDER: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
        let order = ORDER.get_or_init(|| {
            let listed = Shape::Request.document().get("x-check-order").and_then(serde_json::Value::as_array);
            listed.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
        });
        let step = self.locator.way(place).and_then(|way| way.pointer.0.get(self.locator.skipped(place)));
        let field = match (step, place) {
            (Some(Segment::Key(key)), _) => key.as_str(),
            (None, Place::Missing(_, name)) => name.as_str(),
            _ => return order.len(),
        };
        order.iter().position(|name| name == field).unwrap_or(order.len())
    }
}

/// Which request of its file an entry is, as it may be shown.
pub(super) fn place_of(entry: &Entry<'_>) -> Option<Arc<crate::envelope::Place>> {
    let place = entry.place.clone()?;
    let (custom_id, url) = (place.custom_id.map(masked), place.url.map(masked));
    Some(Arc::new(crate::envelope::Place { custom_id, url, ..place }))
}

fn holds_secret(text: &str) -> bool {
    matches!(mask_secrets(text), Cow::Owned(_))
}

/// Bytes, then code: the order in which findings of a request are told.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let span = finding.location.span.as_ref();
    // Headers and urls without bytes come first, as they do on the wire.
    (span.map_or(0, |span| span.start), span.map_or(0, |span| span.end), finding.code, &finding.message)
}

pub(super) fn is_same(left: &Finding, right: &Finding) -> bool {
    left.code == right.code && left.location == right.location && left.message == right.message
}

/// Adds lines, columns and excerpts.
pub(super) fn place(finding: &mut Finding, lines: &LineIndex<'_>) {
    place_location(&mut finding.location, lines);
    finding.related.iter_mut().for_each(|related| place_location(&mut related.location, lines));
}

fn place_location(location: &mut Location, lines: &LineIndex<'_>) {
    if let Some(span) = &location.span {
        location.position = Some(lines.position(span));
        location.excerpt = Some(Excerpt::cut(lines, span));
    }
}
