use crate::finding::{Safety, quoted};
use crate::join::join_and;
use crate::json::Node;
use crate::knowledge::Rename;
use crate::mask::{Shown, shown};
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, Edit, Owns, ResponsePath, Stage, phrasing, rule};
use crate::schema::{Fault, FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds a field that does not exist in this place: a field of another API (`stop`, `response_format`,
    /// `tool_calls`), of a client (`extra_body`, `maxTokens`) or of a response (`stop_reason`), or a misspelled one.
    ///
    /// ## Why the API refuses it
    ///
    /// The API rejects fields that it does not know, so that a setting is never silently ignored. Without its beta
    /// header, a beta field is unknown, too; the rule `beta-field-without-header` reports it.
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
    /// Unsafe, for names that a client only spells differently (`maxTokens`): renames the key.
    ///
    /// ## Evidence
    ///
    /// Live responses, 2026-08-30: `<path>: Extra inputs are not permitted`. Unknown fields of the body are reported
    /// after every known field was type-checked, the first one in the order of the body; unknown fields inside
    /// `messages` are reported with `messages`. If a required field is there under another name
    /// (`max_completion_tokens`, `parameters` of a tool), the API reports the required one as missing (`<path>: Field
    /// required`) before it gets to the other one. Where it is not known whether unknown fields are rejected
    /// (`count_tokens`, the body of a batch), this is a warning.
    PL210 "unknown-field",
    summary: "a field does not exist in this place",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E034", "E061", "E063", "E064", "E066", "E067"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::Unknown)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let key = violation.part();
    let name = key.as_str().unwrap_or_default();
    let schema = violation.schema;
    let rename = phrasing::rename(context, schema, "additionalProperties", &name);
    let help = phrasing::suggestion(rename, &name, schema.member_names()).unwrap_or_else(|| {
        let is_wrapper = !violation.meant_for.is_empty();
        if is_wrapper { "move its members up one level" } else { "remove it, or correct its name" }.into()
    });
    let object = phrasing::object(violation);
    let message = shown!("unknown field {} in {object}{}", quoted(&name), missing_instead(violation), object);
    let diagnostic = RULE.at(key, message).label("unknown field").help(help);
    let diagnostic = match violation.meant_for.first() {
        Some(missing) => respond_to_missing(diagnostic, missing, context),
        None => diagnostic
            .stage(if violation.holder.is_none() { Stage::UnknownFields } else { Stage::Fields })
            .respond(violation, context),
    };
    match rename.and_then(|rename| spelling(rename, violation.value)) {
        Some(right) => {
            diagnostic.fix(Safety::Unsafe, shown!("rename it to {}", quoted(right)), [Edit::replace(key, right)])
        }
        None => diagnostic,
    }
}

/// ``; required `input_schema` is missing``.
fn missing_instead(violation: &Violation<'_>) -> Shown {
    let names: Vec<Shown> = violation.meant_for.iter().filter_map(missing_name).map(quoted).collect();
    match names.len() {
        0 => Shown::default(),
        1 => shown!("; required {} is missing", names[0]),
        _ => shown!("; required {} are missing", join_and(names)),
    }
}

fn missing_name<'v>(violation: &'v Violation<'_>) -> Option<&'v str> {
    match &violation.fault {
        Fault::Missing(name) => Some(name),
        Fault::MissingToolType { .. } => Some("type"),
        _ => None,
    }
}

/// The API reports a missing field before it looks for unknown ones.
fn respond_to_missing(diagnostic: Diagnostic, missing: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let name = match &missing.fault {
        // The API reads it as a custom tool.
        Fault::MissingToolType { instead, .. } => instead,
        Fault::Missing(name) => name,
        _ => return diagnostic,
    };
    let place = Anchor::missing(missing.value, name);
    diagnostic.respond(missing, context).response_path(ResponsePath::Of(place))
}

/// The name that the field has here, if a client only spells it differently.
fn spelling<'k>(rename: &'k Rename, object: Node<'_>) -> Option<&'k str> {
    let right = rename.to.as_deref().filter(|right| !right.contains('.') && object.get(right).is_none())?;
    (&*rename.origin == "camelCase client").then_some(right)
}
