//! Escaping: what a file or an argument contains cannot forge a line of the output or control a terminal.

use std::borrow::Cow;
use std::io;

use serde_json::ser::Formatter;

/// Text for a terminal, on one line.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    escaped_if(text, needs_escape)
}

/// Text for a terminal, with its line breaks.
pub(crate) fn escaped_lines(text: &str) -> Cow<'_, str> {
    escaped_if(text, |character| character != '\n' && needs_escape(character))
}

fn escaped_if(text: &str, is_escaped: fn(char) -> bool) -> Cow<'_, str> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
    if text.as_bytes().iter().all(is_plain) || !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_escaped(character) { push_escaped(&mut out, character) } else { out.push(character) }
    }
    Cow::Owned(out)
}

/// Appends a character, escaped if it is invisible or could control a terminal.
pub(crate) fn push_escaped(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if needs_escape(character) => out.extend(character.escape_unicode()),
        _ => out.push(character),
    }
}

/// Whether a character is a control character, changes the direction of text, or is invisible: has no width, or looks
/// like a space and is none (the fillers).
fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Text for the message of a GitHub workflow command, which ends at the end of the line.
/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>
pub(crate) fn workflow_data(text: &str) -> String {
    escaped_lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text for the value of a property of a GitHub workflow command.
pub(crate) fn workflow_property(text: &str) -> String {
    workflow_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Writes JSON in which the characters that are escaped for a terminal are escaped, too.
pub(crate) struct EscapedJson<F>(pub(crate) F);

impl<F: Formatter> Formatter for EscapedJson<F> {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.is_ascii() && !fragment.contains('\u{7f}') {
            return writer.write_all(fragment.as_bytes());
        }
        let mut from = 0;
        for (at, character) in fragment.char_indices().filter(|(_, character)| needs_escape(*character)) {
            writer.write_all(&fragment.as_bytes()[from..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }
    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }
    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }
    fn end_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }
    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }
    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }
    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }
    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }
    fn end_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_control_a_terminal_or_forge_a_line() {
        for (text, shown) in [
            ("plain — text é 日本 👍\u{fe0f}", "plain — text é 日本 👍\u{fe0f}"),
            ("a\u{1b}[31m\nb\u{2067}", "a\\u{1b}[31m\\nb\\u{2067}"),
            ("\u{9b}31m\u{7f}\r\t", "\\u{9b}31m\\u{7f}\\r\\t"),
            ("\u{3164}\u{ffa0}\u{115f}\u{e0041}\u{2800}", "\\u{3164}\\u{ffa0}\\u{115f}\\u{e0041}\\u{2800}"),
        ] {
            assert_eq!(escaped(text), shown);
            assert_eq!(escaped(shown), shown, "escaping twice changes nothing");
        }
        assert_eq!(escaped_lines("a\nb\u{202e}"), "a\nb\\u{202e}");
        assert_eq!(workflow_data("50%\n::error::x"), "50%25%0A::error::x");
        assert_eq!(workflow_property("a:b,c\nd"), "a%3Ab%2Cc%0Ad");
    }

    #[test]
    fn json_means_the_same_when_it_is_escaped() {
        let text = "é\u{202e}\u{9b}\u{7f}\u{e0041}\u{3164}\"\\\n";
        let mut out = Vec::new();
        let mut serializer =
            serde_json::Serializer::with_formatter(&mut out, EscapedJson(serde_json::ser::CompactFormatter));
        serde::Serialize::serialize(text, &mut serializer).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(json, r#""é\u202e\u009b\u007f\udb40\udc41\u3164\"\\\n""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
