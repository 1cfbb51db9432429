use crate::finding::quoted;
use crate::knowledge::{Lookup, ModelNames};
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Sink, anchors, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a model name that is not in the table of models, and suggests the most similar one. Checks that depend on
    /// the model do not run for such a request.
    ///
    /// ## Why the API refuses it
    ///
    /// The API returns 404 for a model that it does not serve, or that the account cannot use. The model may be newer
    /// than this linter, or private, so this is a warning. Add models to the table with `--models FILE`.
    ///
    /// Not reported: names of deployments (Microsoft Foundry), ARNs (Amazon Bedrock), a gateway's own names, and any name
    /// that is sent to an unknown host.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-sonet-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-sonnet-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Recorded traffic, 2025-11: 404 `not_found_error`, `model: there-is-no-such-model` (E144).
    PL501 "unknown-model",
    summary: "an unknown model name",
    severity: Warning,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/models/overview",
    since: "0.1.0",
    responses: ["E144", "F21"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    // A gateway has models of its own.
    if !context.has_known_receiver() {
        return;
    }
    let Some(name) = context.model.name.as_deref() else { return };
    let platform = context.platform;
    let nearest = match (platform.model_names, context.model.facts) {
        // The list has every model of the gateway.
        (ModelNames::Listed, _) if platform.models.contains_key(name) => return,
        (ModelNames::Listed, Some(model)) if platform.name_of(&model.id).is_some() => return,
        (ModelNames::Listed, _) => crate::nearest::nearest(name, platform.models.keys().map(|name| &**name)),
        (_, Some(_)) => return,
        (_, None) => match context.knowledge.models().find(name) {
            Lookup::Unknown { nearest } => nearest,
            _ => return,
        },
    };
    let is_own_name = match platform.model_names {
        ModelNames::Gateway => nearest.is_none(),
        ModelNames::Any => true,
        ModelNames::Listed => false,
        ModelNames::Claude | ModelNames::Bedrock | ModelNames::Vertex => name.starts_with("arn:"),
    };
    if is_own_name {
        return;
    }
    let help = match nearest {
        Some(near) => {
            shown!("did you mean {near}? If the name is right, add the model with `--models FILE`", near = quoted(near))
        }
        None => {
            "check the spelling against https://platform.claude.com/docs/en/models/overview; add a private or newer \
                 model with `--models FILE`"
                .into()
        }
    };
    let anchor = anchors::model_name(payload);
    sink.push(
        RULE.at(anchor.clone(), shown!("unknown model {}", quoted(name)))
            .label("unknown model")
            .help(help)
            .response("E144", [("model", name.to_owned())])
            .yields_to("text-too-short", anchor),
    );
}
