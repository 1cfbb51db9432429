//! From drafts to findings: nodes become pointers, paths and bytes, in one walk of the tree.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::envelope::{Content, Entry, SourceMap};
use crate::finding::{Answer, Edit, Excerpt, Finding, Fix, LineIndex, Location, Related, Severity, mask_secrets};
use crate::json::{Node, NodeId, Pointer, Segment, locate};
use crate::knowledge::Endpoint;
use crate::request::Context;
use crate::rules::{AnswerPath, Draft, Noted, Place, Stage};

use super::ledger::Note;
use crate::schema::{Shape, api_path, bounded};

use super::answer;
use super::report::{Prediction, Report};
use super::ruleset::Ruleset;

/// Turns the drafts of one entry into findings.
pub(super) struct Resolver<'r, 'a> {
    entry: &'r Entry<'a>,
    context: &'r Context<'r>,
    rules: &'r Ruleset,
    file: Option<Arc<str>>,
    place: Option<Arc<crate::envelope::Place>>,
    /// What pointers start from, and the value whose schema the path is written by.
    wire: Option<Node<'r>>,
    shape: Shape,
    ways: HashMap<NodeId, Way<'r>>,
}

/// How a node is reached from the value on the wire.
struct Way<'r> {
    pointer: Pointer,
    /// What each step leads to.
    nodes: Vec<Node<'r>>,
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
        let (wire, shape) = match entry.content {
            Some(Content::Body(body)) => {
                let counts = context.endpoint == Endpoint::CountTokens;
                (Some(body), if counts { Shape::CountTokens } else { Shape::Request })
            }
            Some(Content::Item { wire, item, .. }) => {
                (Some(wire), if wire == item { Shape::BatchItem } else { Shape::Batch })
            }
            Some(Content::Batch(batch)) => (Some(batch), Shape::Batch),
            Some(Content::Elsewhere) | None => (None, Shape::Request),
        };
        Resolver {
            entry,
            context,
            rules,
            file: file.cloned(),
            place: entry.place.clone().map(shown).map(Arc::new),
            wire,
            shape,
            ways: HashMap::new(),
        }
    }

    /// Adds the findings, in the order of the bytes, and the answer that the API would give.
    pub(super) fn resolve(mut self, drafts: Vec<Draft>, report: &mut Report) {
        let mut drafts = drafts;
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

    /// A value that stands for broken text (`NaN` read as a number) has been told already.
    fn is_about_broken_text(&self, draft: &Draft) -> bool {
        if draft.stage == Stage::Json || self.entry.document.errors().is_empty() {
            return false;
        }
        let Some(span) = self.span_in_text(&draft.place) else { return false };
        self.entry.document.errors().iter().any(|error| !error.span.is_empty() && error.span == span)
    }

    /// What stands in the place of a shell variable or an ellipsis is not what is sent.
    fn is_about_a_hole(&self, draft: &Draft) -> bool {
        let places = std::iter::once(&draft.place).chain(draft.related.iter().map(|(place, _)| place));
        let mut spans = places
            .filter(|place| !matches!(place, Place::Missing(..) | Place::Body))
            .filter_map(|place| self.span_in_text(place));
        let holes = self.entry.holes;
        !holes.is_empty() && spans.any(|span| holes.iter().any(|hole| hole.start < span.end && span.start < hole.end))
    }

    fn find_pointers(&mut self, drafts: &[Draft]) {
        let Some(wire) = self.wire else { return };
        let mut ids: Vec<NodeId> = Vec::new();
        for draft in drafts {
            let related = draft.related.iter().map(|(place, _)| place);
            let answered = draft.foreseen.iter().filter_map(|foreseen| match &foreseen.path {
                AnswerPath::Of(place) | AnswerPath::Inside(place) | AnswerPath::Plain(place) => Some(place),
                _ => None,
            });
            ids.extend(std::iter::once(&draft.place).chain(related).chain(answered).filter_map(node_of));
        }
        self.find_ways(wire, ids);
    }

    /// The ways to these nodes. In a batch the way starts at the item: all of a long batch is not walked for each.
    fn find_ways(&mut self, wire: Node<'r>, mut ids: Vec<NodeId>) {
        ids.sort();
        ids.dedup();
        let (start, before) = match self.entry.content {
            Some(Content::Item { wire, item, index }) if wire != item && ids.iter().all(|id| item.contains(*id)) => {
                let requests = wire.get("requests").unwrap_or(wire);
                let pointer = vec![Segment::Key("requests".to_owned()), Segment::Index(index)];
                (item, Way { pointer: Pointer(pointer), nodes: vec![requests, item] })
            }
            _ => (wire, Way { pointer: Pointer::default(), nodes: Vec::new() }),
        };
        let ways = &mut self.ways;
        locate(start, &ids, |id, pointer, nodes| {
            let pointer = Pointer([&before.pointer.0, &*pointer.0].concat());
            ways.insert(id, Way { pointer, nodes: [&before.nodes, nodes].concat() });
        });
    }

    /// Resolves the places of notes.
    pub(super) fn resolve_notes(mut self, noted: Vec<Noted>, report: &mut Report) {
        let Some(wire) = self.wire else { return };
        self.find_ways(wire, noted.iter().map(|noted| noted.node).collect());
        for noted in noted {
            let Some(severity) = self.rules.severity(noted.rule, noted.severity) else { continue };
            report.notes.push(Note {
                rule: noted.rule,
                severity,
                value: noted.value,
                asks: noted.asks,
                tells: noted.tells,
                file: self.file.clone(),
                entry: self.place.clone(),
                location: self.location(&Place::Node(noted.node), None),
            });
        }
    }

    /// No text of a finding holds a credential, whoever prints it and how.
    fn finding(&self, draft: Draft) -> Option<Ranked> {
        let severity = self.rules.severity(draft.rule, draft.severity)?;
        let location = self.location(&draft.place, draft.label.clone());
        // What the API asks for is not always what is wrong: a required field, where another stands in its place.
        let asked = match draft.foreseen.as_ref().map(|foreseen| &foreseen.path) {
            Some(AnswerPath::Of(place)) => place,
            _ => &draft.place,
        };
        let start = self.span_in_file(asked).map_or(0, |span| span.start);
        let rank = (draft.stage, self.field_order(asked), start);
        let answer = draft.foreseen.as_ref().map(|foreseen| {
            let own = self.wire_path(&draft.place);
            let (path, given) = match &foreseen.path {
                AnswerPath::Template => (own, None),
                AnswerPath::Of(place) => (own, Some(self.wire_path(place))),
                AnswerPath::Inside(place) => (own, Some(self.wire_path_inside(place))),
                AnswerPath::Plain(place) => (own, Some(self.plain_path(place))),
                AnswerPath::Given(words) => (own, Some(words.clone())),
            };
            let answer = answer::answer(&foreseen.answer, self.context.knowledge, &path, given.as_deref());
            Answer { message: answer.message.map(masked), ..answer }
        });
        let related = draft
            .related
            .iter()
            .map(|(place, message)| Related { location: self.location(place, None), message: masked(message.clone()) });
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

    /// Edits are those of JSON: they fit where the body stands in the file as it is, not inside another language.
    fn fix(&self, (safety, title, edits): &(crate::finding::Safety, String, crate::rules::Edits)) -> Option<Fix> {
        if !matches!(self.entry.map, SourceMap::Shift(_) | SourceMap::Nowhere) {
            return None;
        }
        let edits = edits.iter().map(|(place, text)| {
            let span = self.entry.map.map(&self.span_in_text(place)?)?;
            // A credential cannot be shown, and masked it would do harm.
            let text = Some(text.clone()).filter(|text| !holds_secret(text))?;
            Some(Edit { offset: span.start, length: span.len(), text })
        });
        Some(Fix { safety: *safety, title: title.clone(), edits: edits.collect::<Option<Vec<_>>>()? })
    }

    fn location(&self, place: &Place, label: Option<String>) -> Location {
        let span = self.span_in_file(place);
        let pointer = match place {
            Place::Node(id) | Place::Part(id, _) | Place::Missing(id, _) => {
                self.ways.get(id).map(|way| masked(way.pointer.to_string()))
            }
            Place::Body if self.wire.is_some() => Some(String::new()),
            _ => None,
        };
        Location {
            pointer,
            path: masked(self.path(place)),
            span,
            position: None,
            label: label.map(masked),
            excerpt: None,
        }
    }

    /// The bytes of the file.
    fn span_in_file(&self, place: &Place) -> Option<Range<usize>> {
        match place {
            Place::Header(_, span) | Place::Url(span) => span.clone(),
            _ => self.span_in_text(place).and_then(|span| self.entry.map.map(&span)),
        }
    }

    /// The bytes of the document's own text.
    fn span_in_text(&self, place: &Place) -> Option<Range<usize>> {
        match place {
            Place::Node(id) => Some(self.entry.document.node(*id).span()),
            Place::Part(_, bytes) | Place::Bytes(bytes) => Some(bytes.clone()),
            Place::Missing(id, _) => Some(holder_span(self.entry.document.node(*id))),
            Place::Body => Some(self.wire.map_or(0..0, holder_span)),
            Place::Header(..) | Place::Url(_) => None,
        }
    }

    /// The path for people: that of the API, for an item of a batch below `requests.N.params`.
    fn path(&self, place: &Place) -> String {
        match place {
            Place::Header(name, _) => format!("headers.{name}"),
            Place::Url(_) => "url".to_owned(),
            Place::Body | Place::Bytes(_) => String::new(),
            Place::Node(id) | Place::Part(id, _) => self.node_path(*id, None, self.shape, 0),
            Place::Missing(id, name) => self.node_path(*id, Some(name), self.shape, 0),
        }
    }

    /// The path as it stands in an answer. The API judges the `params` of a batch item as a body of its own.
    fn wire_path(&self, place: &Place) -> String {
        let skipped = self.skipped(place);
        match place {
            Place::Header(name, _) => name.clone(),
            Place::Node(id) | Place::Part(id, _) => self.node_path(*id, None, self.answer_shape(skipped), skipped),
            Place::Missing(id, name) => self.node_path(*id, Some(name), self.answer_shape(skipped), skipped),
            _ => String::new(),
        }
    }

    fn wire_path_inside(&self, place: &Place) -> String {
        let member = node_of(place).map(|id| self.wire_path(&Place::Missing(id, String::new())));
        member.unwrap_or_default().trim_end_matches('.').to_owned()
    }

    fn answer_shape(&self, skipped: usize) -> Shape {
        if skipped > 0 { Shape::Request } else { self.shape }
    }

    /// Dots and indexes only, without the segments the API inserts.
    fn plain_path(&self, place: &Place) -> String {
        let segments = self.way(place).map_or(&[][..], |way| &way.pointer.0);
        let skipped = self.skipped(place);
        let words = segments.iter().skip(skipped).map(|segment| match segment {
            Segment::Key(key) => bounded(key).into_owned(),
            Segment::Index(index) => index.to_string(),
        });
        words.collect::<Vec<_>>().join(".")
    }

    /// How many segments lead to the body inside the value on the wire.
    fn skipped(&self, place: &Place) -> usize {
        let Some(way) = self.way(place) else { return 0 };
        let params = match self.shape {
            Shape::BatchItem => 0,
            Shape::Batch => 2,
            Shape::Request | Shape::CountTokens => return 0,
        };
        let is_params = way.pointer.0.get(params) == Some(&Segment::Key("params".to_owned()));
        // What is no object is no body: its fault is the batch's.
        let is_body = is_params && way.nodes.get(params).is_some_and(Node::is_object);
        if is_body { params + 1 } else { 0 }
    }

    /// The path of a node, or of a member that it lacks.
    fn node_path(&self, id: NodeId, missing: Option<&str>, shape: Shape, skipped: usize) -> String {
        let (Some(wire), Some(way)) = (self.wire, self.ways.get(&id)) else { return String::new() };
        let root = skipped.checked_sub(1).map_or(Some(wire), |last| way.nodes.get(last).copied());
        let steps = way.pointer.0.iter().zip(way.nodes.iter().copied().map(Some)).skip(skipped);
        let missing = missing.map(|name| Segment::Key(name.to_owned()));
        root.map_or_else(String::new, |root| {
            api_path(root, steps.chain(missing.iter().map(|step| (step, None))), shape)
        })
    }

    fn way(&self, place: &Place) -> Option<&Way<'r>> {
        self.ways.get(&node_of(place)?)
    }

    /// Where the top-level field of a place stands in the API's order of checks.
    fn field_order(&self, place: &Place) -> usize {
        static ORDER: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
        let order = ORDER.get_or_init(|| {
            let listed = Shape::Request.document().get("x-check-order").and_then(serde_json::Value::as_array);
            listed.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
        });
        let step = self.way(place).and_then(|way| way.pointer.0.get(self.skipped(place)));
        let field = match (step, place) {
            (Some(Segment::Key(key)), _) => key.as_str(),
            (None, Place::Missing(_, name)) => name.as_str(),
            _ => return order.len(),
        };
        order.iter().position(|name| name == field).unwrap_or(order.len())
    }
}

/// The text, or a copy in which credentials are masked.
fn masked(text: String) -> String {
    match mask_secrets(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(masked) => masked,
    }
}

fn shown(place: crate::envelope::Place) -> crate::envelope::Place {
    crate::envelope::Place { custom_id: place.custom_id.map(masked), url: place.url.map(masked), ..place }
}

fn holds_secret(text: &str) -> bool {
    matches!(mask_secrets(text), Cow::Owned(_))
}

fn node_of(place: &Place) -> Option<NodeId> {
    match place {
        Place::Node(id) | Place::Part(id, _) | Place::Missing(id, _) => Some(*id),
        _ => None,
    }
}

/// What to underline of an object that lacks something: all of a short one, else its opening bracket.
fn holder_span(node: Node<'_>) -> Range<usize> {
    const SHORT: usize = 60;
    let span = node.span();
    let is_short = span.len() <= SHORT && !node.source().contains('\n');
    if is_short { span } else { span.start..span.start + 1 }
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
