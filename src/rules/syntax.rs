//! Runs the rules about syntax errors.

use crate::envelope::{Entry, SourceMap};
use crate::json::{SyntaxError, SyntaxFault};
use crate::payload::rejection::ParserMessage;
use crate::payload::{Context, wire};

use super::{Check, Diagnostic, Sink};

/// Reports the syntax errors of an entry. The first one has the message of the API's parser.
pub(crate) fn check(entry: &Entry<'_>, context: &Context<'_>, sink: &mut Sink) {
    let document = entry.document;
    if document.errors().is_empty() {
        return;
    }
    let first = document.first_error();
    let is_first = |error: &SyntaxError| first.is_some_and(|first| std::ptr::eq(first, error));
    let message = ParserMessage::of(entry, context);
    let own = wire::OwnText::of(entry);
    let own: Vec<&SyntaxError> = own.select(document.errors(), |error| error.span.start).collect();
    for rule in super::all() {
        let (Check::Syntax(faults, diagnostic) | Check::RepeatedSyntax(faults, diagnostic)) = rule.check else {
            continue;
        };
        let errors = own.iter().copied().filter(|error| faults.contains(&error.fault));
        // A byte-order mark at the start of a file of several requests is not sent.
        let errors = errors.filter(|error| error.fault != SyntaxFault::ByteOrderMark || wire::is_whole_document(entry));
        let diagnostics = errors.map(|error| {
            let diagnostic = explain(diagnostic(error, document.source()), error, entry);
            match &message {
                Some(message) if is_first(error) => diagnostic.response("E148", [("reason", message.text())]),
                _ => diagnostic,
            }
        });
        match rule.check {
            Check::RepeatedSyntax(..) => sink.diagnostics.extend(diagnostics.reduce(merged)),
            _ => sink.diagnostics.extend(diagnostics),
        }
    }
}

/// Corrects the help where the shell, and not the author of the JSON, ended a string.
fn explain(diagnostic: Diagnostic, error: &SyntaxError, entry: &Entry<'_>) -> Diagnostic {
    if error.fault != SyntaxFault::UnclosedString || !is_cut_by_shell(error, entry) {
        return diagnostic;
    }
    diagnostic.help(
        "the apostrophe ends the quoted string of the shell here; write it as `'\\''`, or send the body from a \
         here-document: `-d @- <<'EOF'`",
    )
}

/// Whether an unclosed string has an apostrophe in the file, or before the next word, that is not part of the body.
fn is_cut_by_shell(error: &SyntaxError, entry: &Entry<'_>) -> bool {
    let text = entry.document.source();
    let opening = error.opening.as_ref().map_or(error.span.start, |opening| opening.start);
    if !matches!(entry.map, SourceMap::Pieces(_)) {
        return false;
    }
    let (Some(string), Some(span)) = (text.get(opening..), entry.map.map(&(opening..text.len()))) else { return false };
    let Some(raw) = entry.file.get(span.clone()) else { return false };
    let rest = &entry.file[span.end..];
    let quotes = |bytes: &[u8]| memchr::memchr_iter(b'\'', bytes).count();
    let ends_before_word =
        || rest.starts_with(b"' ") && rest.trim_ascii_start().get(2).is_some_and(u8::is_ascii_alphanumeric);
    quotes(raw) > quotes(string.as_bytes()) || ends_before_word()
}

/// The first diagnostic of a repeated error, with the location and the fix of another one.
fn merged(mut first: Diagnostic, next: Diagnostic) -> Diagnostic {
    /// How many locations are shown after the first.
    const RELATED: usize = 5;
    if first.related.len() < RELATED {
        first.related.push((next.anchor, "and here".into()));
    }
    if let (Some((safety, _, edits)), Some((other, _, more))) = (&mut first.fix, next.fix) {
        *safety = (*safety).max(other);
        edits.extend(more);
    }
    first
}
