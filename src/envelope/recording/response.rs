//! The response to a recorded request: its status, and the error in its body. Nothing else of it is read.

use super::recorded::response_date;
use crate::envelope::head::{RecordedError, RecordedResponse};
use crate::envelope::source_map::SourceMap;
use crate::envelope::text::Text;
use crate::envelope::value::Value;
use crate::json::Document;

/// Names of the status in a response, or next to it.
const STATUS: [&str; 4] = ["status", "status_code", "statusCode", "code"];
/// Names of the body in a response: parsed or as text, whole or only its error.
const BODY: [&str; 6] = ["body", "content", "jsonBody", "parsed_body", "json_body", "base64Body"];
/// A longer body is not an error.
const MAX_ERROR_BYTES: usize = 1 << 16;
/// A longer body with a status of success is a message: most responses are that, so they are not decoded.
const MAX_DISGUISED_ERROR: usize = 1 << 11;

/// The response in the member `response` of a recorded exchange.
pub(super) fn of(exchange: Value<'_>) -> Option<RecordedResponse> {
    in_member(exchange, "response")
}

/// The response in a member with this name.
pub(super) fn in_member(exchange: Value<'_>, name: &str) -> Option<RecordedResponse> {
    let response = exchange.get(name)?;
    read(response, BODY.iter().filter_map(|name| response.get(name)))
}

/// The response of a stub. Only the recorder of the stub server adds the headers of the API: a stub that somebody wrote
/// says nothing about the API.
pub(super) fn of_stub(mapping: Value<'_>) -> Option<RecordedResponse> {
    response_date(mapping.get("response"), "headers")?;
    of(mapping)
}

/// A response with this status and this body.
pub(in crate::envelope) fn of_text(status: u16, body: &str) -> RecordedResponse {
    let is_success = (200..300).contains(&status);
    let is_read = !is_success || body.len() <= MAX_DISGUISED_ERROR;
    let error = is_read.then(|| error_in_text(Text::new(body.as_bytes(), SourceMap::Nowhere), is_success)).flatten();
    RecordedResponse { status, error }
}

/// The response of an exchange with its parts under these names: `status` and `response`, for example.
pub(in crate::envelope) fn beside(exchange: Value<'_>, bodies: &[&str]) -> Option<RecordedResponse> {
    read(exchange, bodies.iter().filter_map(|name| exchange.get(name)))
}

/// The response in a recorded exchange, in its member `response` or next to the request.
pub(in crate::envelope) fn anywhere(exchange: Value<'_>) -> Option<RecordedResponse> {
    of(exchange).or_else(|| beside(exchange, &["response_error", "response_body", "response", "error"]))
}

fn read<'a>(holder: Value<'a>, bodies: impl Iterator<Item = Value<'a>>) -> Option<RecordedResponse> {
    let status = STATUS.iter().find_map(|name| status(holder.get(name)?))?;
    // Success is not parsed, unless its body says that it is an error.
    let is_success = (200..300).contains(&status);
    let error = bodies.filter_map(|body| error(body, is_success)).next();
    Some(RecordedResponse { status, error })
}

/// `404`, `"404 Not Found"` or `{"code": 404}`.
fn status(value: Value<'_>) -> Option<u16> {
    let text = value.scalar().or_else(|| value.str("code"))?;
    let digits = text.trim().split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|status| (100..600).contains(status))
}

/// The error in a body, however the recorder stores that.
fn error(body: Value<'_>, must_say_so: bool) -> Option<RecordedError> {
    if must_say_so && body.span().len() > MAX_DISGUISED_ERROR {
        return None;
    }
    if let Some(inner) = ["string", "base64_string", "text"].iter().find_map(|name| body.get(name)) {
        let is_base64 =
            body.get("base64_string").is_some() || body.str("encoding").is_some_and(|name| name == "base64");
        return if is_base64 { error_in_text(inner.as_base64()?, must_say_so) } else { error(inner, must_say_so) };
    }
    if body.is_map() || body.is_list() {
        // A typed body: `{"type": "json", "content": …}`.
        let typed = body.get("content").filter(|content| !content.is_list());
        return error_in(typed.unwrap_or(body), must_say_so);
    }
    error_in_text(body.as_body(MAX_ERROR_BYTES)?, must_say_so)
}

fn error_in_text(text: Text<'_>, must_say_so: bool) -> Option<RecordedError> {
    if text.text.len() > MAX_ERROR_BYTES {
        return None;
    }
    let document = Document::parse(&text.text);
    error_in(Value::Json(document.root()?, 0), must_say_so)
}

/// The error of a parsed body: of the API (`{"type": "error", "error": {"type", "message"}}`), of a platform
/// (`{"message"}`), or the object `error` alone.
fn error_in(body: Value<'_>, must_say_so: bool) -> Option<RecordedError> {
    if must_say_so && body.str("type").is_none_or(|kind| kind != "error") {
        return None;
    }
    let first = body.items().into_iter().next();
    let body = first.unwrap_or(body);
    let error = body.get("error").filter(|error| error.is_map()).unwrap_or(body);
    let text = |names: [&str; 2]| names.iter().find_map(|name| error.str(name)).map(|text| text.into_owned().into());
    let (error_type, message) = (text(["type", "__type"]), text(["message", "Message"]));
    (error_type.is_some() || message.is_some()).then_some(RecordedError { error_type, message })
}
