//! Predicts the API's response to a violation of the schema: the row that the schema names, or one of the general wordings
//! that the API has for any field.

use crate::mask::Shown;
use serde_json::Value;

use crate::finding::mask_secrets;
use crate::join::join_or;
use crate::json::Node;
use crate::knowledge::Support;
use crate::payload::Context;
use crate::schema::{self, Fault, Schema, Violation};

use super::diagnostic::{Anchor, Diagnostic, ResponsePath};
use super::phrasing;

/// A row of `schemas/errors.json`, and values for its placeholders.
type Response = (&'static str, Vec<(&'static str, String)>);

impl Diagnostic {
    /// Predicts the response to a violation. Lowers the severity if the API may accept it.
    pub(crate) fn respond(self, violation: &Violation<'_>, context: &Context<'_>) -> Self {
        let place = response_anchor(violation, &self.anchor);
        let general = general(violation, context);
        let text = general.as_ref().and_then(|(row, values)| text_after_location(row, values, context));
        let diagnostic = match (violation.response_row, general) {
            // The tag is too long to be repeated.
            (_, None) if matches!(violation.fault, Fault::UnknownTag(_)) => {
                self.response_status(400, "invalid_request_error").response_path(ResponsePath::Of(place))
            }
            (Some(row), general) => {
                let mut values = general.map(|(_, values)| values).unwrap_or_default();
                values.push(("sampling", phrasing::member_name(violation).unwrap_or_default().into_owned()));
                values.extend(text.clone().map(|text| ("reason", text)));
                // A row in the general wording is about the path of whatever value has the fault.
                let is_general = text.is_some() && text_after_location(row, &values, context) == text;
                let diagnostic = self.response(row, values);
                if is_general { diagnostic.response_path(ResponsePath::Of(place)) } else { diagnostic }
            }
            (None, Some((row, values))) if row == UNION_SHAPE => {
                self.response(row, values).response_path(ResponsePath::Inside(place))
            }
            (None, Some((row, values))) => self.response(row, values).response_path(ResponsePath::Of(place)),
            (None, None) => self.response_status(400, "invalid_request_error"),
        };
        diagnostic.uncertain_if(violation.is_doubtful)
    }
}

/// The row for a value that cannot be any branch of a union without tags.
const UNION_SHAPE: &str = "K11";

/// The place whose path the API prints, for a diagnostic at `anchor`.
fn response_anchor(violation: &Violation<'_>, anchor: &Anchor) -> Anchor {
    match violation.fault {
        // The object instead of its tag or key, the string instead of a character.
        Fault::UnknownTag(tag) if schema::named_branch(violation.schema).is_some() => tag.into(),
        Fault::UnknownTag(_) | Fault::KeyPattern(..) | Fault::Pattern(_) => violation.value.into(),
        _ => anchor.clone(),
    }
}

/// The general wording for a fault; `None` if none is known.
fn general(violation: &Violation<'_>, context: &Context<'_>) -> Option<Response> {
    let n = |row, n: String| Some((row, vec![("n", n)]));
    match &violation.fault {
        Fault::Missing(name) | Fault::MissingToolType { instead: name, .. } => {
            Some(("E041", vec![("field", name.clone())]))
        }
        Fault::Unknown(key) => Some(("E061", vec![("field", text(*key))])),
        Fault::Misplaced(_) => Some(("E061", vec![("field", phrasing::member_name(violation)?.into_owned())])),
        Fault::Type(_) if schema::named_branch(violation.schema).is_some() => Some((UNION_SHAPE, Vec::new())),
        Fault::Type(types) => Some(wrong_type(types)),
        Fault::NotAllowed(values) => {
            not_allowed(values.iter().filter(|value| !needs_beta(value, violation.schema, context)))
        }
        Fault::UnknownTag(tag) => match schema::named_branch(violation.schema) {
            Some(named) => Some(("G02", vec![("values", format!("'{named}'"))])),
            None => unknown_tag(&text(*tag), schema::widest_union(violation.schema)),
        },
        Fault::TooSmall(limit) => n("G06", limit.to_string()),
        Fault::TooLarge(limit) => n("G07", limit.to_string()),
        Fault::TooShort(limit) => n("G05", crate::text::count(*limit as usize, "character").to_string()),
        Fault::TooLong(limit) => n("G04", limit.to_string()),
        Fault::Pattern(pattern) => Some(("G03", vec![("pattern", pattern.clone())])),
        _ => None,
    }
}

/// The wording for a value that has none of these types.
fn wrong_type(types: &[&'static str]) -> Response {
    // Of several types, the API names the first of these.
    let wanted = ["array", "integer", "number", "boolean", "string", "object"];
    match wanted.into_iter().find(|name| types.contains(name)).unwrap_or("string") {
        "object" => ("G09", Vec::new()),
        name => ("G01", vec![("type", name.to_owned())]),
    }
}

/// The wording for a value that is none of these; `None` if one of them is not a string, or if there is none.
pub(crate) fn not_allowed<'v>(allowed: impl Iterator<Item = &'v Value>) -> Option<Response> {
    let names = allowed
        .filter(|value| !value.is_null())
        .map(|value| value.as_str().map(|text| Shown::masked(format!("'{text}'"))));
    let names: Vec<Shown> = names.collect::<Option<_>>()?;
    (!names.is_empty()).then(|| ("G02", vec![("values", join_or(names).into())]))
}

/// The wording for a tag that a union does not have; `None` if the tag is too long to be repeated.
pub(crate) fn unknown_tag(tag: &str, union: Schema) -> Option<Response> {
    let tags: Vec<String> = schema::listed_tags(union).into_iter().map(|tag| format!("'{tag}'")).collect();
    Some(("G08", vec![("tag", repeatable(tag)?), ("tags", tags.join(", "))]))
}

/// Whether the API does not list a value because its beta is not enabled.
fn needs_beta(value: &Value, schema: Schema, context: &Context<'_>) -> bool {
    let betas = value.as_str().map(|value| schema.betas_of_value(value)).unwrap_or_default();
    !betas.is_empty() && context.any_beta(betas) != Support::Yes
}

/// A word of the payload as a response repeats it, with credentials masked. `None` if it is too long to be shown.
pub(crate) fn repeatable(word: &str) -> Option<String> {
    const LONGEST: usize = 200;
    (word.len() <= LONGEST).then(|| mask_secrets(word).into_owned())
}

/// The text of a row without the path before it.
fn text_after_location(row: &str, values: &[(&'static str, String)], context: &Context<'_>) -> Option<String> {
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
    let text = context.knowledge.responses().find(row)?.text(&values);
    text.split_once(": ").map(|(_, text)| text.to_owned())
}

fn text(node: Node<'_>) -> String {
    node.as_str().unwrap_or_default().into_owned()
}
