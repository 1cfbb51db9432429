//! What of an excerpt is shown: structure and keys as they are, values shortened, nothing that steers a terminal.

use std::ops::Range;

use crate::finding::{Excerpt, push_visible};

/// A longer value is shown by its beginning.
const VALUE: usize = 32;
/// How much of it.
const BEGINNING: usize = 24;
/// How much of a value is shown that is underlined as a whole.
const UNDERLINED: usize = 40;
/// How much of a value is shown on either side of a part that is underlined.
const ROUND_A_PART: usize = 16;

/// The text of an excerpt as it is printed, and where in it the `marks` are, which are bytes of the excerpt. Values
/// are shortened unless `show_values`.
pub(super) fn clip(excerpt: &Excerpt, marks: &[Range<usize>], show_values: bool) -> (String, Vec<Range<usize>>) {
    let hidden = if show_values { Vec::new() } else { hidden(excerpt, marks) };
    let mut hidden = hidden.into_iter().peekable();
    let line = line_of(excerpt);
    let mut out = String::with_capacity(excerpt.text.len() + 8);
    // For each byte: where what stands before it ends in the output, and where it begins itself.
    let mut ends = vec![0; excerpt.text.len() + 1];
    let mut begins = ends.clone();
    let characters = excerpt.text.char_indices().map(|(at, character)| (at, Some(character)));
    for (at, character) in characters.chain([(excerpt.text.len(), None)]) {
        ends[at] = out.len();
        while hidden.next_if(|range| range.end <= at).is_some() {}
        let is_hidden = hidden.peek().is_some_and(|range| range.contains(&at));
        let is_cut = at == line.start && excerpt.cut_before || at == line.end && excerpt.cut_after;
        if (is_hidden || is_cut) && !out.ends_with('…') {
            out.push('…');
        }
        begins[at] = out.len();
        match character {
            _ if is_hidden => {}
            Some(plain @ ('\n' | '\t')) => out.push(plain),
            Some(character) => push_visible(&mut out, character),
            None => {}
        }
    }
    let place = |mark: &Range<usize>| begins[mark.start].min(ends[mark.end])..ends[mark.end];
    let marks = marks.iter().map(place).collect();
    (out, marks)
}

/// The line of the text that holds the span.
fn line_of(excerpt: &Excerpt) -> Range<usize> {
    let start = excerpt.text[..excerpt.span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = excerpt.text[excerpt.span.end..].find('\n').map_or(excerpt.text.len(), |at| excerpt.span.end + at);
    start..end
}

/// The parts of values that are not shown, in ascending order.
fn hidden(excerpt: &Excerpt, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let line = line_of(excerpt);
    let text = &excerpt.text;
    let mut hidden = Vec::new();
    for (range, strings) in [
        (0..line.start, None),
        (line.clone(), Some(strings_round(&text[line.clone()], excerpt))),
        (line.end..text.len(), None),
    ] {
        let strings = strings.unwrap_or_else(|| read(&text[range.clone()], Start::Outside, "\"").0);
        for string in strings {
            let string = string.start + range.start..string.end + range.start;
            let touches = |mark: &&Range<usize>| mark.start < string.end && mark.end > string.start;
            hide(text, &string, marks.iter().find(touches).unwrap_or(&excerpt.span), &mut hidden);
        }
    }
    hidden
}

/// Hides what is too much of one string.
fn hide(text: &str, string: &Range<usize>, span: &Range<usize>, hidden: &mut Vec<Range<usize>>) {
    let behind = |limit: usize| text[string.clone()].char_indices().nth(limit).map(|(at, _)| string.start + at);
    let overlaps = span.start < string.end && span.end > string.start;
    let covers = span.start <= string.start && span.end >= string.end;
    let is_whole = covers && span.len() <= string.len() + 4;
    if overlaps && !covers {
        let before = text[string.start..span.start.max(string.start)].char_indices().rev().nth(ROUND_A_PART - 1);
        let end = span.end.min(string.end);
        let after = text[end..string.end].char_indices().nth(ROUND_A_PART);
        hidden.extend(before.map(|(at, _)| string.start..string.start + at).filter(|range| !range.is_empty()));
        hidden.extend(after.map(|(at, _)| end + at..string.end));
    } else if let (true, Some(from)) = (is_whole, behind(UNDERLINED)) {
        hidden.push(from..string.end);
    } else if let (false, Some(_), Some(from)) = (is_whole, behind(VALUE), behind(BEGINNING)) {
        hidden.push(from..string.end);
    }
}

/// Where a piece of JSON begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Outside,
    InAString,
}

/// The strings of the line that holds the span. It may begin in the middle of a string, and all of it may be in a
/// string of an outer file, where quotes have a backslash: the reading that makes most sense is taken.
fn strings_round(line: &str, excerpt: &Excerpt) -> Vec<Range<usize>> {
    let span_start = excerpt.span.start - line_of(excerpt).start;
    let mut best: Option<(usize, Vec<Range<usize>>)> = None;
    for quote in ["\"", "\\\""] {
        for start in [Start::Outside, Start::InAString] {
            if start == Start::InAString && !excerpt.cut_before {
                continue;
            }
            let (strings, mut nonsense) = read(line, start, quote);
            nonsense += usize::from(strings.iter().any(|string| string.contains(&span_start)));
            if best.as_ref().is_none_or(|(least, _)| nonsense < *least) {
                best = Some((nonsense, strings));
            }
        }
    }
    best.map(|(_, strings)| strings).unwrap_or_default()
}

/// The insides of the strings, and how many bytes between them are no JSON.
fn read(text: &str, start: Start, quote: &str) -> (Vec<Range<usize>>, usize) {
    let bytes = text.as_bytes();
    let (mut strings, mut nonsense) = (Vec::new(), 0);
    let mut opened = (start == Start::InAString).then_some(0);
    let mut at = 0;
    while at < bytes.len() {
        let is_quote = bytes[at..].starts_with(quote.as_bytes());
        match opened {
            Some(from) if is_quote => {
                strings.push(from..at);
                opened = None;
                at += quote.len();
            }
            // An escape: two characters, or in a string inside a string up to four.
            Some(_) if bytes[at] == b'\\' => {
                at += if quote.len() == 2 && bytes[at..].starts_with(br#"\\\""#) { 4 } else { 2 };
            }
            Some(_) => at += 1,
            None if is_quote => {
                at += quote.len();
                opened = Some(at);
            }
            None => {
                nonsense += usize::from(!is_json(bytes[at]));
                at += 1;
            }
        }
    }
    strings.extend(opened.map(|from| from.min(bytes.len())..bytes.len()));
    (strings, nonsense)
}

/// Whether a byte may stand between strings: brackets, numbers, the letters of `true`, `false` and `null`.
fn is_json(byte: u8) -> bool {
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
        let (text, marks) = clip(&excerpt, std::slice::from_ref(&excerpt.span), false);
        let span = marks[0].clone();
        format!("{}»{}«{}", &text[..span.start], &text[span.clone()], &text[span.end..])
    }

    #[test]
    fn values_are_shortened_and_structure_is_not() {
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
    fn a_line_that_begins_in_a_string_is_understood() {
        let line = r#"all of what I said to you long before", "top_k": "x", "content": "and what I shall say later on"#;
        let expected = r#"…all of what I said to yo…", "top_k": »"x"«, "content": "and what I shall say later on…"#;
        assert_eq!(shown_cut(line, "\"x\"", true), expected);
    }

    #[test]
    fn a_body_inside_a_string_is_understood() {
        let line = r#"{\"role\": \"user\", \"content\": \"all of what I said to you \\\"before\\\" and then\"}], \"top_k\": 5"#;
        let expected = r#"…{\"role\": \"user\", \"content\": \"all of what I said to yo…\"}], \"top_k\": »5«…"#;
        assert_eq!(shown_cut(line, "5", true), expected);
    }
}
