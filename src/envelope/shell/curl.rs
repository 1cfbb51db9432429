//! What a `curl` command sends.

use std::borrow::Cow;
use std::ops::Range;

use super::command::{Command, Input};
use super::variable::{Source, Variables};
use super::word::Word;
use crate::envelope::emit::Emitter;
use crate::envelope::value::Text;
use crate::envelope::{BodyFile, Head, Header, Headers, RequestId, SourceMap, placeholder};
use crate::knowledge::Endpoint;

/// Short options that take an argument, as `curl --help all` lists them.
const WITH_ARGUMENT: &str = "AbcCdDeEFHhKmoPQrtTuUwxXyYz";

/// What the options of a command say.
#[derive(Default)]
struct Options {
    method: Option<String>,
    urls: Vec<(String, Range<usize>)>,
    headers: Vec<Word>,
    data: Vec<Data>,
    /// Headers may come from elsewhere: a file, a configuration.
    more_headers: bool,
    /// The request has no JSON body: `-G`, `-F`, `-I`.
    other_body: bool,
}

struct Data {
    word: Word,
    how: How,
}

/// How the argument of an option becomes a body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// `-d`: line breaks of a file are left out.
    Joined,
    /// `--data-binary`
    Binary,
    /// `--data-raw`: `@` names no file.
    Raw,
    /// `--json`: with the headers that it implies, and nothing between its pieces.
    Json,
    /// `--data-urlencode`
    Encoded,
    /// `-T`: always a file's name.
    Upload,
}

/// What is sent, as far as the command tells it.
enum Body {
    Text(Word),
    File { name: String, is_joined: bool },
    Unknown(&'static str),
}

/// Passes on the request of the command whose `curl` stands at `start`.
pub(super) fn deliver(start: usize, command: Command, variables: &Variables<'_>, page: bool, out: &mut Emitter<'_>) {
    let Command { words, input, .. } = command;
    let mut options = read(words);
    let url = options.urls.iter().find(|(url, _)| Endpoint::from_url(url).is_some()).cloned();
    let is_post = match options.method.as_deref() {
        Some(method) => method.eq_ignore_ascii_case("post"),
        None if options.data.is_empty() => options.more_headers,
        None => !options.data.iter().any(|data| data.how == How::Upload),
    };
    if url.is_none() || !is_post || options.other_body {
        out.tally.skipped += usize::from(!options.urls.is_empty());
        return;
    }
    let data = std::mem::take(&mut options.data);
    if data.is_empty() {
        let place = out.place(Some(start));
        return out.body_missing(place.line, "the command names no body");
    }
    let mut head = head(&options, url.as_ref(), &data, start);
    if page {
        head.headers.hide(|header| placeholder::is_placeholder(&header.value));
    }
    let place = RequestId { url: head.shown_url(), ..out.place(Some(start)) };
    match body(data, input, &|word| made(&word, variables, start)) {
        Body::Text(word) => {
            let mut body = Text::new(word.text.into_bytes(), SourceMap::Pieces(word.pieces));
            body.holes = word.holes;
            if page {
                placeholder::add_holes(&mut body);
            }
            out.text(&body, Some(place), &head);
        }
        Body::File { name, is_joined } => {
            let file = BodyFile { name, head: head.without_places(), is_joined };
            out.elsewhere(place, &head, "its body is in a file", Some(file));
        }
        Body::Unknown(reason) => out.elsewhere(place, &head, reason, None),
    }
}

fn read(words: Vec<Word>) -> Options {
    let mut options = Options::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if word.text.starts_with("--") {
            let name = word.text.clone();
            options.long(&name, &mut words);
        } else if word.text.len() > 1 && word.text.starts_with('-') {
            options.short(word, &mut words);
        } else {
            // `"$@"` and `"${HEADERS[@]}"` may be any options.
            options.more_headers |= word.is_hole();
            options.urls.push(known_url(&word));
        }
    }
    options
}

impl Options {
    fn long(&mut self, name: &str, words: &mut impl Iterator<Item = Word>) {
        let letter = match name {
            "--data" | "--data-ascii" => 'd',
            "--header" => 'H',
            "--request" => 'X',
            "--config" => 'K',
            "--form" | "--form-string" => 'F',
            "--upload-file" => 'T',
            "--get" => return self.other_body = true,
            "--head" => return self.other_body = true,
            "--url" => 'L',
            "--data-binary" => 'B',
            "--data-raw" => 'R',
            "--data-urlencode" => 'E',
            "--json" => 'J',
            "--user" => 'u',
            "--oauth2-bearer" => 'O',
            // Of any other option the argument is met as a url, and is none.
            _ => return,
        };
        if let Some(argument) = words.next() {
            self.take(letter, argument);
        }
    }

    /// Short options may stand together, an argument may follow without a blank: `-sXPOST`.
    fn short(&mut self, word: Word, words: &mut impl Iterator<Item = Word>) {
        let letters: Vec<char> = word.text.chars().skip(1).collect();
        for (index, letter) in letters.iter().enumerate() {
            match letter {
                'G' | 'I' => self.other_body = true,
                letter if WITH_ARGUMENT.contains(*letter) => {
                    let from: usize = 1 + letters[..=index].iter().map(|letter| letter.len_utf8()).sum::<usize>();
                    let argument = if from < word.text.len() { Some(word.from(from)) } else { words.next() };
                    // `-E` takes a certificate.
                    if let Some(argument) = argument.filter(|_| *letter != 'E') {
                        self.take(*letter, argument);
                    }
                    return;
                }
                _ => {}
            }
        }
    }

    fn take(&mut self, letter: char, argument: Word) {
        let mut push = |how| self.data.push(Data { word: argument.clone(), how });
        match letter {
            'd' => push(How::Joined),
            'B' => push(How::Binary),
            'R' => push(How::Raw),
            'J' => push(How::Json),
            'E' => push(How::Encoded),
            'T' => push(How::Upload),
            'X' => self.method = Some(argument.text),
            'L' => self.urls.push(known_url(&argument)),
            'H' if argument.text.starts_with('@') || !argument.text.contains(':') => self.more_headers = true,
            'H' => self.headers.push(argument),
            'F' => self.other_body = true,
            'K' | 'u' | 'O' => self.more_headers = true,
            _ => {}
        }
    }
}

/// The url, and its bytes in the file. Of one that begins with a variable, the path behind it is known.
fn known_url(word: &Word) -> (String, Range<usize>) {
    let known = word.holes.last().map_or(&*word.text, |hole| {
        let behind = &word.text[hole.end..];
        behind.find('/').map_or("", |slash| &behind[slash..])
    });
    (known.to_owned(), word.span.clone())
}

/// What all data options together send. `made` tells it of a word that the shell makes.
fn body(data: Vec<Data>, input: Option<Input>, made: &dyn Fn(Word) -> Body) -> Body {
    let mut input = input;
    let mut joined: Option<Word> = None;
    let is_alone = data.len() == 1;
    for piece in data {
        let is_json = piece.how == How::Json;
        match (piece.read(&mut input, made), &mut joined) {
            (Body::Text(word), None) => joined = Some(word),
            (Body::Text(word), Some(first)) if word.span.start > first.span.start => {
                first.join(word, if is_json { "" } else { "&" });
            }
            (Body::Text(_) | Body::File { .. }, _) if !is_alone => {
                return Body::Unknown("its body is put together from several places");
            }
            (other, _) => return other,
        }
    }
    joined.map_or(Body::Unknown("it has no body"), Body::Text)
}

impl Data {
    fn read(self, input: &mut Option<Input>, made: &dyn Fn(Word) -> Body) -> Body {
        let Data { word, how } = self;
        let file = match how {
            How::Encoded => return Body::Unknown("its body is url-encoded, which is no JSON"),
            How::Raw => None,
            How::Upload => Some(&*word.text),
            How::Joined | How::Binary | How::Json => word.text.strip_prefix('@'),
        };
        let is_joined = how == How::Joined;
        match (file, input.take()) {
            (Some("-" | "."), Some(Input::Text(word))) if word.is_hole() => made(word),
            (Some("-" | "."), Some(Input::Text(word))) if is_joined => Body::Text(word.without_line_breaks()),
            (Some("-" | "."), Some(Input::Text(word))) => Body::Text(word),
            (Some("-" | "."), Some(Input::File(word))) => named(&word, &word.text, is_joined),
            (Some("-" | "."), None) => Body::Unknown("its body comes from standard input"),
            (Some(name), _) => named(&word, name, is_joined),
            (None, _) if word.is_hole() => made(word),
            (None, _) => Body::Text(word),
        }
    }
}

/// The file that a word names.
fn named(word: &Word, name: &str, is_joined: bool) -> Body {
    if word.is_known() && !name.is_empty() {
        Body::File { name: name.to_owned(), is_joined }
    } else {
        Body::Unknown("its body is in a file whose name a variable holds")
    }
}

/// A body that is all one `$VARIABLE` or `$(command)`.
fn made(word: &Word, variables: &Variables<'_>, start: usize) -> Body {
    match variables.source(word, start) {
        Some(Source::Text(word)) => Body::Text(word),
        Some(Source::File(name)) => Body::File { name, is_joined: false },
        None => Body::Unknown("its body is made by the shell"),
    }
}

/// What is known around the body. curl adds a content type of its own where none is given.
fn head<'a>(options: &'a Options, url: Option<&'a (String, Range<usize>)>, data: &[Data], start: usize) -> Head<'a> {
    let mut headers = if options.more_headers { Headers::partial(Vec::new()) } else { Headers::complete(Vec::new()) };
    let mut has_type = data.iter().any(|data| data.how == How::Upload);
    for word in &options.headers {
        let Some((name, value)) = word.text.split_once(':') else { continue };
        has_type |= name.eq_ignore_ascii_case("content-type");
        if word.is_known() {
            let from = word.text.len() - value.trim_start().len();
            let span = word.pieces.map(&(from..word.text.len()));
            headers.push(Header { name: name.trim().into(), value: value.trim().into(), span });
        } else {
            headers.push_hidden(name.trim().into());
        }
    }
    let implied = if data.iter().any(|data| data.how == How::Json) {
        Some("application/json")
    } else {
        (!has_type && headers.is_complete()).then_some("application/x-www-form-urlencoded")
    };
    if let Some(value) = implied {
        let span = Some(start..start + "curl".len());
        headers.push(Header { name: "content-type".into(), value: value.into(), span });
    }
    Head {
        method: Some(Cow::Borrowed("POST")),
        url: url.map(|(url, _)| Cow::Borrowed(url.as_str())),
        url_span: url.map(|(_, span)| span.clone()),
        headers,
        ..Head::default()
    }
}
