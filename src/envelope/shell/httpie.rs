//! The request that a command of HTTPie or xh sends: `http POST https://… model=claude-opus-5 max_tokens:=64 x-api-key:$KEY`.
//!
//! Syntax: <https://httpie.io/docs/cli/request-items>.

use std::borrow::Cow;
use std::ops::Range;

use super::command::{Command, Input};
use super::sent::{self, SentBody};
use super::variable::Variables;
use super::word::{Builder, Word};
use crate::envelope::emitter::Emitter;
use crate::envelope::entry::RequestId;
use crate::envelope::head::{Head, Header, Headers};
use crate::envelope::receiver;

/// Options with an argument.
const WITH_ARGUMENT: [&str; 20] = [
    "-a",
    "--auth",
    "-A",
    "--auth-type",
    "--session",
    "--session-read-only",
    "-o",
    "--output",
    "-p",
    "--print",
    "-s",
    "--style",
    "--pretty",
    "--timeout",
    "--proxy",
    "--verify",
    "--cert",
    "--cert-key",
    "--max-redirects",
    "--format-options",
];
/// Options that add headers of their own.
const ADDS_HEADERS: [&str; 4] = ["-a", "--auth", "--session", "--session-read-only"];

/// What separates the name of an item from its value; where two fit, the longer one is first.
const SEPARATORS: [(&str, Separator); 8] = [
    (":=@", Separator::File),
    (":=", Separator::Json),
    ("==", Separator::Query),
    ("=@", Separator::File),
    ("=", Separator::Text),
    ("@", Separator::File),
    (":", Separator::Header),
    (";", Separator::Header),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Header,
    Text,
    Json,
    Query,
    File,
}

/// An item of the request.
struct Item {
    word: Word,
    separator: Separator,
    /// The name and the value in the text of the word.
    name: Range<usize>,
    value: Range<usize>,
}

/// What a command specifies.
#[derive(Default)]
struct Parsed {
    method: Option<String>,
    url: Option<Word>,
    items: Vec<Item>,
    raw: Option<Word>,
    is_form: bool,
    may_add_headers: bool,
    has_unknown: bool,
}

/// Emits the request of the command whose program is at `start`, if it is for the Messages API. The program has the name of a
/// word of English and of a scheme, so that other requests are not counted.
pub(super) fn read(start: usize, command: Command, variables: &Variables<'_>, page: bool, emitter: &mut Emitter<'_>) {
    let Command { words, input, .. } = command;
    let parsed = Parsed::of(words);
    let Some(url) = parsed.url.as_ref().map(full_url) else { return };
    let is_post = parsed.method.as_deref().map_or(parsed.has_body() || input.is_some(), |method| method == "POST");
    if !is_post || receiver::check_url(&url, emitter.knowledge).is_err() {
        return;
    }
    let mut head = parsed.head(url);
    if page {
        sent::forget_placeholders(&mut head);
    }
    let id = RequestId { url: head.shown_url(), ..emitter.request_id(Some(start)) };
    parsed.body(input, variables, start).emit(id, &head, page, emitter);
}

/// The URL, with what may be left out: `:8080/v1` is on this machine. Of a URL with variables only the path after them is known.
fn full_url(word: &Word) -> String {
    match word.holes.last() {
        Some(hole) => {
            let after = &word.text[hole.end..];
            after.find('/').map_or("", |slash| &after[slash..]).to_owned()
        }
        None if word.text.contains("://") => word.text.clone(),
        None if word.text.starts_with([':', '/']) => format!("http://localhost{}", word.text),
        None => format!("http://{}", word.text),
    }
}

impl Parsed {
    fn of(words: Vec<Word>) -> Parsed {
        let mut parsed = Parsed::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if word.text.len() > 1 && word.text.starts_with('-') {
                parsed.option(&word, &mut words);
            } else if parsed.url.is_some() {
                parsed.item(word);
            } else if parsed.method.is_none() && word.text.bytes().all(|byte| byte.is_ascii_uppercase()) {
                parsed.method = Some(word.text);
            } else {
                parsed.url = Some(word);
            }
        }
        parsed
    }

    fn option(&mut self, word: &Word, words: &mut impl Iterator<Item = Word>) {
        let (name, inline) = match word.text.split_once('=') {
            Some((name, _)) => (name, Some(word.tail(name.len() + 1))),
            None => (&*word.text, None),
        };
        self.may_add_headers |= ADDS_HEADERS.contains(&name);
        self.is_form |= matches!(name, "-f" | "--form" | "--multipart");
        if name == "--raw" {
            self.raw = inline.or_else(|| words.next());
        } else if inline.is_none() && WITH_ARGUMENT.contains(&name) {
            words.next();
        }
    }

    fn item(&mut self, word: Word) {
        let is_before = |at: usize| !word.has_hole_at(at);
        let found = word.text.char_indices().find_map(|(at, _)| {
            let rest = &word.text[at..];
            let (sign, separator) = SEPARATORS.into_iter().find(|(sign, _)| rest.starts_with(sign))?;
            is_before(at).then_some((at, sign.len(), separator))
        });
        match found {
            Some((at, length, separator)) => {
                let (name, value) = (0..at, at + length..word.text.len());
                self.items.push(Item { word, separator, name, value });
            }
            None => self.has_unknown = true,
        }
    }

    fn fields(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !matches!(item.separator, Separator::Header | Separator::Query))
    }

    fn has_body(&self) -> bool {
        self.raw.is_some() || self.fields().next().is_some()
    }

    fn head(&self, url: String) -> Head<'_> {
        let list = Vec::new();
        let is_partial = self.may_add_headers || self.has_unknown;
        let mut headers = if is_partial { Headers::partial(list) } else { Headers::complete(list) };
        let mut has_type = false;
        for item in self.items.iter().filter(|item| item.separator == Separator::Header) {
            let name = &item.word.text[item.name.clone()];
            has_type |= name.eq_ignore_ascii_case("content-type");
            if item.word.is_known() {
                let value = item.word.text[item.value.clone()].trim();
                let span = item.word.pieces.map(&item.value);
                headers.push(Header { name: name.into(), value: value.into(), span });
            } else {
                headers.push_unknown(name.into());
            }
        }
        if !has_type {
            headers.push(Header { name: "content-type".into(), value: "application/json".into(), span: None });
        }
        Head {
            method: Some(Cow::Borrowed("POST")),
            url: Some(url.into()),
            url_span: self.url.as_ref().map(|url| url.span.clone()),
            headers,
            ..Head::default()
        }
    }

    /// The body: the argument of `--raw`, standard input, or an object of the fields.
    fn body(&self, input: Option<Input>, variables: &Variables<'_>, start: usize) -> SentBody {
        let whole = |word: Word| {
            if word.is_hole() { SentBody::of_variable(&word, variables, start) } else { SentBody::Text(word) }
        };
        let is_object = |item: &Item| {
            let name = &item.word.text[item.name.clone()];
            item.separator != Separator::File && !name.is_empty() && !name.contains(['[', ']', '\\'])
        };
        match (input, &self.raw) {
            _ if self.is_form => SentBody::Unknown("its body is a form, not JSON"),
            (_, Some(raw)) => whole(raw.clone()),
            (Some(Input::Text(word)), _) => whole(word),
            (Some(Input::File(word)), _) => SentBody::of_file(&word, &word.text, false),
            _ if self.has_unknown || !self.fields().all(is_object) => {
                SentBody::Unknown("its body is put together from several places")
            }
            _ => self.object().map_or(SentBody::Unknown("it has no body"), SentBody::Text),
        }
    }

    /// The fields as a JSON object.
    fn object(&self) -> Option<Word> {
        let (first, last) = (self.fields().next()?, self.fields().last()?);
        let span = first.word.span.start..last.word.span.end;
        let mut object = Builder::new(span.start);
        for (index, item) in self.fields().enumerate() {
            let begin = item.word.span.start..item.word.span.start + 1;
            object.push(if index == 0 { "{" } else { "," }, begin);
            push_string(&mut object, item, item.name.clone());
            object.push(":", item.word.span.start..item.word.span.start + 1);
            match item.separator {
                Separator::Json => object.append(item.word.tail(item.value.start)),
                _ => push_string(&mut object, item, item.value.clone()),
            }
        }
        object.push("}", span.end - 1..span.end);
        Some(object.finish(span))
    }
}

/// Appends a part of a word as a JSON string. The quotes map to the part, too.
fn push_string(object: &mut Builder, item: &Item, part: Range<usize>) {
    let word = &item.word;
    let file = |range: Range<usize>| word.pieces.map(&range).unwrap_or_else(|| word.span.clone());
    let text = &word.text[part.clone()];
    let whole = file(part.clone());
    let first = whole.start..(whole.start + 1).min(whole.end);
    object.push("\"", first);
    for (at, character) in text.char_indices() {
        let range = part.start + at..part.start + at + character.len_utf8();
        if word.has_hole_at(range.start) {
            object.push_hole(file(range));
            continue;
        }
        let quoted = serde_json::Value::from(character.to_string()).to_string();
        object.push(&quoted[1..quoted.len() - 1], file(range));
    }
    object.push("\"", whole.end.saturating_sub(1).max(whole.start)..whole.end);
}
