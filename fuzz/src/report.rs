//! What is true of every report.

use std::ops::Range;

use payloadlint::internals::finding::Location;
use payloadlint::{Finding, Fix, Report};

/// Checks the body of a request.
pub fn validate(body: &[u8]) {
    let report = payloadlint::validate(body);
    check(&report, body);
    assert_eq!(payloadlint::validate(body), report, "the second report differs");
}

/// Spans and edits are inside the text and at boundaries of characters, and everything can be printed.
pub fn check(report: &Report, text: &[u8]) {
    for finding in &report.findings {
        check_location(&finding.location, text);
        finding.related.iter().for_each(|related| check_location(&related.location, text));
        if let Some(fix) = &finding.fix {
            check_fix(fix, text);
        }
        check_texts(finding);
    }
    let _ = format!("{report} {report:?}");
}

fn check_location(location: &Location, text: &[u8]) {
    if let Some(span) = &location.span {
        check_span(span, text);
    }
    if let Some(position) = &location.position {
        assert!(position.line > 0 && position.column > 0, "{location:?}");
        let (start, end) = ((position.line, position.column), (position.end_line, position.end_column));
        assert!(start <= end, "{location:?}");
    }
    if let Some(excerpt) = &location.excerpt {
        assert!(excerpt.text.get(excerpt.span.clone()).is_some(), "{excerpt:?}");
    }
}

fn check_span(span: &Range<usize>, text: &[u8]) {
    assert!(span.start <= span.end && span.end <= text.len(), "{span:?} of {} bytes", text.len());
    if let Ok(text) = str::from_utf8(text) {
        assert!(text.get(span.clone()).is_some(), "{span:?} splits a character");
    }
}

fn check_fix(fix: &Fix, text: &[u8]) {
    let mut edits: Vec<_> = fix.edits.iter().map(|edit| edit.offset..edit.offset + edit.length).collect();
    edits.iter().for_each(|span| check_span(span, text));
    edits.sort_by_key(|span| (span.start, span.end));
    assert!(edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "edits overlap: {fix:?}");
}

fn check_texts(finding: &Finding) {
    assert!(!finding.message.is_empty() && !finding.code.is_empty());
    assert_eq!(finding.fingerprint(), finding.fingerprint());
    assert_ne!(finding.help.as_deref(), Some(""), "{finding:?}");
}
