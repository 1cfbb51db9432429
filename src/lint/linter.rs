//! Entry points: a request, a value, a file, lines of a file.

use std::borrow::Cow;
use std::sync::Arc;

use crate::envelope::{self, BodyFile, Found, Head, Kind, SourceMap};
#[cfg(feature = "code")]
use crate::finding::CellPosition;
use crate::finding::{FileName, Finding, LineIndex, Severity};
use crate::json::Document;
use crate::knowledge::Knowledge;
use crate::limits::Limits;
use crate::mask::Shown;

use super::assemble::{self, Distinct};
use super::comments;
use super::cross_check::{self, CrossCheck, Reader};
use super::engine::Engine;
use super::input::{FileOptions, Request};
use super::quota::Quota;
use super::report::{Checked, Report};
use super::value;

/// Checks requests. Build it once and share it: it is `Send + Sync` and keeps no state between requests.
///
/// The default has every rule enabled, the target `messages` and no date, so rules about retirement report nothing.
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
#[derive(Debug, Clone, Default)]
pub struct Linter {
    pub(super) engine: Engine,
    /// The kind of every file; `None` to detect it.
    pub(super) input: Option<Kind>,
    pub(super) limits: Limits,
}

/// For how many different requests the body in a file is checked.
const MAX_DIFFERENT_REQUESTS: usize = 20;

impl Linter {
    /// The tables that it uses.
    pub(crate) fn knowledge(&self) -> &Knowledge {
        &self.engine.knowledge
    }

    /// Checks one request. Never fails and never panics, whatever the bytes are.
    pub fn lint(&self, request: &Request<'_>) -> Report {
        self.lint_all(request.body, None, &mut |visit| {
            envelope::read_bytes(request.body, &request.head, false, visit).into()
        })
    }

    /// Checks a body that is already a value. Findings have pointers, but no bytes.
    pub fn lint_value(&self, body: &serde_json::Value) -> Report {
        let text = value::text(body);
        let document = Document::parse(text.as_bytes());
        self.lint_all(b"", None, &mut |visit| {
            envelope::read_body(&document, &SourceMap::Nowhere, &Head::default(), visit).into()
        })
    }

    /// Checks headers and URL without a body, such as credentials before there is a request.
    pub(crate) fn lint_head(&self, head: &Head<'_>) -> Report {
        let mut report = Report::default();
        report.add(self.engine.check_head(head), usize::MAX);
        report
    }

    /// Checks every request in a file, compressed with gzip or not. The kind of the file is detected from its content,
    /// then from its name, unless [`Settings::input`](crate::Settings::input) is set. `None` if the file clearly
    /// contains no request and was not named by the user. If it cannot be read to its end, [`Report::read_error`] says
    /// why.
    pub fn lint_file(&self, name: &str, file: &[u8], options: FileOptions) -> Option<Report> {
        let text = match envelope::unpack(file, self.limits) {
            Ok(text) => text,
            Err(error) => {
                let read_error = Some(error.about(Shown::masked(name)));
                return Some(Report { files: 1, read_error, ..Report::default() });
            }
        };
        let options = self.read_options(options);
        let mut contents = None;
        let mut report = self.lint_all(&text, Some(&FileName::new(name)), &mut |visit| {
            contents = envelope::read_file(name, &text, options, visit);
            let found = contents.as_ref().map(|contents| Found {
                tally: contents.tally,
                skips: contents.skips.clone(),
                read_error: contents.read_error.clone(),
            });
            found.unwrap_or_default()
        });
        report.files = 1;
        report.read_error = report.read_error.take().map(|error| error.about(Shown::masked(name)));
        let kind = contents?.kind;
        comments::apply(&mut report, &text, kind, &FileName::new(name), &self.engine.rules);
        if kind == Kind::Notebook {
            add_cells(&mut report, &text);
        }
        if matches!(text, Cow::Owned(_)) {
            // Edits are of the text, not of the compressed bytes.
            report.findings.iter_mut().for_each(|finding| finding.fix = None);
        }
        Some(report)
    }

    /// Checks a file that is the body of requests in another file, with what that file says about each
    /// ([`Contents::missing_bodies`](envelope::Contents::missing_bodies)). Findings outside the body are reported by
    /// [`Linter::lint_file`] for the other file.
    #[doc(hidden)]
    pub fn lint_body_file(&self, name: &str, body: &[u8], requests: &[BodyFile]) -> Report {
        let file = FileName::new(name);
        let mut all = Report { files: 1, ..Report::default() };
        let mut known = Distinct::default();
        let mut different: Vec<(&BodyFile, usize)> = Vec::new();
        for request in requests {
            match different.iter().position(|(other, _)| other.is_sent_like(request)) {
                Some(at) => different[at].1 += 1,
                None if different.len() < MAX_DIFFERENT_REQUESTS => different.push((request, 1)),
                None => {
                    all.skipped += 1;
                    all.skips.add(None, "sent with a body that many other requests are sent with, too");
                }
            }
        }
        for (request, count) in different {
            let mut report = self.lint_all(body, Some(&file), &mut |visit| {
                envelope::read_bytes(body, &request.head, request.strips_line_breaks, visit).into()
            });
            let is_outside_body = |finding: &Finding| finding.location.span.is_none();
            let is_rejected = |finding: &Finding| finding.severity == Severity::Error && finding.response.is_some();
            if report.findings.iter().any(|finding| is_outside_body(finding) && is_rejected(finding)) {
                report.predicted.clear();
            }
            report.findings.retain(|finding| !is_outside_body(finding));
            report.findings.retain(|finding| known.add(finding));
            report.requests *= count;
            all.extend(report);
        }
        all.findings.sort_by_key(|finding| finding.location.span.as_ref().map(|span| span.start));
        all
    }

    /// Checks whole lines of a file that has one JSON value per line, so that a long file can be read in pieces and by
    /// several threads. Locations are those in the piece until [`Report::shift`] moves them to where the piece begins;
    /// a [`CrossCheck`] adds the conflicts between requests.
    pub fn lint_lines(&self, name: &str, lines: &[u8], options: FileOptions) -> Report {
        let mut report = Report::default();
        self.lint_each(lines, Some(&FileName::new(name)), &mut report, &mut |visit| {
            envelope::read_lines(name, lines, self.read_options(options), visit)
        });
        report.read_error = report.read_error.take().map(|error| error.about(Shown::masked(name)));
        if !report.notes.is_empty() {
            // A later piece may need them, when this one is gone.
            let index = LineIndex::new(lines);
            for note in &mut report.notes {
                note.position = note.span.as_ref().map(|span| index.position(span));
            }
        }
        report
    }

    /// Starts to compare the requests of a file that is checked with [`Linter::lint_lines`].
    pub fn cross_check(&self) -> CrossCheck {
        CrossCheck::new(Arc::clone(&self.engine.knowledge), self.is_forced(), self.limits)
    }

    /// How the linter reads a file.
    pub fn read_options(&self, options: FileOptions) -> envelope::Options<'_> {
        let (named, kind, forced) = (options.named, self.input, self.is_forced());
        envelope::Options { named, kind, forced, limits: self.limits, knowledge: self.knowledge() }
    }

    /// Whether the settings say what the requests are.
    fn is_forced(&self) -> bool {
        self.input.is_some() || self.engine.defaults.target.is_some() || self.engine.defaults.head.url.is_some()
    }

    /// Checks every request that `read` finds in a whole text, and compares them with each other.
    fn lint_all(&self, text: &[u8], file: Option<&FileName>, read: &mut Reader<'_>) -> Report {
        let mut report = Report::default();
        self.lint_each(text, file, &mut report, read);
        cross_check::compare_whole(&mut report, text, self.limits, read);
        report
    }

    /// Adds to an empty report what every request that `read` finds in a text gives.
    fn lint_each(&self, text: &[u8], file: Option<&FileName>, report: &mut Report, read: &mut Reader<'_>) {
        // Most of a large body is base64, in which no line breaks need to be looked for.
        let mut letters = None;
        let mut quota = Quota::new(self.limits);
        let found = read(&mut |entry| {
            let mut checked = self.engine.check(entry, file);
            quota.keep(&mut checked.findings, &mut checked.omitted);
            report.add(checked, self.limits.max_findings());
            if !report.findings.is_empty() && *entry.map == SourceMap::Shift(0) {
                letters.get_or_insert_with(|| entry.document.letters().collect());
            }
        });
        report.count_in(found);
        add_positions(report, || LineIndex::with_letters(text, letters.unwrap_or_default()));
    }
}

impl Report {
    /// Adds what one entry gave. Of what is for tests, this many are kept.
    fn add(&mut self, checked: Checked, max_suppressed: usize) {
        // Most requests have no fault.
        if checked.is_empty() {
            return;
        }
        self.findings.extend(checked.findings);
        self.predicted.extend(checked.prediction);
        self.recorded.extend(checked.recorded);
        self.notes.extend(checked.notes);
        let left = max_suppressed.saturating_sub(self.suppressed.len());
        self.suppressed.extend(checked.suppressed.into_iter().take(left));
        if !checked.omitted.is_empty() {
            self.omit(checked.omitted);
        }
    }
}

/// Adds the cell of a notebook to each location.
#[cfg(feature = "code")]
fn add_cells(report: &mut Report, text: &[u8]) {
    if report.findings.is_empty() {
        return;
    }
    let Some(index) = envelope::CellIndex::new(text) else { return };
    for finding in &mut report.findings {
        let related = finding.related.iter_mut().map(|related| &mut related.location);
        for location in std::iter::once(&mut finding.location).chain(related) {
            let position = location.span.as_ref().and_then(|span| index.position(span.start));
            location.cell = position.map(|(cell, line, column)| CellPosition { cell, line, column });
        }
    }
}

#[cfg(not(feature = "code"))]
fn add_cells(_report: &mut Report, _text: &[u8]) {}

/// Adds lines, columns and excerpts to the findings in one text.
fn add_positions<'s>(report: &mut Report, lines: impl FnOnce() -> LineIndex<'s>) {
    if !report.findings.is_empty() {
        let lines = lines();
        report.findings.iter_mut().for_each(|finding| assemble::add_positions(finding, &lines));
    }
}
