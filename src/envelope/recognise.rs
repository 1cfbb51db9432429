//! What a text or a JSON value is, told by its content.

use crate::json::{Document, Node};

use super::Kind;
use super::recording;
use super::value::Value;

/// What a JSON value is, where it is no recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Body,
    Batch,
    Item,
    Exchange,
    /// A list of any of these.
    List,
}

/// Fields that only a Messages body has at its root.
const BODY_FIELDS: [&str; 5] = ["messages", "model", "max_tokens", "system", "tools"];
/// Fields that an HTTP exchange has beside its body.
const EXCHANGE_FIELDS: [&str; 5] = ["url", "uri", "headers", "request_headers", "method"];

pub(super) fn shape(node: Node<'_>) -> Shape {
    let has = |names: &[&str]| names.iter().any(|name| node.get(name).is_some());
    if node.get("messages").is_some() {
        return Shape::Body;
    }
    if node.get("requests").is_some_and(is_list_of_items) {
        return Shape::Batch;
    }
    if node.get("params").is_some_and(|params| params.is_object()) && node.get("custom_id").is_some() {
        return Shape::Item;
    }
    if node.get("body").is_some() && has(&EXCHANGE_FIELDS) && !has(&BODY_FIELDS) {
        return Shape::Exchange;
    }
    if node.is_array() && !node.is_empty() && node.items().all(|item| looks_like_request(item) || is_conversation(item))
    {
        return Shape::List;
    }
    Shape::Body
}

/// The kind of a JSON value that is the whole of a file.
pub(super) fn kind(root: Node<'_>) -> Kind {
    if let Some(kind) = recording::kind(Value::Json(root, 0)) {
        return kind;
    }
    match shape(root) {
        Shape::Body => Kind::Body,
        Shape::Batch | Shape::Item => Kind::Batch,
        Shape::Exchange | Shape::List => Kind::Exchange,
    }
}

/// Whether a JSON value is a request of one of the shapes that are read, and not merely some JSON.
pub(super) fn looks_like_request(node: Node<'_>) -> bool {
    let has_any = |names: &[&str]| names.iter().any(|name| node.get(name).is_some());
    match shape(node) {
        // Conversations to train or to test a model with have neither; nor has what a program adds both to. That one of
        // them is missing is a fault of a request.
        Shape::Body if node.get("messages").is_some() => has_any(&["model", "max_tokens", "anthropic_version"]),
        Shape::Body => has_two_fields(node) && !is_other_configuration(node),
        Shape::List => node.items().all(looks_like_request),
        _ => true,
    }
}

fn has_two_fields(node: Node<'_>) -> bool {
    BODY_FIELDS.iter().filter(|name| node.get(name).is_some()).count() >= 2
}

/// Settings of a program have a `model` and `tools` too: of another vendor, or the tools by name.
fn is_other_configuration(node: Node<'_>) -> bool {
    let is_claude = node.str("model").is_none_or(|model| model.to_ascii_lowercase().contains("claude"));
    let names_tools =
        node.get("tools").is_some_and(|tools| !tools.is_empty() && !tools.items().any(|tool| tool.is_object()));
    !is_claude || names_tools
}

/// Items of a batch, as against the `requests` of other programs: empty, or with one of its two fields somewhere.
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

/// The kind of a text that is not one JSON value, by its content; its name decides where several fit. `None` for one
/// that is best read as JSON.
pub(super) fn text_kind(name: &str, text: &[u8]) -> Option<Kind> {
    if is_jsonl(name, text) {
        return Some(Kind::Jsonl);
    }
    // Any request to the Messages API has this word, in its body or its url.
    if is_json(name, text) || memchr::memmem::find(text, b"messages").is_none() {
        return None;
    }
    by_name(name).or_else(|| match () {
        () if is_cassette(text) => Some(Kind::Vcr),
        () if is_http(text) => Some(Kind::Http),
        () if has_fences(text) => Some(Kind::Markdown),
        () if has_curl(text) => Some(Kind::Shell),
        () => None,
    })
}

/// What a file that is no JSON is by the ending of its name.
pub(super) fn by_name(name: &str) -> Option<Kind> {
    Some(match &*super::extension(name) {
        "yaml" | "yml" => Kind::Vcr,
        "http" | "rest" => Kind::Http,
        "md" | "mdx" | "markdown" => Kind::Markdown,
        "sh" | "bash" | "zsh" => Kind::Shell,
        _ => return None,
    })
}

/// Lines without the blanks round them, as long as the text is UTF-8.
fn trimmed_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii)
}

fn is_cassette(text: &[u8]) -> bool {
    let is_key = |line: &[u8]| matches!(line, b"interactions:" | b"http_interactions:" | b"- request:" | b"request:");
    cfg!(feature = "recordings") && trimmed_lines(text).any(is_key)
}

fn is_http(text: &[u8]) -> bool {
    let first = trimmed_lines(text).find(|line| !line.is_empty() && !line.starts_with(b"#") && !line.starts_with(b"@"));
    first.is_some_and(|line| line.starts_with(b"POST ") || line.starts_with(b"GET "))
}

fn has_fences(text: &[u8]) -> bool {
    trimmed_lines(text).any(|line| line.starts_with(b"```") || line.starts_with(b"~~~"))
}

fn has_curl(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"curl ").is_some() || memchr::memmem::find(text, b"curl\\").is_some()
}

/// Whether a text starts as a JSON object or array does.
pub(super) fn starts_as_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Whether a text is meant to be JSON. YAML may begin in the same way.
pub(super) fn is_json(name: &str, text: &[u8]) -> bool {
    let is_yaml = || by_name(name) == Some(Kind::Vcr) && !Document::parse(text).errors().is_empty();
    starts_as_json(text) && !is_yaml()
}

/// Whether a text is one JSON value a line: by its name, or because its first line is a whole value and the second
/// another.
pub(super) fn is_jsonl(name: &str, text: &[u8]) -> bool {
    if matches!(super::extension(name).as_str(), "jsonl" | "ndjson") {
        return true;
    }
    let mut lines = super::jsonl::lines(text).map(|(_, line)| line.trim_ascii());
    let is_value =
        |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}") && Document::parse(line).root().is_some();
    match (lines.next(), lines.next()) {
        (Some(first), Some(second)) => second.starts_with(b"{") && is_value(first),
        _ => false,
    }
}

/// Whether broken text has the words of a request.
pub(super) fn mentions_request(text: &[u8]) -> bool {
    // Every other byte of UTF-16 is zero; a part of the text is enough to tell.
    let utf8: Vec<u8>;
    let text = match text.get(..4) {
        Some([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [_, 0, _, 0] | [0, _, 0, _]) => {
            utf8 = text.iter().take(1 << 16).copied().filter(|byte| *byte != 0).collect();
            &utf8
        }
        _ => text,
    };
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    has("messages") && (has("role") || has("model") || has("max_tokens"))
}
