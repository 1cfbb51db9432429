//! Checks one entry of a file: schema and rules over the request, then the findings in order.

use crate::finding::{FileName, Severity};
use std::sync::Arc;

use crate::envelope::{Content, Entry, Head, SourceMap};
use crate::json::{Document, Node};
use crate::knowledge::Knowledge;
use crate::payload::{Context, Defaults, Fields, Payload};
use crate::rules::{self, Anchor, Note, Sink};
use crate::schema::Shape;

use super::assemble::Assembler;
use super::compare;
use super::locate::Locator;
use super::notes::LocatedNote;
use super::report::Checked;
use super::ruleset::Ruleset;

/// What stays the same for every request: the tables, the caller's defaults and the enabled rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Engine {
    pub(super) knowledge: Arc<Knowledge>,
    pub(super) defaults: Defaults,
    pub(super) rules: Ruleset,
}

impl Engine {
    /// Checks one entry.
    pub(super) fn check(&self, entry: &Entry<'_>, file: Option<&FileName>) -> Checked {
        let mut fields = Fields::default();
        entry.content.and_then(body_of).into_iter().for_each(|body| fields.read(body));
        let in_batch = matches!(entry.content, Some(Content::Item { .. } | Content::Batch(_)));
        let head = entry.head.or(&self.defaults.head);
        let context = Context::resolve(&self.knowledge, &self.defaults, &head, &fields, in_batch, entry.wire_bytes);
        let (mut sink, mut notes) = (Sink::default(), Vec::new());
        if !matches!(entry.content, Some(Content::Missing)) {
            rules::syntax::check(entry, &context, &mut sink);
            self.rules.check_entry(entry, &context, &mut sink);
        }
        match entry.content {
            Some(Content::Body(body)) => {
                self.rules.check_head(&context, &mut sink);
                notes = self.check_body(entry, (body, body), &fields, &context, &mut sink);
            }
            Some(Content::Item { wire, item, .. }) => {
                if wire == item {
                    rules::check_schema(item, Shape::BatchItem, &context, &mut sink);
                    self.rules.check_head(&context, &mut sink);
                }
                if let Some(params) = item.get("params").filter(Node::is_object) {
                    notes = self.check_body(entry, (wire, params), &fields, &context, &mut sink);
                }
            }
            Some(Content::Batch(batch)) => {
                self.rules.check_head(&context, &mut sink);
                rules::check_schema(batch, Shape::Batch, &context, &mut sink);
                self.rules.check_batch(batch, &context, &mut sink);
            }
            Some(Content::Missing) | None => self.rules.check_head(&context, &mut sink),
        }
        let mut checked = Checked::default();
        if !sink.diagnostics.is_empty() {
            Assembler::new(entry, &context, &self.rules, file).assemble(sink.diagnostics, &mut checked);
        }
        compare::with_recording(entry, file, context.knowledge, &mut checked);
        checked.notes = notes.into_iter().filter_map(|note| self.located(note, entry, &context, file)).collect();
        checked
    }

    /// Checks headers and URL without a body.
    pub(super) fn check_head(&self, head: &Head<'_>) -> Checked {
        let document = Document::parse(b"");
        let map = SourceMap::Nowhere;
        let entry = Entry {
            id: None,
            document: &document,
            content: None,
            head,
            map: &map,
            file: &[],
            extent: 0..0,
            is_first: true,
            wire_bytes: 0,
        };
        let context = Context::resolve(&self.knowledge, &self.defaults, head, &Fields::default(), false, 0);
        let (mut sink, mut checked) = (Sink::default(), Checked::default());
        self.rules.check_head(&context, &mut sink);
        Assembler::new(&entry, &context, &self.rules, None).assemble(sink.diagnostics, &mut checked);
        checked
    }

    /// Checks `body`, which is inside `wire`. Returns its notes for comparison with the other requests of its file.
    fn check_body<'a>(
        &self,
        entry: &Entry<'_>,
        (wire, body): (Node<'a>, Node<'a>),
        fields: &Fields<'a>,
        context: &'a Context<'a>,
        sink: &mut Sink,
    ) -> Vec<Note> {
        if !rules::check_schema(body, context.endpoint.into(), context, sink) {
            return Vec::new();
        }
        let payload = Payload::new(wire, body, *fields, context);
        if body.document().has_unknown() {
            self.rules.check_unknown(&payload, sink);
            return Vec::new();
        }
        self.rules.check_payload(&payload, sink);
        // A request without an id is the only one in its file.
        if entry.id.is_some() { self.rules.notes(entry, &payload) } else { Vec::new() }
    }

    /// A note with the place of its request; `None` if its rule is disabled.
    fn located(
        &self,
        note: Note,
        entry: &Entry<'_>,
        context: &Context<'_>,
        file: Option<&FileName>,
    ) -> Option<LocatedNote> {
        let severity: Severity = self.rules.severity(note.rule, note.severity)?;
        let span = entry.map.map(&entry.document.node(note.node).span());
        let pointer = || {
            let mut locator = Locator::new(entry, context.endpoint);
            locator.find(vec![note.node]);
            locator.location(&Anchor::Node(note.node), None).pointer
        };
        Some(LocatedNote {
            pointer: if span.is_none() { pointer() } else { None },
            severity,
            file: file.cloned(),
            index: entry.id.as_ref()?.index,
            endpoint: context.endpoint,
            span,
            position: None,
            note,
        })
    }
}

/// The value that has the fields of a request.
fn body_of(content: Content<'_>) -> Option<Node<'_>> {
    match content {
        Content::Body(body) => Some(body),
        Content::Item { item, .. } => Some(item.get("params").unwrap_or(item)),
        Content::Batch(batch) => Some(batch),
        Content::Missing => None,
    }
}
