//! A request with its response, `{"request", "response"}`, as tracers and proxies log them, one per line. The request is an HTTP
//! request with its body, or only the body.

use super::body;
use super::emitter::{Emitter, Origin};
use super::evidence::Evidence;
use super::head::{Head, Headers, RecordedResponse};
use super::recording::{Recorded, RecordedBody, any_response, headers};
use super::source_map::SourceMap;
use super::value::Value;
use crate::json::Node;

/// Members that contain the URL of a request, or only its path.
const URL_FIELDS: [&str; 3] = ["url", "uri", "path"];
/// Members that contain the time of a request.
const TIME_FIELDS: [&str; 6] = ["logged_at", "recorded_at", "timestamp", "created_at", "time", "date"];

/// Reads one pair.
pub(super) fn read(origin: &Origin<'_>, node: Node<'_>, emitter: &mut Emitter<'_>) {
    let (Some(request), SourceMap::Shift(base)) = (node.get("request"), origin.map) else { return };
    let pair = Value::Json(node, *base);
    if request.get("messages").is_some() {
        return read_body(origin, pair, request, emitter);
    }
    let request = Value::Json(request, *base);
    let url = URL_FIELDS.iter().find_map(|name| request.get(name));
    let head = Head {
        method: request.str("method"),
        url: url.and_then(Value::scalar),
        url_span: url.map(Value::span),
        headers: Headers::partial(request.get("headers").map(headers).unwrap_or_default()),
        recorded: time(pair).or_else(|| time(request)),
        response: any_response(pair),
        ..origin.head.clone()
    };
    let body = request.get("body");
    if head.url.is_none() && !emitter.forced && !body.is_some_and(Value::looks_like_request) {
        let line = origin.id.as_ref().and_then(|id| id.line);
        return emitter.skip(line, "without a URL, and not a Messages body".into());
    }
    Recorded { head, body: body.map(RecordedBody::InPlace) }.emit(origin.id.clone(), emitter);
}

fn time(holder: Value<'_>) -> Option<std::borrow::Cow<'_, str>> {
    TIME_FIELDS.iter().find_map(|name| holder.str(name))
}

/// Reads a pair whose request is only a body. Gateways log those of several APIs in the same way, so the response decides.
fn read_body(origin: &Origin<'_>, pair: Value<'_>, request: Node<'_>, emitter: &mut Emitter<'_>) {
    let response = pair.get("response");
    let kind = response.and_then(|response| response.str("type"));
    let is_ours = kind.as_deref().is_some_and(|kind| matches!(kind, "message" | "error"))
        || Evidence::of(request, emitter.knowledge).is_clearly_for_messages();
    // Responses of Chat Completions, Responses and Gemini.
    let has = |name: &str| response.is_some_and(|response| response.get(name).is_some());
    let is_foreign = ["choices", "output", "candidates"].into_iter().any(has);
    if is_foreign || !is_ours && !emitter.forced {
        let line = origin.id.as_ref().and_then(|id| id.line);
        return emitter.skip(line, "nothing shows that it is for the Messages API".into());
    }
    let is_message = kind.is_some_and(|kind| kind == "message");
    let accepted = || is_message.then_some(RecordedResponse { status: 200, error: None });
    let response = any_response(pair).or_else(accepted);
    let date = time(pair).and_then(|time| super::recording::parse_date(&time));
    let recorded = date.map(|date| date.to_string().into());
    let head = Head { recorded, response, ..origin.head.clone() };
    body::read_body(&Origin { id: origin.id.clone(), is_whole: false, head: &head, ..*origin }, request, emitter);
}
