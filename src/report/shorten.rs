//! Shortens the values in an excerpt. Structure and keys stay as they are, and characters that could control a terminal
//! are escaped.

use std::ops::Range;

use crate::finding::{Excerpt, push_escaped};

/// The length up to which a value is shown in full.
const MAX_VALUE: usize = 32;
/// How much of a longer value is shown.
const SHOWN_OF_LONG_VALUE: usize = 24;
/// How much is shown of a value that is underlined as a whole.
const MAX_UNDERLINED: usize = 40;
/// How much of a value is shown on each side of a part that is underlined.
const AROUND_UNDERLINED_PART: usize = 16;

/// The printable text of an excerpt, and the ranges of `marks` (bytes of the excerpt) in it. Values are shortened
/// unless `show_values`.
pub(super) fn shorten(excerpt: &Excerpt, marks: &[Range<usize>], show_values: bool) -> (String, Vec<Range<usize>>) {
    let hidden = if show_values { Vec::new() } else { hidden_ranges(excerpt, marks) };
    let mut hidden = hidden.into_iter().peekable();
    let line = line_of(excerpt);
    let mut out = String::with_capacity(excerpt.text.len() + 8);
    // For each byte of the excerpt: where the text before it ends in the output, and where the byte itself starts.
    let mut ends = vec![0; excerpt.text.len() + 1];
    let mut starts = ends.clone();
    let characters = excerpt.text.char_indices().map(|(at, character)| (at, Some(character)));
    for (at, character) in characters.chain([(excerpt.text.len(), None)]) {
        ends[at] = out.len();
        while hidden.next_if(|range| range.end <= at).is_some() {}
        let is_hidden = hidden.peek().is_some_and(|range| range.contains(&at));
        let is_cut = at == line.start && excerpt.cut_before || at == line.end && excerpt.cut_after;
        if (is_hidden || is_cut) && !out.ends_with('…') {
            out.push('…');
        }
        starts[at] = out.len();
        match character {
            _ if is_hidden => {}
            Some(plain @ ('\n' | '\t')) => out.push(plain),
            Some(character) => push_escaped(&mut out, character),
            None => {}
        }
    }
    let in_output = |mark: &Range<usize>| starts[mark.start].min(ends[mark.end])..ends[mark.end];
    let marks = marks.iter().map(in_output).collect();
    (out, marks)
}

/// The line that contains the span.
fn line_of(excerpt: &Excerpt) -> Range<usize> {
    let start = excerpt.text[..excerpt.span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = excerpt.text[excerpt.span.end..].find('\n').map_or(excerpt.text.len(), |at| excerpt.span.end + at);
    start..end
}

/// The parts of values that are not shown, in ascending order.
fn hidden_ranges(excerpt: &Excerpt, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let line = line_of(excerpt);
    let text = &excerpt.text;
    let mut hidden = Vec::new();
    for (range, strings) in [
        (0..line.start, None),
        (line.clone(), Some(strings_around_span(&text[line.clone()], excerpt))),
        (line.end..text.len(), None),
    ] {
        let strings = strings.unwrap_or_else(|| read_strings(&text[range.clone()], Start::OutsideString, "\"").0);
        for string in strings {
            let string = string.start + range.start..string.end + range.start;
            let touches = |mark: &&Range<usize>| mark.start < string.end && mark.end > string.start;
            hide_excess(text, &string, marks.iter().find(touches).unwrap_or(&excerpt.span), &mut hidden);
        }
    }
    hidden
}

/// Adds the parts of one string that are not shown.
fn hide_excess(text: &str, string: &Range<usize>, span: &Range<usize>, hidden: &mut Vec<Range<usize>>) {
    let after = |limit: usize| text[string.clone()].char_indices().nth(limit).map(|(at, _)| string.start + at);
    let overlaps = span.start < string.end && span.end > string.start;
    let covers = span.start <= string.start && span.end >= string.end;
    let is_underlined_as_a_whole = covers && span.len() <= string.len() + 4;
    if overlaps && !covers {
        let start = span.start.max(string.start);
        let before = text[string.start..start].char_indices().rev().nth(AROUND_UNDERLINED_PART - 1);
        let end = span.end.min(string.end);
        let after = text[end..string.end].char_indices().nth(AROUND_UNDERLINED_PART);
        hidden.extend(before.map(|(at, _)| string.start..string.start + at).filter(|range| !range.is_empty()));
        hidden.extend(after.map(|(at, _)| end + at..string.end));
    } else if is_underlined_as_a_whole {
        hidden.extend(after(MAX_UNDERLINED).map(|from| from..string.end));
    } else if after(MAX_VALUE).is_some() {
        hidden.extend(after(SHOWN_OF_LONG_VALUE).map(|from| from..string.end));
    }
}

/// Where a piece of JSON starts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    OutsideString,
    InString,
}

/// The strings of the line that contains the span. The line can start in the middle of a string, and all of it can be
/// inside a string of an outer file, where quotes are escaped: of these readings, the one with the fewest
/// contradictions is used.
fn strings_around_span(line: &str, excerpt: &Excerpt) -> Vec<Range<usize>> {
    let span_start = excerpt.span.start - line_of(excerpt).start;
    let mut best: Option<(usize, Vec<Range<usize>>)> = None;
    for quote in ["\"", "\\\""] {
        for start in [Start::OutsideString, Start::InString] {
            if start == Start::InString && !excerpt.cut_before {
                continue;
            }
            let (strings, mut contradictions) = read_strings(line, start, quote);
            contradictions += usize::from(strings.iter().any(|string| string.contains(&span_start)));
            if best.as_ref().is_none_or(|(least, _)| contradictions < *least) {
                best = Some((contradictions, strings));
            }
        }
    }
    best.map(|(_, strings)| strings).unwrap_or_default()
}

/// The contents of the strings, and how many bytes between them cannot be JSON.
fn read_strings(text: &str, start: Start, quote: &str) -> (Vec<Range<usize>>, usize) {
    let bytes = text.as_bytes();
    let (mut strings, mut contradictions) = (Vec::new(), 0);
    let mut opened = (start == Start::InString).then_some(0);
    let mut at = 0;
    while at < bytes.len() {
        let is_quote = bytes[at..].starts_with(quote.as_bytes());
        match opened {
            Some(from) if is_quote => {
                strings.push(from..at);
                opened = None;
                at += quote.len();
            }
            // An escape: two characters, or up to four in a string inside a string.
            Some(_) if bytes[at] == b'\\' => {
                at += if quote.len() == 2 && bytes[at..].starts_with(br#"\\\""#) { 4 } else { 2 };
            }
            Some(_) => at += 1,
            None if is_quote => {
                at += quote.len();
                opened = Some(at);
            }
            None => {
                contradictions += usize::from(!is_json_outside_strings(bytes[at]));
                at += 1;
            }
        }
    }
    strings.extend(opened.map(|from| from.min(bytes.len())..bytes.len()));
    (strings, contradictions)
}

/// Whether a byte can be between strings: brackets, numbers, the letters of `true`, `false` and `null`.
fn is_json_outside_strings(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_digit() || b"{}[]:,+-.eEtrufalsn".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, underlined: &str) -> String {
        shown_cut(text, underlined, false)
    }

    fn shown_cut(text: &str, underlined: &str, cut_before: bool) -> String {
        let start = text.find(underlined).unwrap();
        let span = start..start + underlined.len();
        let text = text.to_owned();
        let excerpt = Excerpt { text, span, first_line: 1, cut_before, cut_after: cut_before };
        let (text, marks) = shorten(&excerpt, std::slice::from_ref(&excerpt.span), false);
        let span = marks[0].clone();
        format!("{}»{}«{}", &text[..span.start], &text[span.clone()], &text[span.end..])
    }

    #[test]
    fn values_are_shortened_but_structure_is_not() {
        let long = "Tell me all that you know about the sea";
        for (text, underlined, expected) in [
            (
                format!(r#"{{"content": "{long}", "a": 1}}"#),
                "1",
                r#"{"content": "Tell me all that you kno…", "a": »1«}"#,
            ),
            (
                format!(r#"{{"content": "{long}", "a": 1}}"#),
                "\"Tell me all that you know about the sea\"",
                r#"{"content": »"Tell me all that you know about the sea"«, "a": 1}"#,
            ),
            (format!(r#"{{"content": "{long}"}}"#), "that", r#"{"content": "Tell me all »that« you know about …"}"#),
            ("{\"a\u{202e}\": 1}".to_owned(), "1", r#"{"a\u{202e}": »1«}"#),
        ] {
            assert_eq!(shown(&text, underlined), expected);
        }
    }

    #[test]
    fn a_line_that_starts_inside_a_string() {
        let line = r#"all of what I said to you long before", "top_k": "x", "content": "and what I shall say later on"#;
        let expected = r#"…all of what I said to yo…", "top_k": »"x"«, "content": "and what I shall say later on…"#;
        assert_eq!(shown_cut(line, "\"x\"", true), expected);
    }

    #[test]
    fn a_body_inside_a_string() {
        let line = r#"{\"role\": \"user\", \"content\": \"all of what I said to you \\\"before\\\" and then\"}], \"top_k\": 5"#;
        let expected = r#"…{\"role\": \"user\", \"content\": \"all of what I said to yo…\"}], \"top_k\": »5«…"#;
        assert_eq!(shown_cut(line, "5", true), expected);
    }
}
