//! What a rule says, before nodes become bytes.

use std::ops::Range;

use crate::envelope::Header;
use crate::finding::{Safety, Severity};
use crate::json::{Node, NodeId};
use crate::payload::json_schema::Owner;

use super::rule::{Rule, Stage};

/// Where a rule points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// A value, or a key (which stands for its member).
    Node(NodeId),
    /// Bytes of the document's text, for what is no node: broken JSON, a part of a string.
    Bytes(Range<usize>),
    /// Bytes inside a node: its pointer, their underline.
    Part(NodeId, Range<usize>),
    /// A member that an object lacks.
    Missing(NodeId, String),
    /// A header, and its value's bytes in the file where it has any.
    Header(String, Option<Range<usize>>),
    /// The url, and its bytes in the file.
    Url(Option<Range<usize>>),
    /// The body as a whole.
    Body,
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

/// How the answer's location is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponsePath {
    /// As the row's template has it; a template whose location has indexes gets the API's path of the finding.
    Template,
    /// The API's path of this place instead of the finding's.
    Of(Anchor),
    /// The API's path of what lies in this place: with the segment that it inserts there for a union.
    Inside(Anchor),
    /// The path of this place without the segments the API inserts for unions.
    Plain(Anchor),
    /// These words: for checks whose path is not that of a node (pairing counts merged turns).
    Given(String),
}

impl From<&Owner<'_>> for ResponsePath {
    /// The location with which the API answers faults of the grammar that it makes of a schema.
    fn from(owner: &Owner<'_>) -> Self {
        match owner {
            Owner::Tool(tool) => ResponsePath::Inside(tool.node.into()),
            Owner::Output(field) => ResponsePath::Given(format!("{field}.schema")),
        }
    }
}

/// The answer a rule foresees: a row of `schemas/errors.json` and its placeholders' values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PredictedResponse {
    pub(crate) response: Wording,
    pub(crate) path: ResponsePath,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wording {
    /// A row, and values for `{name}` in its template.
    Row(&'static str, Vec<(&'static str, String)>),
    /// Status and error type are known, and the words behind the location.
    Words(u16, &'static str, String),
    /// Only status and error type are known.
    Status(u16, &'static str),
}

/// Edits in terms of places: replace the bytes of a place by a text.
pub type Edits = Vec<(Anchor, String)>;

/// A finding in the making.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a diagnostic says nothing until it is pushed"]
pub struct Diagnostic {
    pub(crate) rule: &'static Rule,
    pub(crate) place: Anchor,
    pub(crate) severity: Severity,
    pub(crate) stage: Stage,
    pub(crate) message: String,
    pub(crate) label: Option<String>,
    pub(crate) help: Option<String>,
    pub(crate) related: Vec<(Anchor, String)>,
    pub(crate) predicted: Option<PredictedResponse>,
    pub(crate) fix: Option<(Safety, String, Edits)>,
    /// What is said instead where the rule is off.
    pub(crate) otherwise: Vec<Diagnostic>,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Rule {
    /// Starts a finding of this rule at a place. `message` says what is wrong, naming the thing.
    pub fn at(&'static self, place: impl Into<Anchor>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule: self,
            place: place.into(),
            severity: self.severity,
            stage: self.stage,
            message: message.into(),
            label: None,
            help: None,
            related: Vec::new(),
            predicted: None,
            fix: None,
            otherwise: Vec::new(),
        }
    }
}

impl Diagnostic {
    /// A few words under the underlined bytes.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }
    /// What to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    /// Another place that explains the finding.
    pub fn related(mut self, place: impl Into<Anchor>, message: impl Into<String>) -> Self {
        self.related.push((place.into(), message.into()));
        self
    }
    /// Another severity than the rule's, where the evidence differs by case.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
    /// Another stage than the rule's, where the API checks this case at another time.
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }
    /// Lowers the severity to a warning where the evidence is doubtful.
    pub fn uncertain_if(mut self, doubtful: bool) -> Self {
        if doubtful {
            self.severity = self.severity.min(Severity::Warning);
        }
        self
    }
    /// The API would answer with this row of `schemas/errors.json`, placeholders filled in.
    pub fn response(mut self, row: &'static str, values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let response = Wording::Row(row, values.into_iter().collect());
        self.predicted = Some(PredictedResponse { response, path: ResponsePath::Template });
        self
    }
    /// The API would answer 400 with the finding's path and these words.
    pub fn response_text(mut self, words: impl Into<String>) -> Self {
        let response = Wording::Words(400, "invalid_request_error", words.into());
        self.predicted = Some(PredictedResponse { response, path: ResponsePath::Template });
        self
    }
    /// The API would refuse it with this status; its words are not known.
    pub fn response_status(mut self, status: u16, error_type: &'static str) -> Self {
        self.predicted =
            Some(PredictedResponse { response: Wording::Status(status, error_type), path: ResponsePath::Template });
        self
    }
    /// The location that the answer names, where it is not the finding's.
    pub fn response_path(mut self, path: ResponsePath) -> Self {
        if let Some(predicted) = &mut self.predicted {
            predicted.path = path;
        }
        self
    }
    /// How to mend it by editing bytes.
    pub fn fix(mut self, safety: Safety, title: impl Into<String>, edits: Edits) -> Self {
        self.fix = Some((safety, title.into(), edits));
        self
    }
    /// What it says of other rules' faults besides its own: theirs to say, where this rule is off.
    pub fn otherwise(mut self, diagnostics: Vec<Diagnostic>) -> Self {
        self.otherwise = diagnostics;
        self
    }
}

/// Collects diagnostics.
#[derive(Debug, Default)]
pub struct Sink {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Says it.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Collects what a request notes for comparison with the other requests of its file.
#[derive(Debug)]
pub struct Notes {
    pub(crate) list: Vec<Note>,
    rule: &'static Rule,
}

/// One note in the making.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) rule: &'static Rule,
    pub(crate) node: NodeId,
    pub(crate) severity: Severity,
    pub(crate) value: u64,
    pub(crate) looks_up: Vec<u64>,
    pub(crate) stores: u64,
}

impl Notes {
    /// None yet, for this rule.
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Notes { list: Vec::new(), rule }
    }

    /// Notes a value at a node under a key (hashes both), to be compared with earlier notes and by later ones.
    pub fn add(&mut self, node: Node<'_>, key: u64, value: u64, severity: Severity) {
        let (node, rule) = (node.id(), self.rule);
        self.list.push(Note { rule, node, severity, value, looks_up: vec![key], stores: key });
    }

    /// Notes a value at a node under one key, and compares it with what earlier requests noted under the last of other
    /// keys that is known.
    pub fn compare(&mut self, node: Node<'_>, looks_up: Vec<u64>, stores: u64, value: u64) {
        let (node, rule) = (node.id(), self.rule);
        self.list.push(Note { rule, node, severity: rule.severity, value, looks_up, stores });
    }
}
