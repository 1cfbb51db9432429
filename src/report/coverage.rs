//! What is guarded by which rule: every answer in `schemas/errors.json`, and every constraint of the request schemas.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::knowledge::{Knowable, Knowledge, ResponseTemplate};
use crate::rules::{self, Rule};
use crate::schema::Shape;

/// Both tables.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage {
    /// The answers of the API, in the order of the table.
    pub answers: Vec<KnownResponse>,
    /// The constraints of the schemas, by kind.
    pub constraints: Vec<Constraint>,
}

/// An answer of the API, and how far it is foreseen.
#[derive(Debug, Clone, Serialize)]
pub struct KnownResponse {
    /// The row of `schemas/errors.json`.
    pub id: &'static str,
    /// The status.
    pub status: u16,
    /// The answer's text, with placeholders.
    pub message: &'static str,
    /// The rules that foresee it.
    pub rules: Vec<&'static str>,
    /// How far it is foreseen.
    pub state: State,
    /// Why it cannot be known offline, or who still gives it.
    pub note: Option<&'static str>,
}

/// How far an answer is foreseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A rule foresees it.
    Foreseen,
    /// It could be known, and no rule foresees it yet.
    Open,
    /// The Claude API of today does not give it, and no rule speaks of it.
    Outdated,
    /// Only the server can know it.
    ServerOnly,
}

/// A kind of constraint in the schemas.
#[derive(Debug, Clone, Serialize)]
pub struct Constraint {
    /// The keyword of JSON Schema.
    pub keyword: &'static str,
    /// How often it occurs in `request.schema.json`, `count-tokens.schema.json` and `batch.schema.json`.
    pub count: usize,
    /// The rules that speak when it is not met.
    pub rules: Vec<&'static str>,
}

/// Which rules speak for which keyword, by name. A rule that is not there yet guards nothing.
const GUARDS: [(&str, &[&str]); 15] = [
    ("required", &["missing-field", "missing-max-tokens"]),
    ("additionalProperties", &["unknown-field", "beta-field-without-header", "misplaced-field"]),
    ("type", &["wrong-type", "body-not-object"]),
    ("enum", &["not-allowed-value", "unknown-role", "unsupported-media-type"]),
    ("const", &["not-allowed-value", "unknown-type", "unknown-tool-type"]),
    ("oneOf", &["unknown-block-type", "unknown-tool-type", "unknown-type"]),
    ("minimum", &["value-out-of-range"]),
    ("maximum", &["value-out-of-range"]),
    ("pattern", &["pattern-mismatch", "invalid-tool-name"]),
    ("propertyNames", &["invalid-property-key"]),
    ("minLength", &["text-too-short"]),
    ("maxLength", &["text-too-long"]),
    ("minItems", &["too-few-items"]),
    ("maxItems", &["too-many-items"]),
    ("minProperties", &["too-few-items"]),
];

/// Puts both tables together.
pub fn coverage() -> Coverage {
    Coverage { answers: Knowledge::shipped().responses().iter().map(answer).collect(), constraints: constraints() }
}

fn answer(row: &'static ResponseTemplate) -> KnownResponse {
    let foresees = |rule: &&&Rule| rule.responses.contains(&&*row.id);
    let rules: Vec<_> = rules::all().iter().filter(foresees).map(|rule| rule.code).collect();
    let state = match (rules.is_empty(), row.knowable, row.current) {
        (false, ..) => State::Foreseen,
        (true, Knowable::Server, _) => State::ServerOnly,
        (true, _, false) => State::Outdated,
        (true, _, true) => State::Open,
    };
    let note = match state {
        State::ServerOnly => Some(row.notes.as_deref().unwrap_or(&row.cause)),
        _ if !row.current => row.enforced_by.as_deref().or(row.notes.as_deref()),
        _ => None,
    };
    KnownResponse { id: &row.id, status: row.status, message: &row.template, rules, state, note }
}

fn constraints() -> Vec<Constraint> {
    let mut counts = BTreeMap::new();
    for shape in [Shape::Request, Shape::CountTokens, Shape::Batch] {
        count(shape.document(), &mut counts);
    }
    let code = |name: &&str| rules::find(name).map(|rule| rule.code);
    let row = |(keyword, names): &(&'static str, &[&str])| Constraint {
        keyword,
        count: counts.get(keyword).copied().unwrap_or(0),
        rules: names.iter().filter_map(code).collect(),
    };
    GUARDS.iter().map(row).collect()
}

/// Counts the keywords of a schema and of the schemas in it. What stands under `if` tells cases apart and asks
/// nothing.
fn count(schema: &Value, counts: &mut BTreeMap<&'static str, usize>) {
    let each = |schemas: &Value, counts: &mut BTreeMap<_, _>| match schemas {
        Value::Array(schemas) => schemas.iter().for_each(|schema| count(schema, counts)),
        Value::Object(schemas) => schemas.values().for_each(|schema| count(schema, counts)),
        _ => {}
    };
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        if let Some((known, _)) = GUARDS.iter().find(|(known, _)| known == keyword) {
            // `true` and `{}` allow everything.
            *counts.entry(*known).or_default() += usize::from(keyword != "additionalProperties" || value == false);
        }
        match keyword.as_str() {
            "properties" | "patternProperties" | "$defs" | "oneOf" | "anyOf" | "allOf" | "prefixItems" => {
                each(value, counts);
            }
            "items" | "additionalProperties" | "propertyNames" | "then" | "else" | "not" => count(value, counts),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constraint_of_the_schemas_is_counted() {
        let schema = serde_json::json!({
            "type": "object", "required": ["a"], "additionalProperties": false,
            "properties": {"required": {"enum": [1]}, "b": {"items": {"oneOf": [{"pattern": "^a"}]}}},
            "if": {"required": ["c"]}, "then": {"maxItems": 1},
        });
        let mut counts = BTreeMap::new();
        count(&schema, &mut counts);
        let expected = ["additionalProperties", "enum", "maxItems", "oneOf", "pattern", "required", "type"];
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected.map(|keyword| (keyword, 1)));
    }

    #[test]
    fn every_row_has_its_place() {
        let coverage = coverage();
        assert_eq!(coverage.answers.len(), Knowledge::shipped().responses().iter().len());
        assert!(coverage.constraints.iter().all(|constraint| constraint.count > 0), "{:#?}", coverage.constraints);
        for answer in &coverage.answers {
            let explained = answer.note.is_some() || answer.state != State::ServerOnly;
            assert!(explained && (answer.state == State::Foreseen) != answer.rules.is_empty(), "{answer:?}");
        }
    }
}
