use serde_json::Value;

use crate::finding::quoted;
use crate::json::Node;
use crate::knowledge::{Place as Carrier, Support};
use crate::request::Context;
use crate::rules::{AnswerPath, Check, Draft, Place, Sink, Stage, rule};
use crate::schema::{self, Annotated, Shape};

use super::{misplaced_field, words};

rule! {
    /// ## What it does
    ///
    /// Finds what needs a beta when it is known that the beta is not named: fields (`context_management`, `mcp_servers`,
    /// `fallbacks`), members (`clear_at`, `thinking.block_binding`, `cache_control.scope`), tools, content blocks and single values.
    /// Nothing is said where the headers are not known.
    ///
    /// ## Why the API refuses it
    ///
    /// Without the header a beta field is an unknown field, and a beta block or tool one of an unknown type.
    ///
    /// ## Example
    ///
    /// ```json,fail,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxAA", "anthropic-version": "2023-06-01", "content-type": "application/json"}, "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,exchange
    /// {"url": "https://api.anthropic.com/v1/messages", "headers": {"x-api-key": "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxAA", "anthropic-version": "2023-06-01", "content-type": "application/json", "anthropic-beta": "context-management-2025-06-27"}, "body": {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}], "context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}}}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live answers, 2026-09-10 (rows E062 and E156 of the catalogue): `context_management: Extra inputs are not permitted`,
    /// `fallbacks: Extra inputs are not permitted`; the pages of the features for the others. Where the need was read off the
    /// name of a beta, and on other platforms, this is a warning.
    PL211 "beta-field-without-header",
    summary: "a beta field, block, tool or value without its `anthropic-beta` header",
    severity: Error,
    confidence: Observed,
    seen: "2026-09-10",
    source: "https://platform.claude.com/docs/en/api/beta-headers",
    answers: ["E013", "E062", "E064", "E068", "E156"],
    stage: Fields,
    check: Check::Schema,
}

pub(super) fn check(body: Node<'_>, shape: Shape, context: &Context<'_>, sink: &mut Sink) {
    if !context.betas_complete {
        return;
    }
    let mut told: Option<Node<'_>> = None;
    for place in schema::betas(body, shape) {
        // What lies in a field that is refused as a whole is not looked at.
        if place.value.is_null() || told.is_some_and(|outer| outer.contains(place.value.id())) {
            continue;
        }
        if is_top(body, &place) && place.key.is_some_and(|key| misplaced_field::is_misplaced(&text(key), context)) {
            continue;
        }
        if let Some(draft) = draft(body, &place, context) {
            told = Some(place.value);
            sink.push(draft);
        }
    }
}

/// What a place lacks.
enum Lack {
    /// The field, block or tool needs one of these betas.
    Whole(Vec<&'static str>),
    /// This value does.
    Value(Vec<&'static str>),
}

fn draft(body: Node<'_>, place: &Annotated<'_>, context: &Context<'_>) -> Option<Draft> {
    let lack = lack(place, context)?;
    let (Lack::Whole(betas) | Lack::Value(betas)) = &lack;
    let tag = place.value.tag().filter(|tag| is_tag_of(place.schema, tag));
    let name = place.key.map(text).unwrap_or_default();
    let what = match (&lack, &tag) {
        (Lack::Value(_), _) => format!("the value {} of `{name}`", words::value(place.value)),
        (Lack::Whole(_), Some(tag)) => format!("the type {}", quoted(tag)),
        (Lack::Whole(_), None) => format!("`{name}`"),
    };
    let at: Place = match (&lack, &tag) {
        (Lack::Whole(_), Some(_)) => place.value.get("type").unwrap_or(place.value).into(),
        (Lack::Whole(_), None) => place.key.unwrap_or(place.value).into(),
        (Lack::Value(_), _) => place.value.into(),
    };
    let first = betas.first().copied().unwrap_or_default();
    let others = words::alternatives(betas.iter().skip(1).map(|beta| format!("`{beta}`")));
    let others = if others.is_empty() { others } else { format!(" (or {others})") };
    let carrier = if context.platform.beta_in == Carrier::Body {
        format!("add `{first}`{others} to the list `anthropic_beta` of the body")
    } else {
        format!("send the header `anthropic-beta: {first}`{others}")
    };
    let draft = RULE
        .at(at, format!("{what} needs a beta that is not on"))
        .label(format!("needs `{first}`"))
        .help(carrier)
        .doubtful_if(is_doubtful(place.schema, context));
    let draft = if is_top(body, place) { draft.stage(Stage::UnknownFields) } else { draft };
    Some(answered(draft, place, &lack, tag.as_deref()))
}

/// The betas of which one is needed and none is on.
fn lack(place: &Annotated<'_>, context: &Context<'_>) -> Option<Lack> {
    let missing = |betas: Vec<&'static str>| {
        (!betas.is_empty() && context.any_beta(betas.iter().copied()) == Support::No).then_some(betas)
    };
    if let Some(betas) = missing(list(place.schema.get("x-beta"))) {
        return Some(Lack::Whole(betas));
    }
    let by_value = place.value.as_str().and_then(|value| place.schema.get("x-beta-values")?.get(&*value));
    if let Some(betas) = missing(list(by_value)) {
        return Some(Lack::Value(betas));
    }
    // Needed on some models alone, as their rows tell.
    let by_model = list(place.schema.get("x-beta-by-model"));
    let model = context.model.facts.and_then(|model| model.fast_mode.beta.as_deref());
    missing(by_model.into_iter().filter(|beta| Some(*beta) == model).collect()).map(Lack::Whole)
}

fn list(betas: Option<&'static Value>) -> Vec<&'static str> {
    betas.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The answer: an unknown field, an unknown type, a value that is none of the others.
fn answered(draft: Draft, place: &Annotated<'_>, lack: &Lack, tag: Option<&str>) -> Draft {
    match (lack, tag) {
        (Lack::Value(_), _) => {
            let allowed = place.schema.get("enum").and_then(Value::as_array).into_iter().flatten();
            let open: Vec<&Value> = allowed
                .filter(|value| {
                    value
                        .as_str()
                        .is_none_or(|value| place.schema.pointer(&format!("/x-beta-values/{value}")).is_none())
                })
                .collect();
            match words::choice_words(&open) {
                Some(words) if !open.is_empty() => draft.answer_words(words),
                _ => draft.answer_status(400, "invalid_request_error"),
            }
        }
        (Lack::Whole(_), Some(tag)) => {
            let known = place.union.map(schema::tags_without_beta).unwrap_or_default();
            let known = known.iter().map(|tag| format!("'{tag}'")).collect::<Vec<_>>().join(", ");
            draft
                .answer_words(format!(
                    "Input tag '{tag}' found using 'type' does not match any of the expected tags: {known}"
                ))
                .answer_path(AnswerPath::Of(place.value.into()))
        }
        (Lack::Whole(_), None) => draft.answer_words("Extra inputs are not permitted"),
    }
}

/// Whether the schema is that of objects with this tag.
fn is_tag_of(schema: &Value, tag: &str) -> bool {
    schema.pointer("/properties/type/const").and_then(Value::as_str) == Some(tag)
}

/// The need was read off the name of the beta, or the platform is not the one whose answers were seen.
fn is_doubtful(schema: &Value, context: &Context<'_>) -> bool {
    schema.get("x-beta-confidence").is_some_and(|confidence| confidence == "by-name") || !context.is_first_party()
}

fn is_top(body: Node<'_>, place: &Annotated<'_>) -> bool {
    place.key.is_some_and(|key| body.members().any(|(own, _)| own == key))
}

fn text(key: Node<'_>) -> String {
    key.as_str().unwrap_or_default().into_owned()
}
