//! Comments that suppress findings: `# payloadlint: ignore[PL504, missing-max-tokens] reason`, on the line of a finding or
//! the line above.

use std::ops::Range;

use crate::envelope::{Content, Entry, Head, Kind, SourceMap};
use crate::finding::{FileName, Finding, LineIndex, Severity};
use crate::json::Document;
use crate::knowledge::Endpoint;
use crate::mask::{Shown, quoted, shown};
use crate::rules::{self, Check, CommentFault, Rule};

use super::assemble::{self, bare_finding};
use super::locate::Locator;
use super::report::{Report, SuppressedBy, SuppressedFinding};
use super::ruleset::Ruleset;

const NAME: &str = "payloadlint:";
const VERB: &str = "ignore";

/// A comment that is meant to suppress findings.
struct Comment {
    /// The line that it is on.
    line: usize,
    /// The last line whose findings it suppresses.
    last_line: usize,
    /// Its selectors, with their bytes.
    selectors: Vec<Selector>,
    /// What is wrong with it, with the bytes at fault.
    faults: Vec<(Shown, Range<usize>)>,
    reason: Option<Shown>,
    /// Whether it may be an example, so that its faults do not matter.
    is_example: bool,
}

/// The code, the start of a code, or the name of a rule.
struct Selector {
    text: String,
    span: Range<usize>,
    is_used: bool,
}

/// What comments start with in a kind of file.
fn starts(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Python | Kind::Notebook | Kind::Shell | Kind::Vcr | Kind::Httpmock => &["#"],
        Kind::TypeScript => &["//", "/*"],
        Kind::Http => &["#", "//"],
        _ if is_page(kind) => &["#", "//", "<!--"],
        _ => &[],
    }
}

fn is_page(kind: Kind) -> bool {
    matches!(kind, Kind::Markdown | Kind::Rst | Kind::Asciidoc)
}

/// Moves the findings of a file that its comments suppress to the suppressed ones, and adds those about comments.
pub(super) fn apply(report: &mut Report, text: &[u8], kind: Kind, file: &FileName, rules: &Ruleset) {
    if starts(kind).is_empty() || memchr::memmem::find(text, NAME.as_bytes()).is_none() {
        return;
    }
    let Ok(text) = std::str::from_utf8(text) else { return };
    let lines = lines(text, kind);
    let mut comments = comments(text, &lines, kind);
    let line_of = |finding: &Finding| {
        let start = finding.location.span.as_ref()?.start;
        Some(lines.partition_point(|line| line.start <= start).saturating_sub(1))
    };
    for finding in std::mem::take(&mut report.findings) {
        let Some((line, reason)) = line_of(&finding).and_then(|line| suppressing(&mut comments, line, &finding)) else {
            report.findings.push(finding);
            continue;
        };
        let by = SuppressedBy::Comment { line, reason };
        report.ignored.push(SuppressedFinding { finding, by });
    }
    forget_predictions(report);
    let mut found = faults(&comments, rules, file);
    if !found.is_empty() {
        let index = LineIndex::new(text.as_bytes());
        found.iter_mut().for_each(|finding| assemble::add_positions(finding, &index));
        report.findings.extend(found);
        report.findings.sort_by_key(|finding| finding.location.span.as_ref().map_or(0, |span| span.start));
    }
}

/// The comment that suppresses a finding of a line: the number of its line, and its reason.
fn suppressing(comments: &mut [Comment], line: usize, finding: &Finding) -> Option<(usize, Option<Shown>)> {
    let rule = rules::find(finding.code)?;
    let is_near = |comment: &&mut Comment| (comment.line..=comment.last_line).contains(&line);
    comments.iter_mut().filter(is_near).find_map(|comment| {
        let mut selectors = comment.selectors.iter_mut();
        let selector = selectors.find(|selector| rules::selects(&selector.text, rule))?;
        selector.is_used = true;
        Some((comment.line + 1, comment.reason.clone()))
    })
}

/// Removes the predicted responses that are those to suppressed findings.
fn forget_predictions(report: &mut Report) {
    let is_rejection = |finding: &&Finding| finding.severity == Severity::Error && finding.response.is_some();
    let (findings, ignored) = (&report.findings, &report.ignored);
    report.predicted.retain_mut(|prediction| {
        let is_suppressed = ignored.iter().any(|ignored| {
            ignored.finding.entry == prediction.entry && ignored.finding.response.as_ref() == Some(&prediction.response)
        });
        if !is_suppressed {
            return true;
        }
        let mut others = findings.iter().filter(is_rejection).filter(|finding| finding.entry == prediction.entry);
        match others.next().and_then(|finding| finding.response.clone()) {
            Some(response) => prediction.response = response,
            None => return false,
        }
        true
    });
}

/// The findings about comments.
fn faults(comments: &[Comment], rules: &Ruleset, file: &FileName) -> Vec<Finding> {
    let is_on =
        |selector: &Selector| rules::all().iter().any(|rule| rules::selects(&selector.text, rule) && rules.is_on(rule));
    let mut found = Vec::new();
    for comment in comments.iter().filter(|comment| !comment.is_example) {
        let malformed = comment.faults.iter();
        let malformed = malformed.map(|(problem, span)| (CommentFault::Malformed, problem.clone(), span));
        let unused = comment.selectors.iter().filter(|selector| !selector.is_used && is_on(selector));
        let unused = unused.map(|selector| (CommentFault::Unused, quoted(&selector.text), &selector.span));
        for (fault, text, span) in malformed.chain(unused) {
            found.extend(finding(fault, text, span.clone(), rules, file));
        }
    }
    found
}

/// A finding about a comment, if its rule is enabled.
fn finding(fault: CommentFault, text: Shown, span: Range<usize>, rules: &Ruleset, file: &FileName) -> Option<Finding> {
    let diagnostic_of = |rule: &&'static Rule| match rule.check {
        Check::Comment(own, diagnostic) if own == fault => Some((*rule, diagnostic)),
        _ => None,
    };
    let (rule, diagnostic) = rules::all().iter().find_map(diagnostic_of)?;
    let severity = rules.severity(rule, rule.severity)?;
    let document = Document::parse(b"");
    let entry = Entry {
        id: None,
        document: &document,
        content: None::<Content<'_>>,
        head: &Head::default(),
        map: &SourceMap::Shift(0),
        file: &[],
        extent: 0..0,
        is_first: true,
        wire_bytes: 0,
    };
    let locator = Locator::new(&entry, Endpoint::default());
    Some(bare_finding(diagnostic(&text, span), severity, &locator, Some(file)))
}

/// The lines of a text, without their line breaks. The lines of a cell of a notebook are lines, however the file writes
/// them.
fn lines(text: &str, kind: Kind) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (end, next) = match bytes[at] {
            b'\n' => (at, at + 1),
            b'\\' if kind == Kind::Notebook => match bytes.get(at + 1) {
                Some(b'n') => (at, at + 2 + between_strings(&text[at + 2..])),
                _ => {
                    at += 2;
                    continue;
                }
            },
            _ => {
                at += 1;
                continue;
            }
        };
        lines.push(start..end);
        (start, at) = (next, next);
    }
    lines.push(start.min(text.len())..text.len());
    lines
}

/// The length of what is between two strings of a list on lines of their own: `",`, a line break, and `"`.
fn between_strings(rest: &str) -> usize {
    let after = |rest: &str| {
        let list = rest.strip_prefix("\",")?.trim_start().strip_prefix('"')?;
        Some(list.len())
    };
    after(rest).map_or(0, |left| rest.len() - left)
}

/// The comments of a text that are meant to suppress findings.
fn comments(text: &str, lines: &[Range<usize>], kind: Kind) -> Vec<Comment> {
    let starts = starts(kind);
    // The first line of a cell follows a quote.
    let is_before = |c: char| matches!(c, ' ' | '\t') || c == '"' && kind == Kind::Notebook;
    let mut comments: Vec<Comment> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), NAME.as_bytes()) {
        let line = lines.partition_point(|line| line.start <= at).saturating_sub(1);
        let Some(span) = lines.get(line).filter(|span| span.contains(&at)) else { continue };
        let before = text[span.start..at].trim_end();
        let without = |start: &&'static str| Some((before.strip_suffix(start)?, *start));
        let Some((code, start)) = starts.iter().find_map(without) else { continue };
        if !code.is_empty() && !code.ends_with(is_before) {
            continue;
        }
        let rest = &text[at + NAME.len()..span.end];
        if !rest.trim_start().starts_with(VERB) && !rest.trim_start().starts_with('[') {
            continue;
        }
        let comment = read(rest, at..span.end, line);
        // The fences of a page show how comments are written, too.
        let is_example = is_page(kind) && start != "<!--";
        let last_line = if start == "<!--" { fence_end(text, lines, line) } else { comment.last_line };
        comments.push(Comment { is_example, last_line, ..comment });
    }
    // A comment on a line of its own also suppresses through comments below it.
    for index in (1..comments.len()).rev() {
        let (above, below) = comments.split_at_mut(index);
        let (above, below) = (&mut above[index - 1], &below[0]);
        let code = text[lines[below.line].clone()].trim_start_matches(is_before);
        let is_alone = starts.iter().any(|start| code.starts_with(start));
        if above.line + 1 == below.line && is_alone {
            above.last_line = below.last_line;
        }
    }
    comments
}

/// The last line of the fence of a page that opens on the line after a comment; else that line.
fn fence_end(text: &str, lines: &[Range<usize>], line: usize) -> usize {
    let trimmed = |line: &Range<usize>| text[line.clone()].trim();
    let marker = |line: &Range<usize>| ["```", "~~~"].into_iter().find(|marker| trimmed(line).starts_with(marker));
    let Some(marker) = lines.get(line + 1).and_then(marker) else { return line + 1 };
    let content = lines.iter().skip(line + 2).take_while(|line| !trimmed(line).starts_with(marker));
    line + 1 + content.count()
}

/// Reads what follows the name in a comment; `whole` are the bytes from the name to the end of the line.
fn read(rest: &str, whole: Range<usize>, line: usize) -> Comment {
    let mut comment = Comment {
        line,
        last_line: line + 1,
        selectors: Vec::new(),
        faults: Vec::new(),
        reason: None,
        is_example: false,
    };
    let offset = |part: &str| whole.start + NAME.len() + (part.as_ptr() as usize - rest.as_ptr() as usize);
    let end = whole.start + NAME.len() + rest.trim_end().len();
    let mut fault = |problem: &'static str| comment.faults.push((problem.into(), whole.start..end));
    let Some(after) = rest.trim_start().strip_prefix(VERB) else {
        fault("missing `ignore` before `[`");
        return comment;
    };
    let Some(list) = after.trim_start().strip_prefix('[') else {
        fault("missing `[` after `ignore`");
        return comment;
    };
    let Some((list, reason)) = list.split_once(']') else {
        fault("missing `]`");
        return comment;
    };
    let reason = reason.trim().trim_end_matches("-->").trim_end();
    comment.reason = (!reason.is_empty()).then(|| Shown::masked(reason));
    for part in list.split(',') {
        let text = part.trim();
        let span = offset(part) + (part.len() - part.trim_start().len());
        let span = span..span + text.len();
        if text.is_empty() {
            comment.faults.push(("a rule is missing between the brackets".into(), whole.start..end));
        } else if rules::all().iter().any(|rule| rules::selects(text, rule)) {
            comment.selectors.push(Selector { text: text.to_owned(), span, is_used: false });
        } else {
            let hint = rules::nearest(text).map(|name| shown!(", did you mean `{name}`?", name)).unwrap_or_default();
            comment.faults.push((shown!("unknown rule {}{hint}", quoted(text), hint), span));
        }
    }
    comment
}
