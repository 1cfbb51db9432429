use crate::knowledge::{FactStatus, PlatformFact};
use crate::mask::{Shown, quoted, shown};
use crate::payload::field_path::{self, Place};
use crate::payload::{Context, Payload};
use crate::rules::{Check, Diagnostic, Sink, platform, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a field, or a value of one, that the platform does not support: for example `mcp_servers`, `container`,
    /// `fallbacks`, `inference_geo` or fast mode on Amazon Bedrock. Some fields are available for some models only
    /// (`strict`, `eager_input_streaming`), or with another beta there (`defer_loading`). For tools see PL421, for betas
    /// PL792, for the sources of images and documents PL632.
    ///
    /// ## Why the API refuses it
    ///
    /// Each platform supports a part of the Claude API and rejects what it does not know. It is an error if a page or a
    /// recent response says so, a warning if it is inferred (from an older response, for example), and an info if it
    /// depends on how the platform is set up (Microsoft Foundry hosted on Azure) or if the page of a feature does not list
    /// the platform.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=bedrock
    /// {
    ///   "model": "anthropic.claude-opus-5-5", "max_tokens": 1024, "inference_geo": "us",
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ```json,fail,target=bedrock-invoke
    /// {
    ///   "anthropic_version": "bedrock-2023-05-31", "max_tokens": 1024,
    ///   "tools": [{"name": "a", "input_schema": {"type": "object"}}, {"name": "b", "input_schema": {"type": "object"}, "defer_loading": true}],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,target=bedrock
    /// {
    ///   "model": "anthropic.claude-opus-5-5", "max_tokens": 1024,
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// The page of each platform, and responses; the rows of `facts` in `schemas/platforms.json` have the source and the
    /// date of each. For a field, the response is that for any unknown field (E062), which was also seen
    /// on platforms.
    PL790 "unavailable-on-platform",
    summary: "something that is not available on the platform",
    severity: Error,
    confidence: Documented,
    seen: "2026-11-27",
    source: "https://platform.claude.com/docs/en/build-with-claude/claude-in-amazon-bedrock",
    since: "0.1.0",
    responses: ["E062"],
    stage: UnknownFields,
    check: Check::Request(check),
}

/// How many places are shown for one fact.
const SHOWN: usize = 6;

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let context = payload.context;
    for (path, fact) in context.platform_fields() {
        let Some(severity) = platform::severity(fact, &RULE) else { continue };
        let places = field_path::find(payload.body, path, SHOWN);
        if let Some((first, others)) = places.split_first() {
            let diagnostic = diagnostic(*first, path, fact, context).severity(severity);
            sink.push(others.iter().fold(diagnostic, |diagnostic, other| diagnostic.related(other.value, "here, too")));
        }
    }
}

fn diagnostic(place: Place<'_>, path: &str, fact: &PlatformFact, context: &Context<'_>) -> Diagnostic {
    let what = path.replace("[]=", "=").replace('=', ": ");
    let (what, verb) = (quoted(what.trim_end_matches('*')), platform::verb(fact));
    let (of_model, note) = (platform::for_model(fact, context), platform::note(fact));
    let without = if fact.unless_betas.is_empty() { "" } else { " without a beta" };
    let diagnostic = RULE
        .at(
            place.value,
            shown!(
                "{} {verb} {what}{of_model}{without}{note}",
                context.platform.name,
                verb,
                what,
                of_model,
                without,
                note
            ),
        )
        .evidence(platform::evidence(fact))
        .label(label(fact))
        .help(help(fact, context));
    let diagnostic = match place.key.filter(|_| fact.status == FactStatus::MayBeRefused) {
        Some(key) => diagnostic.yields_to("beta-field-without-header", key),
        None => diagnostic,
    };
    match platform::response(fact, &RULE) {
        _ if fact.status == FactStatus::Ignored => diagnostic,
        Some(row) => diagnostic.response(row, []),
        None if path.contains('=') => diagnostic.response_status(400, "invalid_request_error"),
        None => diagnostic.response("E062", [("beta_field", path.to_owned())]),
    }
}

fn label(fact: &PlatformFact) -> &'static str {
    match fact.status {
        FactStatus::Ignored => "has no effect on this platform",
        FactStatus::MayBeRefused => "may not be available on this platform",
        _ => "not available on this platform",
    }
}

fn help(fact: &PlatformFact, context: &Context<'_>) -> Shown {
    match &fact.instead {
        Some(instead) => Shown::from(instead),
        None if !fact.unless_betas.is_empty() => {
            shown!("{}, or remove the field", platform::enable(&fact.unless_betas, context))
        }
        None if fact.models.is_empty() => "remove it, or use a platform that supports it".into(),
        None => "remove it, or use another model or a platform that supports it".into(),
    }
}
