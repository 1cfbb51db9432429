use serde_json::Value;

use crate::finding::{Safety, quoted};
use crate::join::join_and;
use crate::json::Node;
use crate::knowledge::Rename;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, ResponsePath, Stage, rule};
use crate::schema::{Fault, Violation};

use super::phrasing;

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
    /// known field was type-checked, the first in the order of the body; those inside `messages` with `messages`. Where a
    /// required field stands under another name (`max_completion_tokens`, `parameters` of a tool) the answer asks for the
    /// required one, `<path>: Field required`, before it comes to the other. Where it is not known that a place is read strictly (`count_tokens`, the envelope of a batch) this is a warning.
    PL210 "unknown-field",
    summary: "a field that the API does not know",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E034", "E061", "E063", "E064", "E066", "E067"],
    stage: Fields,
    check: Check::Schema,
}

/// `missing` are the required fields that stand under this key instead of their own.
pub(super) fn diagnostic(
    violation: &Violation<'_>,
    key: Node<'_>,
    missing: &[&Violation<'_>],
    context: &Context<'_>,
) -> Diagnostic {
    let name = key.as_str().unwrap_or_default();
    let owner = violation.owner;
    let rename = phrasing::rename(context, owner, "additionalProperties", &name);
    let help = phrasing::instead(rename, &name, phrasing::members(owner)).unwrap_or_else(|| {
        if missing.is_empty() { "remove it, or correct its name" } else { "lift its members out of it" }.to_owned()
    });
    let message = format!("unknown field {} in {}{}", quoted(&name), phrasing::object(violation), lack(missing));
    let diagnostic = RULE.at(key, message).label("unknown field").help(help);
    let diagnostic = match missing.first() {
        Some(first) => refused_for(diagnostic, first, context),
        None => diagnostic
            .stage(if violation.holder.is_none() { Stage::UnknownFields } else { Stage::Fields })
            .response_text("Extra inputs are not permitted")
            .uncertain_if(violation.doubtful),
    };
    match rename.and_then(|rename| spelling(rename, violation.at)) {
        Some(right) => {
            let edit = (Anchor::from(key), Value::from(right).to_string());
            diagnostic.fix(Safety::Unsafe, format!("rename it to `{right}`"), vec![edit])
        }
        None => diagnostic,
    }
}

/// ``, which lacks the required `input_schema` ``.
fn lack(missing: &[&Violation<'_>]) -> String {
    let names = missing.iter().filter_map(|violation| match &violation.fault {
        Fault::Missing(name) => Some(quoted(name)),
        _ => None,
    });
    let names = join_and(names);
    if names.is_empty() { names } else { format!(", which lacks the required {names}") }
}

/// The API asks for the required field before it looks for unknown ones.
fn refused_for(diagnostic: Diagnostic, violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let Fault::Missing(name) = &violation.fault else { return diagnostic };
    let place = Anchor::Missing(violation.at.id(), name.clone());
    phrasing::answered(diagnostic, violation, context, [("field", name.clone())], "Field required".to_owned())
        .response_path(ResponsePath::Of(place))
}

/// The name here of a field that a client merely spells otherwise.
fn spelling<'k>(rename: &'k Rename, object: Node<'_>) -> Option<&'k str> {
    let right = rename.to.as_deref().filter(|right| !right.contains('.') && object.get(right).is_none())?;
    (&*rename.origin == "camelCase client").then_some(right)
}
