//! The request that a `curl` command sends.

use std::borrow::Cow;

use super::command::{Command, Input};
use super::options::{Data, DataMode, Options, Url};
use super::variable::{Source, Variables};
use super::word::Word;
use crate::envelope::body;
use crate::envelope::contents::BodyFile;
use crate::envelope::emitter::Emitter;
use crate::envelope::entry::RequestId;
use crate::envelope::head::{Head, Header, Headers};
use crate::envelope::holes;
use crate::envelope::receiver::{self, Reason};
use crate::envelope::source_map::SourceMap;
use crate::envelope::text::Text;
use crate::knowledge::Knowledge;
use crate::placeholder::Placeholder;

/// A body, as far as the command reveals it.
enum CommandBody {
    Text(Word),
    File { name: String, strips_line_breaks: bool },
    Unknown(&'static str),
}

/// Emits the request of the command whose `curl` is at `start`. On a `page`, placeholders are not checked.
pub(super) fn read(start: usize, command: Command, variables: &Variables<'_>, page: bool, emitter: &mut Emitter<'_>) {
    let Command { words, input, .. } = command;
    let mut options = Options::parse(words);
    let is_post = match options.method.as_deref() {
        Some(method) => method.eq_ignore_ascii_case("post"),
        None if options.data.is_empty() => options.may_add_headers,
        None => !options.data.iter().any(|data| data.mode == DataMode::Upload),
    };
    let url = match receiver(&options, is_post && !options.has_other_body, emitter.knowledge) {
        Ok(url) => url,
        Err(None) => return,
        Err(Some(reason)) => {
            let line = emitter.request_id(Some(start)).line;
            return emitter.skip(line, reason);
        }
    };
    let data = std::mem::take(&mut options.data);
    if data.is_empty() {
        let id = emitter.request_id(Some(start));
        return emitter.body_missing(id.line, "the command names no body");
    }
    let mut head = head(&options, &url, &data, start);
    if page {
        head.headers
            .forget_values(|header| Placeholder::of_header(&header.value).is_some_and(Placeholder::hides_value));
    }
    let id = RequestId { url: head.shown_url(), ..emitter.request_id(Some(start)) };
    match command_body(data, input, &|word| shell_value(&word, variables, start)) {
        CommandBody::Text(word) => {
            let mut body = Text::new(word.text.into_bytes(), SourceMap::Pieces(word.pieces));
            body.holes = word.holes;
            if page {
                if holes::is_abbreviated(&body.text) {
                    return emitter.emit_without_body(id, &head, holes::ABBREVIATED, None);
                }
                holes::add_placeholders(&mut body);
            }
            body::read_text(&body, Some(id), &head, emitter);
        }
        CommandBody::File { name, strips_line_breaks } => {
            let file = BodyFile { name, head: head.without_spans(), strips_line_breaks };
            emitter.emit_without_body(id, &head, "its body is in a file", Some(file));
        }
        CommandBody::Unknown(reason) => emitter.emit_without_body(id, &head, reason, None),
    }
}

/// The URL of a command that calls the Messages API; else why it does not, if it has any URL.
fn receiver(options: &Options, sends_body: bool, knowledge: &Knowledge) -> Result<Url, Option<Reason>> {
    let Some(first) = options.urls.first() else { return Err(None) };
    let is_ours = |url: &&Url| receiver::check_url(&url.text, knowledge).is_ok();
    match options.urls.iter().find(is_ours) {
        Some(url) if sends_body => Ok(url.clone()),
        Some(_) => Err(Some("not a POST request with a body".into())),
        None => Err(receiver::check_url(&first.text, knowledge).err()),
    }
}

/// What all data options send together. `shell_value` finds the value of a word that is a single expansion.
fn command_body(data: Vec<Data>, mut input: Option<Input>, shell_value: &dyn Fn(Word) -> CommandBody) -> CommandBody {
    let mut joined: Option<Word> = None;
    let is_only_option = data.len() == 1;
    for option in data {
        let separator = if option.mode == DataMode::Json { "" } else { "&" };
        match (option.body(&mut input, shell_value), &mut joined) {
            (CommandBody::Text(word), None) => joined = Some(word),
            (CommandBody::Text(word), Some(first)) if word.span.start > first.span.start => {
                first.join(word, separator);
            }
            (CommandBody::Text(_) | CommandBody::File { .. }, _) if !is_only_option => {
                return CommandBody::Unknown("its body is put together from several places");
            }
            (other, _) => return other,
        }
    }
    joined.map_or(CommandBody::Unknown("it has no body"), CommandBody::Text)
}

impl Data {
    /// What this option sends. Standard input is consumed by the first option that reads it.
    fn body(self, input: &mut Option<Input>, shell_value: &dyn Fn(Word) -> CommandBody) -> CommandBody {
        let Data { argument, mode } = self;
        let file = match mode {
            DataMode::UrlEncoded => return CommandBody::Unknown("its body is URL-encoded, not JSON"),
            DataMode::Raw => None,
            DataMode::Upload => Some(&*argument.text),
            DataMode::Ascii | DataMode::Binary | DataMode::Json => argument.text.strip_prefix('@'),
        };
        let strips_line_breaks = mode == DataMode::Ascii;
        match (file, input.take()) {
            (Some("-" | "."), Some(Input::Text(word))) if word.is_hole() => shell_value(word),
            (Some("-" | "."), Some(Input::Text(word))) if strips_line_breaks => {
                CommandBody::Text(word.without_line_breaks())
            }
            (Some("-" | "."), Some(Input::Text(word))) => CommandBody::Text(word),
            (Some("-" | "."), Some(Input::File(word))) => file_body(&word, &word.text, strips_line_breaks),
            (Some("-" | "."), None) => CommandBody::Unknown("its body comes from standard input"),
            (Some(name), _) => file_body(&argument, name, strips_line_breaks),
            (None, _) if argument.is_hole() => shell_value(argument),
            (None, _) => CommandBody::Text(argument),
        }
    }
}

/// The file that a word names.
fn file_body(word: &Word, name: &str, strips_line_breaks: bool) -> CommandBody {
    if word.is_known() && !name.is_empty() {
        CommandBody::File { name: name.to_owned(), strips_line_breaks }
    } else {
        CommandBody::Unknown("its body is in a file whose name is in a variable")
    }
}

/// The body that is a single `$VARIABLE` or `$(command)`.
fn shell_value(word: &Word, variables: &Variables<'_>, start: usize) -> CommandBody {
    match variables.source(word, start) {
        Some(Source::Text(word)) => CommandBody::Text(word),
        Some(Source::File(name)) => CommandBody::File { name, strips_line_breaks: false },
        None => CommandBody::Unknown("its body is produced by the shell"),
    }
}

/// The head of the request. If no content type is given, curl adds its own.
fn head<'a>(options: &'a Options, url: &'a Url, data: &[Data], start: usize) -> Head<'a> {
    let list = Vec::new();
    let mut headers = if options.may_add_headers { Headers::partial(list) } else { Headers::complete(list) };
    let mut has_type = data.iter().any(|data| data.mode == DataMode::Upload);
    for word in &options.headers {
        let Some((name, value)) = word.text.split_once(':') else { continue };
        has_type |= name.eq_ignore_ascii_case("content-type");
        if word.is_known() {
            let value_start = word.text.len() - value.trim_start().len();
            let span = word.pieces.map(&(value_start..word.text.len()));
            headers.push(Header { name: name.trim().into(), value: value.trim().into(), span });
        } else {
            headers.push_unknown(name.trim().into());
        }
    }
    let implied_type = if data.iter().any(|data| data.mode == DataMode::Json) {
        Some("application/json")
    } else {
        (!has_type && headers.is_complete()).then_some("application/x-www-form-urlencoded")
    };
    if let Some(value) = implied_type {
        let span = Some(start..start + "curl".len());
        headers.push(Header { name: "content-type".into(), value: value.into(), span });
    }
    Head {
        method: Some(Cow::Borrowed("POST")),
        url: Some(Cow::Borrowed(&url.text)),
        url_span: Some(url.span.clone()),
        headers,
        ..Head::default()
    }
}
