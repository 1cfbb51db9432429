//! What a `curl` command sends.

use std::borrow::Cow;
use std::ops::Range;

use super::word::{Command, Word};
use crate::envelope::out::Out;
use crate::envelope::value::Text;
use crate::envelope::{Head, Header, Headers, Place, SourceMap, markdown};
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
    /// `--json`: the headers that it implies.
    is_json: bool,
    /// Headers may come from elsewhere: a file, a configuration.
    more_headers: bool,
    /// The request has no JSON body: `-G`, `-F`, `-T`, `-I`.
    other_body: bool,
}

struct Data {
    word: Word,
    /// Line breaks of a file are kept.
    is_binary: bool,
    /// `@` names no file.
    is_raw: bool,
}

/// Passes on the request of the command whose `curl` stands at `start`.
pub(super) fn deliver(start: usize, command: Command, page: bool, out: &mut Out<'_>) {
    let Command { words, input, .. } = command;
    let mut options = read(words);
    let body = body(std::mem::take(&mut options.data), input);
    let url = options.urls.iter().find(|(url, _)| Endpoint::from_url(url).is_some());
    let is_post = options.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case("post"));
    if url.is_none() || !is_post || options.other_body {
        out.tally.foreign += usize::from(!options.urls.is_empty());
        return;
    }
    let mut head = head(&options, url, start);
    if page {
        head.headers.hide(|header| markdown::is_stand_in(&header.value));
    }
    let place = Place { url: head.shown_url(), ..out.place(Some(start)) };
    match body {
        Some(word) => {
            let mut body = Text::new(word.text.into_bytes(), SourceMap::Pieces(word.pieces));
            body.holes = word.holes;
            if page {
                markdown::add_holes(&mut body);
            }
            out.text(&body, Some(place), &head);
        }
        None => out.tally.unread += 1,
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
            "--form" | "--form-string" | "--upload-file" => 'F',
            "--get" => return self.other_body = true,
            "--head" => return self.other_body = true,
            "--url" => 'L',
            "--data-binary" => 'B',
            "--data-raw" => 'R',
            "--data-urlencode" => 'F',
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
                    if let Some(argument) = argument {
                        self.take(*letter, argument);
                    }
                    return;
                }
                _ => {}
            }
        }
    }

    fn take(&mut self, letter: char, argument: Word) {
        match letter {
            'X' => self.method = Some(argument.text),
            'L' => self.urls.push(known_url(&argument)),
            'H' if argument.text.starts_with('@') || !argument.text.contains(':') => self.more_headers = true,
            'H' => self.headers.push(argument),
            'd' => self.data.push(Data { word: argument, is_binary: false, is_raw: false }),
            'B' => self.data.push(Data { word: argument, is_binary: true, is_raw: false }),
            'R' => self.data.push(Data { word: argument, is_binary: true, is_raw: true }),
            'J' => {
                self.is_json = true;
                self.data.push(Data { word: argument, is_binary: true, is_raw: false });
            }
            'F' | 'T' => self.other_body = true,
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

/// The text that is sent; `None` where it is in a file or made by the shell.
fn body(mut data: Vec<Data>, input: Option<Word>) -> Option<Word> {
    let only = if data.len() == 1 { data.pop()? } else { return None };
    let is_hole = only.word.holes.first().is_some_and(|hole| *hole == (0..only.word.text.len()));
    match only.word.text.strip_prefix('@').filter(|_| !only.is_raw) {
        Some("-") if only.is_binary => input,
        Some("-") => Some(input?.without_line_breaks()),
        Some(_) => None,
        None => (!is_hole).then_some(only.word),
    }
}

/// What is known around the body. curl adds a content type of its own where none is given.
fn head<'a>(options: &'a Options, url: Option<&'a (String, Range<usize>)>, start: usize) -> Head<'a> {
    let mut headers = if options.more_headers { Headers::partial(Vec::new()) } else { Headers::complete(Vec::new()) };
    let mut has_type = options.is_json;
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
    let implied = if options.is_json { Some("application/json") } else { None };
    let implied = implied.or((!has_type).then_some("application/x-www-form-urlencoded"));
    if let Some(value) = implied {
        let span = Some(start..start + "curl".len());
        headers.push(Header { name: "content-type".into(), value: value.into(), span });
    }
    Head {
        method: Some(Cow::Borrowed("POST")),
        url: url.map(|(url, _)| Cow::Borrowed(url.as_str())),
        url_span: url.map(|(_, span)| span.clone()),
        headers,
        recorded: None,
    }
}
