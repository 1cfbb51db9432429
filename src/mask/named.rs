//! Credentials that are recognized by their position, whatever they look like: the values of headers, parameters,
//! members, variables and options that hold credentials.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::sign::{known_prefix, matcher};

/// Parts of the names of credentials, in lower case and without `-` and `_`.
const NAME_PARTS: [&str; 18] = [
    "apikey",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "authorization",
    "credential",
    "privatekey",
    "accesskey",
    "subscriptionkey",
    "cookie",
    "bearer",
    "securitytoken",
    "sessionid",
    "authkey",
    "xamzsignature",
    "xgoogsignature",
];
/// Names that are those of credentials as a whole.
const NAMES: [&str; 7] = ["auth", "pass", "pwd", "token", "sid", "jwt", "creds"];
/// What else is a credential as a parameter of a URL, or as the name of a name and a value.
const PARAMETERS: [&str; 5] = ["key", "sig", "signature", "code", "session"];
/// Members of the API and of JSON Schemas that end in `key` and are not credentials.
const OTHER_KEYS: [&str; 7] =
    ["holdkey", "cachekey", "partitionkey", "primarykey", "foreignkey", "sortkey", "publickey"];
/// The longest name.
const MAX_NAME: usize = 64;
/// Options of command-line programs whose argument is a credential.
const OPTIONS: [&str; 16] = [
    "--user",
    "--proxy-user",
    "--proxy",
    "--preproxy",
    "--oauth2-bearer",
    "--cert",
    "--proxy-cert",
    "--cookie",
    "--pass",
    "--proxy-pass",
    "--auth",
    "--password",
    "--tlspassword",
    "--proxy-tlspassword",
    "--aws-sigv4",
    "--login-options",
];
/// Their short forms, and the short options that need no argument and can be before them: `-sSu user:password`.
const SHORT_OPTIONS: &str = "ubEUaxp";
const FLAGS: &str = "sSLkvifgGIjnNqROZ0123456#a";

/// What at least one part of each name contains, or an escape that can hide it: most texts have none of them.
const STEMS: [&str; 22] = [
    "key", "tok", "secret", "pass", "pwd", "auth", "cred", "cook", "bear", "sid", "jwt", "sig", "code", "sess",
    "\\u00", "\\U00", "\\x", "%2d", "%5f", "%4", "%6", "%7",
];

/// The values of credentials in a piece of a file.
pub(super) fn named_values(text: &str) -> Vec<Range<usize>> {
    static MATCHER: LazyLock<AhoCorasick> = LazyLock::new(|| matcher(STEMS.into_iter(), true));
    let mut found = Vec::new();
    let mut stems = MATCHER.find_iter(text).map(|stem| stem.start()).peekable();
    if stems.peek().is_none() && memchr::memchr(b'-', text.as_bytes()).is_none() {
        return found;
    }
    for name in names(text) {
        while stems.next_if(|stem| *stem < name.start).is_some() {}
        let word = &text[name.clone()];
        if word.starts_with('-') && is_option(text, &name) {
            found.extend(option_value(text, &name));
        } else if stems.peek().is_some_and(|stem| *stem < name.end) {
            let name_of_value = Name { text, name, is_sure: is_credential(word) };
            name_of_value.values(&mut found);
        }
    }
    found
}

/// The words of a text that can be names, with escapes in them: letters, digits, `-` and `_`.
fn names(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            while let Some((_, length)) = name_byte(&bytes[at..], at == start) {
                at += length;
            }
            if at > start {
                return Some(start..at);
            }
            at += 1;
        }
        None
    })
}

/// The byte of a name at the start of `text`, and how many bytes it is written with: itself, `\u002d`, `\x2d`, `%2D`.
/// A name does not start with an escape of a separator.
fn name_byte(text: &[u8], is_first: bool) -> Option<(u8, usize)> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let first = *text.first()?;
    if is_name(first) {
        return Some((first, 1));
    }
    for (prefix, digits) in [(&b"\\\\u"[..], 4), (b"\\u", 4), (b"\\x", 2), (b"\\U", 8), (b"%", 2)] {
        if !text.starts_with(prefix) {
            continue;
        }
        let hex = text.get(prefix.len()..prefix.len() + digits)?;
        let byte = u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok().filter(|byte| is_name(*byte))?;
        return (!is_first || byte.is_ascii_alphabetic()).then_some((byte, prefix.len() + digits));
    }
    None
}

/// The name without escapes, `-` and `_`, in lower case.
fn compact(word: &str) -> String {
    let bytes = word.as_bytes();
    let (mut out, mut at) = (String::new(), 0);
    while let Some((byte, length)) = name_byte(&bytes[at..], at == 0) {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte.to_ascii_lowercase()));
        }
        at += length;
    }
    out
}

/// Whether the name is that of a credential.
pub(super) fn is_credential(word: &str) -> bool {
    if word.len() < 3 || word.len() > 6 * MAX_NAME {
        return false;
    }
    let name = compact(word);
    if name.len() > MAX_NAME {
        return false;
    }
    let ends_in_key = || {
        let before = word.len() - 3;
        let is_own_word = word[..before].ends_with(['-', '_']) || word[before..].starts_with('K');
        name.ends_with("key") && name.len() > 3 && is_own_word && !OTHER_KEYS.iter().any(|other| name.ends_with(other))
    };
    NAMES.contains(&&*name)
        || name.ends_with("token") && !name.starts_with("max")
        || NAME_PARTS.iter().any(|part| name.contains(part))
        || word.is_ascii() && ends_in_key()
}

/// Whether the word is an option whose argument is a credential: `--user`, `-u`, `-sSu`, `-uuser`.
fn is_option(text: &str, word: &Range<usize>) -> bool {
    let option = &text[word.clone()];
    let is_first = text[..word.start].chars().next_back().is_none_or(|c| c.is_whitespace() || is_quote(c));
    is_first && (OPTIONS.contains(&option) || short_option(option).is_some())
}

/// The length of the short option that a word starts with.
fn short_option(word: &str) -> Option<usize> {
    let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'))?;
    let at = letters.find(|c| SHORT_OPTIONS.contains(c))?;
    letters[..at].chars().all(|c| FLAGS.contains(c)).then_some(at + 2)
}

/// The argument of an option: attached, after `=`, or the next word.
fn option_value(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let attached = short_option(&text[word.clone()]).map_or(word.end, |length| word.start + length);
    let skip = |c: char| c.is_whitespace() || is_quote(c) || matches!(c, '=' | ',' | '\\' | '$');
    let gap = text[attached..].len() - text[attached..].trim_start_matches(skip).len();
    let start = attached + gap;
    // The next option, or a file that is read: neither is a credential.
    if text[start..].starts_with('-') {
        return None;
    }
    let end = match text[attached..start].chars().rev().find(|c| is_quote(*c)) {
        Some(quote) => text[start..].find(quote),
        None => text[start..].find(|c: char| c.is_whitespace() || is_quote(c)),
    };
    Some(start..end.map_or(text.len(), |length| start + length))
}

/// A word in a text that may name a credential.
struct Name<'t> {
    text: &'t str,
    name: Range<usize>,
    /// Whether the word itself says so, or only as the parameter of a URL.
    is_sure: bool,
}

impl Name<'_> {
    /// Adds the parts of the value that are secret.
    fn values(&self, found: &mut Vec<Range<usize>>) {
        let Name { text, name, is_sure } = self;
        let is_parameter = PARAMETERS.contains(&&*compact(&text[name.clone()])) || *is_sure;
        if !is_parameter {
            return;
        }
        if self.is_in_query() && text[name.end..].starts_with('=') {
            let ends = |c: char| c.is_whitespace() || is_quote(c) || matches!(c, '&' | '#' | '\\' | ';' | '<');
            found.extend(self.secret(name.end + 1, until(text, name.end + 1, ends)));
        } else if let Some(start) = self.start_of_paired_value() {
            self.value(start, found);
        } else if *is_sure && let Some(start) = self.start_of_value() {
            self.value(start, found);
        }
        if let Some(value) = self.value_before() {
            found.extend(self.secret(value.start, value.end));
        }
    }

    /// Whether the name is after the `?` or `&` of a URL.
    fn is_in_query(&self) -> bool {
        let before = &self.text[..self.name.start];
        before.ends_with(['?', '&', ';']) || ["%3F", "%3f", "%26", "\\u0026"].iter().any(|mark| before.ends_with(mark))
    }

    /// The text after the name and the quote that closes it.
    fn after_quote(&self) -> (usize, bool) {
        let after = &self.text[self.name.end..];
        let rest = after.trim_start_matches('\\');
        let is_quoted = rest.starts_with(is_quote);
        let quote = if is_quoted { rest.chars().next().map_or(0, char::len_utf8) } else { 0 };
        match is_quoted {
            true => (self.name.end + after.len() - rest.len() + quote, true),
            false => (self.name.end, false),
        }
    }

    /// Where the value starts: after `:`, `=`, `=>`, `:=`, `,` or `>`, or after a space in `ENV NAME value`.
    fn start_of_value(&self) -> Option<usize> {
        let (from, is_quoted) = self.after_quote();
        let is_variable = || {
            let name = &self.text[self.name.clone()];
            name.contains('_') && name.bytes().all(|byte| !byte.is_ascii_lowercase())
        };
        let rest = self.text[from..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ']' | ')'));
        let at = self.text.len() - rest.len();
        let separator = match rest.as_bytes() {
            [b'=', b'>', ..] | [b':', b'=', ..] | [b'=', b'=', ..] => 2,
            [b':' | b'=' | b'>', ..] => 1,
            [b',', ..] if is_quoted && !is_before_key(rest) => 1,
            // A colon is missing.
            [b'"' | b'\'', ..] if is_quoted && at > from && !is_before_key(&self.text[at - 1..]) => 0,
            [_, ..] if at > from && is_variable() && !self.text[from..at].contains('\n') => 0,
            _ => return None,
        };
        Some(at + separator)
    }

    /// Where the value starts if the text names it separately: `"name": "x-api-key", "value": "…"`.
    fn start_of_paired_value(&self) -> Option<usize> {
        let (from, _) = self.after_quote();
        let before =
            self.text[..self.name.start].trim_end_matches(|c: char| is_quote(c) || c == '\\' || c.is_whitespace());
        let label = before.strip_suffix(':').unwrap_or(before).trim_end_matches(|c: char| is_quote(c) || c == '\\');
        if !label.ends_with("name") && !label.ends_with("key") && !label.ends_with("Name") {
            return None;
        }
        let blank = |c: char| c.is_whitespace() || is_quote(c) || matches!(c, ',' | '\\' | '{' | '}');
        let rest = self.text[from..].trim_start_matches(blank);
        let rest = ["value", "Value"].iter().find_map(|word| rest.strip_prefix(word))?;
        let rest = rest.trim_start_matches(|c: char| is_quote(c) || c == '\\' || c.is_whitespace());
        rest.starts_with(':').then(|| self.text.len() - rest.len() + 1)
    }

    /// The value before its name: `"value": "…", "name": "x-api-key"`.
    fn value_before(&self) -> Option<Range<usize>> {
        let blank = |c: char| is_quote(c) || c == '\\' || c.is_whitespace();
        let before = self.text[..self.name.start].trim_end_matches(blank).strip_suffix(':')?.trim_end_matches(blank);
        let before = before.strip_suffix("name").or_else(|| before.strip_suffix("key"))?.trim_end_matches(blank);
        let before = before.strip_suffix(',').unwrap_or(before).trim_end_matches(|c: char| c.is_whitespace());
        let value = before.trim_end_matches(|c| is_quote(c) || c == '\\');
        let end = value.len();
        let start = match before[end..].chars().next_back() {
            Some(quote) => value.rfind(quote)? + quote.len_utf8(),
            None => value.rfind(": ")? + 2,
        };
        let label = self.text[..start].trim_end_matches(|c: char| blank(c) || c == ':');
        (label.ends_with("value") || label.ends_with("Value")).then_some(start..end)
    }

    /// Adds the secret parts of the value at `from`, after the separator.
    fn value(&self, from: usize, found: &mut Vec<Range<usize>>) {
        let text = self.text;
        let line_end = until(text, from, |c| c == '\n');
        let start = skip_decorations(text, skip(text, from..line_end, |c| c.is_whitespace()));
        if start >= line_end && self.is_yaml_key() {
            return self.block(from, line_end, found);
        }
        let start = skip(text, start..text.len(), |c| c.is_whitespace());
        let rest = &text[start..];
        let call = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "._".contains(c)).len();
        if rest.starts_with(['[', '(']) {
            self.list(start, found);
        } else if rest.starts_with('{') && !rest.starts_with("{{") && !rest.starts_with("${") {
            self.object(start, found);
        } else if rest[call..].starts_with('(') {
            self.list(start + call, found);
        } else if let Some(quote) = quote_at(text, start) {
            let end = closing_quote(text, quote.end, &text[quote.clone()]).unwrap_or(text.len());
            found.extend(self.secret(quote.end, end));
        } else {
            self.plain(from, start, found);
        }
    }

    /// A value without quotes of its own.
    fn plain(&self, from: usize, start: usize, found: &mut Vec<Range<usize>>) {
        let text = self.text;
        let is_assigned = text[..from].ends_with('=') && !text[..from].ends_with("==");
        let end = match enclosing_quote(text, &self.name) {
            Some(quote) => closing_quote(text, start, &text[quote]).unwrap_or(text.len()),
            // A JSON value without its opening quote.
            None if self.after_quote().1 => until(text, start, |c| matches!(c, '"' | '\n')),
            None if is_assigned => {
                until(text, start, |c| c.is_whitespace() || is_quote(c) || matches!(c, '&' | ';' | ')' | ',' | '\\'))
            }
            None => until(text, start, |c| is_quote(c) || matches!(c, '\n' | '\\')),
        };
        // `api_key: str = "…"`: a type before the value.
        if text[start..end].trim_end().ends_with('=')
            && let Some(quote) = quote_at(text, end)
        {
            let end = closing_quote(text, quote.end, &text[quote.clone()]).unwrap_or(text.len());
            return found.extend(self.secret(quote.end, end));
        }
        found.extend(self.secret(start, end));
        if self.is_yaml_key() && !is_assigned && text[end..].starts_with('\n') {
            self.block(from, end, found);
        }
    }

    /// The lines after the one of `from` that belong to it in YAML: those that are indented more than its key, which can
    /// be after the `- ` of an item, and items of a list.
    fn block(&self, from: usize, line_end: usize, found: &mut Vec<Range<usize>>) {
        let text = self.text;
        let own = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let indent = skip(text, own..from, |c| c.is_whitespace() || "-?".contains(c)) - own;
        let mut at = line_end;
        while text[at..].starts_with('\n') {
            let start = at + 1;
            at = until(text, start, |c| c == '\n');
            let line = &text[start..at];
            let content = line.trim_start();
            let column = line.len() - content.len();
            let is_item = content.starts_with("- ") || content == "-";
            if !content.is_empty() && column <= indent && !(is_item && column == indent) {
                return;
            }
            let content = skip_decorations(text, at - content.len() + if is_item { 1 } else { 0 });
            let item = text[content.min(at)..at].trim();
            let quotes = item.trim_matches(is_quote);
            let offset = if quotes.is_empty() { 0 } else { text[content..at].find(quotes).unwrap_or(0) };
            found.extend(self.secret(content + offset, content + offset + quotes.len()));
        }
    }

    /// Whether the name is the first word of its line, as a key in YAML is.
    fn is_yaml_key(&self) -> bool {
        let start = self.text[..self.name.start].rfind('\n').map_or(0, |at| at + 1);
        self.text[start..self.name.start]
            .trim_matches(|c: char| c.is_whitespace() || is_quote(c) || "-?".contains(c))
            .is_empty()
            || self.text[..self.name.start].trim_end().ends_with("name:")
    }

    /// The strings of a list or of a call.
    fn list(&self, open: usize, found: &mut Vec<Range<usize>>) {
        self.strings(open, &|_| true, found);
    }

    /// The values of an object, unless they describe the credential: `"password": {"type": "string"}`.
    fn object(&self, open: usize, found: &mut Vec<Range<usize>>) {
        let is_description = |name: &str| {
            ["type", "description", "title", "format", "enum", "const", "default", "name", "in", "$ref"].contains(&name)
        };
        self.strings(open, &|name| !is_description(name), found);
    }

    /// The strings up to the bracket that closes the one at `open`, if `is_secret` accepts the key before them.
    fn strings(&self, open: usize, is_secret: &dyn Fn(&str) -> bool, found: &mut Vec<Range<usize>>) {
        let text = self.text;
        let (mut depth, mut at, mut key) = (0_usize, open, "");
        while let Some(c) = text[at..].chars().next() {
            if let Some(quote) = quote_at(text, at) {
                let end = closing_quote(text, quote.end, &text[quote.clone()]);
                let string = quote.end..end.unwrap_or(text.len());
                at = (string.end + quote.len()).min(text.len());
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                let is_key = text[at..].trim_start().starts_with(':') || text[at..].trim_start().starts_with("=>");
                if is_key {
                    key = &text[string];
                } else if is_secret(key) {
                    found.extend(self.secret(string.start, string.end));
                }
                continue;
            }
            match c {
                '[' | '(' | '{' => depth += 1,
                ']' | ')' | '}' if depth <= 1 => return,
                ']' | ')' | '}' => depth -= 1,
                _ if c.is_alphanumeric() => {
                    let end = until(text, at, |c| c.is_whitespace() || is_quote(c) || ",]})".contains(c));
                    let word = &text[at..end];
                    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
                    if !is_number && !word.ends_with(':') && is_secret(key) && !word.contains('(') {
                        found.extend(self.secret(at, end));
                    }
                    at = end.max(at + 1);
                    continue;
                }
                _ => {}
            }
            at += c.len_utf8();
        }
    }

    /// The secret part of a value, without whitespace, scheme and prefix.
    fn secret(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let text = self.text;
        let Range { mut start, end } = trimmed(text, start..end);
        if matches!(text[start..end].trim_end_matches([',', '}', ']', ' ']), "null" | "true" | "false" | "~") {
            return None;
        }
        let lower = text[start..end].to_ascii_lowercase();
        for scheme in ["bearer", "basic"] {
            let Some(rest) = lower.strip_prefix(scheme) else { continue };
            match rest.chars().next() {
                None => return None,
                Some(' ') => start += scheme.len() + 1,
                _ => {}
            }
        }
        let kind = known_prefix(&text[start..end]);
        (end > start + kind).then_some(start + kind..end)
    }
}

/// Whether the string after a comma is the key of a member.
fn is_before_key(rest: &str) -> bool {
    let string = rest[1..].trim_start();
    let Some(quote) = quote_at(string, 0) else { return false };
    closing_quote(string, quote.end, &string[quote.clone()])
        .is_some_and(|end| string[end..].trim_start_matches(|c| is_quote(c) || c == '\\').trim_start().starts_with(':'))
}

/// The end of the text from `from` up to the first character that `ends`.
fn until(text: &str, from: usize, ends: impl Fn(char) -> bool) -> usize {
    text[from..].find(ends).map_or(text.len(), |length| from + length)
}

fn skip(text: &str, range: Range<usize>, skips: impl Fn(char) -> bool) -> usize {
    let part = &text[range.clone()];
    range.start + part.len() - part.trim_start_matches(skips).len()
}

/// The offset after what YAML writes before a value: `- `, `&anchor`, `!tag`, and `|` or `>` of a block.
fn skip_decorations(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        at += text[at..].len() - text[at..].trim_start_matches([' ', '\t']).len();
        let rest = &text[at..];
        let is_block = rest.starts_with(['|', '>']) && until(rest, 0, |c| c == '\n') <= 4;
        let word = until(rest, 0, |c| c.is_whitespace());
        if rest.starts_with(['&', '!']) && word > 1 || is_block || rest.starts_with("- ") {
            at += word.max(1);
        } else {
            return at;
        }
    }
}

/// The value without the whitespace around it, which is not secret and may be the fault to show.
fn trimmed(text: &str, value: Range<usize>) -> Range<usize> {
    const BLANKS: [&str; 7] = [" ", "\n", "\r", "\t", "\\n", "\\r", "\\t"];
    let Range { mut start, mut end } = value;
    while let Some(blank) = BLANKS.iter().find(|blank| text[start..end].starts_with(**blank)) {
        start += blank.len();
    }
    while let Some(blank) = BLANKS.iter().find(|blank| text[start..end].ends_with(**blank)) {
        end -= blank.len();
    }
    start..end
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}')
}

/// The quote at `at`, with the backslashes before it.
fn quote_at(text: &str, at: usize) -> Option<Range<usize>> {
    let quote = at + text[at..].len() - text[at..].trim_start_matches('\\').len();
    let first = text[quote..].chars().next().filter(|c| is_quote(*c))?;
    Some(at..quote + first.len_utf8())
}

/// The quote that opens before the name and closes after the value: `-H 'x-api-key: mine'`.
fn enclosing_quote(text: &str, name: &Range<usize>) -> Option<Range<usize>> {
    let quote = text[..name.start].chars().next_back().filter(|c| is_quote(*c))?;
    let is_open = text[name.end..].trim_start().starts_with([':', '=']);
    is_open.then(|| with_backslashes(text, name.start - quote.len_utf8(), quote))
}

/// The quote at `at`, with the backslashes before it.
fn with_backslashes(text: &str, at: usize, quote: char) -> Range<usize> {
    let before = text[..at].len() - text[..at].trim_end_matches('\\').len();
    at - before..at + quote.len_utf8()
}

/// The quote that closes `opening`: one with no more backslashes before it.
fn closing_quote(text: &str, from: usize, opening: &str) -> Option<usize> {
    let quote = match opening.chars().next_back()? {
        '\u{201c}' => '\u{201d}',
        '\u{2018}' => '\u{2019}',
        quote => quote,
    };
    let starts = text[from..].match_indices(quote).map(|(at, _)| with_backslashes(text, from + at, quote));
    let mut closing = starts.filter(|found| found.len() <= opening.len().max(quote.len_utf8()));
    closing.next().map(|found| found.start.max(from))
}
