use crate::json::Node;
use crate::knowledge::Carrier;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, Sink, rule};
use crate::schema::{self, Violation};

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds an object that lacks a field it must have.
    ///
    /// ## Why the API refuses it
    ///
    /// The field has no default.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-08-30: `<path>: Field required`. In a union the field `type` is asked for first, and nothing else is
    /// said of an object without it. Amazon Bedrock's InvokeModel and Google Cloud take the API version in the body, as
    /// `anthropic_version`, and ask for it in the same words (answers quoted in public code and threads, 2026-03-19 and later).
    PL201 "missing-field",
    summary: "a required field is missing",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E033", "E037", "E039", "E041", "E042", "E043", "E072", "E075", "E076", "E094", "F01", "F11"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn diagnostic(violation: &Violation<'_>, name: &str, context: &Context<'_>) -> Diagnostic {
    let place = Anchor::Missing(violation.at.id(), name.to_owned());
    let diagnostic = RULE
        .at(place, format!("{} has no `{name}`", phrasing::object(violation)))
        .label(format!("`{name}` belongs in here"));
    let diagnostic = match likely_tag(violation) {
        Some(tag) if name == "type" => {
            diagnostic.help(format!("add `\"type\": \"{tag}\"`, which its other fields point to"))
        }
        _ => diagnostic.help(format!("add `{name}`")),
    };
    phrasing::answered(diagnostic, violation, context, [("field", name.to_owned())], "Field required".to_owned())
}

/// The version stands in the body on some platforms, which no schema of the body alone can ask for.
pub(super) fn check(body: Node<'_>, context: &Context<'_>, sink: &mut Sink) {
    let name = "anthropic_version";
    if context.platform.version_in != Carrier::Body || !body.is_object() || body.get(name).is_some() {
        return;
    }
    // Without a url this may be what is handed to an SDK, which moves the model and writes the version itself.
    let is_on_wire = context.head.url.is_some();
    if !is_on_wire && body.get("model").is_some() {
        return;
    }
    let version = context.platform.versions.first().map_or("", |version| version);
    sink.push(
        RULE.at(Anchor::Missing(body.id(), name.to_owned()), format!("the request has no `{name}`"))
            .label(format!("`{name}` belongs in here"))
            .help(format!("add `\"{name}\": \"{version}\"`: {} has no header for it", context.platform.name))
            .uncertain_if(!is_on_wire)
            .response("E041", [("field", name.to_owned())]),
    );
}

/// The tag of the branch that has the members of an object without `type`, if there is only one.
fn likely_tag(violation: &Violation<'_>) -> Option<&'static str> {
    let fits = |schema: &serde_json::Value| {
        let known = schema.get("properties").and_then(serde_json::Value::as_object);
        !violation.at.is_empty()
            && known.is_some_and(|known| {
                violation.at.members().all(|(key, _)| key.as_str().is_some_and(|key| known.contains_key(&*key)))
            })
    };
    let mut tags = schema::branches(violation.owner).filter(|(_, schema)| fits(schema)).map(|(tag, _)| tag);
    tags.next().filter(|_| tags.next().is_none())
}
