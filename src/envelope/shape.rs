//! What a JSON value is, judging by its members.

use crate::json::{Kind, Node};

/// What a JSON value is, unless it is a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The body of a request, and everything that is none of the others.
    Body,
    /// A batch, `{"requests": […]}`.
    Batch,
    /// An item of a batch, `{"custom_id", "params"}`.
    Item,
    /// A record of batch inference on another platform: `{"recordId", "modelInput"}`, `{"custom_id", "request"}`.
    BatchRecord,
    /// A request with its response, `{"request", "response"}`.
    Pair,
    /// An HTTP exchange, `{"url"?, "headers"?, "body"}`.
    Exchange,
    /// An array of any of these.
    List,
}

/// Members that only a Messages body has at its root.
const BODY_FIELDS: [&str; 5] = ["messages", "model", "max_tokens", "system", "tools"];
/// Members that an HTTP exchange has next to its body.
const EXCHANGE_FIELDS: [&str; 7] = ["url", "uri", "headers", "request_headers", "method", "httpMethod", "rawPath"];

/// How deep lists may be nested in lists of requests. Each level is looked at twice, so that the time doubles with each.
const MAX_LISTS: usize = 4;

impl Shape {
    /// The shape of a value.
    pub(super) fn of(node: Node<'_>) -> Shape {
        Shape::within(node, 0)
    }

    /// The shape of a value that is inside this many lists.
    fn within(node: Node<'_>, lists: usize) -> Shape {
        let has = |name: &str| node.get(name).is_some();
        if has("messages") {
            return Shape::Body;
        }
        if node.get("requests").is_some_and(is_list_of_items) {
            return Shape::Batch;
        }
        if node.get("params").is_some_and(|params| params.is_object()) && has("custom_id") {
            return Shape::Item;
        }
        let is_object = |name: &str| node.get(name).is_some_and(|value| value.is_object());
        if is_object("modelInput") || is_object("request") && has("custom_id") {
            return Shape::BatchRecord;
        }
        if has("response") && node.get("request").is_some_and(is_request_of_pair) {
            return Shape::Pair;
        }
        if has("body") && EXCHANGE_FIELDS.into_iter().any(has) && !BODY_FIELDS.into_iter().any(has) {
            return Shape::Exchange;
        }
        let is_listed = |item| Likeness::within(item, lists + 1) == Likeness::Request || is_conversation(item);
        if lists < MAX_LISTS && node.is_array() && !node.is_empty() && node.items().all(is_listed) {
            return Shape::List;
        }
        Shape::Body
    }
}

/// Whether the member `request` of a pair is an HTTP request with a body, or a body.
fn is_request_of_pair(request: Node<'_>) -> bool {
    let has = |name: &str| request.get(name).is_some();
    has("body") && ["url", "uri", "path", "method", "headers"].into_iter().any(has)
        || Likeness::of(request) == Likeness::Request && has("messages")
}

/// Whether a JSON value is a request in one of the supported shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Request,
    /// It has names of a request, but this in the way.
    Similar(&'static str),
    /// Unrelated JSON.
    Unrelated,
}

impl Likeness {
    /// How like a request a value is.
    pub(super) fn of(node: Node<'_>) -> Likeness {
        Likeness::within(node, 0)
    }

    /// How like a request a value is that is inside this many lists.
    fn within(node: Node<'_>, lists: usize) -> Likeness {
        let has = |name: &str| node.get(name).is_some();
        let is_request = |item| Likeness::within(item, lists + 1) == Likeness::Request;
        match Shape::within(node, lists) {
            // Training and evaluation data have `messages` but none of these members, and so do conversations to which
            // a program adds the rest. A body that lacks only some of them is a faulty request.
            Shape::Body if has("messages") && !["model", "max_tokens", "anthropic_version"].into_iter().any(has) => {
                Likeness::Unrelated
            }
            Shape::Body if has("messages") => likeness_of_messages(node),
            Shape::Body => likeness_without_messages(node),
            Shape::List if !node.items().all(is_request) => Likeness::Unrelated,
            _ => Likeness::Request,
        }
    }
}

/// Whether a JSON value is a request in one of the supported shapes, rather than unrelated JSON.
pub(super) fn looks_like_request(node: Node<'_>) -> bool {
    Likeness::of(node) == Likeness::Request
}

/// How many messages are looked at.
const LOOKED_AT: usize = 20;

/// Tables of words, such as translations and the vocabulary of a tokenizer, have all names of a request, too.
fn likeness_of_messages(node: Node<'_>) -> Likeness {
    let Some(messages) = node.get("messages") else { return Likeness::Unrelated };
    let is_message = |item: Node<'_>| item.is_object();
    match messages.kind() {
        Kind::Array if messages.is_empty() || messages.items().take(LOOKED_AT).any(is_message) => Likeness::Request,
        Kind::Array => Likeness::Similar("no item of `messages` is an object"),
        Kind::Object => Likeness::Similar("`messages` is an object, not an array"),
        Kind::String => Likeness::Similar("`messages` is a string, not an array"),
        Kind::Number => Likeness::Similar("`messages` is a number, not an array"),
        _ => Likeness::Similar("`messages` is not an array"),
    }
}

/// Settings of programs and agents have a model, a system prompt and a limit, too.
fn likeness_without_messages(node: Node<'_>) -> Likeness {
    let is = |name: &str, kinds: &[Kind]| node.get(name).is_some_and(|value| kinds.contains(&value.kind()));
    let fields = [
        is("model", &[Kind::String]),
        is("max_tokens", &[Kind::Number]),
        is("system", &[Kind::String, Kind::Array]),
        node.get("tools").is_some_and(|tools| tools.items().any(|tool| tool.get("input_schema").is_some())),
        is("anthropic_version", &[Kind::String]),
    ];
    match fields.into_iter().filter(|has| *has).count() {
        0 | 1 => Likeness::Unrelated,
        _ if is_unrelated_settings(node) => Likeness::Unrelated,
        count if count >= 3 && (fields[3] || fields[4]) => Likeness::Request,
        _ => Likeness::Similar("`messages` is missing"),
    }
}

/// Whether a value is the settings of some program: these may have `model` and `tools` too, but the model is from
/// another vendor or the tools are only names.
fn is_unrelated_settings(node: Node<'_>) -> bool {
    let is_claude = node.str("model").is_none_or(|model| model.to_ascii_lowercase().contains("claude"));
    let only_names_tools =
        node.get("tools").is_some_and(|tools| !tools.is_empty() && !tools.items().any(|tool| tool.is_object()));
    !is_claude || only_names_tools
}

/// Whether `requests` is the list of a batch, and not that of another program: it is empty, or an item has one of the
/// two members of a batch item.
fn is_list_of_items(requests: Node<'_>) -> bool {
    let is_item = |item: Node<'_>| item.get("custom_id").is_some() || item.get("params").is_some();
    requests.is_array() && (requests.is_empty() || requests.items().take(100).any(is_item))
}

/// Whether a value has messages with a role or content.
fn is_conversation(node: Node<'_>) -> bool {
    node.get("messages").is_some_and(|messages| {
        messages.is_array()
            && messages.items().next().is_none_or(|first| first.get("role").is_some() || first.get("content").is_some())
    })
}
