use std::borrow::Cow;
use std::collections::HashMap;

use crate::finding::quoted;
use crate::json::{Node, NodeId};
use crate::knowledge::{Knowledge, Verdict};
use crate::payload::Payload;
use crate::payload::json_schema::{Constrained, Departure, DepartureKind, Unfit};
use crate::rules::{Check, Diagnostic, ResponsePath, Sink, rule};

rule! {
    /// ## What it does
    ///
    /// Finds keywords, in a strict tool or in structured output, that the API does not compile: bounds of numbers, sizes of arrays,
    /// `oneOf`, references to other documents, and more. What is not known for sure is a warning.
    ///
    /// ## Why the API refuses it
    ///
    /// The schema is compiled into a grammar, and the grammar knows only a part of JSON Schema. Libraries such as zod and pydantic
    /// write the bounds by themselves. The official SDKs take them out and put them into `description`.
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
    /// The page on structured outputs. Answers recorded in 2025-11 and 2026-01 (row F10 of the catalogue), and quoted in public code
    /// up to 2026-09-28, on models of 2026 and on Amazon Bedrock as well. `minLength` and `maxLength` are refused by the page and
    /// were accepted by nine models on 2026-09-10: a warning.
    PL723 "unsupported-schema-keyword",
    summary: "a strict schema has a keyword that the grammar cannot express",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-28",
    source: "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
    since: "0.1.0",
    responses: ["F10"],
    stage: Fields,
    check: Check::UnlessPlain(check),
}

/// The keywords of each schema object that are not taken.
type Refused<'a> = HashMap<NodeId, Vec<Cow<'a, str>>>;

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        let refused = refused(constrained);
        for departure in &constrained.departures {
            match departure.kind {
                DepartureKind::Keyword(key, _) => {
                    let diagnostic = keyword(constrained, key, payload.context.knowledge);
                    sink.push(answered(diagnostic, constrained, departure, key, &refused));
                }
                DepartureKind::Value(key, value, unfit) => {
                    sink.push(unfit_value(constrained, departure, (key, value), unfit));
                }
                _ => {}
            }
        }
    }
}

fn refused<'a>(constrained: &Constrained<'a>) -> Refused<'a> {
    let mut refused = Refused::new();
    for departure in &constrained.departures {
        if let DepartureKind::Keyword(key, _) = departure.kind
            && !key.is_str(ONE_OF)
        {
            refused.entry(departure.schema.id()).or_default().extend(key.as_str());
        }
    }
    refused.values_mut().for_each(|names| names.sort());
    refused
}

const ONE_OF: &str = "oneOf";

fn keyword(constrained: &Constrained<'_>, key: Node<'_>, knowledge: &Knowledge) -> Diagnostic {
    let name = key.as_str().unwrap_or_default();
    let row = knowledge.subset().keyword(&name);
    let help = match row.and_then(|row| row.instead.as_deref()) {
        Some(instead) => instead.to_owned(),
        None => "leave it out: it is not in the list of what is supported".to_owned(),
    };
    let refused = row.is_some_and(|row| row.verdict == Verdict::Refused);
    let verb = if refused { "is not supported" } else { "may not be supported" };
    RULE.at(key, format!("{}: {} {verb} here", constrained.owner.described(), quoted(&name)))
        .label("not in a strict schema")
        .help(help)
        .uncertain_if(!refused)
}

/// The answer names the keywords of one schema object together, in alphabetical order.
fn answered(
    diagnostic: Diagnostic,
    constrained: &Constrained<'_>,
    departure: &Departure<'_>,
    key: Node<'_>,
    refused: &Refused<'_>,
) -> Diagnostic {
    let path = ResponsePath::from(&constrained.owner);
    if key.is_str(ONE_OF) {
        return diagnostic.response_text("Schema type 'oneOf' is not supported").response_path(path);
    }
    let names = refused.get(&departure.schema.id()).map_or(&[][..], |names| &names[..]);
    match (departure.of, names) {
        (Some(of), [one]) => {
            diagnostic.response_text(format!("For '{of}' type, property '{one}' is not supported")).response_path(path)
        }
        // More than a few are no answer that was ever seen.
        (Some(of), several) if several.len() < MANY => {
            let names = several.join(", ");
            diagnostic
                .response_text(format!("For '{of}' type, properties {names} are not supported"))
                .response_path(path)
        }
        _ => diagnostic.response_status(400, "invalid_request_error"),
    }
}

const MANY: usize = 20;

fn unfit_value(
    constrained: &Constrained<'_>,
    departure: &Departure<'_>,
    (key, value): (Node<'_>, Node<'_>),
    unfit: Unfit,
) -> Diagnostic {
    let name = constrained.owner.described();
    let (place, problem, label, help) = match unfit {
        Unfit::MinItems => {
            (value, "`minItems` above 1", "only 0 and 1", "write 1 or leave it out, and say in `description` how many")
        }
        Unfit::ComplexEnum => (
            key,
            "an object or array in `enum`",
            "only strings, numbers, booleans, null",
            "use `anyOf` with a schema for each",
        ),
        Unfit::ReferenceInAllOf => (
            key,
            "a `$ref` inside `allOf`",
            "no references in here",
            "write the definition out in place of the reference",
        ),
        Unfit::OutsideReference => (
            value,
            "a reference to another document",
            "only `#/…`",
            "copy the definition into `$defs`, and write `#/$defs/name`",
        ),
    };
    let diagnostic = RULE.at(place, format!("{name}: {problem} is not supported here")).label(label).help(help);
    match (unfit, departure.of) {
        (Unfit::MinItems, Some("array")) => diagnostic
            .response_text(format!(
                "For 'array' type, 'minItems' values other than 0 or 1 are not supported (got: [{}, ∞])",
                value.source()
            ))
            .response_path(ResponsePath::from(&constrained.owner)),
        _ => diagnostic.response_status(400, "invalid_request_error"),
    }
}
