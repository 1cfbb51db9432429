//! Messages and help for the keywords of a JSON Schema that draft 2020-12 does not allow.

use crate::finding::quoted;
use crate::join::join_with;
use crate::json::{Kind, Node};
use crate::mask::{Shown, shown};
use crate::schema::{Fault, SchemaFault};

/// What is wrong with the value of `keyword`: the rest of a sentence that starts with the keyword.
pub(crate) fn problem(keyword: &str, fault: &SchemaFault<'_>) -> Shown {
    let wrong = wrong(keyword, fault);
    let verb = if wrong == fault.value { "is" } else { "contains" };
    match &fault.fault {
        Fault::Other(keyword) if keyword == "uniqueItems" => "has duplicate items".into(),
        _ if keyword == "type" => shown!("{verb} {}, which is not a JSON Schema type", shown(wrong), verb),
        Fault::Type(types) if types.contains(&"object") && types.contains(&"boolean") => {
            shown!("{verb} {}; expected a schema", wrong.kind().described(), verb)
        }
        Fault::Type(types) => shown!("{verb} {}; expected {}", wrong.kind().described(), described(types), verb),
        Fault::TooSmall(least) if wrong.as_f64() == least.as_f64() => {
            shown!("{verb} {}; it must be greater", shown(wrong), verb)
        }
        Fault::TooSmall(least) => shown!("{verb} {}; the minimum is {least}", shown(wrong), verb, least),
        Fault::TooFew(_) => "is empty".into(),
        _ => shown!("{verb} {}, which draft 2020-12 does not allow", shown(wrong), verb),
    }
}

/// The value that is wrong, or the item of it.
fn wrong<'a>(keyword: &str, fault: &SchemaFault<'a>) -> Node<'a> {
    let is_unknown = |item: &Node<'_>| !item.as_str().is_some_and(|word| TYPES.contains(&&*word));
    let item = fault.item.or_else(|| fault.value.items().find(is_unknown).filter(|_| keyword == "type"));
    item.unwrap_or(fault.value)
}

/// The types of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// What to write instead.
pub(crate) fn help(keyword: &str, fault: &SchemaFault<'_>) -> Shown {
    let name = Shown::masked(keyword);
    let wrong = wrong(keyword, fault);
    match (keyword, wrong.kind()) {
        (_, Kind::Null) => shown!("remove {}, or give it a value", quoted(keyword)),
        ("exclusiveMinimum" | "exclusiveMaximum", Kind::True | Kind::False) => {
            let bound = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
            shown!("a boolean is draft 4 syntax; replace `{bound}` with `\"{name}\": N`, where N is \
                 the value of `{bound}`", bound, name)
        }
        ("required", Kind::True | Kind::False) => {
            "add the property's name to `required` of the object that has the property".into()
        }
        ("items", Kind::Array) => {
            "use `prefixItems` for a list of schemas, one for each position; since draft 2020-12, `items` is one schema \
             for all further items"
                .into()
        }
        _ if fault.fault == Fault::Other("uniqueItems".into()) => "remove the duplicates".into(),
        ("type", _) => type_help(wrong),
        ("enum" | "examples" | "required", _) if !fault.value.is_array() => {
            shown!("use a list: `\"{name}\": […]`", name)
        }
        ("properties" | "$defs" | "definitions" | "patternProperties", _) if !fault.value.is_object() => {
            shown!("use an object that maps names to schemas: `\"{name}\": {{\"name\": {{…}}}}`", name)
        }
        (_, Kind::String) if expects_number(&fault.fault) => "remove the quotes around the number".into(),
        (_, Kind::String) if expects(&fault.fault, "boolean") => {
            let word = wrong.as_str().unwrap_or_default();
            match &*word {
                "true" | "false" => "remove the quotes around the boolean".into(),
                _ => match known_type(&word) {
                    Some(json) => shown!("use a schema: `\"{name}\": {json}`", name, json),
                    None => "use a schema: an object such as `{\"type\": \"string\"}`".into(),
                },
            }
        }
        _ => "use a value that JSON Schema draft 2020-12 allows, or remove the keyword".into(),
    }
}

fn type_help(wrong: Node<'_>) -> Shown {
    let word = wrong.as_str().unwrap_or_default();
    match &*word.to_ascii_lowercase() {
        "any" | "mixed" | "unknown" | "anything" => "remove `type`: a schema without it accepts any value".into(),
        word => match known_type(word) {
            Some(json) => shown!("use `{}`", json.trim_start_matches('{').trim_end_matches('}')),
            None => shown!("use one of {}, or a list of these", join_with(", ", TYPES)),
        },
    }
}

/// The JSON Schema of a type that is named as in a programming language.
fn known_type(word: &str) -> Option<&'static str> {
    Some(match &*word.to_ascii_lowercase() {
        "str" | "string" | "text" | "char" | "varchar" | "uuid" | "file" | "binary" => r#"{"type": "string"}"#,
        "int" | "integer" | "long" | "int32" | "int64" | "short" => r#"{"type": "integer"}"#,
        "float" | "double" | "decimal" | "number" | "numeric" => r#"{"type": "number"}"#,
        "bool" | "boolean" => r#"{"type": "boolean"}"#,
        "dict" | "map" | "object" | "record" | "struct" | "json" => r#"{"type": "object"}"#,
        "list" | "array" | "tuple" | "set" => r#"{"type": "array"}"#,
        "none" | "null" | "nil" | "void" => r#"{"type": "null"}"#,
        "date" => r#"{"type": "string", "format": "date"}"#,
        "datetime" | "timestamp" => r#"{"type": "string", "format": "date-time"}"#,
        _ => return None,
    })
}

fn expects(fault: &Fault, name: &str) -> bool {
    matches!(fault, Fault::Type(types) if types.contains(&name))
}

fn expects_number(fault: &Fault) -> bool {
    expects(fault, "integer") || expects(fault, "number")
}

fn shown(value: Node<'_>) -> Shown {
    match value.as_str() {
        Some(text) => quoted(&text),
        None if value.kind() == Kind::Number => quoted(value.source()),
        None => value.kind().described().into(),
    }
}

fn described(types: &[&'static str]) -> Shown {
    let article = |name: &&'static str| match *name {
        "array" | "integer" | "object" => shown!("an {name}", name),
        "null" => Shown::from(*name),
        _ => shown!("a {name}", name),
    };
    join_with(" or ", types.iter().map(article))
}
