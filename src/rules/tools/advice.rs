//! What is wrong with a keyword of a JSON Schema, and what to write instead, for the causes that people meet.

use crate::finding::quoted;
use crate::json::{Kind, Node};
use crate::schema::{Fault, SchemaFault};

/// What is wrong with the value: the words behind the keyword.
pub(super) fn problem(keyword: &str, fault: &SchemaFault<'_>) -> String {
    let wrong = wrong(keyword, fault);
    let holder = if wrong == fault.value { "is" } else { "holds" };
    match &fault.fault {
        Fault::Other(keyword) if keyword == "uniqueItems" => "names something twice".to_owned(),
        _ if keyword == "type" => format!("{holder} {}, which is no type of JSON Schema", shown(wrong)),
        Fault::Type(types) if types.contains(&"object") && types.contains(&"boolean") => {
            format!("{holder} {}, where a schema belongs", wrong.kind().described())
        }
        Fault::Type(types) => format!("{holder} {}, not {}", wrong.kind().described(), described(types)),
        Fault::TooSmall(least) if wrong.as_f64() == least.as_f64() => {
            format!("{holder} {}, not above it", shown(wrong))
        }
        Fault::TooSmall(least) => format!("{holder} {}, below {least}", shown(wrong)),
        Fault::TooFew(_) => "is empty".to_owned(),
        _ => format!("{holder} {}, which draft 2020-12 does not take", shown(wrong)),
    }
}

/// The value that is wrong, or the item of it.
fn wrong<'a>(keyword: &str, fault: &SchemaFault<'a>) -> Node<'a> {
    let unknown = |item: &Node<'_>| !item.as_str().is_some_and(|word| TYPES.contains(&&*word));
    let item = fault.item.or_else(|| fault.value.items().find(unknown).filter(|_| keyword == "type"));
    item.unwrap_or(fault.value)
}

/// The types of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// What to write instead.
pub(super) fn help(keyword: &str, fault: &SchemaFault<'_>) -> String {
    let wrong = wrong(keyword, fault);
    match (keyword, wrong.kind()) {
        (_, Kind::Null) => format!("leave {} out, or give it a value", quoted(keyword)),
        ("exclusiveMinimum" | "exclusiveMaximum", Kind::True | Kind::False) => {
            let bound = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
            format!(
                "a boolean is the spelling of draft 4; write `\"{keyword}\": N` with the number of `{bound}`, and leave `{bound}` out"
            )
        }
        ("required", Kind::True | Kind::False) => {
            "`required` is a list in the object around the property: name the property there".to_owned()
        }
        ("items", Kind::Array) => {
            "a list of schemas, one for each place, is called `prefixItems` since draft 2020-12; `items` is one schema \
             for all further items"
                .to_owned()
        }
        _ if fault.fault == Fault::Other("uniqueItems".to_owned()) => "name each only once".to_owned(),
        ("type", _) => type_help(wrong),
        ("enum" | "examples" | "required", _) if !fault.value.is_array() => {
            format!("write a list: `\"{keyword}\": […]`")
        }
        ("properties" | "$defs" | "definitions" | "patternProperties", _) if !fault.value.is_object() => {
            format!("write an object with a schema for each name: `\"{keyword}\": {{\"name\": {{…}}}}`")
        }
        (_, Kind::String) if wants_number(&fault.fault) => "write the number without quotes".to_owned(),
        (_, Kind::String) if wants_boolean(&fault.fault) => {
            let word = wrong.as_str().unwrap_or_default();
            match &*word {
                "true" | "false" => "write the boolean without quotes".to_owned(),
                _ => match known_type(&word) {
                    Some(json) => format!("write a schema: `\"{keyword}\": {json}`"),
                    None => "write a schema: an object such as `{\"type\": \"string\"}`".to_owned(),
                },
            }
        }
        _ => "write it as JSON Schema draft 2020-12 has it, or leave it out".to_owned(),
    }
}

fn type_help(wrong: Node<'_>) -> String {
    let word = wrong.as_str().unwrap_or_default();
    match &*word.to_ascii_lowercase() {
        "any" | "mixed" | "unknown" | "anything" => "leave `type` out: a schema without it takes anything".to_owned(),
        word => match known_type(word) {
            Some(json) => format!("write `{}`", json.trim_start_matches('{').trim_end_matches('}')),
            None => format!("a type is one of {}, or a list of these", TYPES.join(", ")),
        },
    }
}

/// The JSON Schema of a type's name in a programming language.
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

fn wants(fault: &Fault, name: &str) -> bool {
    matches!(fault, Fault::Type(types) if types.contains(&name))
}

fn wants_number(fault: &Fault) -> bool {
    wants(fault, "integer") || wants(fault, "number")
}

fn wants_boolean(fault: &Fault) -> bool {
    wants(fault, "boolean")
}

fn shown(value: Node<'_>) -> String {
    match value.as_str() {
        Some(text) => quoted(&text),
        None if value.kind() == Kind::Number => quoted(value.source()),
        None => value.kind().described().to_owned(),
    }
}

fn described(types: &[&str]) -> String {
    let article = |name: &&str| match *name {
        "array" | "integer" | "object" => format!("an {name}"),
        "null" => (*name).to_owned(),
        _ => format!("a {name}"),
    };
    let named: Vec<_> = types.iter().map(article).collect();
    named.join(" or ")
}
