use serde_json::Value;

use crate::finding::{Safety, quoted};
use crate::json::Node;
use crate::knowledge::Rename;
use crate::request::Context;
use crate::rules::{Check, Draft, Place, Stage, rule};
use crate::schema::Violation;

use super::words;

rule! {
    /// ## What it does
    ///
    /// Finds a field that the schema does not have at this place: of another API (`stop`, `response_format`, `tool_calls`), of a
    /// client (`extra_body`, `maxTokens`), of an answer (`stop_reason`), or mistyped.
    ///
    /// ## Why the API refuses it
    ///
    /// The API reads requests strictly, so that a setting that is not understood is never silently ignored. Fields that need a
    /// beta header count as unknown without it; that is the rule `beta-field-without-header`.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "stop": ["END"], "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "stop_sequences": ["END"], "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Unsafe, for names that a client merely spells otherwise (`maxTokens`): the key is renamed.
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-08-30: `<path>: Extra inputs are not permitted`. Unknown keys of the body are reported after every
    /// known field was type-checked, the first in the order of the body; those inside `messages` with `messages`. Where it is
    /// not known that a place is read strictly (`count_tokens`, the envelope of a batch) this is a warning.
    PL210 "unknown-field",
    summary: "a field that the API does not know",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    answers: ["E034", "E061", "E063", "E064", "E066", "E067"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn draft(violation: &Violation<'_>, key: Node<'_>, context: &Context<'_>) -> Draft {
    let name = key.as_str().unwrap_or_default();
    let owner = violation.owner;
    let known = owner.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str());
    let rename = words::rename(context, owner, "additionalProperties", &name);
    let is_top = violation.holder.is_none();
    let help = words::instead(rename, &name, known).unwrap_or_else(|| "remove it, or correct its name".to_owned());
    let draft = RULE
        .at(key, format!("unknown field {} in {}", quoted(&name), words::object(violation)))
        .label("unknown field")
        .help(help)
        .stage(if is_top { Stage::UnknownFields } else { Stage::Fields })
        .answer_words("Extra inputs are not permitted")
        .doubtful_if(violation.doubtful);
    match rename.and_then(|rename| spelling(rename, violation.at)) {
        Some(right) => {
            let edit = (Place::from(key), Value::from(right).to_string());
            draft.fix(Safety::Unsafe, format!("rename it to `{right}`"), vec![edit])
        }
        None => draft,
    }
}

/// The name here of a field that a client merely spells otherwise.
fn spelling<'k>(rename: &'k Rename, object: Node<'_>) -> Option<&'k str> {
    let right = rename.to.as_deref().filter(|right| !right.contains('.') && object.get(right).is_none())?;
    (&*rename.origin == "camelCase client").then_some(right)
}
