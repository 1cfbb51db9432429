//! From diagnostics to findings, in the order of the bytes, and the response that the API would give.

use crate::finding::{
    Doubt, Evidence, Excerpt, FileName, Finding, Fix, LineIndex, Location, Related, Response, Severity, TextEdit,
};
use crate::mask::{Shown, is_masked};
use std::collections::HashMap;
use std::sync::Arc;

use crate::envelope::{Entry, RequestId, SourceMap};
use crate::json::{NodeId, Segment};
use crate::payload::Context;
use crate::placeholder::is_template;
use crate::rules::{Anchor, Diagnostic, Edit, PredictedResponse, ResponsePath, Rule, Stage};

use super::locate::Locator;
use super::quota::Quota;
use super::recorded::Recording;
use super::report::{Checked, Omitted, Prediction, Suppressed};
use super::ruleset::Ruleset;
use super::{edit, predict, suppress};

/// Turns the diagnostics of one entry into findings.
pub(super) struct Assembler<'r, 'a> {
    locator: Locator<'r, 'a>,
    context: &'r Context<'r>,
    rules: &'r Ruleset,
    recording: Option<Recording<'r>>,
    file: Option<FileName>,
    request: Option<Arc<RequestId>>,
}

/// A finding with its position in the API's order of checks.
struct Ranked {
    finding: Finding,
    /// Stage, top-level field, first byte.
    rank: (Stage, usize, usize),
    node: NodeId,
}

impl<'r, 'a: 'r> Assembler<'r, 'a> {
    pub(super) fn new(
        entry: &'r Entry<'a>,
        context: &'r Context<'r>,
        rules: &'r Ruleset,
        file: Option<&FileName>,
    ) -> Self {
        Assembler {
            locator: Locator::new(entry, context.endpoint),
            context,
            rules,
            recording: Recording::of(entry),
            file: file.cloned(),
            request: request_id(entry),
        }
    }

    /// Adds the findings, in the order of the bytes, and the response that the API would give.
    /// Findings beyond the limit are only counted.
    pub(super) fn assemble(mut self, mut diagnostics: Vec<Diagnostic>, checked: &mut Checked) {
        diagnostics.retain(|diagnostic| {
            self.rules.is_on(diagnostic.rule)
                && !self.is_about_broken_text(diagnostic)
                && !self.is_about_unknown(diagnostic)
                && !self.is_about_template(diagnostic)
        });
        let (mut reported, mut suppressed) = suppress::split(diagnostics, self.locator.entry.document);
        reported.retain(|diagnostic| !diagnostic.is_unsure);
        self.keep_within_limit(&mut reported, &mut checked.omitted);
        suppressed.truncate(self.context.limits.max_findings());
        self.find_pointers(reported.iter().chain(&suppressed));
        checked.suppressed = suppressed.iter().map(|diagnostic| self.suppressed(diagnostic)).collect();
        let mut ranked: Vec<Ranked> = reported.into_iter().filter_map(|diagnostic| self.ranked(diagnostic)).collect();
        ranked.sort_by(|left, right| order(&left.finding).cmp(&order(&right.finding)));
        ranked.dedup_by(|left, right| is_same(&left.finding, &right.finding));
        checked.prediction = self.prediction(&ranked);
        checked.findings = ranked.into_iter().map(|ranked| ranked.finding).collect();
        count_repeats(&mut checked.findings);
    }

    /// Drops and counts the diagnostics beyond the limit. The first ones in the order of the bytes are kept.
    fn keep_within_limit(&self, diagnostics: &mut Vec<Diagnostic>, omitted: &mut Omitted) {
        let is_whole = |diagnostic: &Diagnostic| !diagnostic.is_only_counted && diagnostic.more == 0;
        let is_beyond = diagnostics.len() > self.context.limits.max_findings();
        if !is_beyond && diagnostics.iter().all(is_whole) {
            return;
        }
        if is_beyond {
            diagnostics.sort_by_cached_key(|diagnostic| {
                self.locator.span_in_file(&diagnostic.anchor).map_or(0, |span| span.start)
            });
            diagnostics.dedup_by(|left, right| {
                left.rule == right.rule && left.anchor == right.anchor && left.message == right.message
            });
        }
        let mut quota = Quota::new(self.context.limits);
        diagnostics.retain(|diagnostic| {
            let Some(severity) = self.severity(diagnostic) else { return false };
            let code = diagnostic.rule.code;
            let is_kept = !diagnostic.is_only_counted && quota.admits(code, severity, &diagnostic.message);
            let left_out = diagnostic.more + usize::from(!is_kept);
            if left_out > 0 {
                let is_fixable = diagnostic.fix.is_some() && matches!(self.locator.entry.map, SourceMap::Shift(_));
                omitted.count(self.file.as_ref(), code, severity, is_fixable, left_out);
            }
            is_kept
        });
        diagnostics.shrink_to_fit();
    }

    /// The severity of the finding of a diagnostic; `None` if its rule is disabled.
    fn severity(&self, diagnostic: &Diagnostic) -> Option<Severity> {
        let is_doubtful = || {
            let doubt = |recording: &Recording<'_>| recording.doubt(diagnostic, self.context.knowledge).is_some();
            self.recording.as_ref().is_some_and(doubt)
        };
        let own = diagnostic.severity;
        let own = if own == Severity::Error && is_doubtful() { Severity::Warning } else { own };
        self.rules.severity(diagnostic.rule, own)
    }

    /// The response to the request: that of the first error in the API's order of checks.
    fn prediction(&self, ranked: &[Ranked]) -> Option<Prediction> {
        let errors = ranked.iter().filter(|ranked| ranked.finding.severity == Severity::Error);
        let rejected = errors.filter(|ranked| ranked.finding.response.is_some());
        // Of the errors in JSON, the one with a message is the one that the API's parser reaches.
        let is_later = |finding: &Finding| finding.response.as_ref().is_none_or(|response| response.message.is_none());
        let first = rejected.min_by_key(|ranked| {
            let (stage, ..) = ranked.rank;
            (stage, stage == Stage::Json && is_later(&ranked.finding), ranked.rank, ranked.node)
        })?;
        let response = first.finding.response.clone()?;
        Some(Prediction { file: self.file.clone(), entry: self.request.clone(), response, matches_recording: None })
    }

    /// Whether it is about a value that stands for broken text (`NaN` read as a number): what the value would have been is
    /// not known.
    fn is_about_broken_text(&self, diagnostic: &Diagnostic) -> bool {
        if diagnostic.stage == Stage::Json || self.locator.entry.document.errors().is_empty() {
            return false;
        }
        let Some(span) = self.locator.span_in_text(&diagnostic.anchor) else { return false };
        let document = self.locator.entry.document;
        // A key that is not read as it was meant is not missing.
        if let Anchor::Missing(id, _) = diagnostic.anchor {
            return document.node(id).members().any(|(key, _)| document.is_guessed(&key.span()));
        }
        let is_string = diagnostic.anchor.node().is_some_and(|id| document.node(id).is_string());
        document.is_error(&span) || is_string && document.is_guessed(&span)
    }

    /// Whether it is about a value that is not known: a program computes it, or the reader of a page writes it there.
    fn is_about_unknown(&self, diagnostic: &Diagnostic) -> bool {
        let document = self.locator.entry.document;
        if !document.has_unknown() {
            return false;
        }
        let anchors = std::iter::once(&diagnostic.anchor).chain(diagnostic.related.iter().map(|(anchor, _)| anchor));
        // What is missing from an object may be among its unknown members.
        let is_missing = matches!(diagnostic.anchor, Anchor::Missing(id, _) if document.may_have_more(id));
        let mut ids = anchors.filter_map(|anchor| match anchor {
            Anchor::Node(id) | Anchor::Part(id, _) => Some(*id),
            _ => None,
        });
        is_missing || ids.any(|id| document.depends_on_unknown(id))
    }

    /// Whether it is about a string in a file that a program fills in before it sends the request.
    fn is_about_template(&self, diagnostic: &Diagnostic) -> bool {
        let (Anchor::Node(id) | Anchor::Part(id, _)) = diagnostic.anchor else { return false };
        let node = self.locator.entry.document.node(id);
        self.file.is_some() && node.as_str().is_some_and(|text| is_template(&text))
    }

    fn find_pointers<'d>(&mut self, diagnostics: impl Iterator<Item = &'d Diagnostic>) {
        let mut ids: Vec<NodeId> = Vec::new();
        for diagnostic in diagnostics {
            let related = diagnostic.related.iter().map(|(anchor, _)| anchor);
            let in_response = diagnostic.predicted.iter().filter_map(|predicted| match &predicted.path {
                ResponsePath::Of(anchor) | ResponsePath::Inside(anchor) | ResponsePath::Plain(anchor) => Some(anchor),
                ResponsePath::Template | ResponsePath::Given(_) => None,
            });
            let anchors = std::iter::once(&diagnostic.anchor).chain(related).chain(in_response);
            ids.extend(anchors.filter_map(Anchor::node));
        }
        self.locator.find(ids);
    }

    fn ranked(&self, diagnostic: Diagnostic) -> Option<Ranked> {
        let doubt = self.recording.as_ref().and_then(|recording| recording.doubt(&diagnostic, self.context.knowledge));
        let diagnostic = diagnostic.uncertain_if(doubt.is_some());
        let severity = self.rules.severity(diagnostic.rule, diagnostic.severity)?;
        // The API may check another place than the one at fault: a required field whose value has the wrong name.
        let checked = match diagnostic.predicted.as_ref().map(|predicted| &predicted.path) {
            Some(ResponsePath::Of(anchor)) => anchor,
            _ => &diagnostic.anchor,
        };
        let start = self.locator.span_in_file(checked).map_or(0, |span| span.start);
        let rank = (diagnostic.stage, self.field_order(checked), start);
        let node = diagnostic.anchor.node().unwrap_or_default();
        let mut finding = self.finding(diagnostic, severity);
        if let Some((doubt, note)) = doubt {
            finding.doubt = Some(doubt);
            finding.note = Some(note);
            // What was accepted is not known to be rejected today.
            finding.response.take_if(|_| doubt == Doubt::Contradiction);
        }
        Some(Ranked { rank, node, finding })
    }

    /// The finding, without lines and excerpts.
    fn finding(&self, diagnostic: Diagnostic, severity: Severity) -> Finding {
        let response = diagnostic.predicted.as_ref().map(|predicted| self.response(predicted, &diagnostic.anchor));
        let fix = diagnostic.fix.as_ref().and_then(|(safety, title, edits)| {
            Some(Fix { safety: *safety, title: title.clone(), edits: self.edits(edits)? })
        });
        Finding {
            response,
            fix,
            entry: self.request.clone(),
            ..bare_finding(diagnostic, severity, &self.locator, self.file.as_ref())
        }
    }

    /// The API's response to what is wrong at an anchor.
    fn response(&self, predicted: &PredictedResponse, anchor: &Anchor) -> Response {
        let given = match &predicted.path {
            ResponsePath::Template => None,
            ResponsePath::Of(anchor) => Some(self.locator.wire_path(anchor)),
            ResponsePath::Inside(anchor) => Some(self.locator.wire_path_inside(anchor)),
            ResponsePath::Plain(anchor) => Some(self.locator.plain_path(anchor)),
            ResponsePath::Given(path) => Some(path.clone()),
        };
        let own = self.locator.wire_path(anchor);
        predict::response(&predicted.response, self.context.knowledge, &own, given.as_deref())
    }

    /// Edits are JSON: they apply where the body is in the file as it is, not inside a string of another language.
    fn edits(&self, edits: &[Edit]) -> Option<Vec<TextEdit>> {
        if !matches!(self.locator.entry.map, SourceMap::Shift(_)) {
            return None;
        }
        let edits = edit::in_file(edit::replacements(edits, &self.locator)?, &self.locator)?;
        // A credential cannot be shown, and a masked one would do harm.
        edits.iter().all(|edit| !self.repeats_secret(edit)).then_some(edits)
    }

    /// Whether the text of an edit is or may be a credential: by its format, or because it replaces one.
    fn repeats_secret(&self, edit: &TextEdit) -> bool {
        let replaced = edit.offset..edit.offset + edit.length;
        let has_value = edit.text.contains(char::is_alphanumeric);
        Shown::unless_secret(&edit.text).is_none() || has_value && is_masked(self.locator.entry.file, &replaced)
    }

    fn suppressed(&self, diagnostic: &Diagnostic) -> Suppressed {
        Suppressed {
            code: diagnostic.rule.code,
            pointer: self.locator.location(&diagnostic.anchor, None).pointer,
            message: diagnostic.message.clone(),
            by: diagnostic.yields_to.iter().map(|precedence| precedence.rule).collect(),
        }
    }

    /// Position of an anchor's top-level field in the API's order of checks.
    fn field_order(&self, anchor: &Anchor) -> usize {
        let schemas = self.context.knowledge.schemas();
        let step = self.locator.route(anchor).and_then(|route| route.pointer.0.get(self.locator.skipped(anchor)));
        let field = match (step, anchor) {
            (Some(Segment::Key(key)), _) => key.as_str(),
            (None, Anchor::Missing(_, name)) => name.as_str(),
            _ => return usize::MAX,
        };
        schemas.check_position(field)
    }
}

/// A finding of a diagnostic, without response and fix, and without lines and excerpts.
pub(super) fn bare_finding(
    diagnostic: Diagnostic,
    severity: Severity,
    locator: &Locator<'_, '_>,
    file: Option<&FileName>,
) -> Finding {
    let related = diagnostic
        .related
        .into_iter()
        .map(|(anchor, message)| Related { location: locator.location(&anchor, None), message });
    Finding {
        file: file.cloned(),
        entry: request_id(locator.entry),
        code: diagnostic.rule.code,
        rule: diagnostic.rule.name,
        severity,
        evidence: diagnostic.evidence.unwrap_or_else(|| evidence(diagnostic.rule)),
        url: diagnostic.rule.url(),
        related: related.collect(),
        location: locator.location(&diagnostic.anchor, diagnostic.label),
        response: None,
        fix: None,
        message: remasked(diagnostic.message),
        help: diagnostic.help.map(remasked),
        note: None,
        repeat: 0,
        doubt: None,
    }
}

fn evidence(rule: &'static Rule) -> Evidence {
    Evidence { confidence: rule.confidence, seen: rule.seen.into(), source: rule.source.into() }
}

/// Which request of its file an entry is.
pub(super) fn request_id(entry: &Entry<'_>) -> Option<Arc<RequestId>> {
    entry.id.clone().map(Arc::new)
}

/// The parts of a message are masked. Together, they can still look like a credential.
fn remasked(message: Shown) -> Shown {
    Shown::masked(message)
}

/// Numbers the findings of one request that have the same rule and place, so that their fingerprints differ.
pub(super) fn count_repeats(findings: &mut [Finding]) {
    if findings.len() < 2 {
        return;
    }
    let mut seen: HashMap<(&'static str, String), u32> = HashMap::new();
    for finding in findings {
        let count = seen.entry((finding.code, finding.location.address().to_owned())).or_default();
        finding.repeat = *count;
        *count += 1;
    }
}

/// Order of a request's findings: bytes, then code. Headers and URLs without bytes come first, as on the wire.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let span = finding.location.span.as_ref();
    (span.map_or(0, |span| span.start), span.map_or(0, |span| span.end), finding.code, &finding.message)
}

/// Whether two findings are the same fault at the same place.
pub(super) fn is_same(left: &Finding, right: &Finding) -> bool {
    left.code == right.code && left.location == right.location && left.message == right.message
}

/// Findings that differ in their rule, message or place.
#[derive(Default)]
pub(super) struct Distinct {
    /// By their code and their first byte, which tell most of them apart.
    seen: HashMap<(&'static str, Option<usize>), Vec<Finding>>,
}

impl Distinct {
    /// Adds a finding. Whether it is new.
    pub(super) fn add(&mut self, finding: &Finding) -> bool {
        let start = finding.location.span.as_ref().map(|span| span.start);
        let same_place = self.seen.entry((finding.code, start)).or_default();
        let is_new = !same_place.iter().any(|earlier| is_same(earlier, finding));
        if is_new {
            same_place.push(finding.clone());
        }
        is_new
    }
}

/// Adds lines, columns and excerpts. What is not in the file, such as a missing header, is located where its request
/// starts.
pub(super) fn add_positions(finding: &mut Finding, lines: &LineIndex<'_>) {
    if finding.location.span.is_none() && finding.location.pointer.is_none() {
        let line = finding.entry.as_ref().and_then(|id| id.line);
        finding.location.span = line.and_then(|line| lines.first_word(line));
    }
    add_position(&mut finding.location, lines);
    finding.related.iter_mut().for_each(|related| add_position(&mut related.location, lines));
}

fn add_position(location: &mut Location, lines: &LineIndex<'_>) {
    if let Some(span) = &location.span {
        location.position = Some(lines.position(span));
        location.excerpt = Some(Excerpt::cut(lines, span));
    }
}
