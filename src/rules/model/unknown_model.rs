use crate::finding::quoted;
use crate::knowledge::{Lookup, ModelNames};
use crate::payload::Payload;
use crate::rules::{Check, Sink, rule};

use super::name_place;

rule! {
    /// ## What it does
    ///
    /// Finds a model name that is not in the table of models, and names the nearest one that is. Rules that depend on
    /// the model stay silent for such a request.
    ///
    /// ## Why the API refuses it
    ///
    /// The API answers 404 for a model that it does not serve, or that the account may not use. A model that came out
    /// after this version, or a private one, is right all the same: so this is a warning. The table can be extended
    /// with `--models FILE`.
    ///
    /// Names of deployments (Microsoft Foundry), ARNs (Amazon Bedrock) and a gateway's own names are left alone.
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
    /// Recorded traffic, 2025-11: 404 `not_found_error`, `model: there-is-no-such-model` (row E144 of the catalogue).
    PL501 "unknown-model",
    summary: "a model name that nobody knows",
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
    if is_own_name || name.trim().is_empty() {
        return;
    }
    let help = match nearest {
        Some(near) => format!("did you mean `{near}`? If the name is right, add it to the table with `--models FILE`"),
        None => "check the spelling against https://platform.claude.com/docs/en/models/overview; a private or newer model can be added with `--models FILE`".to_owned(),
    };
    sink.push(
        RULE.at(name_place(payload), format!("no model called {} is known", quoted(name)))
            .label("unknown model")
            .help(help)
            .response("E144", [("model", name.to_owned())]),
    );
}
