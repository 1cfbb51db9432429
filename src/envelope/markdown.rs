//! Code fences of Markdown pages: `curl` commands, and JSON that is a Messages body.

use std::ops::Range;

use super::emit::{Emitter, Scope};
use super::placeholder::placeholders;
use super::{Head, SourceMap, recognise, shell};
use crate::json::{Document, Node};

/// Fences of these languages may hold commands.
const SHELLS: [&str; 9] = ["", "sh", "bash", "zsh", "shell", "console", "shell-session", "terminal", "curl"];
/// Fences of these languages may hold a body.
const JSON: [&str; 4] = ["", "json", "jsonc", "json5"];

/// Words behind a language that mark what is wrong on purpose.
const WRONG: [&str; 6] = ["fail", "wrong", "invalid", "bad", "error", "ignore"];

/// Reads the fences of a page.
pub(super) fn read(text: &[u8], out: &mut Emitter<'_>) {
    let Some((text, start)) = super::as_utf_8(text, out) else { return };
    for (language, part) in fences(text, start) {
        if JSON.contains(&language.as_str()) && recognise::starts_as_json(text[part.clone()].as_bytes()) {
            body(text, part, out);
        } else if SHELLS.contains(&language.as_str()) {
            shell::read_part(text, part, true, out);
        }
    }
}

/// A fence that holds all of a body. A page shows parts of bodies, too: those are not judged.
fn body(text: &str, part: Range<usize>, out: &mut Emitter<'_>) {
    let document = Document::parse(text[part.clone()].as_bytes());
    let has = |root: &Node<'_>, name: &str| root.get(name).is_some();
    let Some(root) = document.root().filter(|root| has(root, "messages") && has(root, "model")) else { return };
    let has_elisions = document.errors().iter().any(|error| is_elision(&text[part.clone()][error.span.clone()]));
    let place = out.place(Some(part.start));
    if has_elisions || !document.errors().is_empty() && text[part.clone()].contains("...") {
        return out.body_missing(place.line, "parts of its body are left out");
    }
    let holes = placeholders(root);
    let map = SourceMap::Shift(part.start);
    let scope = Scope {
        document: &document,
        map: &map,
        place: Some(place),
        whole: true,
        head: &Head::default(),
        holes: &holes,
    };
    out.request(&scope, root);
}

fn is_elision(text: &str) -> bool {
    text.contains("..") || text.contains('…') || text.starts_with("//") || text.starts_with("/*")
}

/// The fences of a page: language in lower case (`wrong` for what is wrong on purpose), bytes of what stands in it.
fn fences(text: &str, start: usize) -> impl Iterator<Item = (String, Range<usize>)> {
    let mut at = start;
    let mut lines = text[start..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    });
    std::iter::from_fn(move || {
        let (mark, language, start) = lines.by_ref().find_map(|(start, line)| {
            let (mark, info) = opening(line)?;
            let mut words = info.split([' ', '{', '}', ',']).map(str::to_ascii_lowercase);
            let language = words.next().unwrap_or_default();
            let is_wrong = words.any(|word| WRONG.contains(&word.as_str()));
            Some((mark, if is_wrong { "wrong".to_owned() } else { language }, start + line.len()))
        })?;
        let closing = lines.by_ref().find(|(_, line)| closes(line, mark));
        Some((language, start..closing.map_or(text.len(), |(at, _)| at)))
    })
}

/// The mark (```` ``` ````, `~~~`, or longer) and the info of a line that opens a fence.
fn opening(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let first = line.chars().next().filter(|first| matches!(first, '`' | '~'))?;
    let mark = line.len() - line.trim_start_matches(first).len();
    (mark >= 3).then(|| (&line[..mark], line[mark..].trim()))
}

fn closes(line: &str, mark: &str) -> bool {
    let line = line.trim();
    line.starts_with(mark) && line.trim_start_matches(&mark[..1]).is_empty()
}
