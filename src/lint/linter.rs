//! The linter: what is fixed for many requests.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::envelope::{self, BodyFile, Content, Entry, Head, Kind, SourceMap, Tally};
use crate::error::{Error, ErrorKind};
use crate::finding::{Finding, LineIndex, Severity};
use crate::json::{Document, Node};
use crate::knowledge::Knowledge;
use crate::payload::{Context, Defaults, Fields, Payload};
use crate::rules::{self, Note, Sink};
use crate::schema::Shape;

use super::assemble::{self, Assembler};
use super::builder::LinterBuilder;
use super::cross_check::{CrossCheck, LocatedNote, Reader};
use super::input::Request;
use super::report::Report;
use super::ruleset::Ruleset;

/// Checks requests. Build it once and share it: it is `Send + Sync` and holds no state of a request.
///
/// ```
/// use payloadlint::{Linter, Request, Severity, Target};
///
/// let linter = Linter::builder()
///     .target(Target::Anthropic)
///     .date("2026-11-24".parse()?)
///     .ignore("PL103")
///     .severity("missing-max-tokens", Severity::Warning)
///     .build()?;
/// let body = r#"{"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hi"}]}"#;
/// assert!(linter.lint(&Request::new(body)).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Linter {
    pub(super) knowledge: Arc<Knowledge>,
    pub(super) defaults: Defaults,
    pub(super) rules: Ruleset,
    /// What files are, where they are not to be recognised.
    pub(super) input: Option<Kind>,
}

impl Default for Linter {
    /// Every rule, the target `messages`, no date: rules about retirement stay silent.
    fn default() -> Self {
        Linter {
            knowledge: Arc::default(),
            defaults: Defaults::default(),
            rules: Ruleset::new(|_| true, HashMap::new()),
            input: None,
        }
    }
}

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileOptions {
    /// The file was named by the user: it is linted whatever it looks like.
    pub named: bool,
}

impl Linter {
    /// Starts with the defaults.
    pub fn builder() -> LinterBuilder {
        LinterBuilder::default()
    }

    /// The tables it judges by.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Checks one request. Never fails and never panics, whatever the bytes are.
    pub fn lint(&self, request: &Request<'_>) -> Report {
        self.lint_all(request.body, None, &mut |visit| envelope::read_bytes(request.body, &request.head, false, visit))
    }

    /// Checks a body that is already a value. Findings have pointers, but no bytes.
    pub fn lint_value(&self, body: &serde_json::Value) -> Report {
        let text = body.to_string();
        let document = Document::parse(text.as_bytes());
        self.lint_all(b"", None, &mut |visit| {
            envelope::read_body(&document, &SourceMap::Nowhere, &Head::default(), visit)
        })
    }

    /// Checks headers and url alone: what is known of credentials before there is a body.
    pub fn lint_head(&self, head: &Head<'_>) -> Report {
        let document = Document::parse(b"");
        let map = SourceMap::Nowhere;
        let entry = Entry {
            place: None,
            document: &document,
            content: None,
            head,
            map: &map,
            holes: &[],
            extent: 0..0,
            wire_bytes: 0,
        };
        let context = Context::resolve(&self.knowledge, &self.defaults, head, &Fields::default(), false, 0);
        let (mut sink, mut report) = (Sink::default(), Report::default());
        self.rules.check_head(&context, &mut sink);
        Assembler::new(&entry, &context, &self.rules, None).resolve(sink.diagnostics, &mut report);
        report
    }

    /// Checks every request in a file, gzip or not: see [`envelope::read_file`] for what is read. `None` where the file
    /// plainly has no request and was not named by the user. A file that cannot be read to its end is told in
    /// [`Report::read_error`].
    pub fn lint_file(&self, name: &str, file: &[u8], options: FileOptions) -> Option<Report> {
        let text = match envelope::unpack(file) {
            Ok(text) => text,
            Err(error) => {
                let read_error = Some(error.about(name));
                return Some(Report { files: 1, read_error, ..Report::default() });
            }
        };
        let options = envelope::Options { named: options.named, kind: self.input };
        let mut contents = None;
        let mut report = self.lint_all(&text, Some(&name.into()), &mut |visit| {
            contents = envelope::read_file(name, &text, options, visit);
            contents.as_ref().map_or_else(Tally::default, |contents| contents.tally)
        });
        report.files = 1;
        report.read_error =
            contents?.cut_short.map(|reason| Error::new(ErrorKind::UnreadableInput, format_args!("{name}: {reason}")));
        if matches!(text, Cow::Owned(_)) {
            // Edits are of the text, not of the packed bytes.
            report.findings.iter_mut().for_each(|finding| finding.fix = None);
        }
        Some(report)
    }

    /// Checks a file that is the body of requests which another file makes, by what is known of each
    /// ([`Contents::unread`](envelope::Contents::unread)). What is wrong around the body is told by
    /// [`Linter::lint_file`] for that other file, where it stands.
    pub fn lint_body_file(&self, name: &str, body: &[u8], requests: &[BodyFile]) -> Report {
        let file: Arc<str> = name.into();
        let mut all = Report { files: 1, ..Report::default() };
        for request in requests {
            let mut report = self.lint_all(body, Some(&file), &mut |visit| {
                envelope::read_bytes(body, &request.head, request.is_joined, visit)
            });
            // What stands around it is told, with the answer to it, where it stands.
            let is_around = |finding: &Finding| finding.location.span.is_none();
            let is_refused = |finding: &Finding| finding.severity == Severity::Error && finding.response.is_some();
            if report.findings.iter().any(|finding| is_around(finding) && is_refused(finding)) {
                report.predicted.clear();
            }
            report.findings.retain(|finding| !is_around(finding));
            report.findings.retain(|finding| !all.findings.iter().any(|told| assemble::is_same(told, finding)));
            all.extend(report);
        }
        all.findings.sort_by_key(|finding| finding.location.span.as_ref().map(|span| span.start));
        all
    }

    /// Checks whole lines of a file that holds one JSON value a line, so that a long file can be read piece by piece
    /// and by several threads. Places are those in the piece until [`Report::shift`] is told where it begins; what its
    /// requests say of each other is added by a [`CrossCheck`].
    pub fn lint_lines(&self, name: &str, lines: &[u8], options: FileOptions) -> Report {
        self.lint_each(lines, Some(&name.into()), &mut |visit| envelope::read_lines(lines, options.named, visit))
    }

    /// Checks every request that `read` finds in a whole text, and what they say of each other.
    fn lint_all(&self, text: &[u8], file: Option<&Arc<str>>, read: &mut Reader<'_>) -> Report {
        let mut report = self.lint_each(text, file, read);
        CrossCheck::compare_whole(&mut report, text, read);
        report
    }

    /// Checks every request that `read` finds in a text.
    fn lint_each(&self, text: &[u8], file: Option<&Arc<str>>, read: &mut Reader<'_>) -> Report {
        let mut report = Report::default();
        // Most of a large body is base64, which has no line to be counted.
        let mut letters = None;
        let tally = read(&mut |entry| {
            self.check(entry, file, &mut report);
            if !report.findings.is_empty() && *entry.map == SourceMap::Shift(0) {
                letters.get_or_insert_with(|| entry.document.letters().collect());
            }
        });
        report.count_in(&tally);
        finish(&mut report, || LineIndex::beside(text, letters.unwrap_or_default()));
        report
    }

    /// Checks one entry; its findings lack lines and excerpts, which [`finish`] adds for a whole file at once.
    pub(crate) fn check(&self, entry: &Entry<'_>, file: Option<&Arc<str>>, report: &mut Report) {
        let fields = entry.content.and_then(body_of).map_or_else(Fields::default, Fields::read);
        let in_batch = matches!(entry.content, Some(Content::Item { .. } | Content::Batch(_)));
        let head = entry.head.or(&self.defaults.head);
        let context = Context::resolve(&self.knowledge, &self.defaults, &head, &fields, in_batch, entry.wire_bytes);
        let (mut sink, mut noted) = (Sink::default(), Vec::new());
        if !matches!(entry.content, Some(Content::Elsewhere)) {
            rules::body::check_syntax(entry, &mut sink);
            self.rules.check_entry(entry, &context, &mut sink);
        }
        match entry.content {
            Some(Content::Body(body)) => {
                self.rules.check_head(&context, &mut sink);
                noted = self.check_body(entry, (body, body), fields, &context, &mut sink);
            }
            Some(Content::Item { wire, item, .. }) => {
                if wire == item {
                    rules::fields::check(item, Shape::BatchItem, &context, &mut sink);
                    self.rules.check_head(&context, &mut sink);
                }
                if let Some(params) = item.get("params").filter(Node::is_object) {
                    noted = self.check_body(entry, (wire, params), fields, &context, &mut sink);
                }
            }
            Some(Content::Batch(batch)) => {
                self.rules.check_head(&context, &mut sink);
                rules::fields::check(batch, Shape::Batch, &context, &mut sink);
                self.rules.check_batch(batch, &context, &mut sink);
            }
            Some(Content::Elsewhere) | None => self.rules.check_head(&context, &mut sink),
        }
        if !sink.diagnostics.is_empty() {
            Assembler::new(entry, &context, &self.rules, file).resolve(sink.diagnostics, report);
        }
        report.notes.extend(noted.into_iter().filter_map(|noted| self.note(noted, entry, &context, file)));
    }

    /// Keeps what a request noted, if its rule is on.
    fn note(
        &self,
        noted: Note,
        entry: &Entry<'_>,
        context: &Context<'_>,
        file: Option<&Arc<str>>,
    ) -> Option<LocatedNote> {
        Some(LocatedNote {
            severity: self.rules.severity(noted.rule, noted.severity)?,
            file: file.cloned(),
            index: entry.place.as_ref()?.index,
            endpoint: context.endpoint,
            span: entry.map.map(&entry.document.node(noted.node).span()),
            position: None,
            noted,
        })
    }

    /// Checks a body, the second of these values, which lies in the first. Returns what it notes for comparison with
    /// other requests of its file.
    fn check_body<'a>(
        &self,
        entry: &Entry<'_>,
        (wire, body): (Node<'a>, Node<'a>),
        fields: Fields<'a>,
        context: &'a Context<'a>,
        sink: &mut Sink,
    ) -> Vec<Note> {
        if !rules::fields::check(body, Shape::of_body(context.endpoint), context, sink) {
            return Vec::new();
        }
        let payload = Payload::new(wire, body, fields, context);
        self.rules.check_payload(&payload, sink);
        // A request without a place is alone in its file.
        if entry.place.is_some() { self.rules.notes(entry, &payload) } else { Vec::new() }
    }
}

fn body_of(content: Content<'_>) -> Option<Node<'_>> {
    match content {
        Content::Body(body) => Some(body),
        Content::Item { item, .. } => Some(item.get("params").unwrap_or(item)),
        Content::Batch(batch) => Some(batch),
        Content::Elsewhere => None,
    }
}

/// Adds lines, columns and excerpts to what was found in one text.
fn finish<'s>(report: &mut Report, lines: impl FnOnce() -> LineIndex<'s>) {
    if !report.findings.is_empty() || !report.notes.is_empty() {
        let lines = lines();
        report.findings.iter_mut().for_each(|finding| assemble::place(finding, &lines));
        for note in &mut report.notes {
            note.position = note.span.as_ref().map(|span| lines.position(span));
        }
    }
}
