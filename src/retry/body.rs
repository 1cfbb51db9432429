//! Reads an error body, whatever its format. Only values that are in the tables are kept, so nothing is copied.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::hint;
use crate::knowledge::{CodeRow, ErrorTable, PlatformRow, TypeRow};

/// The most bytes read of a body; error bodies are far smaller.
const LIMIT: usize = 64 * 1024;

/// The known values in a body.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Body {
    /// The body has the form of an API error, known or not.
    pub(super) envelope: bool,
    /// `error.type`
    pub(super) error_type: Option<&'static TypeRow>,
    /// `error.details.error_code`
    pub(super) code: Option<&'static CodeRow>,
    /// `__type` on AWS, `error.status` on Google Cloud
    pub(super) platform: Option<&'static PlatformRow>,
    /// One bit for each row of `ErrorTable::texts` that the message matches.
    texts: u32,
    /// `retryDelay` of a `google.rpc.RetryInfo`, in milliseconds.
    pub(super) retry_info: Option<u64>,
    /// `originalStatusCode` of Bedrock's `ModelErrorException`.
    pub(super) original_status: Option<u16>,
    /// Of the member of `error.details` being read: whether it is a RetryInfo, and its delay.
    detail: (bool, Option<u64>),
}

impl Body {
    /// Reads a body. A body that is not UTF-8, not JSON, nested too deeply or truncated gives nothing.
    pub(super) fn read(bytes: &[u8]) -> Body {
        let bytes = &bytes[..bytes.len().min(LIMIT)];
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        // Most bodies that are not JSON are recognized by their first byte.
        if !bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'[')) {
            return Body::default();
        }
        let Ok(text) = simdutf8::basic::from_utf8(bytes) else { return Body::default() };
        let mut body = Body::default();
        let mut json = serde_json::Deserializer::from_str(text);
        match (Node { position: Position::Root, body: &mut body }).deserialize(&mut json).and_then(|()| json.end()) {
            Ok(()) => body,
            Err(_) => Body::default(),
        }
    }

    /// Indexes of the rows of `ErrorTable::texts` that the message matches.
    pub(super) fn texts(&self) -> impl Iterator<Item = usize> {
        let texts = self.texts;
        (0..32).filter(move |row| texts & (1 << row) != 0)
    }

    fn text(&mut self, position: Position, text: &str) {
        let table = ErrorTable::shipped();
        match position {
            Position::Type => self.error_type = table.error_type(text),
            Position::Code => self.code = table.code(text),
            Position::GoogleStatus => self.platform = table.platform(text),
            Position::AwsType => {
                self.envelope = true;
                self.platform = platform(text);
            }
            Position::AwsMessage => {
                self.envelope = true;
                self.message(text);
            }
            Position::Message => self.message(text),
            Position::DetailType => self.detail.0 = text.ends_with("google.rpc.RetryInfo"),
            Position::RetryDelay => self.detail.1 = hint::retry_delay(text),
            _ => {}
        }
    }

    fn message(&mut self, text: &str) {
        let rows = ErrorTable::shipped().texts().iter().take(32).enumerate();
        self.texts = rows.filter(|(_, row)| row.matches(text)).fold(0, |bits, (row, _)| bits | 1 << row);
    }
}

/// The row of an AWS error name: the text between an optional `#` and an optional `:`.
pub(super) fn platform(name: &str) -> Option<&'static PlatformRow> {
    let name = name.split_once('#').map_or(name, |(_, name)| name);
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    ErrorTable::shipped().platform(name.trim())
}

/// The position in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// The body, which may be an array with one element.
    Root,
    /// The body, or the one element.
    Top,
    Error,
    Type,
    Message,
    GoogleStatus,
    Details,
    Detail,
    DetailType,
    RetryDelay,
    Code,
    AwsType,
    AwsMessage,
    OriginalStatus,
    /// Not needed, but still read so that invalid JSON is detected.
    Elsewhere,
}

impl Position {
    fn member(self, key: &str) -> Position {
        match (self, key) {
            (Position::Root | Position::Top, "error") => Position::Error,
            (Position::Root | Position::Top, "__type") => Position::AwsType,
            (Position::Root | Position::Top, "message" | "Message") => Position::AwsMessage,
            (Position::Root | Position::Top, "originalStatusCode") => Position::OriginalStatus,
            (Position::Error, "type") => Position::Type,
            (Position::Error, "message") => Position::Message,
            (Position::Error, "status") => Position::GoogleStatus,
            (Position::Error, "details") => Position::Details,
            (Position::Details, "error_code") => Position::Code,
            (Position::Detail, "@type") => Position::DetailType,
            (Position::Detail, "retryDelay") => Position::RetryDelay,
            _ => Position::Elsewhere,
        }
    }

    fn element(self) -> Position {
        match self {
            Position::Root => Position::Top,
            Position::Details => Position::Detail,
            _ => Position::Elsewhere,
        }
    }
}

/// A value to read. Any type is accepted anywhere; a wrong type reads as absent.
struct Node<'b> {
    position: Position,
    body: &'b mut Body,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        // Not `deserialize_ignored_any`, which has no depth limit.
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        if self.position == Position::OriginalStatus {
            self.body.original_status = u16::try_from(number).ok();
        }
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.body.text(self.position, text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let mut length = 0;
        while array.next_element_seed(Node { position: self.position.element(), body: &mut *self.body })?.is_some() {
            length += 1;
        }
        if self.position == Position::Root && length != 1 {
            *self.body = Body::default();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        match self.position {
            Position::Error => self.body.envelope = true,
            Position::Detail => self.body.detail = (false, None),
            _ => {}
        }
        while let Some(position) = object.next_key_seed(Key(self.position))? {
            object.next_value_seed(Node { position, body: &mut *self.body })?;
        }
        if let (Position::Detail, (true, delay)) = (self.position, self.body.detail) {
            self.body.retry_info = self.body.retry_info.max(delay);
        }
        Ok(())
    }
}

/// The key of a member of the object at a position.
struct Key(Position);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Position;

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<Position, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Position;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Position, E> {
        Ok(self.0.member(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OVERLOADED: &str = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;

    fn error_type(body: &[u8]) -> Option<&'static str> {
        Body::read(body).error_type.map(|row| &*row.r#type)
    }

    #[test]
    fn a_body_is_read_in_many_dresses() {
        let deep = |levels: usize| {
            format!(r#"{{"x":{}{},"error":{{"type":"overloaded_error"}}}}"#, "[".repeat(levels), "]".repeat(levels))
        };
        for (body, found) in [
            (OVERLOADED.to_owned(), true),
            (format!("\u{feff}{OVERLOADED}"), true),
            (format!(" \r\n{OVERLOADED}\n"), true),
            (format!("[{OVERLOADED}]"), true),
            (format!("{OVERLOADED}{}", " ".repeat(100_000)), true),
            (r#"{"error":{"message":7,"details":"x","type":"overloaded_error"}}"#.to_owned(), true),
            (r#"{"error":{"\u0074ype":"overloaded\u005ferror"}}"#.to_owned(), true),
            (deep(100), true),
            (deep(1_000), false),
            (format!("[[{OVERLOADED}]]"), false),
            (format!("[{OVERLOADED},{OVERLOADED}]"), false),
            ("[]".to_owned(), false),
            (format!("{OVERLOADED}x"), false),
            (OVERLOADED[..OVERLOADED.len() - 1].to_owned(), false),
            (format!(r#"{{"x":"{}","error":{{"type":"overloaded_error"}}}}"#, "a".repeat(LIMIT)), false),
            (r#"{"error":"overloaded_error"}"#.to_owned(), false),
            (r#"{"error":{"type":["overloaded_error"]}}"#.to_owned(), false),
            (r#"{"type":"overloaded_error"}"#.to_owned(), false),
            ("<html>".to_owned(), false),
            (String::new(), false),
            ("\u{feff}".to_owned(), false),
        ] {
            let expected = found.then_some("overloaded_error");
            assert_eq!(error_type(body.as_bytes()), expected, "{}", &body[..body.len().min(90)]);
        }
        assert_eq!(error_type(b"{\"error\":{\"type\":\"overloaded_error\",\"message\":\"\xff\"}}"), None);
        assert_eq!(error_type(b"\x1f\x8b\x08\x00"), None);
    }

    #[test]
    fn the_names_of_aws_lose_their_surroundings() {
        for name in [
            "ThrottlingException",
            "ThrottlingException:coral/com.amazon.bedrock/",
            "com.amazon.coral.service#ThrottlingException",
            "com.amazon.coral.service#ThrottlingException:http://internal.amazon.com/coral/",
            "throttlingException",
        ] {
            assert_eq!(platform(name).map(|row| row.status), Some(429), "{name}");
        }
        assert!(platform("").is_none());
    }

    #[test]
    fn the_longest_retry_info_counts() {
        let body = r#"{"error":{"details":[
            {"retryDelay":"3.5s","@type":"type.googleapis.com/google.rpc.RetryInfo"},
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"},
            {"@type":"type.googleapis.com/google.rpc.Help","retryDelay":"900s"}]}}"#;
        assert_eq!(Body::read(body.as_bytes()).retry_info, Some(3_500));
    }
}
