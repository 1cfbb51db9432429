use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::{Knowledge, Verdict};
use crate::request::Payload;
use crate::request::json_schema::{Constrained, Departure, DepartureKind, Unfit};
use crate::rules::{AnswerPath, Check, Draft, Sink, rule};

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
    answers: ["F10"],
    stage: Fields,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    for constrained in payload.constrained() {
        for departure in &constrained.departures {
            match departure.kind {
                DepartureKind::Keyword(key, _) => {
                    sink.push(keyword(constrained, departure, key, payload.context.knowledge))
                }
                DepartureKind::Value(key, value, unfit) => {
                    sink.push(unfit_value(constrained, departure, (key, value), unfit))
                }
                _ => {}
            }
        }
    }
}

fn keyword(constrained: &Constrained<'_>, departure: &Departure<'_>, key: Node<'_>, knowledge: &Knowledge) -> Draft {
    let name = key.as_str().unwrap_or_default();
    let row = knowledge.subset().keyword(&name);
    let help = match row.and_then(|row| row.instead.as_deref()) {
        Some(instead) => instead.to_owned(),
        None => "leave it out: it is not in the list of what is supported".to_owned(),
    };
    let refused = row.is_some_and(|row| row.verdict == Verdict::Refused);
    let verb = if refused { "is not supported" } else { "may not be supported" };
    let draft = RULE
        .at(key, format!("{}: {} {verb} here", constrained.owner.described(), quoted(&name)))
        .label("not in a strict schema")
        .help(help)
        .doubtful_if(!refused);
    match answer(constrained, departure, &name) {
        Some(words) => draft.answer_words(words).answer_path(AnswerPath::Given(constrained.owner.grammar_path())),
        None => draft.answer_status(400, "invalid_request_error"),
    }
}

/// The answer names all keywords of one schema that are not taken, in alphabetical order.
fn answer(constrained: &Constrained<'_>, departure: &Departure<'_>, name: &str) -> Option<String> {
    if name == "oneOf" {
        return Some("Schema type 'oneOf' is not supported".to_owned());
    }
    let of = departure.of?;
    let same = constrained.departures.iter().filter(|other| other.schema == departure.schema);
    let mut names: Vec<_> = same
        .filter_map(|other| match other.kind {
            DepartureKind::Keyword(key, _) if !key.is_str("oneOf") => key.as_str(),
            _ => None,
        })
        .collect();
    names.sort();
    Some(match &names[..] {
        [one] => format!("For '{of}' type, property '{one}' is not supported"),
        several => format!("For '{of}' type, properties {} are not supported", several.join(", ")),
    })
}

fn unfit_value(
    constrained: &Constrained<'_>,
    departure: &Departure<'_>,
    (key, value): (Node<'_>, Node<'_>),
    unfit: Unfit,
) -> Draft {
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
    let draft = RULE.at(place, format!("{name}: {problem} is not supported here")).label(label).help(help);
    match (unfit, departure.of) {
        (Unfit::MinItems, Some("array")) => draft
            .answer_words(format!(
                "For 'array' type, 'minItems' values other than 0 or 1 are not supported (got: [{}, ∞])",
                value.source()
            ))
            .answer_path(AnswerPath::Given(constrained.owner.grammar_path())),
        _ => draft.answer_status(400, "invalid_request_error"),
    }
}
