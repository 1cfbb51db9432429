//! The options of a `curl` command.

use std::ops::Range;

use super::word::Word;

/// Short options that have an argument, from `curl --help all`.
const WITH_ARGUMENT: &str = "AbcCdDeEFHhKmoPQrtTuUwxXyYz";

/// What the options of a command specify.
#[derive(Default)]
pub(super) struct Options {
    pub(super) method: Option<String>,
    pub(super) urls: Vec<Url>,
    pub(super) headers: Vec<Word>,
    pub(super) data: Vec<Data>,
    /// Other headers may be added: from a file, a configuration, or an option that is unknown.
    pub(super) may_add_headers: bool,
    /// The request has no JSON body: `-G`, `-F`, `-I`.
    pub(super) has_other_body: bool,
}

/// A URL of a command.
#[derive(Clone)]
pub(super) struct Url {
    /// The URL; if it contains variables, only the path after them.
    pub(super) text: String,
    /// Its bytes in the file.
    pub(super) span: Range<usize>,
}

/// A data option.
pub(super) struct Data {
    pub(super) argument: Word,
    pub(super) mode: DataMode,
}

/// How the argument of a data option becomes a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DataMode {
    /// `-d`: removes the line breaks of a file.
    Ascii,
    /// `--data-binary`
    Binary,
    /// `--data-raw`: `@` does not name a file.
    Raw,
    /// `--json`: implies headers, and its arguments are not separated.
    Json,
    /// `--data-urlencode`
    UrlEncoded,
    /// `-T`: the argument is always the name of a file.
    Upload,
}

/// An option with an argument that matters to the request.
#[derive(Clone, Copy)]
enum Name {
    Data(DataMode),
    Method,
    Url,
    Header,
    Form,
    /// An option that adds headers: `-K`, `-u`, `--oauth2-bearer`.
    AddsHeaders,
    /// An option that does not matter, such as `-o`.
    Other,
}

impl Options {
    /// The options in the words after `curl`.
    pub(super) fn parse(words: Vec<Word>) -> Options {
        let mut options = Options::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if let Some(name) = word.text.strip_prefix("--") {
                options.long(name, &mut words);
            } else if word.text.len() > 1 && word.text.starts_with('-') {
                options.short(&word, &mut words);
            } else {
                // `"$@"` and `"${HEADERS[@]}"` may be any options.
                options.may_add_headers |= word.is_hole();
                options.urls.push(Url::of(&word));
            }
        }
        options
    }

    fn long(&mut self, name: &str, words: &mut impl Iterator<Item = Word>) {
        let name = match name {
            "get" | "head" => return self.has_other_body = true,
            "data" | "data-ascii" => Name::Data(DataMode::Ascii),
            "data-binary" => Name::Data(DataMode::Binary),
            "data-raw" => Name::Data(DataMode::Raw),
            "data-urlencode" => Name::Data(DataMode::UrlEncoded),
            "json" => Name::Data(DataMode::Json),
            "upload-file" => Name::Data(DataMode::Upload),
            "header" => Name::Header,
            "request" => Name::Method,
            "url" => Name::Url,
            "form" | "form-string" => Name::Form,
            "config" | "user" | "oauth2-bearer" => Name::AddsHeaders,
            // If the option has an argument, it is read as a URL, which does not match any endpoint.
            _ => return,
        };
        if let Some(argument) = words.next() {
            self.apply(name, argument);
        }
    }

    /// Short options may be combined, and an argument may follow without a blank: `-sXPOST`.
    fn short(&mut self, word: &Word, words: &mut impl Iterator<Item = Word>) {
        for (at, letter) in word.text.char_indices().skip(1) {
            let name = match letter {
                'G' | 'I' => {
                    self.has_other_body = true;
                    continue;
                }
                'd' => Name::Data(DataMode::Ascii),
                'T' => Name::Data(DataMode::Upload),
                'H' => Name::Header,
                'X' => Name::Method,
                'F' => Name::Form,
                'K' | 'u' => Name::AddsHeaders,
                letter if WITH_ARGUMENT.contains(letter) => Name::Other,
                _ => continue,
            };
            let start = at + letter.len_utf8();
            let argument = if start < word.text.len() { Some(word.tail(start)) } else { words.next() };
            if let Some(argument) = argument {
                self.apply(name, argument);
            }
            return;
        }
    }

    fn apply(&mut self, name: Name, argument: Word) {
        match name {
            Name::Data(mode) => self.data.push(Data { argument, mode }),
            Name::Method => self.method = Some(argument.text),
            Name::Url => self.urls.push(Url::of(&argument)),
            // `-H @file`
            Name::Header if argument.text.starts_with('@') || !argument.text.contains(':') => {
                self.may_add_headers = true;
            }
            Name::Header => self.headers.push(argument),
            Name::Form => self.has_other_body = true,
            Name::AddsHeaders => self.may_add_headers = true,
            Name::Other => {}
        }
    }
}

impl Url {
    fn of(word: &Word) -> Url {
        let text = word.holes.last().map_or(&*word.text, |hole| {
            let after = &word.text[hole.end..];
            after.find('/').map_or("", |slash| &after[slash..])
        });
        Url { text: text.to_owned(), span: word.span.clone() }
    }
}
