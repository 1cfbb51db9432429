//! What a body tells, whatever it is. Only what the tables know is kept, so nothing is copied.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::hint;
use crate::knowledge::{CodeRow, ErrorTable, PlatformRow, TypeRow};

/// More of a body is not read: an error's is far smaller.
const LIMIT: usize = 64 * 1024;

/// What the tables know of a body.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Body {
    /// It has the shape of an API's answer, known or not.
    pub(super) envelope: bool,
    /// `error.type`
    pub(super) error_type: Option<&'static TypeRow>,
    /// `error.details.error_code`
    pub(super) code: Option<&'static CodeRow>,
    /// `__type` as AWS has it, `error.status` as Google has it
    pub(super) platform: Option<&'static PlatformRow>,
    /// One bit for each row of `ErrorTable::texts` that the message matches.
    texts: u32,
    /// `retryDelay` of a `google.rpc.RetryInfo`, in milliseconds.
    pub(super) retry_info: Option<u64>,
    /// `originalStatusCode` of Bedrock's `ModelErrorException`.
    pub(super) original_status: Option<u16>,
    /// The member of `error.details` that is being read: is it a RetryInfo, and what is its delay?
    detail: (bool, Option<u64>),
}

impl Body {
    /// Reads a body. One that is not UTF-8, not JSON, nested too deep or cut off says nothing.
    pub(super) fn read(bytes: &[u8]) -> Body {
        let bytes = &bytes[..bytes.len().min(LIMIT)];
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        // Most bodies that are not JSON are told by their first byte.
        if !bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'[')) {
            return Body::default();
        }
        let Ok(text) = simdutf8::basic::from_utf8(bytes) else { return Body::default() };
        let mut body = Body::default();
        let mut json = serde_json::Deserializer::from_str(text);
        match (Node { place: Place::Root, body: &mut body }).deserialize(&mut json).and_then(|()| json.end()) {
            Ok(()) => body,
            Err(_) => Body::default(),
        }
    }

    /// The positions in `ErrorTable::texts` that the message matches.
    pub(super) fn texts(&self) -> impl Iterator<Item = usize> {
        let texts = self.texts;
        (0..32).filter(move |row| texts & (1 << row) != 0)
    }

    fn text(&mut self, place: Place, text: &str) {
        let table = ErrorTable::shipped();
        match place {
            Place::Type => self.error_type = table.error_type(text),
            Place::Code => self.code = table.code(text),
            Place::GoogleStatus => self.platform = table.platform(text),
            Place::AwsType => {
                self.envelope = true;
                self.platform = platform(text);
            }
            Place::AwsMessage => {
                self.envelope = true;
                self.message(text);
            }
            Place::Message => self.message(text),
            Place::DetailType => self.detail.0 = text.ends_with("google.rpc.RetryInfo"),
            Place::RetryDelay => self.detail.1 = hint::retry_delay(text),
            _ => {}
        }
    }

    fn message(&mut self, text: &str) {
        let rows = ErrorTable::shipped().texts().iter().take(32).enumerate();
        self.texts = rows.filter(|(_, row)| row.matches(text)).fold(0, |bits, (row, _)| bits | 1 << row);
    }
}

/// The row of an AWS name: what stands between an optional `#` and an optional `:`.
pub(super) fn platform(name: &str) -> Option<&'static PlatformRow> {
    let name = name.split_once('#').map_or(name, |(_, name)| name);
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    ErrorTable::shipped().platform(name.trim())
}

/// Where in the body we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The body, perhaps an array with one element.
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
    /// Of no interest. It is still read, so that broken JSON is noticed.
    Elsewhere,
}

impl Place {
    fn member(self, key: &str) -> Place {
        match (self, key) {
            (Place::Root | Place::Top, "error") => Place::Error,
            (Place::Root | Place::Top, "__type") => Place::AwsType,
            (Place::Root | Place::Top, "message" | "Message") => Place::AwsMessage,
            (Place::Root | Place::Top, "originalStatusCode") => Place::OriginalStatus,
            (Place::Error, "type") => Place::Type,
            (Place::Error, "message") => Place::Message,
            (Place::Error, "status") => Place::GoogleStatus,
            (Place::Error, "details") => Place::Details,
            (Place::Details, "error_code") => Place::Code,
            (Place::Detail, "@type") => Place::DetailType,
            (Place::Detail, "retryDelay") => Place::RetryDelay,
            _ => Place::Elsewhere,
        }
    }

    fn element(self) -> Place {
        match self {
            Place::Root => Place::Top,
            Place::Details => Place::Detail,
            _ => Place::Elsewhere,
        }
    }
}

/// A value to be read. Any type is accepted anywhere: a wrong one reads as absent.
struct Node<'b> {
    place: Place,
    body: &'b mut Body,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        // Not `deserialize_ignored_any`, which has no limit of depth.
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
        if self.place == Place::OriginalStatus {
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
        self.body.text(self.place, text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let mut length = 0;
        while array.next_element_seed(Node { place: self.place.element(), body: &mut *self.body })?.is_some() {
            length += 1;
        }
        if self.place == Place::Root && length != 1 {
            *self.body = Body::default();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        match self.place {
            Place::Error => self.body.envelope = true,
            Place::Detail => self.body.detail = (false, None),
            _ => {}
        }
        while let Some(place) = object.next_key_seed(Key(self.place))? {
            object.next_value_seed(Node { place, body: &mut *self.body })?;
        }
        if let (Place::Detail, (true, delay)) = (self.place, self.body.detail) {
            self.body.retry_info = self.body.retry_info.max(delay);
        }
        Ok(())
    }
}

/// The key of a member of the object at a place.
struct Key(Place);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Place;

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<Place, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Place, E> {
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
