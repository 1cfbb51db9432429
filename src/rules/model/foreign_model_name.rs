use crate::finding::{Safety, Severity, quoted};
use crate::knowledge::{Confidence, IdForm, Lookup, Model, ModelNames, Target};
use crate::payload::Payload;
use crate::rules::{Check, Diagnostic, Sink, rule};

use super::{name_place, retired_model};

rule! {
    /// ## What it does
    ///
    /// Finds a known model under a name that its receiver does not understand: with the dots or the provider of a
    /// gateway (`anthropic/claude-sonnet-4.5`), as on Amazon Bedrock (`us.anthropic.claude-opus-4-6-v1`), as on Google
    /// Cloud (`claude-haiku-4-5@20251001`), in capitals or with a `-latest` that was never there; and the other way
    /// round, an id of the Claude API sent to Amazon Bedrock or Google Cloud.
    ///
    /// ## Why the API refuses it
    ///
    /// Ids are compared letter by letter; each platform has its own form. A gateway may well want the name as it is:
    /// `target = "claudexia"` (or another fitting target) says so, and with a url of an unknown host it is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-opus-5.5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ```json,fail,target=bedrock
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-opus-5-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ```json,pass,target=claudexia
    /// {"model": "claude-opus-5.5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Fix
    ///
    /// Unsafe, since a gateway may know the name: it is replaced by the receiver's own.
    ///
    /// ## Evidence
    ///
    /// Live answers, 2025 and 2026: 404 `not_found_error`, `model: …` for dots, provider prefixes, `@date` and `-v1:0`
    /// (row E144 of the catalogue). An id of Amazon Bedrock's Messages endpoint (`anthropic.claude-opus-5-5`) in a body whose
    /// receiver is not known may be right: a warning. What Amazon Bedrock and Google Cloud answer was not seen: a warning there. That a
    /// capital or a `-latest` matters was not seen either: a warning.
    PL502 "foreign-model-name",
    summary: "a model name in the form of another platform",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/models/overview",
    since: "0.1.0",
    responses: ["E144", "F21"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let (Some(name), Some(model)) = (payload.context.model.name.as_deref(), payload.context.model.facts) else {
        return;
    };
    let platform = payload.context.platform;
    if platform.models.contains_key(name) {
        return;
    }
    match platform.model_names {
        ModelNames::Claude if *name == *model.id => {}
        ModelNames::Claude => check_home(name, model, payload, sink),
        ModelNames::Bedrock | ModelNames::Vertex => check_away(name, model, payload, sink),
        ModelNames::Listed => check_listed(name, model, payload, sink),
        // Any name may be that of a deployment, or a gateway's own.
        ModelNames::Any | ModelNames::Gateway => {}
    }
}

/// How a name that the Claude API does not take is spelt.
fn form(name: &str, payload: &Payload<'_>) -> Option<IdForm> {
    match payload.context.knowledge.models().find(name) {
        Lookup::PlatformForm { form, .. } => Some(form),
        _ => None,
    }
}

/// A receiver that takes the ids of the Claude API.
fn check_home(name: &str, model: &Model, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(form) = form(name, payload) else { return };
    if retired_model::is_retired(model, payload.context) {
        return;
    }
    let whose = match form {
        IdForm::Bedrock => "the form of Amazon Bedrock",
        IdForm::Vertex => "the form of Google Cloud",
        IdForm::Gateway => "the form of a gateway",
        IdForm::Spelling => "not how the id is spelt",
    };
    // A host that is not in the table is a gateway, most likely.
    let is_unnamed = payload.context.target == Target::Messages;
    let has_unknown_host = is_unnamed && payload.context.head.url.is_some();
    // Bodies with such an id are what Amazon Bedrock's Messages endpoint takes.
    let may_be_bedrock =
        is_unnamed && name.strip_prefix("anthropic.").is_some_and(|rest| own_name(rest, model) == rest);
    let may_know = form == IdForm::Spelling || has_unknown_host || may_be_bedrock;
    let own = own_name(name, model);
    let help = match form {
        IdForm::Bedrock if is_unnamed => {
            format!("the Claude API calls it `{own}`; for Amazon Bedrock choose the target `bedrock`")
        }
        IdForm::Vertex if is_unnamed => {
            format!("the Claude API calls it `{own}`; for Google Cloud choose the target `vertex`")
        }
        IdForm::Gateway if is_unnamed => {
            format!("the Claude API calls it `{own}`; for a gateway that knows this name choose its target")
        }
        _ => format!("write `{own}`"),
    };
    sink.push(
        diagnostic(name, own, payload)
            .uncertain_if(may_know)
            .label(whose)
            .help(help)
            .response("E144", [("model", name.to_owned())]),
    );
}

/// A platform with ids of its own.
fn check_away(name: &str, model: &Model, payload: &Payload<'_>, sink: &mut Sink) {
    let (own, fits) = match payload.context.platform.model_names {
        ModelNames::Vertex => (&model.vertex, IdForm::Vertex),
        _ => (&model.bedrock, IdForm::Bedrock),
    };
    // An alias without a date is understood on Google Cloud; `us.` and other regions on Bedrock.
    let is_own = own.iter().any(|id| **id == *name) || form(name, payload) == Some(fits);
    let is_alias = fits == IdForm::Vertex && model.aliases.iter().any(|alias| **alias == *name);
    let Some(own) = own.first().filter(|_| !is_own && !is_alias) else { return };
    let platform = &payload.context.platform.name;
    sink.push(
        diagnostic(name, own, payload)
            .severity(Severity::Warning)
            .label(format!("not an id of {platform}"))
            .help(format!("{platform} calls it `{own}`")),
    );
}

/// A gateway with a list of names.
fn check_listed(name: &str, model: &Model, payload: &Payload<'_>, sink: &mut Sink) {
    let platform = payload.context.platform;
    let Some(own) = platform.name_of(&model.id) else { return };
    sink.push(
        diagnostic(name, own, payload)
            .uncertain_if(platform.confidence < Confidence::Documented)
            .label(format!("not a model of {}", platform.name))
            .help(format!("write `{own}`")),
    );
}

fn diagnostic(name: &str, own: &str, payload: &Payload<'_>) -> Diagnostic {
    let place = name_place(payload);
    let message = format!("{} is not what the receiver calls this model", quoted(name));
    let diagnostic = RULE.at(place.clone(), message);
    match payload.fields.model {
        Some(_) => diagnostic.fix(Safety::Unsafe, format!("write `{own}`"), vec![(place, format!("\"{own}\""))]),
        None => diagnostic,
    }
}

/// The id of the Claude API: the alias, unless the name has a date too.
fn own_name<'m>(name: &str, model: &'m Model) -> &'m str {
    let has_date = name.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 8);
    match model.aliases.first() {
        Some(alias) if !has_date => alias,
        _ => &model.id,
    }
}
