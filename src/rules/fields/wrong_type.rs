use serde_json::Value;

use crate::finding::Safety;
use crate::json::{Kind, Node};
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, rule};
use crate::schema::{Fault, Violation};

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a text where a number belongs, a lone value where a list belongs, `null` where there is no null, and the like.
    ///
    /// ## Why the API refuses it
    ///
    /// The API does not convert types. `null` counts as absent for `metadata`, `inference_geo`, `stop_sequences`,
    /// `cache_control` and `container` alone; elsewhere it is a value of the wrong type.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": "1024", "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Safe where nothing else can have been meant: quotes round a number are dropped, a lone text becomes a list of one.
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-08-30: `<path>: Input should be a valid array`, `… a valid integer` and so on; the two lists of fields
    /// for which `null` counts as absent or not are those of the same day. An item of `messages` that is no object, `metadata`
    /// and `input_schema` are answered `Input does not match the expected shape.`
    PL220 "wrong-type",
    summary: "a value of the wrong type",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E031", "E040", "E044", "E045", "E046", "E047", "E050", "E051", "E053", "E054", "E056", "E057", "E058", "E145", "F03", "F14"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, wanted: &[&'static str], context: &Context<'_>) -> Diagnostic {
    let at = violation.at;
    let found = match (at.kind(), wanted) {
        (Kind::Number, wanted) if wanted.contains(&"integer") => "a fraction",
        (kind, _) => kind.described(),
    };
    let diagnostic = RULE
        .at(at, format!("{} is {found}, not {}", phrasing::subject(violation), phrasing::types(wanted)))
        .label(found)
        .help(help(violation, wanted, context));
    let diagnostic = if violation.fault == Fault::UnreadableTag {
        phrasing::answered(diagnostic, violation, context, [], None)
    } else {
        let words = phrasing::type_words(wanted);
        let values =
            [("sampling", phrasing::name(violation).unwrap_or_default().into_owned()), ("reason", words.clone())];
        phrasing::answered(diagnostic, violation, context, values, words)
    };
    match fixed(at, wanted, violation.owner) {
        Some(text) => {
            diagnostic.fix(Safety::Safe, format!("write {}", phrasing::types(wanted)), vec![(at.into(), text)])
        }
        None => diagnostic,
    }
}

fn help(violation: &Violation<'_>, wanted: &[&'static str], context: &Context<'_>) -> String {
    let at = violation.at;
    let name = phrasing::name(violation).unwrap_or_default();
    let rename = at.as_str().and_then(|text| phrasing::rename(context, violation.owner, "type", &text));
    if let Some(advice) = rename.and_then(|rename| phrasing::instead(Some(rename), &rename.from, [])) {
        return advice;
    }
    if violation.fault == Fault::UnreadableTag {
        return "send the name of its type, a string".to_owned();
    }
    match (&*name, at.kind()) {
        ("content", Kind::Null) => {
            "send a string or a list of blocks; an assistant turn that only calls tools has its \
                                    `tool_use` blocks as content"
                .to_owned()
        }
        ("input", _) => {
            "send the arguments as an object, `{}` where there are none; not the JSON text of one".to_owned()
        }
        (_, Kind::Null) if !violation.is_item => format!(
            "send {}, or leave the field out where it is optional: null is not the same as absent",
            phrasing::types(wanted)
        ),
        ("thinking", _) => "send an object such as `{\"type\": \"adaptive\"}`".to_owned(),
        ("messages", Kind::String) if !violation.is_item => {
            "send a list of messages: `[{\"role\": \"user\", \"content\": …}]`".to_owned()
        }
        ("tools", _) if violation.is_item => {
            "send each tool as an object with `name`, `description` and `input_schema`".to_owned()
        }
        ("messages", _) if violation.is_item => "send each message as `{\"role\": …, \"content\": …}`".to_owned(),
        ("content" | "system", _) if violation.is_item => {
            "send each text as a block: `{\"type\": \"text\", \"text\": …}`".to_owned()
        }
        (_, Kind::String | Kind::Object) if wanted.contains(&"array") => "put it into a list: `[…]`".to_owned(),
        (_, Kind::String) if is_bare(wanted) => "write the value without quotes".to_owned(),
        (_, Kind::Number) if wanted.contains(&"integer") => "write a whole number".to_owned(),
        _ => format!("send {}", phrasing::types(wanted)),
    }
}

fn is_bare(wanted: &[&str]) -> bool {
    wanted.iter().any(|name| matches!(*name, "integer" | "number" | "boolean"))
}

fn has_texts(owner: &Value) -> bool {
    owner.pointer("/items/type").is_some_and(|name| name == "string")
}

/// The same value in the type that is wanted, where nothing else can have been meant.
fn fixed(at: Node<'_>, wanted: &[&str], owner: &Value) -> Option<String> {
    let text = at.as_str()?;
    let wants = |name: &str| wanted.contains(&name);
    let fits = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Bool(_)) => wants("boolean"),
        Ok(Value::Number(number)) => wants("number") || (wants("integer") && number.is_u64()),
        _ => false,
    };
    if fits {
        return Some(text.into_owned());
    }
    // A lone text in place of a list of texts.
    (wants("array") && has_texts(owner)).then(|| format!("[{}]", at.source()))
}
