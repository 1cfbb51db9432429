//! The request that a `curl` command sends.

use std::borrow::Cow;

use super::command::{Command, Input};
use super::options::{Data, DataMode, Options, Url};
use super::sent::{self, SentBody};
use super::variable::Variables;
use super::word::Word;
use crate::envelope::emitter::Emitter;
use crate::envelope::entry::RequestId;
use crate::envelope::head::{Head, Header, Headers};
use crate::envelope::receiver::{self, Reason};
use crate::knowledge::Knowledge;

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
        sent::forget_placeholders(&mut head);
    }
    let id = RequestId { url: head.shown_url(), ..emitter.request_id(Some(start)) };
    let of_variable = |word: Word| SentBody::of_variable(&word, variables, start);
    command_body(data, input, &of_variable).emit(id, &head, page, emitter);
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

/// What all data options send together. `of_variable` finds the value of a word that is a single expansion.
fn command_body(data: Vec<Data>, mut input: Option<Input>, of_variable: &dyn Fn(Word) -> SentBody) -> SentBody {
    let mut joined: Option<Word> = None;
    let is_only_option = data.len() == 1;
    for option in data {
        let separator = if option.mode == DataMode::Json { "" } else { "&" };
        match (option.body(&mut input, of_variable), &mut joined) {
            (SentBody::Text(word), None) => joined = Some(word),
            (SentBody::Text(word), Some(first)) if word.span.start > first.span.start => {
                first.join(word, separator);
            }
            (SentBody::Text(_) | SentBody::File { .. }, _) if !is_only_option => {
                return SentBody::Unknown("its body is put together from several places");
            }
            (other, _) => return other,
        }
    }
    joined.map_or(SentBody::Unknown("it has no body"), SentBody::Text)
}

impl Data {
    /// What this option sends. Standard input is consumed by the first option that reads it.
    fn body(self, input: &mut Option<Input>, of_variable: &dyn Fn(Word) -> SentBody) -> SentBody {
        let Data { argument, mode } = self;
        let file = match mode {
            DataMode::UrlEncoded => return SentBody::Unknown("its body is URL-encoded, not JSON"),
            DataMode::Raw => None,
            DataMode::Upload => Some(&*argument.text),
            DataMode::Ascii | DataMode::Binary | DataMode::Json => argument.text.strip_prefix('@'),
        };
        let strips_line_breaks = mode == DataMode::Ascii;
        match (file, input.take()) {
            (Some("-" | "."), Some(Input::Text(word))) if word.is_hole() => of_variable(word),
            (Some("-" | "."), Some(Input::Text(word))) if strips_line_breaks => {
                SentBody::Text(word.without_line_breaks())
            }
            (Some("-" | "."), Some(Input::Text(word))) => SentBody::Text(word),
            (Some("-" | "."), Some(Input::File(word))) => SentBody::of_file(&word, &word.text, strips_line_breaks),
            (Some("-" | "."), None) => SentBody::Unknown("its body comes from standard input"),
            (Some(name), _) => SentBody::of_file(&argument, name, strips_line_breaks),
            (None, _) if argument.is_hole() => of_variable(argument),
            (None, _) => SentBody::Text(argument),
        }
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
