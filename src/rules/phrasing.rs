//! How the rules about fields name values, and which other name or value they suggest.

use crate::knowledge::{Rename, TableText};
use crate::mask::{Shown, shown};
use std::borrow::Cow;

use crate::finding::quoted;
use crate::join::join_or;
use crate::json::{Kind, Node};
use crate::nearest::nearest;
use crate::payload::Context;
use crate::schema::{Schema, Violation};
use crate::text::clip;

/// The value of a violation: `` `max_tokens` ``, ``an item of `stop_sequences` ``.
pub(crate) fn subject(violation: &Violation<'_>) -> Shown {
    match member_name(violation) {
        None => "the body".into(),
        Some(name) if violation.is_item => shown!("an item of {}", quoted(&name)),
        Some(name) => quoted(&name),
    }
}

/// The object of a violation: `the request`, ``tool `get_weather` ``, ``this `text` block``.
pub(crate) fn object(violation: &Violation<'_>) -> Shown {
    let text = |name: &str| violation.value.str(name).filter(|text| !text.is_empty());
    let Some(name) = member_name(violation) else { return "the request".into() };
    match (&*name, violation.is_item) {
        ("tools", true) | ("definition", false) => {
            text("name").map_or("this tool".into(), |name| shown!("tool {}", quoted(&name)))
        }
        ("messages", true) => {
            text("role").map_or("this message".into(), |role| shown!("this {} message", quoted(&role)))
        }
        ("requests", true) => {
            text("custom_id").map_or("this batch item".into(), |id| shown!("batch item {}", quoted(&id)))
        }
        ("content" | "system", true) => {
            text("type").map_or("this block".into(), |tag| shown!("this {} block", quoted(&tag)))
        }
        (name, true) => shown!("an item of {}", quoted(name)),
        (name, false) => quoted(name),
    }
}

/// The name of the member that the value is, or that it is an item of.
pub(crate) fn member_name<'a>(violation: &Violation<'a>) -> Option<Cow<'a, str>> {
    violation.holder?.as_str()
}

/// JSON types: `an integer`, `a string or an array`. Null is not mentioned next to others.
pub(crate) fn types(types: &[&'static str]) -> Shown {
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
pub(crate) fn value(node: Node<'_>) -> Shown {
    match node.kind() {
        Kind::String => node.as_str().map_or_else(Shown::default, |text| quoted(&text)),
        Kind::Number | Kind::True | Kind::False => quoted(node.source()),
        kind => kind.described().into(),
    }
}

/// A number as it is in the source, clipped.
pub(crate) fn number(node: Node<'_>) -> Shown {
    const LONGEST: usize = 40;
    Shown::masked(clip(node.source(), LONGEST))
}

/// ``, such as `my_tool` ``: an allowed value that was made of one that is not. Empty if there is none, and if the original is
/// a credential, which nobody would recognize in the other one.
pub(crate) fn example(original: &str, allowed: &str) -> Shown {
    match Shown::unless_secret(original) {
        Some(_) if !allowed.is_empty() => shown!(", such as {}", quoted(allowed)),
        _ => Shown::default(),
    }
}

/// A character: ``a `.` ``, `a space`.
pub(crate) fn character(character: char) -> Shown {
    match character {
        ' ' => "a space".into(),
        '\n' => "a line break".into(),
        '\t' => "a tab".into(),
        other => shown!("a {}", quoted(&other.to_string())),
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
) -> Option<Shown> {
    let Some(rename) = rename else {
        return nearest(word, known).map(|near| shown!("did you mean {near}?", near = quoted(near)));
    };
    let advice = lower_first(&rename.advice);
    let is_api =
        !["guess", "camelCase client", "Anthropic SDK argument", "Messages API response"].contains(&&*rename.origin);
    Some(if is_api { shown!("{advice} ({} is from {})", quoted(word), rename.origin, advice) } else { advice })
}

/// The advice as part of a sentence.
fn lower_first(advice: &TableText) -> Shown {
    let mut characters = advice.trim_end_matches('.').chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    Shown::known(first + characters.as_str())
}
