//! From diagnostics to findings, in the order of the bytes, and the answer that the API would give.

use std::borrow::Cow;
use std::sync::Arc;

use crate::envelope::{Entry, SourceMap};
use crate::finding::{Edit, Excerpt, Finding, Fix, LineIndex, Location, Related, Response, Severity, mask_secrets};
use crate::json::{NodeId, Segment};
use crate::payload::Context;
use crate::rules::{Anchor, Diagnostic, PredictedResponse, ResponsePath, Stage};
use crate::schema::Shape;

use super::locate::{Locator, masked, node_of};
use super::predict;
use super::report::{Prediction, Report};
use super::ruleset::Ruleset;

/// Turns the diagnostics of one entry into findings.
pub(super) struct Assembler<'r, 'a> {
    locator: Locator<'r, 'a>,
    context: &'r Context<'r>,
    rules: &'r Ruleset,
    file: Option<Arc<str>>,
    place: Option<Arc<crate::envelope::RequestId>>,
}

/// A finding with what orders it.
struct Ranked {
    finding: Finding,
    /// Order of the API's checks: stage, field, place.
    rank: (Stage, usize, usize),
    key: NodeId,
}

impl<'r, 'a: 'r> Assembler<'r, 'a> {
    pub(super) fn new(
        entry: &'r Entry<'a>,
        context: &'r Context<'r>,
        rules: &'r Ruleset,
        file: Option<&Arc<str>>,
    ) -> Self {
        Assembler {
            locator: Locator::new(entry, context.endpoint),
            context,
            rules,
            file: file.cloned(),
            place: place_of(entry),
        }
    }

    /// Adds the findings, in the order of the bytes, and the answer that the API would give.
    pub(super) fn resolve(mut self, diagnostics: Vec<Diagnostic>, report: &mut Report) {
        let mut diagnostics: Vec<Diagnostic> =
            diagnostics.into_iter().flat_map(|diagnostic| self.switched_on(diagnostic)).collect();
        diagnostics.retain(|diagnostic| !self.is_about_broken_text(diagnostic) && !self.is_about_a_hole(diagnostic));
        self.find_pointers(&diagnostics);
        let mut ranked: Vec<Ranked> =
            diagnostics.into_iter().filter_map(|diagnostic| self.finding(diagnostic)).collect();
        ranked.sort_by(|left, right| order(&left.finding).cmp(&order(&right.finding)));
        ranked.dedup_by(|left, right| is_same(&left.finding, &right.finding));
        let refused = ranked.iter().filter(|ranked| ranked.finding.severity == Severity::Error);
        let first =
            refused.filter(|ranked| ranked.finding.response.is_some()).min_by_key(|ranked| (ranked.rank, ranked.key));
        if let Some(response) = first.and_then(|first| first.finding.response.clone()) {
            report.predicted.push(Prediction { file: self.file.clone(), entry: self.place.clone(), response });
        }
        report.findings.extend(ranked.into_iter().map(|ranked| ranked.finding));
    }

    /// The draft, or what is said instead where its rule is off.
    fn switched_on(&self, diagnostic: Diagnostic) -> Vec<Diagnostic> {
        if self.rules.is_on(diagnostic.rule) { vec![diagnostic] } else { diagnostic.otherwise }
    }

    /// A value that stands for broken text (`NaN` read as a number) has been told already.
    fn is_about_broken_text(&self, diagnostic: &Diagnostic) -> bool {
        if diagnostic.stage == Stage::Json || self.locator.entry.document.errors().is_empty() {
            return false;
        }
        let Some(span) = self.locator.span_in_text(&diagnostic.place) else { return false };
        self.locator.entry.document.errors().iter().any(|error| !error.span.is_empty() && error.span == span)
    }

    /// What stands in the place of a shell variable or an ellipsis is not what is sent.
    fn is_about_a_hole(&self, diagnostic: &Diagnostic) -> bool {
        let places = std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|(place, _)| place));
        let mut spans = places
            .filter(|place| !matches!(place, Anchor::Missing(..) | Anchor::Body))
            .filter_map(|place| self.locator.span_in_text(place));
        let holes = self.locator.entry.holes;
        !holes.is_empty() && spans.any(|span| holes.iter().any(|hole| hole.start < span.end && span.start < hole.end))
    }

    fn find_pointers(&mut self, diagnostics: &[Diagnostic]) {
        let mut ids: Vec<NodeId> = Vec::new();
        for diagnostic in diagnostics {
            let related = diagnostic.related.iter().map(|(place, _)| place);
            let answered = diagnostic.predicted.iter().filter_map(|predicted| match &predicted.path {
                ResponsePath::Of(place) | ResponsePath::Inside(place) | ResponsePath::Plain(place) => Some(place),
                _ => None,
            });
            ids.extend(std::iter::once(&diagnostic.place).chain(related).chain(answered).filter_map(node_of));
        }
        self.locator.find(ids);
    }

    /// No text of a finding holds a credential, whoever prints it and how.
    fn finding(&self, diagnostic: Diagnostic) -> Option<Ranked> {
        let severity = self.rules.severity(diagnostic.rule, diagnostic.severity)?;
        let location = self.locator.location(&diagnostic.place, diagnostic.label.clone());
        // What the API asks for is not always what is wrong: a required field, where another stands in its place.
        let asked = match diagnostic.predicted.as_ref().map(|predicted| &predicted.path) {
            Some(ResponsePath::Of(place)) => place,
            _ => &diagnostic.place,
        };
        let start = self.locator.span_in_file(asked).map_or(0, |span| span.start);
        let rank = (diagnostic.stage, self.field_order(asked), start);
        let response = diagnostic.predicted.as_ref().map(|predicted| self.response(predicted, &diagnostic.place));
        let related = diagnostic.related.iter().map(|(place, message)| Related {
            location: self.locator.location(place, None),
            message: masked(message.clone()),
        });
        Some(Ranked {
            rank,
            key: node_of(&diagnostic.place).unwrap_or_default(),
            finding: Finding {
                file: self.file.clone(),
                entry: self.place.clone(),
                code: diagnostic.rule.code,
                rule: diagnostic.rule.name,
                severity,
                confidence: diagnostic.rule.confidence,
                url: diagnostic.rule.url(),
                related: related.collect(),
                location,
                response,
                fix: diagnostic.fix.as_ref().and_then(|fix| self.fix(fix)),
                message: masked(diagnostic.message),
                help: diagnostic.help.map(masked),
            },
        })
    }

    /// What the API would answer to what is wrong at a place.
    fn response(&self, predicted: &PredictedResponse, place: &Anchor) -> Response {
        let given = match &predicted.path {
            ResponsePath::Template => None,
            ResponsePath::Of(place) => Some(self.locator.wire_path(place)),
            ResponsePath::Inside(place) => Some(self.locator.wire_path_inside(place)),
            ResponsePath::Plain(place) => Some(self.locator.plain_path(place)),
            ResponsePath::Given(words) => Some(words.clone()),
        };
        let own = self.locator.wire_path(place);
        let response = predict::response(&predicted.response, self.context.knowledge, &own, given.as_deref());
        Response { message: response.message.map(masked), ..response }
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
    fn field_order(&self, place: &Anchor) -> usize {
        static ORDER: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
        let order = ORDER.get_or_init(|| {
            let listed = Shape::Request.document().get("x-check-order").and_then(serde_json::Value::as_array);
            listed.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
        });
        let step = self.locator.way(place).and_then(|way| way.pointer.0.get(self.locator.skipped(place)));
        let field = match (step, place) {
            (Some(Segment::Key(key)), _) => key.as_str(),
            (None, Anchor::Missing(_, name)) => name.as_str(),
            _ => return order.len(),
        };
        order.iter().position(|name| name == field).unwrap_or(order.len())
    }
}

/// Which request of its file an entry is, as it may be shown.
pub(super) fn place_of(entry: &Entry<'_>) -> Option<Arc<crate::envelope::RequestId>> {
    let place = entry.place.clone()?;
    let (custom_id, url) = (place.custom_id.map(masked), place.url.map(masked));
    Some(Arc::new(crate::envelope::RequestId { custom_id, url, ..place }))
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
