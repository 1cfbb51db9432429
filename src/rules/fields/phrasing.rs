//! How the rules of this family call things, and the words that the API has for any field.

use std::borrow::Cow;

use serde_json::Value;

use crate::finding::{mask_secrets, quoted};
use crate::join::join_or;
use crate::json::{Kind, Node};
use crate::knowledge::Rename;
use crate::nearest::nearest;
use crate::payload::Context;
use crate::rules::Diagnostic;
use crate::schema::Violation;

/// The value of a violation: `` `max_tokens` ``, ``an item of `stop_sequences` ``.
pub(super) fn subject(violation: &Violation<'_>) -> String {
    match name(violation) {
        None => "the body".to_owned(),
        Some(name) if violation.is_item => format!("an item of {}", quoted(&name)),
        Some(name) => quoted(&name),
    }
}

/// The object of a violation: `the request`, ``tool `get_weather` ``, ``this `text` block``.
pub(super) fn object(violation: &Violation<'_>) -> String {
    let node = violation.at;
    let text = |name: &str| node.str(name).filter(|text| !text.is_empty());
    let Some(name) = name(violation) else { return "the request".to_owned() };
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

/// The name of the member that the value is, or whose items it is one of.
pub(super) fn name<'a>(violation: &Violation<'a>) -> Option<Cow<'a, str>> {
    violation.holder?.as_str()
}

/// `an integer`, `a string or an array`.
pub(super) fn types(types: &[&str]) -> String {
    let shown = types.iter().filter(|name| **name != "null" || types.len() == 1).map(|name| match *name {
        "integer" => "an integer",
        "array" => "an array",
        "object" => "an object",
        "string" => "a string",
        "boolean" => "a boolean",
        "number" => "a number",
        other => other,
    });
    join_or(shown)
}

/// A short value as it stands in the source; of a long or nested one its kind.
pub(super) fn value(node: Node<'_>) -> String {
    match node.kind() {
        Kind::String => node.as_str().map_or_else(String::new, |text| quoted(&text)),
        Kind::Number | Kind::True | Kind::False => quoted(node.source()),
        kind => kind.described().to_owned(),
    }
}

/// The API's words for a value of the wrong type.
pub(super) fn type_words(types: &[&'static str]) -> String {
    // A union of text and list is told as the list.
    let wanted = ["array", "integer", "number", "boolean", "string", "object"]
        .into_iter()
        .find(|name| types.contains(name))
        .unwrap_or("string");
    match wanted {
        "object" => "Input should be an object".to_owned(),
        other => format!("Input should be a valid {other}"),
    }
}

/// The API's words for a value that is none of some texts; `None` where one of them is no text, or there is none.
pub(super) fn choice_words(allowed: &[&Value]) -> Option<String> {
    let texts: Vec<String> = allowed
        .iter()
        .filter(|value| !value.is_null())
        .map(|value| value.as_str().map(|text| format!("'{text}'")))
        .collect::<Option<_>>()?;
    (!texts.is_empty()).then(|| format!("Input should be {}", join_or(texts.iter())))
}

/// A word of the payload as an answer repeats it: credentials masked. `None` for one that is too long to be shown.
pub(super) fn repeated(word: &str) -> Option<String> {
    const LONGEST: usize = 200;
    (word.len() <= LONGEST).then(|| mask_secrets(word).into_owned())
}

/// Foretells the answer: the row that the schema names, or words that the API has for any field.
pub(super) fn answered(
    diagnostic: Diagnostic,
    violation: &Violation<'_>,
    context: &Context<'_>,
    values: impl IntoIterator<Item = (&'static str, String)>,
    words: impl Into<Option<String>>,
) -> Diagnostic {
    let words: Option<String> = words.into();
    match (violation.answer, words) {
        // A row in the general words: they stand behind the path of whatever place has the fault.
        (Some(row), Some(words)) if says(context, row, &words) => diagnostic.response_text(words),
        (Some(row), _) => diagnostic.response(row, values),
        (None, Some(words)) => diagnostic.response_text(words),
        (None, None) => diagnostic.response_status(400, "invalid_request_error"),
    }
    .uncertain_if(violation.doubtful)
}

fn says(context: &Context<'_>, row: &str, words: &str) -> bool {
    let template = context.knowledge.responses().find(row).map(|row| &*row.template);
    template.and_then(|template| template.split_once(": ")).is_some_and(|(_, known)| known == words)
}

/// The row for a foreign name, by the scope that the schema has for a keyword.
pub(super) fn rename<'k>(
    context: &Context<'k>,
    owner: &'static Value,
    keyword: &str,
    foreign: &str,
) -> Option<&'k Rename> {
    let scope = owner.get("x-rename")?.get(keyword)?.as_str()?;
    context.knowledge.renames().in_scope(scope, foreign)
}

/// The names of the members that a schema knows.
pub(super) fn members(owner: &'static Value) -> impl Iterator<Item = &'static str> {
    let known = owner.get("properties").and_then(Value::as_object);
    known.into_iter().flatten().map(|(name, _)| name.as_str())
}

/// What to write instead of a foreign or mistyped name.
pub(super) fn instead<'c>(
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
    Some(if is_api { format!("{advice}; {} belongs to {}", quoted(word), rename.origin) } else { advice })
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}
