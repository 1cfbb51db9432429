use crate::finding::{Safety, Severity, quoted};
use crate::knowledge::{Confidence, IdForm, Model, ModelNames, Target};
use crate::mask::shown;
use crate::payload::Payload;
use crate::rules::{Check, Diagnostic, Edit, Sink, anchors, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a known model under a name that the receiver does not accept: the form of a gateway, with dots or a
    /// provider (`anthropic/claude-sonnet-4.5`), of Amazon Bedrock (`us.anthropic.claude-opus-4-6-v1`) or of Google
    /// Cloud (`claude-haiku-4-5@20251001`), capital letters, or a `-latest` alias that does not exist. Also finds an ID
    /// of the Claude API that is sent to Amazon Bedrock or Google Cloud.
    ///
    /// ## Why the API refuses it
    ///
    /// IDs must match exactly, and each platform has its own form. A gateway may accept other names: set
    /// `target = "claudexia"` (or whichever target applies). It is not reported if the URL has an unknown host.
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
    /// Unsafe, since a gateway may accept the name: replaces it with the ID for the platform.
    ///
    /// ## Evidence
    ///
    /// Live responses, 2025 and 2026: 404 `not_found_error`, `model: …` for dots, provider prefixes, `@date` and
    /// `-v1:0` (E144).
    ///
    /// A warning in three cases: an ID of Amazon Bedrock or Google Cloud in a body whose receiver is not known, because
    /// it may be right; on Amazon Bedrock and Google Cloud, and for capital letters and `-latest`, because no response
    /// has been seen.
    PL502 "foreign-model-name",
    summary: "a model ID of another platform",
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
    // An unknown host is most likely a gateway, which accepts other names.
    if platform.models.contains_key(name) || !payload.context.has_known_receiver() {
        return;
    }
    match platform.model_names {
        ModelNames::Claude if *name == *model.id => {}
        ModelNames::Claude => check_claude_api(name, model, payload, sink),
        ModelNames::Bedrock | ModelNames::Vertex => check_platform(name, model, payload, sink),
        ModelNames::Listed => check_listed(name, model, payload, sink),
        // Any name may be that of a deployment, or a gateway's own.
        ModelNames::Any | ModelNames::Gateway => {}
    }
}

/// For a receiver that accepts the IDs of the Claude API.
fn check_claude_api(name: &str, model: &Model, payload: &Payload<'_>, sink: &mut Sink) {
    let Some(form) = payload.context.model.form else { return };
    let label = match form {
        IdForm::Bedrock => "ID of Amazon Bedrock",
        IdForm::Vertex => "ID of Google Cloud",
        IdForm::Gateway => "ID of a gateway",
        IdForm::Spelling => "misspelled ID",
    };
    let own = own_name(name, model);
    let has_no_target = payload.context.target == Target::Messages;
    // An ID of another platform may be meant for that platform.
    let may_be_accepted = form == IdForm::Spelling || payload.context.model.other_platform;
    let help = match form {
        IdForm::Bedrock if has_no_target => {
            shown!("use {own}; if you send to Amazon Bedrock, set `--target bedrock`", own = quoted(own))
        }
        IdForm::Vertex if has_no_target => {
            shown!("use {own}; if you send to Google Cloud, set `--target vertex`", own = quoted(own))
        }
        IdForm::Gateway if has_no_target => {
            shown!("use {own}; if your gateway accepts this name, set `--target`", own = quoted(own))
        }
        _ => shown!("use {own}", own = quoted(own)),
    };
    sink.push(
        diagnostic(name, own, payload)
            .uncertain_if(may_be_accepted)
            .label(label)
            .help(help)
            .response("E144", [("model", name.to_owned())])
            .yields_to("retired-model", anchors::model_name(payload)),
    );
}

/// For a platform with its own IDs.
fn check_platform(name: &str, model: &Model, payload: &Payload<'_>, sink: &mut Sink) {
    let (own, expected) = match payload.context.platform.model_names {
        ModelNames::Vertex => (&model.vertex, IdForm::Vertex),
        _ => (&model.bedrock, IdForm::Bedrock),
    };
    // Google Cloud also accepts an alias without a date; Amazon Bedrock, prefixes of regions such as `us.`.
    let is_own = own.iter().any(|id| **id == *name) || payload.context.model.form == Some(expected);
    let is_alias = expected == IdForm::Vertex && model.aliases.iter().any(|alias| **alias == *name);
    let Some(own) = own.first().filter(|_| !is_own && !is_alias) else { return };
    let platform = &payload.context.platform.name;
    sink.push(
        diagnostic(name, own, payload)
            .severity(Severity::Warning)
            .label(shown!("not an ID of {platform}", platform))
            .help(shown!("use {own}", own = quoted(own))),
    );
}

/// For a gateway with a list of names.
fn check_listed(name: &str, model: &Model, payload: &Payload<'_>, sink: &mut Sink) {
    let platform = payload.context.platform;
    let Some(own) = platform.name_of(&model.id) else { return };
    sink.push(
        diagnostic(name, own, payload)
            .uncertain_if(platform.confidence < Confidence::Documented)
            .label(shown!("not a model of {}", platform.name))
            .help(shown!("use {own}", own = quoted(own))),
    );
}

fn diagnostic(name: &str, own: &str, payload: &Payload<'_>) -> Diagnostic {
    let message = shown!("wrong model ID for this platform: {}", quoted(name));
    let diagnostic = RULE.at(anchors::model_name(payload), message);
    match payload.fields.model {
        Some(model) => {
            diagnostic.fix(Safety::Unsafe, shown!("use {own}", own = quoted(own)), [Edit::replace(model, own)])
        }
        None => diagnostic,
    }
}

/// The name in the Claude API: the alias, unless the given name contains a date.
fn own_name<'m>(name: &str, model: &'m Model) -> &'m str {
    let has_date = name.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 8);
    match model.aliases.first() {
        Some(alias) if !has_date => alias,
        _ => &model.id,
    }
}
