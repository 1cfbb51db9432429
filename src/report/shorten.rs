//! Shortens an excerpt: what is shown is what is underlined, structure, numbers, and words that are known to be safe. Of
//! other text only the start is shown, and outside of plain JSON nothing. Characters that could control a terminal are
//! escaped.

use std::ops::Range;

use crate::finding::{Excerpt, push_escaped};
use crate::mask::{Shown, is_ordinary_name, is_ordinary_word, is_safe_word};

/// How much is shown of a text with several words, and at most half of it.
const MAX_OF_TEXT: usize = 24;
/// How much is shown of a single word, and at most a third of it.
const MAX_OF_WORD: usize = 4;
/// How many characters stand for what is masked.
const MAX_MASKED: usize = 8;
/// How much is shown of a value that is underlined as a whole.
const MAX_UNDERLINED: usize = 40;
/// How much of a value is shown on each side of a part that is underlined.
const AROUND_UNDERLINED_PART: usize = 16;

/// The printable text of an excerpt, and the ranges of `marks` (bytes of the excerpt) in it. Values are shortened
/// unless `show_values`.
pub(super) fn shorten(excerpt: &Excerpt, marks: &[Range<usize>], show_values: bool) -> (Shown, Vec<Range<usize>>) {
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
    let marks: Vec<Range<usize>> = marks.iter().map(in_output).collect();
    if marks.iter().any(|mark| mark.is_empty() && mark.end == out.len()) {
        // miette draws nothing after the end of the text.
        out.push(' ');
    }
    (Shown::masked_in_context(out), marks)
}

/// The line that contains the span.
fn line_of(excerpt: &Excerpt) -> Range<usize> {
    let start = excerpt.text[..excerpt.span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = excerpt.text[excerpt.span.end..].find('\n').map_or(excerpt.text.len(), |at| excerpt.span.end + at);
    start..end
}

/// The parts that are not shown, in ascending order.
fn hidden_ranges(excerpt: &Excerpt, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let text = &excerpt.text;
    let own = line_of(excerpt);
    let mut hidden = Hidden { text, marks, ranges: Vec::new() };
    let mut start = 0;
    for line in text.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        if !excerpt.is_json {
            hidden.add_line(range);
        } else if range == own {
            hidden.add_json(&range, &strings_around_span(line, excerpt));
        } else {
            hidden.add_json(&range, &read_strings(line, Start::OutsideString, "\"").0);
        }
    }
    hidden.add_masked();
    hidden.merged()
}

/// The parts of a text that are not shown: what is neither underlined nor a word that is safe to show.
struct Hidden<'t> {
    text: &'t str,
    marks: &'t [Range<usize>],
    ranges: Vec<Range<usize>>,
}

impl Hidden<'_> {
    /// A line of JSON, with its strings (bytes of the line).
    fn add_json(&mut self, line: &Range<usize>, strings: &[Range<usize>]) {
        let mut at = line.start;
        for string in strings {
            let string = string.start + line.start..string.end + line.start;
            self.add_between_marks(at..string.start);
            self.add_string(&string);
            at = string.end;
        }
        self.add_between_marks(at..line.end);
    }

    /// A line of something else: what is underlined is shown, and of the rest the words that are safe.
    fn add_line(&mut self, line: Range<usize>) {
        self.add_between_marks(line.clone());
        for mark in self.marks {
            let mark = mark.start.max(line.start)..mark.end.min(line.end);
            if mark.is_empty() {
                continue;
            }
            let inside = &self.text[mark.clone()];
            let quote = if inside.contains("\\\"") { "\\\"" } else { "\"" };
            let value = inside.trim_matches(|c| matches!(c, '"' | '\'' | '\\'));
            if value.contains(['"', '\'', '`']) {
                self.add_several_values(&mark, quote);
            } else {
                let start = mark.start + inside.find(value).unwrap_or(0);
                self.add_underlined(&(start..start + value.len()));
            }
        }
    }

    /// An underlined text that is more than one value.
    fn add_several_values(&mut self, mark: &Range<usize>, quote: &str) {
        let mut at = mark.start;
        for string in read_strings(&self.text[mark.clone()], Start::OutsideString, quote).0 {
            let string = string.start + mark.start..string.end + mark.start;
            self.add_words(at..string.start);
            self.add_value(&string);
            at = string.end;
        }
        self.add_words(at..mark.end);
    }

    /// A string in JSON.
    fn add_string(&mut self, string: &Range<usize>) {
        let mark = self.marks.iter().find(|mark| mark.start < string.end && mark.end > string.start);
        match mark {
            Some(mark) if mark.start > string.start || mark.end < string.end => self.add_around(string, mark),
            Some(mark) if mark.len() <= string.len() + 4 => self.add_underlined(string),
            _ => self.add_value(string),
        }
    }

    /// A string of which a part is underlined: that part, and a few words or characters around it.
    fn add_around(&mut self, string: &Range<usize>, mark: &Range<usize>) {
        let text = self.text;
        let (start, end) = (mark.start.max(string.start), mark.end.min(string.end));
        let back = |from: usize, limit: usize| {
            let mut before = text[string.start..from].char_indices().rev();
            before.nth(limit - 1).map_or(string.start, |(at, _)| string.start + at)
        };
        let forth = |from: usize, limit: usize| {
            text[from..string.end].char_indices().nth(limit).map_or(string.end, |(at, _)| from + at)
        };
        let near = back(start, AROUND_UNDERLINED_PART)..forth(end, AROUND_UNDERLINED_PART);
        let next_to_it = back(start, MAX_OF_WORD - 1)..forth(end, MAX_OF_WORD - 1);
        self.ranges.extend([string.start..near.start, near.end..string.end]);
        for word in words(text, string.clone()) {
            if is_shown(&text[word.clone()]) {
                continue;
            }
            let is_next = word.start <= end && word.end >= start;
            let shown = if is_next { next_to_it.clone() } else { start..end };
            self.ranges.extend([word.start..shown.start.min(word.end), shown.end.max(word.start)..word.end]);
        }
    }

    /// A value that is underlined as a whole: what the rule is about.
    fn add_underlined(&mut self, value: &Range<usize>) {
        let text = self.text;
        let limit = text[value.clone()].char_indices().nth(MAX_UNDERLINED);
        self.ranges.extend(limit.map(|(at, _)| value.start + at..value.end));
        let words: Vec<_> = words(text, value.clone()).collect();
        if words.len() > 1 {
            let has = |word: &str, belongs: fn(&u8) -> bool| word.bytes().any(|byte| belongs(&byte));
            let is_mixed = |word: &str| has(word, u8::is_ascii_digit) && has(word, u8::is_ascii_alphabetic);
            let is_hidden = |word: &Range<usize>| is_mixed(&text[word.clone()]) && !is_shown(&text[word.clone()]);
            self.ranges.extend(words.into_iter().filter(is_hidden));
        }
    }

    /// A string that is not underlined. A key that is a name is shown. Of a value the first words are shown if there are
    /// several, and else a few characters: never as much as would help to guess it.
    fn add_value(&mut self, string: &Range<usize>) {
        const UNREVEALING: usize = 3;
        let text = self.text;
        let value = &text[string.clone()];
        let length = value.chars().count();
        if length <= UNREVEALING || is_safe_word(value) || self.is_key(string) && is_ordinary_name(value) {
            return;
        }
        if value.contains("://") || value.contains("\\/\\/") {
            return self.add_words(string.clone());
        }
        let after = |limit: usize| value.char_indices().nth(limit).map_or(string.end, |(at, _)| string.start + at);
        let is_word = !value.trim().contains(char::is_whitespace);
        let shown = after(if is_word { MAX_OF_WORD.min(length / 3) } else { MAX_OF_TEXT.min(length / 2) });
        if is_word {
            return self.ranges.push(shown..string.end);
        }
        for word in words(text, string.clone()) {
            if word.end > shown {
                return self.ranges.push(word.start..string.end);
            }
            if !is_shown(&text[word.clone()]) {
                self.ranges.push(word);
            }
        }
    }

    /// Most of what is masked, so that its length is not shown, either.
    fn add_masked(&mut self) {
        let text = self.text;
        let mut at = 0;
        while let Some(start) = text[at..].find('*').map(|start| at + start) {
            at = start + text[start..].len() - text[start..].trim_start_matches('*').len();
            self.ranges.push((start + MAX_MASKED).min(at)..at);
        }
    }

    fn is_key(&self, string: &Range<usize>) -> bool {
        let after = self.text[string.end..].trim_start_matches('\\');
        after.strip_prefix('"').is_some_and(|after| after.trim_start().starts_with(':'))
    }

    /// What is not underlined of a text that is not a string.
    fn add_between_marks(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let mut marks: Vec<_> = self.marks.iter().filter(|mark| mark.start < range.end && mark.end > at).collect();
        marks.sort_by_key(|mark| mark.start);
        for mark in marks {
            self.add_words(at..mark.start.max(at));
            at = at.max(mark.end.min(range.end));
        }
        self.add_words(at..range.end);
    }

    /// The words that are not safe to show. Punctuation and numbers stay.
    fn add_words(&mut self, range: Range<usize>) {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let mut at = range.start;
        while at < range.end {
            let rest = &self.text[at..range.end];
            let Some(c) = rest.chars().next() else { return };
            if c == '\\' {
                at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            } else if is_part(c) {
                let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
                self.add_word(at..at + length);
                at += length;
            } else {
                at += c.len_utf8();
            }
        }
    }

    /// A word with `-` and `.` in it, of which parts can be safe.
    fn add_word(&mut self, word: Range<usize>) {
        let (text, whole) = (self.text, &self.text[word.clone()]);
        let is_json_number =
            || whole.parse::<f64>().is_ok() && whole.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        if is_safe_word(whole.trim_end_matches('.')) || is_json_number() || self.is_name(&word) {
            return;
        }
        let mut at = word.start;
        for part in whole.split(['-', '.']) {
            if !part.is_empty() && !is_safe_word(part) {
                self.ranges.push(at..at + part.len());
            }
            at += part.len() + 1;
        }
        debug_assert!(at == word.end + 1, "{}", &text[word]);
    }

    /// Whether the word is the name of a variable, a key or an argument: `$NAME`, `name:`, `name=`.
    fn is_name(&self, word: &Range<usize>) -> bool {
        let (before, after) = (&self.text[..word.start], &self.text[word.end..]);
        let after = after.trim_start_matches(['\\', '"', '\'']);
        let is_assigned = after.starts_with('=') || after.starts_with(": ") || after.starts_with(":\n") || after == ":";
        (is_assigned || before.ends_with('$') || before.ends_with("${")) && is_ordinary_name(&self.text[word.clone()])
    }

    /// The ranges in ascending order. Several words that are next to each other are one.
    fn merged(mut self) -> Vec<Range<usize>> {
        self.ranges.retain(|range| !range.is_empty());
        self.ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(self.ranges.len());
        for range in self.ranges {
            match merged.last_mut() {
                Some(last)
                    if last.end >= range.start || self.text[last.end..range.start].bytes().all(|byte| byte == b' ') =>
                {
                    last.end = last.end.max(range.end);
                }
                _ => merged.push(range),
            }
        }
        merged
    }
}

/// Whether a word of a text is shown.
fn is_shown(word: &str) -> bool {
    is_ordinary_word(word) || is_safe_word(word.trim_matches(|c: char| c.is_ascii_punctuation()))
}

/// The words of a string: what is between whitespace, written as it is or as an escape.
fn words(text: &str, string: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = string.start;
    let blank = move |at: usize| match &text.as_bytes()[at..string.end] {
        [b'\\', b'n' | b'r' | b't', ..] => 2,
        [byte, ..] if byte.is_ascii_whitespace() => 1,
        _ => 0,
    };
    std::iter::from_fn(move || {
        while at < string.end && blank(at) > 0 {
            at += blank(at);
        }
        let start = at;
        while at < string.end && blank(at) == 0 {
            at += 1;
        }
        (at > start).then_some(start..at)
    })
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
        marked(&cut_at(text, start..start + underlined.len(), cut_before))
    }

    fn cut_at(text: &str, span: Range<usize>, cut_before: bool) -> Excerpt {
        Excerpt {
            text: Shown::masked_in_context(text.to_owned()),
            span,
            first_line: 1,
            cut_before,
            cut_after: cut_before,
            is_json: true,
        }
    }

    fn marked(excerpt: &Excerpt) -> String {
        let (text, marks) = shorten(excerpt, std::slice::from_ref(&excerpt.span), false);
        let span = marks[0].clone();
        format!("{}»{}«{}", &text[..span.start], &text[span.clone()], &text[span.end..])
    }

    #[test]
    fn values_are_shortened_but_structure_is_not() {
        let long = "Tell me all that you know about the sea";
        for (text, underlined, expected) in [
            (format!(r#"{{"content": "{long}", "a": 1}}"#), "1", r#"{"content": "Tell me all that …", "a": »1«}"#),
            (
                format!(r#"{{"content": "{long}", "a": 1}}"#),
                "\"Tell me all that you know about the sea\"",
                r#"{"content": »"Tell me all that you know about the sea"«, "a": 1}"#,
            ),
            (format!(r#"{{"content": "{long}"}}"#), "that", r#"{"content": "Tell me all »that« you know about …"}"#),
            ("{\"a\u{202e}\": 1}".to_owned(), "1", r#"{"a\u{202e}": »1«}"#),
            (
                r#"{"name": "hunter", "city_name": "x y z hunter2", "a": 1}"#.to_owned(),
                "1",
                r#"{"name": "hu…", "city_name": "x y z …", "a": »1«}"#,
            ),
            (
                r#"{"model": "claude-opus-5-5", "b": "summer sun rain"}"#.to_owned(),
                "\"b\"",
                r#"{"model": "claude-opus-5-5", »"b"«: "summer …"}"#,
            ),
        ] {
            assert_eq!(shown(&text, underlined), expected);
        }
    }

    #[test]
    fn outside_of_json_only_the_underlined_part_is_shown() {
        for (text, underlined, expected) in [
            (
                "echo the winter && curl -X POST https://my.example.com/v1/messages -d '{\"top_k\": \"a winter b\"}'",
                "\"a winter b\"",
                "echo … && curl -X POST https://….example.com/v1/messages -d '{\"top_k\": »\"a winter b\"«}'",
            ),
            ("export MY_NAME=winter", "export", "»export« MY_NAME=…"),
            ("- winter\nmodel: claude-opus-5-5\n", "5-5", "- …\nmodel: claude-opus-»5-5«\n"),
        ] {
            let start = text.find(underlined).unwrap();
            let mut excerpt = cut_at(text, start..start + underlined.len(), false);
            excerpt.is_json = false;
            assert_eq!(marked(&excerpt), expected);
        }
    }

    #[test]
    fn a_line_that_starts_inside_a_string() {
        let line = r#"all of what I said to you long before", "top_k": "x", "content": "and what I shall say later on"#;
        let expected = r#"…all of what I said …", "top_k": »"x"«, "content": "and what I …"#;
        assert_eq!(shown_cut(line, "\"x\"", true), expected);
    }

    #[test]
    fn a_body_inside_a_string() {
        let line = r#"{\"role\": \"user\", \"content\": \"all of what I said to you \\\"before\\\" and then\"}], \"top_k\": 5"#;
        let expected = r#"…{\"role\": \"user\", \"content\": \"all of what I said to …\"}], \"top_k\": »5«…"#;
        assert_eq!(shown_cut(line, "5", true), expected);
    }
}
