//! Code blocks of AsciiDoc pages: `[source,json]` before a block between `----`, `....` or without a delimiter, and fences as in
//! Markdown.
//!
//! Format: <https://docs.asciidoctor.org/asciidoc/latest/verbatim/source-blocks/>.

use std::borrow::Cow;

use super::emitter::Emitter;
use super::lines::lines_from;
use super::markdown::{self, Fence};

/// Reads the code blocks of a page.
pub(super) fn read(text: &[u8], emitter: &mut Emitter<'_>) {
    let Some((text, start)) = emitter.utf_8(text) else { return };
    let text = &*without_callouts(text);
    let mut blocks: Vec<Fence> = blocks(text, start).chain(markdown::fences(text, start)).collect();
    blocks.sort_by_key(|block| block.content.start);
    // A source block may contain the marker of a fence.
    let mut end = start;
    blocks.retain(|block| {
        let is_next = block.content.start >= end;
        end = if is_next { block.content.end } else { end };
        is_next
    });
    markdown::read_fences(text, blocks, emitter);
}

/// The source blocks of a page from `start` on.
fn blocks(text: &str, start: usize) -> impl Iterator<Item = Fence> {
    let mut lines = lines_from(text, start);
    std::iter::from_fn(move || {
        loop {
            let attributes = lines.by_ref().find_map(|line| language(&text[line]))?;
            // A title, or more attributes.
            let mut first = lines.next()?;
            while text[first.clone()].starts_with(['.', '[']) && delimiter(&text[first.clone()]).is_none() {
                first = lines.next()?;
            }
            let content = match delimiter(&text[first.clone()]) {
                Some("```") => continue,
                Some(delimiter) => {
                    let closing = lines.by_ref().find(|line| text[line.clone()].trim_end() == delimiter);
                    first.end..closing.map_or(text.len(), |line| line.start)
                }
                None => {
                    let closing = lines.by_ref().find(|line| text[line.clone()].trim().is_empty());
                    first.start..closing.map_or(text.len(), |line| line.start)
                }
            };
            return Some(Fence::new(&attributes, content));
        }
    })
}

/// The language of a line such as `[source,json]`, `[source%linenums,json,subs=attributes]` or `[,json]`.
fn language(line: &str) -> Option<String> {
    let inside = line.trim_end().strip_prefix('[')?.strip_suffix(']')?;
    let mut attributes = inside.split(',').map(str::trim);
    let style = attributes.next()?;
    let is_source =
        style.is_empty() || style.strip_prefix("source").is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
    let first = attributes.next().unwrap_or_default();
    let words = attributes.filter(|word| !word.contains('='));
    let first = first.strip_prefix("language=").unwrap_or(first).trim_matches('"');
    (is_source && !inside.starts_with('[')).then(|| std::iter::once(first).chain(words).collect::<Vec<_>>().join(" "))
}

/// A line that opens or closes a block.
fn delimiter(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let is_of = |character: char| line.len() >= 4 && line.chars().all(|other| other == character);
    match () {
        () if line.starts_with("```") => Some("```"),
        () if is_of('-') || is_of('.') => Some(line),
        () => None,
    }
}

/// The text with blanks in place of callouts such as `<1>` at the end of a line, and of the comment signs before them.
fn without_callouts(text: &str) -> Cow<'_, str> {
    let mut replaced: Option<String> = None;
    for line in lines_from(text, 0) {
        let content = text[line.clone()].trim_end();
        let kept = before_callouts(content);
        if kept.len() < content.len() {
            let text = replaced.get_or_insert_with(|| text.to_owned());
            // A line goes on only if the backslash is its last character.
            let (kept, end) = kept.strip_suffix('\\').map_or((kept, ""), |kept| (kept, "\\"));
            let blank = line.start + kept.len()..line.start + content.len();
            text.replace_range(blank.clone(), &(" ".repeat(blank.len() - end.len()) + end));
        }
    }
    replaced.map_or(Cow::Borrowed(text), Cow::Owned)
}

fn before_callouts(line: &str) -> &str {
    let mut kept = line;
    while let Some((before, number)) = kept.strip_suffix('>').and_then(|inside| inside.rsplit_once('<')) {
        let is_number = number == "." || !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || !before.ends_with([' ', '\t']) {
            break;
        }
        kept = before.trim_end();
    }
    if kept.len() == line.len() {
        return line;
    }
    let uncommented = ["//", "#", "--", ";;"].iter().find_map(|sign| kept.strip_suffix(sign));
    uncommented.map_or(kept, str::trim_end)
}
