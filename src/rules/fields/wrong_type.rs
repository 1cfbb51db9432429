use crate::mask::{Shown, shown};
use serde_json::Value;

use crate::finding::Safety;
use crate::json::{Kind, Node};
use crate::payload::Context;
use crate::rules::{Check, Diagnostic, Edit, Owns, phrasing, rule};
use crate::schema::{Fault, FaultKind, Schema, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a value of the wrong type: a string instead of a number, a single value instead of a list, `null` where
    /// it is not allowed.
    ///
    /// ## Why the API refuses it
    ///
    /// The API does not convert types. It treats `null` as absent only for `metadata`, `inference_geo`,
    /// `stop_sequences`, `cache_control` and `container`; in other fields `null` is a value of the wrong type.
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
    /// Safe if only one value can have been meant: removes the quotes around a number, or puts a single string into a
    /// list.
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-08-30: `<path>: Input should be a valid array`, `… a valid integer` and so on; the fields
    /// for which `null` is absent, and those for which it is not, were tried on the same day. For an item of `messages`
    /// that is not an object, for `metadata` and for `input_schema`, the response is `Input does not match the expected
    /// shape.`
    PL220 "wrong-type",
    summary: "a value has the wrong type",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E031", "E040", "E044", "E045", "E046", "E047", "E050", "E051", "E053", "E054", "E056", "E057", "E058", "E145", "F03", "F14", "G01", "G09", "K11"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::Type)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let wanted = match &violation.fault {
        Fault::Type(types) => types.as_slice(),
        // The type of an object is a string.
        _ => &["string"],
    };
    let value = violation.value;
    let found = match (value.kind(), wanted) {
        (Kind::Number, wanted) if wanted.contains(&"integer") => "a fraction",
        (kind, _) => kind.described(),
    };
    let expected = phrasing::types(wanted);
    let diagnostic = RULE
        .at(value, shown!("{} is {found}, not {expected}", phrasing::subject(violation), found, expected))
        .label(found)
        .help(help(violation, wanted, context))
        .respond(violation, context);
    match fixed(value, wanted, violation.schema) {
        Some(json) => {
            diagnostic.fix(Safety::Safe, shown!("write {expected}", expected), [Edit::replace_json(value, json)])
        }
        None => diagnostic,
    }
}

fn help(violation: &Violation<'_>, wanted: &[&'static str], context: &Context<'_>) -> Shown {
    let value = violation.value;
    let name = phrasing::member_name(violation).unwrap_or_default();
    let rename = value.as_str().and_then(|text| phrasing::rename(context, violation.schema, "type", &text));
    if let Some(advice) = rename.and_then(|rename| phrasing::suggestion(Some(rename), &rename.from, [])) {
        return advice;
    }
    if violation.fault == Fault::UnreadableTag {
        return "send the name of the type as a string".into();
    }
    match (&*name, value.kind()) {
        ("content", Kind::Null) => {
            "send a string or a list of blocks; if an assistant turn only calls tools, its `tool_use` blocks are its content".into()
        }
        ("input", _) => {
            "send the arguments as an object, `{}` if there are none, instead of as a string of JSON".into()
        }
        (_, Kind::Null) if !violation.is_item => shown!("send {}, or remove the field if it is optional: `null` is not the same as absent", phrasing::types(wanted)),
        ("thinking", _) => "send an object such as `{\"type\": \"adaptive\"}`".into(),
        ("messages", Kind::String) if !violation.is_item => {
            "send a list of messages: `[{\"role\": \"user\", \"content\": …}]`".into()
        }
        ("tools", _) if violation.is_item => {
            "send each tool as an object with `name`, `description` and `input_schema`".into()
        }
        ("messages", _) if violation.is_item => "send each message as `{\"role\": …, \"content\": …}`".into(),
        ("content" | "system", _) if violation.is_item => {
            "send each text as a block: `{\"type\": \"text\", \"text\": …}`".into()
        }
        (_, Kind::String | Kind::Object) if wanted.contains(&"array") => "put it into a list: `[…]`".into(),
        (_, Kind::String) if is_unquoted(wanted) => "remove the quotes around the value".into(),
        (_, Kind::Number) if wanted.contains(&"integer") => "use a whole number".into(),
        _ => shown!("send {}", phrasing::types(wanted)),
    }
}

/// Whether values of one of these types have no quotes.
fn is_unquoted(wanted: &[&str]) -> bool {
    wanted.iter().any(|name| matches!(*name, "integer" | "number" | "boolean"))
}

/// The same value with the right type, if only one can have been meant.
fn fixed(value: Node<'_>, wanted: &[&str], schema: Schema) -> Option<String> {
    let text = value.as_str()?;
    let wants = |name: &str| wanted.contains(&name);
    let fits = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Bool(_)) => wants("boolean"),
        Ok(Value::Number(number)) => wants("number") || (wants("integer") && number.is_u64()),
        _ => false,
    };
    if fits {
        return Some(text.into_owned());
    }
    (wants("array") && schema.has_string_items()).then(|| format!("[{}]", value.source()))
}
