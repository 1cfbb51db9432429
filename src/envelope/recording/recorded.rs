//! One recorded request.

use std::borrow::Cow;

use super::date;
use crate::envelope::body;
use crate::envelope::emitter::Emitter;
use crate::envelope::entry::RequestId;
use crate::envelope::head::{CREDENTIAL_HEADERS, Head, Header, Headers};
use crate::envelope::receiver::{self, Reason};
use crate::envelope::text::Text;
use crate::envelope::value::Value;
use crate::knowledge::Knowledge;
use crate::placeholder::{Placeholder, looks_random, without_scheme};

/// One recorded request.
pub(in crate::envelope) struct Recorded<'a> {
    pub(in crate::envelope) head: Head<'a>,
    /// The body; `None` if it was not recorded.
    pub(in crate::envelope) body: Option<RecordedBody<'a>>,
}

/// How a body is stored.
pub(in crate::envelope) enum RecordedBody<'a> {
    /// As a value of an exchange, which is checked as part of its document.
    InPlace(Value<'a>),
    /// As a string or value of a recording, whose other parts are not checked.
    Value(Value<'a>),
    /// As a base64 string.
    Base64(Value<'a>),
    /// As it is on the wire.
    Text(Text<'a>),
}

/// Receives each recorded request and the offset at which it starts.
pub(super) type OnRequest<'r> = dyn FnMut(usize, Recorded<'_>) + 'r;

impl Recorded<'_> {
    /// Emits the request if it was sent to a Messages endpoint and its body was recorded.
    pub(in crate::envelope) fn emit(mut self, id: Option<RequestId>, emitter: &mut Emitter<'_>) {
        let line = id.as_ref().and_then(|id| id.line);
        if let Err(reason) = check_receiver(&self.head, self.body.as_ref(), emitter.knowledge) {
            return emitter.skip(line, reason);
        }
        let Some(body) = &self.body else { return emitter.body_missing(line, "its body was not recorded") };
        let date = self.head.recorded.as_deref().and_then(date::parse);
        self.head.recorded = date.map(|date| Cow::Owned(date.to_string()));
        if !self.head.headers.is_complete() {
            self.head.headers.forget_values(is_replaced);
        }
        let id = id.map(|id| RequestId { url: self.head.shown_url(), ..id });
        match body {
            RecordedBody::InPlace(body) => body::read_in_place(*body, id, &self.head, emitter),
            RecordedBody::Value(body) => body::read_value(*body, id, &self.head, emitter),
            RecordedBody::Base64(text) => match text.as_base64() {
                Some(text) => body::read_text(&text, id, &self.head, emitter),
                None => emitter.body_missing(line, "its body is marked as base64, but is not valid base64"),
            },
            RecordedBody::Text(text) => body::read_text(text, id, &self.head, emitter),
        }
    }
}

/// Whether a request was sent to a Messages endpoint; one without a method or URL is assumed to be. A Messages body
/// that was sent to another path of a known host also counts: the path is its fault.
fn check_receiver(head: &Head<'_>, body: Option<&RecordedBody<'_>>, knowledge: &Knowledge) -> Result<(), Reason> {
    if head.method.as_deref().is_some_and(|method| !method.eq_ignore_ascii_case("post")) {
        return Err("not a POST request".into());
    }
    let Some(url) = head.url.as_deref() else { return Ok(()) };
    let is_misdirected = || {
        knowledge.platforms().endpoint_of(url).is_none()
            && knowledge.platforms().target_of(url).is_some()
            && knowledge.other_apis().of_url(url).is_none()
            && body.is_some_and(is_messages_body)
    };
    receiver::check_url(url, knowledge).or_else(|reason| if is_misdirected() { Ok(()) } else { Err(reason) })
}

fn is_messages_body(body: &RecordedBody<'_>) -> bool {
    let has = |text: &[u8], name: &str| memchr::memmem::find(text, name.as_bytes()).is_some();
    ["messages", "max_tokens"].iter().all(|name| match body {
        RecordedBody::InPlace(body) | RecordedBody::Value(body) => match body.scalar() {
            Some(text) => has(text.as_bytes(), name),
            None => body.get(name).is_some(),
        },
        RecordedBody::Text(text) => has(&text.text, name),
        RecordedBody::Base64(_) => false,
    })
}

/// The head of a recorded request.
pub(super) fn head<'a>(request: Value<'a>, url: Option<Value<'a>>, headers: Option<Value<'a>>) -> Head<'a> {
    Head {
        method: request.str("method"),
        url: url.and_then(Value::scalar),
        url_span: url.map(Value::span),
        headers: Headers::partial(headers.map(self::headers).unwrap_or_default()),
        ..Head::default()
    }
}

/// The headers in a mapping from names to values or lists of values, or in a list of `{"name", "value"}`.
pub(in crate::envelope) fn headers(headers: Value<'_>) -> Vec<Header<'_>> {
    let by_name = headers.members().into_iter().flat_map(|(name, value)| {
        let values = if value.is_list() { value.items() } else { vec![value] };
        values.into_iter().filter_map(move |value| header(name.clone(), value))
    });
    let listed = headers.items().into_iter().filter_map(|item| header(item.str("name")?, item.get("value")?));
    by_name.chain(listed).collect()
}

/// A header with this name and value; `None` if the value is not a scalar.
pub(super) fn header<'a>(name: Cow<'a, str>, value: Value<'a>) -> Option<Header<'a>> {
    Some(Header { name, value: value.scalar()?, span: Some(value.span()) })
}

/// Response headers that contain the time of the response, best first. Some recorders do not keep `date`; rate limits
/// reset within a minute.
const DATE_HEADERS: [&str; 2] = ["date", "anthropic-ratelimit-requests-reset"];

/// The date in the headers of a recorded response, which are its member `headers`. Many recorders do not store a date
/// of their own.
pub(super) fn response_date<'a>(response: Option<Value<'a>>, headers: &str) -> Option<Cow<'a, str>> {
    let mut headers = self::headers(response?.get(headers)?);
    let position = |name: &&str| headers.iter().position(|header| header.name.eq_ignore_ascii_case(name));
    let position = DATE_HEADERS.iter().find_map(position)?;
    Some(headers.swap_remove(position).value)
}

/// Whether a recorder, or the person who committed the recording, has replaced the value of a header:
/// `<ANTHROPIC_API_KEY>`, `**REDACTED**`, nothing after `Bearer`; a credential that no service would issue.
fn is_replaced(header: &Header<'_>) -> bool {
    let secret = without_scheme(&header.value);
    let is_credential = CREDENTIAL_HEADERS.iter().any(|name| header.name.eq_ignore_ascii_case(name));
    secret.is_empty()
        || Placeholder::of(secret).is_some_and(Placeholder::hides_value)
        || is_credential && !secret.starts_with('$') && !looks_random(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_replaced_in(name: &str, value: &str) -> bool {
        is_replaced(&Header { name: name.into(), value: value.into(), span: None })
    }

    #[test]
    fn replaced_values_are_recognized() {
        for value in ["test-key", "sk-ant-api03-abc", "Bearer foo"] {
            assert!(is_replaced_in("X-Api-Key", value) && !is_replaced_in("a", value), "{value}");
        }
        for value in ["sk-ant-api03-aB3dE5gH7jK9mN1pQ3sT5vW7yZ", "$ANTHROPIC_API_KEY"] {
            assert!(!is_replaced_in("x-api-key", value), "{value}");
        }
        for value in [
            "REDACTED",
            "**REDACTED**",
            "<ANTHROPIC_API_KEY>",
            "[FILTERED]",
            "{{key}}",
            "sk-ant-XXXXXX",
            "",
            "Bearer",
            "Bearer <KEY>",
        ] {
            assert!(is_replaced_in("a", value), "{value}");
        }
        for value in [
            "2023-06-01",
            "application/json",
            "prompt-caching-2024-07-31",
            "sk-ant-api03-abc",
            "Bearer abc",
            // Sent as it is.
            "$ANTHROPIC_API_KEY",
        ] {
            assert!(!is_replaced_in("a", value), "{value}");
        }
    }
}
