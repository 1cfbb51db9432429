use crate::mask::{Shown, shown};
use std::borrow::Cow;
use std::collections::HashMap;

use crate::finding::quoted;
use crate::json::{Node, NodeId};
use crate::knowledge::{Knowledge, Verdict};
use crate::payload::Payload;
use crate::payload::json_schema::{Constrained, Unsupported, UnsupportedKind, UnsupportedValue};
use crate::rules::{Check, Diagnostic, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds keywords, in a strict tool or in structured output, that the API does not compile: bounds of numbers,
    /// sizes of arrays, `oneOf`, references to other documents, and others. What is not known for sure is a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// The schema is compiled into a grammar, which supports only a part of JSON Schema. Libraries such as Zod and
    /// Pydantic add the bounds on their own. The official SDKs move them into `description`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"age": {"type": "integer", "minimum": 0, "maximum": 150}},
    ///         "required": ["age"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ```json,fail
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "tools": [
    ///     {
    ///       "name": "book",
    ///       "input_schema": {
    ///         "type": "object",
    ///         "properties": {"by": {"oneOf": [{"type": "string"}, {"type": "integer"}]}},
    ///         "required": ["by"],
    ///         "additionalProperties": false
    ///       },
    ///       "strict": true
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {
    ///   "model": "claude-opus-5-5",
    ///   "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}],
    ///   "output_config": {
    ///     "format": {
    ///       "type": "json_schema",
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": {"age": {"type": "integer", "description": "From 0 to 150"}},
    ///         "required": ["age"],
    ///         "additionalProperties": false
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page on structured outputs. Responses recorded in 2025-11 and 2026-01 (F10), and quoted in public code up to
    /// 2026-09-28 (F75, F76, F77), for models of 2026 and on Amazon Bedrock as well. `minLength` and `maxLength` are
    /// not supported according to the page, but nine models accepted them on 2026-09-10, so they are a warning.
    PL723 "unsupported-schema-keyword",
    summary: "a strict schema has a keyword that the grammar does not support",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-28",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["F10", "F75", "F76", "F77"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

/// The unsupported keywords of each schema object, in alphabetical order.
type Keywords<'a> = HashMap<NodeId, Vec<Cow<'a, str>>>;

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        let keywords = keywords(constrained);
        for unsupported in &constrained.unsupported {
            let diagnostic = match unsupported.kind {
                UnsupportedKind::Keyword(key) => {
                    let diagnostic = keyword(constrained, key, payload.context.knowledge);
                    with_response(diagnostic, constrained, unsupported, key, &keywords)
                }
                UnsupportedKind::Value(key, node, why) => value(constrained, unsupported, (key, node), why),
                _ => continue,
            };
            sink.push(match unsupported.open_object {
                Some(value) => diagnostic.yields_to("open-object", value),
                None => diagnostic,
            });
        }
    }
}

fn keywords<'a>(constrained: &Constrained<'a>) -> Keywords<'a> {
    let mut keywords = Keywords::new();
    for unsupported in &constrained.unsupported {
        if let UnsupportedKind::Keyword(key) = unsupported.kind
            && !key.is_str(ONE_OF)
        {
            keywords.entry(unsupported.schema.id()).or_default().extend(key.as_str());
        }
    }
    keywords.values_mut().for_each(|names| names.sort());
    keywords
}

const ONE_OF: &str = "oneOf";

fn keyword(constrained: &Constrained<'_>, key: Node<'_>, knowledge: &Knowledge) -> Diagnostic {
    let name = key.as_str().unwrap_or_default();
    let row = knowledge.subset().keyword(&name);
    let help = match row.and_then(|row| row.instead.as_ref()) {
        Some(instead) => Shown::from(instead),
        None => "remove it: it is not listed as supported".into(),
    };
    let is_refused = row.is_some_and(|row| row.verdict == Verdict::Refused);
    let (verb, label) = match is_refused {
        true => ("is not supported", "not supported in a strict schema"),
        false => ("may not be supported", "may be rejected in a strict schema"),
    };
    RULE.at(key, shown!("{}: {} {verb} in a strict schema", constrained.owner.described(), quoted(&name), verb))
        .label(label)
        .help(help)
        .uncertain_if(!is_refused)
}

/// Adds the response, which names the keywords of one schema object together.
fn with_response(
    diagnostic: Diagnostic,
    constrained: &Constrained<'_>,
    unsupported: &Unsupported<'_>,
    key: Node<'_>,
    keywords: &Keywords<'_>,
) -> Diagnostic {
    let path = ResponsePath::from(&constrained.owner);
    if key.is_str(ONE_OF) {
        return diagnostic.response("F76", []).response_path(path);
    }
    let names = keywords.get(&unsupported.schema.id()).map_or(&[][..], |names| &names[..]);
    match (unsupported.schema_type, names) {
        (Some(schema_type), [one]) => diagnostic
            .response("F10", [("type", schema_type.to_owned()), ("keyword", one.to_string())])
            .response_path(path),
        // A response with more than a few was never seen.
        (Some(schema_type), several) if several.len() < MANY => diagnostic
            .response("F75", [("type", schema_type.to_owned()), ("keywords", several.join(", "))])
            .response_path(path),
        _ => diagnostic.response_status(400, "invalid_request_error"),
    }
}

const MANY: usize = 20;

fn value(
    constrained: &Constrained<'_>,
    unsupported: &Unsupported<'_>,
    (key, value): (Node<'_>, Node<'_>),
    why: UnsupportedValue,
) -> Diagnostic {
    let owner = constrained.owner.described();
    let (place, problem, label, help) = match why {
        UnsupportedValue::MinItems => (
            value,
            "`minItems` must be 0 or 1 in a strict schema",
            "only 0 and 1 are supported",
            "use 1 or remove it, and put the number of items in `description`",
        ),
        UnsupportedValue::ComplexEnum => (
            key,
            "objects and arrays in `enum` are not supported in a strict schema",
            "only strings, numbers, booleans and null are supported",
            "use `anyOf` with one schema for each value",
        ),
        UnsupportedValue::ReferenceInAllOf => (
            key,
            "`$ref` in `allOf` is not supported in a strict schema",
            "has a `$ref`",
            "replace the reference by the definition",
        ),
        UnsupportedValue::ExternalReference => (
            value,
            "references to other documents are not supported in a strict schema",
            "only `#/…` is supported",
            "copy the definition into `$defs`, and use `#/$defs/name`",
        ),
    };
    let diagnostic = RULE.at(place, shown!("{owner}: {problem}", owner, problem)).label(label).help(help);
    match (why, unsupported.schema_type) {
        (UnsupportedValue::MinItems, Some("array")) => diagnostic
            .response("F77", [("n", value.source().to_owned())])
            .response_path(ResponsePath::from(&constrained.owner)),
        _ => diagnostic.response_status(400, "invalid_request_error"),
    }
}
