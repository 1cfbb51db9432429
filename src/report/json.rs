//! For programs: one JSON document, as specified by `schemas/report.v1.schema.json`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::TextOptions;
use super::statistics::{RuleCount, Statistics};
use super::summary::Summary;
use crate::envelope::RequestId;
use crate::finding::{Fix, Location, Safety, mask_secrets};
use crate::lint::{Omitted, SuppressedBy, SuppressedFinding};
use crate::{Disagreement, DisagreementKind, Finding, Prediction, Recorded, Report};

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn render(report: &Report, _: &TextOptions, out: &mut dyn io::Write) -> io::Result<()> {
    write(&ReportV1::of(report), out)
}

/// Writes the report with the number of findings of each rule.
///
/// # Errors
///
/// Those of `out`.
pub fn render_with_statistics(report: &Report, statistics: &Statistics, out: &mut dyn io::Write) -> io::Result<()> {
    let rules = statistics.rules();
    let statistics = rules.iter().map(|RuleCount { code, rule, severity, findings }| RuleCountV1 {
        code,
        rule,
        severity: severity.to_string(),
        findings: *findings,
    });
    write(&ReportV1 { statistics: Some(statistics.collect()), ..ReportV1::of(report) }, out)
}

fn write(report: &ReportV1<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, report)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct ReportV1<'r> {
    version: u32,
    tool: Tool,
    summary: SummaryV1,
    findings: Vec<FindingV1<'r>>,
    predicted: Vec<PredictedV1<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recorded: Vec<RecordedV1<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    omitted: Vec<OmittedV1<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressed: Vec<SuppressedV1<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Vec<RuleCountV1>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct SummaryV1 {
    files: usize,
    requests: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    fixable: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<RecordedSummaryV1>,
}

/// The numbers of recorded responses.
#[derive(Serialize)]
struct RecordedSummaryV1 {
    agreements: usize,
    differences: usize,
    not_predicted: usize,
    contradictions: usize,
    changed: usize,
    inconclusive: usize,
}

/// A recorded response that is not what the findings say.
#[derive(Serialize)]
struct RecordedV1<'r> {
    file: Option<&'r str>,
    entry: Option<EntryV1<'r>>,
    outcome: &'static str,
    codes: &'r [&'static str],
}

/// The number of findings of a rule.
#[derive(Serialize)]
struct RuleCountV1 {
    code: &'static str,
    rule: &'static str,
    severity: String,
    findings: usize,
}

/// How much is missing of a file with more findings than a report contains.
#[derive(Serialize)]
struct OmittedV1<'r> {
    file: Option<&'r str>,
    findings: usize,
    rules: &'r BTreeMap<&'static str, usize>,
    predicted: usize,
}

/// A finding that the user chose not to see.
#[derive(Serialize)]
struct SuppressedV1<'r> {
    code: &'r str,
    rule: &'r str,
    severity: String,
    message: Cow<'r, str>,
    file: Option<&'r str>,
    line: Option<usize>,
    fingerprint: String,
    by: &'static str,
    comment_line: usize,
    reason: Option<Cow<'r, str>>,
}

#[derive(Serialize)]
struct FindingV1<'r> {
    code: &'r str,
    rule: &'r str,
    severity: String,
    confidence: String,
    evidence: EvidenceV1<'r>,
    message: Cow<'r, str>,
    help: Option<Cow<'r, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
    url: &'r str,
    file: Option<&'r str>,
    entry: Option<EntryV1<'r>>,
    #[serde(flatten)]
    location: LocationV1<'r>,
    related: Vec<RelatedV1<'r>>,
    status: Option<u16>,
    error_type: Option<&'r str>,
    api_message: Option<Cow<'r, str>>,
    response_row: Option<&'r str>,
    fingerprint: String,
    fix: Option<FixV1<'r>>,
}

#[derive(Serialize)]
struct EvidenceV1<'r> {
    seen: &'r str,
    source: &'r str,
}

#[derive(Serialize)]
struct EntryV1<'r> {
    index: usize,
    line: Option<usize>,
    custom_id: Option<Cow<'r, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'r, str>>,
}

#[derive(Serialize)]
struct LocationV1<'r> {
    pointer: Option<Cow<'r, str>>,
    path: Cow<'r, str>,
    #[serde(flatten)]
    span: SpanV1,
}

#[derive(Serialize, Default)]
struct SpanV1 {
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    offset: Option<usize>,
    length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell_column: Option<usize>,
}

#[derive(Serialize)]
struct RelatedV1<'r> {
    pointer: Option<Cow<'r, str>>,
    #[serde(flatten)]
    span: SpanV1,
    message: Cow<'r, str>,
}

#[derive(Serialize)]
struct PredictedV1<'r> {
    file: Option<&'r str>,
    entry: Option<EntryV1<'r>>,
    status: u16,
    error_type: &'r str,
    message: Option<Cow<'r, str>>,
    response_row: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<&'static str>,
}

#[derive(Serialize)]
struct FixV1<'r> {
    safety: &'static str,
    title: Cow<'r, str>,
    edits: Vec<EditV1<'r>>,
}

#[derive(Serialize)]
struct EditV1<'r> {
    offset: usize,
    length: usize,
    text: &'r str,
}

impl<'r> ReportV1<'r> {
    fn of(report: &'r Report) -> Self {
        let summary = Summary::of(report);
        ReportV1 {
            version: 1,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            summary: SummaryV1 {
                files: summary.files,
                requests: summary.requests,
                errors: summary.findings.errors,
                warnings: summary.findings.warnings,
                infos: summary.findings.infos,
                fixable: summary.findings.fixable,
                suppressed: Some(summary.suppressed).filter(|suppressed| *suppressed > 0),
                recorded: RecordedSummaryV1::of(&report.recorded),
            },
            findings: report.findings.iter().map(FindingV1::of).collect(),
            predicted: report.predicted.iter().map(PredictedV1::of).collect(),
            recorded: report.recorded.disagreements.iter().map(RecordedV1::of).collect(),
            omitted: report.omitted.iter().map(OmittedV1::of).collect(),
            suppressed: report.ignored.iter().map(SuppressedV1::of).collect(),
            statistics: None,
        }
    }
}

impl RecordedSummaryV1 {
    /// `None` if no response was recorded.
    fn of(recorded: &Recorded) -> Option<Self> {
        (!recorded.is_empty()).then(|| RecordedSummaryV1 {
            agreements: recorded.agreements,
            differences: recorded.count(DisagreementKind::Difference),
            not_predicted: recorded.count(DisagreementKind::NotPredicted),
            contradictions: recorded.count(DisagreementKind::Contradiction),
            changed: recorded.count(DisagreementKind::Changed),
            inconclusive: recorded.inconclusive,
        })
    }
}

impl<'r> RecordedV1<'r> {
    fn of(disagreement: &'r Disagreement) -> Self {
        RecordedV1 {
            file: disagreement.file.as_deref(),
            entry: disagreement.entry.as_deref().map(EntryV1::of),
            outcome: disagreement.kind.as_str(),
            codes: &disagreement.codes,
        }
    }
}

impl<'r> OmittedV1<'r> {
    fn of(omitted: &'r Omitted) -> Self {
        OmittedV1 {
            file: omitted.file.as_deref(),
            findings: omitted.findings.total(),
            rules: &omitted.rules,
            predicted: omitted.predicted,
        }
    }
}

impl<'r> SuppressedV1<'r> {
    fn of(suppressed: &'r SuppressedFinding) -> Self {
        let SuppressedFinding { finding, by: SuppressedBy::Comment { line, reason } } = suppressed;
        SuppressedV1 {
            code: finding.code,
            rule: finding.rule,
            severity: finding.severity.to_string(),
            message: mask_secrets(&finding.message),
            file: finding.file.as_deref(),
            line: finding.location.position.map(|position| position.line),
            fingerprint: finding.fingerprint(),
            by: "comment",
            comment_line: *line,
            reason: reason.as_deref().map(mask_secrets),
        }
    }
}

impl<'r> FindingV1<'r> {
    fn of(finding: &'r Finding) -> Self {
        let response = finding.response.as_ref();
        FindingV1 {
            code: finding.code,
            rule: finding.rule,
            severity: finding.severity.to_string(),
            confidence: finding.evidence.confidence.to_string(),
            evidence: EvidenceV1 { seen: &finding.evidence.seen, source: &finding.evidence.source },
            message: mask_secrets(&finding.message),
            help: finding.help.as_deref().map(mask_secrets),
            note: finding.note.as_deref(),
            url: &finding.url,
            file: finding.file.as_deref(),
            entry: finding.entry.as_deref().map(EntryV1::of),
            location: LocationV1 {
                pointer: finding.location.pointer.as_deref().map(mask_secrets),
                path: mask_secrets(&finding.location.path),
                span: SpanV1::of(&finding.location),
            },
            related: finding
                .related
                .iter()
                .map(|related| RelatedV1 {
                    pointer: related.location.pointer.as_deref().map(mask_secrets),
                    span: SpanV1::of(&related.location),
                    message: mask_secrets(&related.message),
                })
                .collect(),
            status: response.map(|response| response.status),
            error_type: response.map(|response| response.error_type.as_str()),
            api_message: response.and_then(|response| response.message.as_deref()).map(mask_secrets),
            response_row: response.and_then(|response| response.row),
            fingerprint: finding.fingerprint(),
            fix: finding.fix.as_ref().and_then(FixV1::of),
        }
    }
}

impl<'r> EntryV1<'r> {
    fn of(id: &'r RequestId) -> Self {
        EntryV1 {
            index: id.index,
            line: id.line,
            custom_id: id.custom_id.as_deref().map(mask_secrets),
            url: id.url.as_deref().map(mask_secrets),
        }
    }
}

impl SpanV1 {
    fn of(location: &Location) -> Self {
        let (Some(span), Some(position)) = (&location.span, location.position) else { return SpanV1::default() };
        SpanV1 {
            line: Some(position.line),
            column: Some(position.column),
            end_line: Some(position.end_line),
            end_column: Some(position.end_column),
            offset: Some(span.start),
            length: Some(span.len()),
            cell: location.cell.map(|cell| cell.cell),
            cell_line: location.cell.map(|cell| cell.line),
            cell_column: location.cell.map(|cell| cell.column),
        }
    }
}

impl<'r> PredictedV1<'r> {
    fn of(prediction: &'r Prediction) -> Self {
        PredictedV1 {
            file: prediction.file.as_deref(),
            entry: prediction.entry.as_deref().map(EntryV1::of),
            status: prediction.response.status,
            error_type: &prediction.response.error_type,
            message: prediction.response.message.as_deref().map(mask_secrets),
            response_row: prediction.response.row,
            recorded: prediction.matches_recording.map(|matches| if matches { "matches" } else { "differs" }),
        }
    }
}

impl<'r> FixV1<'r> {
    /// `None` for a fix whose text contains a credential: it must not be shown, and masked it would do harm.
    fn of(fix: &'r Fix) -> Option<Self> {
        let is_safe_to_show = |text: &str| matches!(mask_secrets(text), Cow::Borrowed(_));
        fix.edits.iter().all(|edit| is_safe_to_show(&edit.text)).then(|| FixV1 {
            safety: match fix.safety {
                Safety::Safe => "safe",
                Safety::Unsafe => "unsafe",
            },
            title: mask_secrets(&fix.title),
            edits: fix
                .edits
                .iter()
                .map(|edit| EditV1 { offset: edit.offset, length: edit.length, text: &edit.text })
                .collect(),
        })
    }
}
