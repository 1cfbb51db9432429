use std::sync::OnceLock;

use serde_json::Value;

use crate::json::Node;
use crate::knowledge::{Endpoint, ModelLocation};
use crate::payload::Context;
use crate::rules::{Anchor, Check, Diagnostic, Sink, Stage, rule};
use crate::schema::{Shape, Violation};

use super::phrasing;

rule! {
    /// ## What it does
    ///
    /// Finds a field that stands in the bodies of another endpoint (`stream` on `count_tokens`) or platform
    /// (`anthropic_version`, which is a header on the Claude API; `model`, which stands in the url on Amazon Bedrock's InvokeModel
    /// and on Google Cloud).
    ///
    /// ## Why the API refuses it
    ///
    /// Where a field is not part of a body, the API treats it as an unknown one. That was not tried for these, so it is a
    /// warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"anthropic_version": "2023-06-01", "model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
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
    /// The pages of the platforms (https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy,
    /// …/claude-on-vertex-ai) and the field lists of the official SDKs. Inferred: a warning.
    PL212 "misplaced-field",
    summary: "a field that another endpoint or platform takes",
    severity: Warning,
    confidence: Inferred,
    seen: "2026-08-22",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock-legacy",
    since: "0.1.0",
    responses: ["E061"],
    stage: UnknownFields,
    check: Check::Schema,
}

/// A field that the schema of the endpoint has for other endpoints.
pub(super) fn diagnostic(violation: &Violation<'_>, context: &Context<'_>) -> Diagnostic {
    let name = phrasing::subject(violation);
    let place: Anchor = violation.holder.map_or(violation.at.into(), Anchor::from);
    let message = if context.endpoint == Endpoint::CountTokens {
        format!("{name} is no field of `count_tokens`")
    } else {
        format!("{name} is no field that a request is known to have")
    };
    RULE.at(place, message)
        .label("may be refused")
        .help(format!("leave {name} out"))
        .stage(Stage::UnknownFields)
        .response_text("Extra inputs are not permitted")
}

/// Fields of the bodies of some platforms alone (`x-where` in the schema), and a model that stands in the url.
pub(super) fn check(body: Node<'_>, context: &Context<'_>, sink: &mut Sink) {
    for place in places() {
        let Some((key, value)) = body.member(place.name) else { continue };
        if !value.is_null() && !place.holds(context) {
            let diagnostic = RULE
                .at(key, format!("`{}` is no field of a request to {}", place.name, context.receiver()))
                .label("may be refused")
                .help(help(place.name, context));
            sink.push(diagnostic.response_text("Extra inputs are not permitted"));
        }
    }
    // What counts tokens has no model in its url (`…/models/count-tokens:rawPredict`).
    if context.platform.model_in == ModelLocation::Path
        && context.endpoint != Endpoint::CountTokens
        && let Some((key, _)) = body.member("model")
    {
        let diagnostic = RULE
            .at(key, format!("the model of a request to {} stands in the url, not in the body", context.receiver()))
            .label("may be refused")
            .help("leave `model` out of the body");
        sink.push(diagnostic.response_status(400, "invalid_request_error"));
    }
}

fn help(name: &str, context: &Context<'_>) -> String {
    let header = match name {
        "anthropic_version" => "anthropic-version",
        "anthropic_beta" => "anthropic-beta",
        "user_profile_id" => "anthropic-user-profile-id",
        _ => return format!("leave `{name}` out"),
    };
    format!(
        "send it as the header `{header}`; if the body is meant for another platform than `{}`, name it with `--target`",
        context.platform.id
    )
}

/// A field and the targets whose bodies have it.
struct Where {
    name: &'static str,
    targets: Vec<&'static str>,
}

impl Where {
    fn holds(&self, context: &Context<'_>) -> bool {
        let is_batch_item = context.batch_item && self.targets.contains(&"batch-item");
        is_batch_item || self.targets.contains(&context.target.built_in().as_str())
    }
}

fn places() -> &'static [Where] {
    static PLACES: OnceLock<Vec<Where>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let fields = Shape::Request.document().get("properties").and_then(Value::as_object).into_iter().flatten();
        let listed = fields.filter(|(_, schema)| schema.get("x-doubtful") != Some(&Value::Bool(false)));
        let places = listed.filter_map(|(name, schema)| {
            let targets = schema.get("x-where")?.as_array()?.iter().filter_map(Value::as_str).collect();
            Some(Where { name, targets })
        });
        places.collect()
    })
}

/// Whether a field is told by this rule and no other.
pub(super) fn is_misplaced(name: &str, context: &Context<'_>) -> bool {
    places().iter().any(|place| place.name == name && !place.holds(context))
}
