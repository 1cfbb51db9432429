use crate::mask::{Shown, shown};
use std::borrow::Cow;

use crate::finding::quoted;
use crate::join::join_and;
use crate::json::Node;
use crate::nearest::nearest;
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, Owns, ResponsePath, phrasing, rule};
use crate::schema::{self, Fault, FaultKind, Violation};

rule! {
    /// ## What it does
    ///
    /// Finds an object that does not have a required field.
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
    /// Live responses, 2026-08-30: `<path>: Field required`. For an object of a union, the API asks for `type` first
    /// and reports nothing else if it is missing. Amazon Bedrock's InvokeModel and Google Cloud expect the API version
    /// in the body, as `anthropic_version`, and report it with the same text (responses quoted in public code and
    /// threads, 2026-03-19 and later).
    PL201 "missing-field",
    summary: "a required field is missing",
    severity: Error,
    confidence: Observed,
    seen: "2026-08-30",
    source: "https://platform.claude.com/docs/en/api/messages/create",
    since: "0.1.0",
    responses: ["E033", "E037", "E039", "E041", "E042", "E043", "E072", "E075", "E076", "E094", "F01", "F11"],
    stage: Fields,
    check: Check::Schema(&[Owns::every(FaultKind::Missing)], diagnostic),
}

fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let (name, help) = match &violation.fault {
        Fault::Missing(name) => (name.as_str(), help(violation, name, context)),
        Fault::MissingToolType { tag, instead } => (
            "type",
            shown!(
                "add `\"type\": \"{}\"`; without it, this is read as a custom tool, which requires {}",
                quoted(tag).unquoted(),
                quoted(instead)
            ),
        ),
        _ => ("", Shown::default()),
    };
    let object = phrasing::object(violation);
    let message = match &violation.also_missing[..] {
        [] => shown!("{name} is missing from {object}", name = quoted(name), object),
        others => {
            let names = [name].into_iter().chain(others.iter().map(String::as_str)).map(quoted);
            shown!("{} are missing from {object}, which is empty", join_and(names), object)
        }
    };
    let diagnostic = RULE
        .at(Anchor::missing(violation.value, name), message)
        .label(shown!("add {name} here", name = quoted(name)))
        .help(help)
        .respond(violation, context);
    let diagnostic = match &violation.fault {
        Fault::MissingToolType { instead, .. } => {
            diagnostic.response_path(ResponsePath::Of(Anchor::missing(violation.value, instead.as_str())))
        }
        _ => diagnostic,
    };
    match violation.found_at {
        Some(key) => diagnostic.yields_to("unknown-field", key),
        None => diagnostic,
    }
}

fn help(violation: &Violation<'_>, name: &str, context: &Context<'_>) -> Shown {
    let platform = context.platform;
    match (name, likely_tag(violation)) {
        ("anthropic_version", _) => {
            let version = platform.versions.first().map(Shown::from).unwrap_or_default();
            shown!(
                "add `\"{name}\": \"{version}\"`: {} has no header for it",
                platform.name,
                name = quoted(name).unquoted(),
                version
            )
        }
        ("type", Some(tag)) => shown!("add `\"type\": \"{tag}\"`, which fits the other fields", tag),
        ("type", None) if let Some(key) = misspelled_type(violation.value) => {
            shown!("rename {} to `type`", quoted(&key))
        }
        _ if !violation.also_missing.is_empty() => "add them, or remove the empty object".into(),
        _ => shown!("add {name}", name = quoted(name)),
    }
}

/// The key of an object without `type` that is probably a misspelled `type`.
fn misspelled_type(object: Node<'_>) -> Option<Cow<'_, str>> {
    /// More members than any real block has. The others are ignored.
    const MAX_MEMBERS: usize = 100;
    let strings = object.members().filter(|(_, value)| value.is_string()).take(MAX_MEMBERS);
    strings.filter_map(|(key, _)| key.as_str()).find(|key| nearest(key, ["type"]).is_some())
}

/// The tag of the only branch of the union that has all members of an object without `type`.
fn likely_tag(violation: &Violation<'_>) -> Option<&'static str> {
    let object = violation.value;
    let fits = |schema: &schema::Schema| {
        !object.is_empty()
            && object.members().all(|(key, _)| key.as_str().is_some_and(|key| schema.member(&key).is_some()))
    };
    let mut tags = schema::branches(violation.schema).filter(|(_, schema)| fits(schema)).map(|(tag, _)| tag);
    tags.next().filter(|_| tags.next().is_none())
}
