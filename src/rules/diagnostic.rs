//! What a rule reports, before nodes become bytes.

use crate::mask::Shown;
use std::ops::Range;

use crate::date::Date;
use crate::envelope::{Head, Header};
use crate::finding::{Evidence, Safety, Severity};
use crate::json::{Node, NodeId};
use crate::payload::json_schema::Owner;

use super::rule::{Rule, Stage};

/// Where in a request a diagnostic points: symbolic, so that no rule computes an offset into the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// A value, or a key, which represents its member.
    Node(NodeId),
    /// Part of a string: a byte range of its decoded text.
    Part(NodeId, Range<usize>),
    /// A member that an object does not have.
    Missing(NodeId, String),
    /// A header by its lowercase name, and the bytes of its value in the file, if it is in one.
    Header(String, Option<Range<usize>>),
    /// The URL, and its bytes in the file, if it is in one.
    Url(Option<Range<usize>>),
    /// Bytes of the document's text that belong to no node. Only for syntax errors, whose spans come from the parser.
    Source(Range<usize>),
    /// The body as a whole.
    Body,
}

impl Anchor {
    /// Part of a string: `text` is a byte range of the decoded text.
    pub fn part(string: Node<'_>, text: Range<usize>) -> Self {
        Anchor::Part(string.id(), text)
    }

    /// A member that `object` does not have.
    pub fn missing(object: Node<'_>, name: impl Into<String>) -> Self {
        Anchor::Missing(object.id(), name.into())
    }

    /// A header that the request does not have.
    pub fn missing_header(name: &str) -> Self {
        Anchor::Header(name.to_ascii_lowercase(), None)
    }

    /// Part of a header's value. The whole value is underlined where it is written with escapes in the file.
    pub fn header_part(header: &Header<'_>, value: Range<usize>) -> Self {
        let span = header.span.clone().map(|span| part_of(span, &header.value, value));
        Anchor::Header(header.name.to_ascii_lowercase(), span)
    }

    /// The URL of a request.
    pub fn url(head: &Head<'_>) -> Self {
        Anchor::Url(head.url_span.clone())
    }

    /// Part of the URL of a request. The whole URL is underlined where it is written with escapes in the file.
    pub fn url_part(head: &Head<'_>, part: Range<usize>) -> Self {
        let url = head.url.as_deref().unwrap_or_default();
        Anchor::Url(head.url_span.clone().map(|span| part_of(span, url, part)))
    }

    /// The node that it is at, in, or missing from.
    pub(crate) fn node(&self) -> Option<NodeId> {
        match self {
            Anchor::Node(id) | Anchor::Part(id, _) | Anchor::Missing(id, _) => Some(*id),
            Anchor::Header(..) | Anchor::Url(_) | Anchor::Source(_) | Anchor::Body => None,
        }
    }
}

/// The bytes of a part of `text`, which the bytes of `span` show; all of them where escapes make the lengths differ.
fn part_of(span: Range<usize>, text: &str, part: Range<usize>) -> Range<usize> {
    if span.len() == text.len() { span.start + part.start..span.start + part.end } else { span }
}

impl From<Node<'_>> for Anchor {
    fn from(node: Node<'_>) -> Self {
        Anchor::Node(node.id())
    }
}
impl From<&Header<'_>> for Anchor {
    fn from(header: &Header<'_>) -> Self {
        Anchor::Header(header.name.to_ascii_lowercase(), header.span.clone())
    }
}

/// A change of the request that a fix makes: structural, so that commas, whitespace and escapes are handled in one place.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Replaces a value or a key by JSON text, or part of a string by text that is escaped as needed.
    Replace(Anchor, String),
    /// Removes a member, by its key, or an item of an array, together with its comma.
    Remove(NodeId),
    /// Adds a member at the end of an object, as JSON text.
    Insert(NodeId, String),
}

impl Edit {
    /// Replaces a value, or renames a member by its key.
    pub fn replace(node: Node<'_>, value: impl Into<serde_json::Value>) -> Self {
        Edit::Replace(node.into(), value.into().to_string())
    }

    /// Replaces a value by JSON text that is used as it is, such as a number whose digits must be kept.
    pub fn replace_json(node: Node<'_>, json: impl Into<String>) -> Self {
        Edit::Replace(node.into(), json.into())
    }

    /// Replaces part of a string: `range` is a byte range of its decoded text, `text` is not escaped.
    pub fn replace_part(string: Node<'_>, range: Range<usize>, text: &str) -> Self {
        let quoted = serde_json::Value::from(text).to_string();
        Edit::Replace(Anchor::part(string, range), quoted[1..quoted.len() - 1].to_owned())
    }

    /// Removes a member, by its key, or an item of an array, together with its comma.
    pub fn remove(key_or_item: Node<'_>) -> Self {
        Edit::Remove(key_or_item.id())
    }

    /// Adds a member at the end of an object.
    pub fn insert(object: Node<'_>, name: &str, value: impl Into<serde_json::Value>) -> Self {
        Edit::Insert(object.id(), format!("{}: {}", serde_json::Value::from(name), value.into()))
    }

    /// Replaces bytes of the document's text. Only for syntax errors, whose spans come from the parser.
    pub fn source(range: Range<usize>, text: impl Into<String>) -> Self {
        Edit::Replace(Anchor::Source(range), text.into())
    }
}

/// A diagnostic that makes another one redundant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Precedence {
    /// The name of its rule.
    pub(crate) rule: &'static str,
    pub(crate) at: Scope,
}

/// Where the other diagnostic must be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scope {
    /// At this anchor: at the same node, in a part of it, or at a member missing from it.
    At(Anchor),
    /// At this node, or anywhere inside it.
    Inside(NodeId),
    /// Anywhere in the request.
    Anywhere,
}

/// The location in the predicted response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponsePath {
    /// As in the row's template. If the template's location has placeholders, the API's path of the finding.
    Template,
    /// The API's path of this anchor instead of the finding's.
    Of(Anchor),
    /// The API's path of a member of this anchor: with the segment that the API inserts there for a union.
    Inside(Anchor),
    /// The path of this anchor without the segments that the API inserts for unions.
    Plain(Anchor),
    /// This path, where it is not that of a node: pairing checks count merged turns.
    Given(String),
}

impl From<&Owner<'_>> for ResponsePath {
    /// The location in the API's response to a schema that cannot become a grammar.
    fn from(owner: &Owner<'_>) -> Self {
        match owner {
            Owner::Tool(tool) => ResponsePath::Inside(tool.node.into()),
            Owner::Output(field) => ResponsePath::Given(format!("{field}.schema")),
        }
    }
}

/// The response that a rule predicts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PredictedResponse {
    pub(crate) response: Wording,
    pub(crate) path: ResponsePath,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wording {
    /// A row, and values for `{name}` in its template.
    Row(&'static str, Vec<(&'static str, String)>),
    /// A row of which the status and the error type are known, but not the text.
    RowWithoutMessage(&'static str),
    /// The status, the error type, and the text after the location are known.
    Words(u16, &'static str, String),
    /// Only the status and the error type are known.
    Status(u16, &'static str),
}

/// What a rule reports: a finding whose locations and edits are still symbolic.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a diagnostic is reported only if it is pushed to a sink"]
pub struct Diagnostic {
    pub(crate) rule: &'static Rule,
    pub(crate) anchor: Anchor,
    pub(crate) severity: Severity,
    pub(crate) stage: Stage,
    /// The day since which the API rejects it, where it accepted it before.
    pub(crate) since: Option<Date>,
    /// The evidence for the fact that it is about, if that is not the rule's.
    pub(crate) evidence: Option<Evidence>,
    pub(crate) message: Shown,
    pub(crate) label: Option<Shown>,
    pub(crate) help: Option<Shown>,
    pub(crate) related: Vec<(Anchor, Shown)>,
    pub(crate) predicted: Option<PredictedResponse>,
    pub(crate) fix: Option<(Safety, Shown, Vec<Edit>)>,
    /// Whether it depends on a value that is not known, so that it only suppresses others.
    pub(crate) is_unsure: bool,
    /// Whether it is beyond a limit of its own, so that no finding is made of it.
    pub(crate) is_only_counted: bool,
    /// How many more there are of the same kind, which are only counted.
    pub(crate) more: usize,
    /// The diagnostics that make this one redundant.
    pub(crate) yields_to: Vec<Precedence>,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Rule {
    /// Starts a diagnostic of this rule. `message` states the problem and names the item.
    pub fn at(&'static self, anchor: impl Into<Anchor>, message: impl Into<Shown>) -> Diagnostic {
        Diagnostic {
            rule: self,
            anchor: anchor.into(),
            severity: self.severity,
            stage: self.stage,
            since: None,
            evidence: None,
            message: message.into(),
            label: None,
            help: None,
            related: Vec::new(),
            predicted: None,
            fix: None,
            is_unsure: false,
            is_only_counted: false,
            more: 0,
            yields_to: Vec::new(),
        }
    }
}

impl Diagnostic {
    /// Sets the label of the underlined bytes.
    pub fn label(mut self, label: impl Into<Shown>) -> Self {
        self.label = Some(label.into());
        self
    }
    /// Sets the help: an instruction.
    pub fn help(mut self, help: impl Into<Shown>) -> Self {
        self.help = Some(help.into());
        self
    }
    /// Adds another location that explains the finding.
    pub fn related(mut self, anchor: impl Into<Anchor>, message: impl Into<Shown>) -> Self {
        self.related.push((anchor.into(), message.into()));
        self
    }
    /// Sets a severity other than the rule's, where the evidence differs by case.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
    /// Sets evidence other than the rule's: that for the row of a table.
    pub(crate) fn evidence(mut self, evidence: Option<Evidence>) -> Self {
        self.evidence = evidence;
        self
    }
    /// Sets a stage other than the rule's, where the API checks this case at another time.
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }
    /// Sets the day since which the API rejects what it accepted before.
    pub fn since(mut self, day: Date) -> Self {
        self.since = Some(day);
        self
    }
    /// Lowers the severity to a warning if the evidence is uncertain.
    pub fn uncertain_if(mut self, uncertain: bool) -> Self {
        if uncertain {
            self.severity = self.severity.min(Severity::Warning);
        }
        self
    }
    /// Predicts the response of this row of `schemas/errors.json`, with values for its placeholders.
    pub fn response(mut self, row: &'static str, values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let response = Wording::Row(row, values.into_iter().collect());
        self.predicted = Some(PredictedResponse { response, path: ResponsePath::Template });
        self
    }
    /// Predicts a 400 with the finding's path and this text. Use it only where no row has the text.
    pub fn response_text(mut self, words: impl Into<String>) -> Self {
        let response = Wording::Words(400, "invalid_request_error", words.into());
        self.predicted = Some(PredictedResponse { response, path: ResponsePath::Template });
        self
    }
    /// Predicts the status and type of this row of `schemas/errors.json`, where its text depends on something unknown.
    pub fn response_without_message(mut self, row: &'static str) -> Self {
        self.predicted =
            Some(PredictedResponse { response: Wording::RowWithoutMessage(row), path: ResponsePath::Template });
        self
    }
    /// Predicts this status, where the text of the response is not known.
    pub fn response_status(mut self, status: u16, error_type: &'static str) -> Self {
        self.predicted =
            Some(PredictedResponse { response: Wording::Status(status, error_type), path: ResponsePath::Template });
        self
    }
    /// Sets the location in the response, where it is not the finding's.
    pub fn response_path(mut self, path: ResponsePath) -> Self {
        if let Some(predicted) = &mut self.predicted {
            predicted.path = path;
        }
        self
    }
    /// How to fix it: `title` is an instruction, `edits` do not overlap.
    pub fn fix(mut self, safety: Safety, title: impl Into<Shown>, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.fix = Some((safety, title.into(), edits.into_iter().collect()));
        self
    }
    /// Drops this diagnostic if the rule of that name is enabled and has a diagnostic at `anchor`: at the same node, in a
    /// part of it, or at a member missing from it. The other diagnostic may itself be dropped in favor of a third one.
    pub fn yields_to(mut self, rule: &'static str, anchor: impl Into<Anchor>) -> Self {
        self.yields_to.push(Precedence { rule, at: Scope::At(anchor.into()) });
        self
    }
    /// As [`Diagnostic::yields_to`], for a diagnostic at `node` or anywhere inside it.
    pub fn yields_to_inside(mut self, rule: &'static str, node: Node<'_>) -> Self {
        self.yields_to.push(Precedence { rule, at: Scope::Inside(node.id()) });
        self
    }
    /// As [`Diagnostic::yields_to`], for a diagnostic anywhere in the request.
    pub fn yields_to_any(mut self, rule: &'static str) -> Self {
        self.yields_to.push(Precedence { rule, at: Scope::Anywhere });
        self
    }
}

/// Collects diagnostics.
#[derive(Debug, Default)]
pub struct Sink {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Reports a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Collects the notes of a request for comparison with the other requests of its file.
#[derive(Debug)]
pub struct Notes {
    pub(crate) list: Vec<Note>,
    rule: &'static Rule,
}

/// A value that is compared with those of other requests.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) rule: &'static Rule,
    pub(crate) node: NodeId,
    pub(crate) severity: Severity,
    /// A hash of the value.
    pub(crate) value: u64,
    /// The keys whose earlier notes it is compared with; the last one that has a note counts.
    pub(crate) looks_up: Vec<u64>,
    /// The key that later notes find it under.
    pub(crate) stores: u64,
}

impl Notes {
    /// Starts without notes.
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Notes { list: Vec::new(), rule }
    }

    /// Adds a note under one key, for comparison with earlier and later notes. Key and value are hashes.
    pub fn add(&mut self, node: Node<'_>, key: u64, value: u64, severity: Severity) {
        let (node, rule) = (node.id(), self.rule);
        self.list.push(Note { rule, node, severity, value, looks_up: vec![key], stores: key });
    }

    /// Adds a note under the key `stores` that is compared with the note under the last known key of `looks_up`.
    pub fn compare(&mut self, node: Node<'_>, looks_up: Vec<u64>, stores: u64, value: u64) {
        let (node, rule) = (node.id(), self.rule);
        self.list.push(Note { rule, node, severity: rule.severity, value, looks_up, stores });
    }
}
