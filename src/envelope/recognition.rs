//! Determines what kind of file a text is: from its content first, then from its name.

use super::httprr;
use super::kind::Kind;
use super::lines::{nonblank_lines, trimmed_lines};
use super::recording;
use super::shape::Shape;
use super::sniff::{extension, starts_as_json};
use super::value::Value;
use crate::json::{Document, Node};

/// The kind of a JSON value that is a whole file.
pub(super) fn json_kind(root: Node<'_>) -> Kind {
    if let Some(kind) = recording::recognize(Value::Json(root, 0)) {
        return kind;
    }
    match Shape::of(root) {
        Shape::Body => Kind::Body,
        Shape::Batch | Shape::Item => Kind::Batch,
        Shape::Exchange | Shape::List | Shape::Pair | Shape::BatchRecord => Kind::Exchange,
    }
}

/// The kind of a text that is not a single JSON value. Content that could be several kinds is decided by the name.
/// `None` for a text that is best read as JSON.
pub(super) fn text_kind(name: &str, text: &[u8]) -> Option<Kind> {
    if let Some(kind @ (Kind::Python | Kind::TypeScript | Kind::Notebook)) = kind_from_name(name) {
        return Some(kind);
    }
    if is_jsonl(name, text) {
        return Some(Kind::Jsonl);
    }
    // Every request to the Messages API contains this word, in its body or its URL.
    if is_json(name, text) || memchr::memmem::find(text, b"messages").is_none() {
        return None;
    }
    if httprr::matches(text) {
        return Some(Kind::Httprr);
    }
    let named = kind_from_name(name);
    if matches!(named, None | Some(Kind::Vcr)) && is_httpmock(text) {
        return Some(Kind::Httpmock);
    }
    named.or_else(|| match () {
        () if is_cassette(text) => Some(Kind::Vcr),
        () if is_http(text) => Some(Kind::Http),
        () if has_fences(text) => Some(Kind::Markdown),
        () if has_curl(text) => Some(Kind::Shell),
        () => None,
    })
}

/// The kind of a file that is not JSON, judging by its extension.
pub(super) fn kind_from_name(name: &str) -> Option<Kind> {
    Some(match &*extension(name) {
        "yaml" | "yml" => Kind::Vcr,
        "httprr" => Kind::Httprr,
        "http" | "rest" => Kind::Http,
        "md" | "mdx" | "markdown" => Kind::Markdown,
        "rst" => Kind::Rst,
        "adoc" | "asciidoc" => Kind::Asciidoc,
        "sh" | "bash" | "zsh" => Kind::Shell,
        "py" if cfg!(feature = "code") => Kind::Python,
        extension if is_script(extension) && cfg!(feature = "code") => Kind::TypeScript,
        "ipynb" if cfg!(feature = "code") => Kind::Notebook,
        _ => return None,
    })
}

/// Whether files with this extension contain TypeScript or JavaScript.
pub(super) fn is_script(extension: &str) -> bool {
    matches!(extension, "ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs" | "vue" | "svelte")
}

fn is_cassette(text: &[u8]) -> bool {
    let is_key = |line: &[u8]| matches!(line, b"interactions:" | b"http_interactions:" | b"- request:" | b"request:");
    cfg!(feature = "recordings") && trimmed_lines(text).any(is_key)
}

fn is_httpmock(text: &[u8]) -> bool {
    let has = |key: &[u8]| text.split(|byte| *byte == b'\n').any(|line| line.trim_ascii_end() == key);
    cfg!(feature = "recordings") && has(b"when:") && has(b"then:")
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

/// Whether a text is meant to be JSON. YAML in flow style, a page with a link or an attribute list in its first line and a
/// script with a test there start the same way, but are not valid JSON.
pub(super) fn is_json(name: &str, text: &[u8]) -> bool {
    let is_other = || kind_from_name(name).is_some() && !Document::parse(text).errors().is_empty();
    starts_as_json(text) && !is_other()
}

/// Whether a text has one JSON value per line: its name says so, or its first line is a complete value and its second
/// line starts another.
pub(super) fn is_jsonl(name: &str, text: &[u8]) -> bool {
    if matches!(extension(name).as_str(), "jsonl" | "ndjson") {
        return true;
    }
    let mut lines = nonblank_lines(text).map(|(_, line)| line.trim_ascii());
    let is_value =
        |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}") && Document::parse(line).root().is_some();
    match (lines.next(), lines.next()) {
        (Some(first), Some(second)) => second.starts_with(b"{") && is_value(first),
        _ => false,
    }
}
