//! Which rules cover each response in `schemas/errors.json` and each constraint of the request schemas.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::knowledge::{Knowable, Knowledge, ResponseTemplate};
use crate::mask::{ShowJson, json_object};
use crate::rules::{self, Check, Rule};
use crate::schema::Shape;

json_object! {
    /// The coverage of responses and of constraints.
    #[derive(Debug, Clone)]
    pub struct Coverage {
        /// The responses of the API, in the order of the table.
        pub responses: Vec<KnownResponse>,
        /// The constraints of the schemas, by kind.
        pub constraints: Vec<Constraint>,
    }
}

json_object! {
    /// A response of the API, and whether it is predicted.
    #[derive(Debug, Clone)]
    pub struct KnownResponse {
        /// The row of `schemas/errors.json`.
        pub id: &'static str,
        /// The HTTP status.
        pub status: u16,
        /// The text of the response, with placeholders.
        pub message: &'static str,
        /// The rules that predict it.
        pub rules: Vec<&'static str>,
        /// Whether it is predicted.
        pub state: State,
        /// Why it cannot be known offline, or which servers still return it.
        pub note: Option<&'static str>,
    }
}

/// Whether a response is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A rule predicts it.
    Predicted,
    /// It could be known offline, but no rule predicts it yet.
    Open,
    /// The current Claude API does not return it, and no rule predicts it.
    Outdated,
    /// Only the server can know it.
    ServerOnly,
}

json_object! {
    /// A kind of constraint in the request schemas.
    #[derive(Debug, Clone)]
    pub struct Constraint {
        /// The JSON Schema keyword.
        pub keyword: &'static str,
        /// How often it occurs in `request.schema.json`, `count-tokens.schema.json` and `batch.schema.json`.
        pub count: usize,
        /// The rules that report a violation.
        pub rules: Vec<&'static str>,
    }
}

impl ShowJson for State {}

/// The keywords that constrain a value.
const KEYWORDS: [&str; 15] = [
    "required",
    "additionalProperties",
    "type",
    "enum",
    "const",
    "oneOf",
    "minimum",
    "maximum",
    "pattern",
    "propertyNames",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
];

/// The coverage of the shipped tables.
pub fn coverage() -> Coverage {
    Coverage {
        responses: Knowledge::shipped().responses().iter().map(known_response).collect(),
        constraints: constraints(),
    }
}

fn known_response(row: &'static ResponseTemplate) -> KnownResponse {
    let predicts = |rule: &&&Rule| rule.responses.contains(&&*row.id);
    let rules: Vec<_> = rules::all().iter().filter(predicts).map(|rule| rule.code).collect();
    let state = match (rules.is_empty(), row.knowable, row.current) {
        (false, ..) => State::Predicted,
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

/// The constraints in the order of [`KEYWORDS`], each with the rules that own a violation of it.
fn constraints() -> Vec<Constraint> {
    let mut counts = BTreeMap::new();
    for shape in Shape::FILES {
        count(shape.document(), &mut counts);
    }
    let row = |keyword: &&'static str| Constraint {
        keyword,
        count: counts.get(keyword).copied().unwrap_or(0),
        rules: rules::all().iter().filter(|rule| owns(rule, keyword)).map(|rule| rule.code).collect(),
    };
    KEYWORDS.iter().map(row).collect()
}

fn owns(rule: &Rule, keyword: &str) -> bool {
    match rule.check {
        Check::Schema(owned, _) => owned.iter().any(|owns| owns.fault().keywords().contains(&keyword)),
        _ => false,
    }
}

/// Counts the keywords of a schema and its subschemas, except under `if`, which selects a case and constrains nothing.
fn count(schema: &Value, counts: &mut BTreeMap<&'static str, usize>) {
    let each = |schemas: &Value, counts: &mut BTreeMap<_, _>| match schemas {
        Value::Array(schemas) => schemas.iter().for_each(|schema| count(schema, counts)),
        Value::Object(schemas) => schemas.values().for_each(|schema| count(schema, counts)),
        _ => {}
    };
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        if let Some(known) = KEYWORDS.iter().find(|known| *known == keyword) {
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
    fn every_row_has_a_state() {
        let coverage = coverage();
        assert_eq!(coverage.responses.len(), Knowledge::shipped().responses().iter().len());
        assert!(coverage.constraints.iter().all(|constraint| constraint.count > 0), "{:#?}", coverage.constraints);
        for response in &coverage.responses {
            let explained = response.note.is_some() || response.state != State::ServerOnly;
            assert!(explained && (response.state == State::Predicted) != response.rules.is_empty(), "{response:?}");
        }
    }
}
