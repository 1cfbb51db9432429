//! How the rules about fields name values, and which other name or value they suggest.

use std::borrow::Cow;

use crate::finding::quoted;
use crate::join::join_or;
use crate::json::{Kind, Node};
use crate::knowledge::Rename;
use crate::nearest::nearest;
use crate::payload::Context;
use crate::schema::{Schema, Violation};
use crate::text::clip;

/// The value of a violation: `` `max_tokens` ``, ``an item of `stop_sequences` ``.
pub(crate) fn subject(violation: &Violation<'_>) -> String {
    match member_name(violation) {
        None => "the body".to_owned(),
        Some(name) if violation.is_item => format!("an item of {}", quoted(&name)),
        Some(name) => quoted(&name),
    }
}

/// The object of a violation: `the request`, ``tool `get_weather` ``, ``this `text` block``.
pub(crate) fn object(violation: &Violation<'_>) -> String {
    let text = |name: &str| violation.value.str(name).filter(|text| !text.is_empty());
    let Some(name) = member_name(violation) else { return "the request".to_owned() };
    match (&*name, violation.is_item) {
        ("tools", true) | ("definition", false) => {
            text("name").map_or("this tool".to_owned(), |name| format!("tool {}", quoted(&name)))
        }
        ("messages", true) => {
            text("role").map_or("this message".to_owned(), |role| format!("this {} message", quoted(&role)))
        }
        ("requests", true) => {
            text("custom_id").map_or("this batch item".to_owned(), |id| format!("batch item {}", quoted(&id)))
        }
        ("content" | "system", true) => {
            text("type").map_or("this block".to_owned(), |tag| format!("this {} block", quoted(&tag)))
        }
        (name, true) => format!("an item of {}", quoted(name)),
        (name, false) => quoted(name),
    }
}

/// The name of the member that the value is, or that it is an item of.
pub(crate) fn member_name<'a>(violation: &Violation<'a>) -> Option<Cow<'a, str>> {
    violation.holder?.as_str()
}

/// JSON types: `an integer`, `a string or an array`. Null is not mentioned next to others.
pub(crate) fn types(types: &[&str]) -> String {
    let named = types.iter().filter(|name| **name != "null" || types.len() == 1).map(|name| match *name {
        "integer" => "an integer",
        "array" => "an array",
        "object" => "an object",
        "string" => "a string",
        "boolean" => "a boolean",
        "number" => "a number",
        other => other,
    });
    join_or(named)
}

/// A value: scalars as they are in the source, clipped; of others the type.
pub(crate) fn value(node: Node<'_>) -> String {
    match node.kind() {
        Kind::String => node.as_str().map_or_else(String::new, |text| quoted(&text)),
        Kind::Number | Kind::True | Kind::False => quoted(node.source()),
        kind => kind.described().to_owned(),
    }
}

/// An integer as it is in the source, clipped.
pub(crate) fn integer(node: Node<'_>) -> Cow<'_, str> {
    const LONGEST: usize = 40;
    clip(node.source(), LONGEST)
}

/// A character: ``a `.` ``, `a space`.
pub(crate) fn character(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\n' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        other => format!("a {}", quoted(&other.to_string())),
    }
}

/// The row for a foreign name that violates a keyword of a schema.
pub(crate) fn rename<'k>(context: &Context<'k>, schema: Schema, keyword: &str, foreign: &str) -> Option<&'k Rename> {
    context.knowledge.rename(schema, keyword, foreign)
}

/// What to write instead of a foreign or misspelled name.
pub(crate) fn suggestion<'c>(
    rename: Option<&Rename>,
    word: &str,
    known: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    let Some(rename) = rename else {
        return nearest(word, known).map(|near| format!("did you mean `{near}`?"));
    };
    let advice = lower_first(rename.advice.trim_end_matches('.'));
    let is_api =
        !["guess", "camelCase client", "Anthropic SDK argument", "Messages API response"].contains(&&*rename.origin);
    Some(if is_api { format!("{advice} ({} is from {})", quoted(word), rename.origin) } else { advice })
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}
