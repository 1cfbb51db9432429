use crate::knowledge::PlatformFact;
use crate::mask::{Shown, quoted, shown};
use crate::payload::Context;
use crate::rules::{Anchor, Check, Sink, anchors, platform, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a beta that the platform does not know, although the Claude API does. Some have another name there: on Amazon
    /// Bedrock and Google Cloud, tool search needs `tool-search-tool-2025-10-19` in place of
    /// `advanced-tool-use-2025-11-20`.
    ///
    /// ## Why the API refuses it
    ///
    /// Amazon Bedrock's InvokeModel accepts a fixed list of betas and rejects a request with any other. Google Cloud
    /// rejects the betas that it does not know. The lists grow, and some names are accepted with some models only, so this
    /// is a warning.
    ///
    /// ## Example
    ///
    /// ```json,fail,target=bedrock-invoke
    /// {
    ///   "anthropic_version": "bedrock-2023-05-31", "max_tokens": 1024, "anthropic_beta": ["extended-cache-ttl-2025-04-11"],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass,target=bedrock-invoke
    /// {
    ///   "anthropic_version": "bedrock-2023-05-31", "max_tokens": 1024, "anthropic_beta": ["context-management-2025-06-27"],
    ///   "messages": [{"role": "user", "content": "Hello"}]
    /// }
    /// ```
    ///
    /// ## Evidence
    ///
    /// Responses in public threads: `invalid beta flag` on Amazon Bedrock (P01, 2026-01 to 2026-08), `Unexpected value(s)
    /// …` on Google Cloud (E135, 2025-08 to 2026-03). The rows of `facts` in `schemas/platforms.json` have the source and
    /// the date of each name; those without a row are inferred from two public copies of the list.
    PL792 "beta-not-on-platform",
    summary: "a beta that the platform does not know",
    severity: Warning,
    confidence: Observed,
    seen: "2026-11-27",
    source: "https://github.com/anthropics/claude-code/issues/56595",
    since: "0.1.0",
    responses: ["E135", "P01"],
    stage: Headers,
    check: Check::Head(check),
}

fn check(context: &Context<'_>, sink: &mut Sink) {
    for name in &context.betas {
        let Some(fact) = context.platform_beta(name).filter(|_| context.is_known_beta(name)) else { continue };
        let Some(severity) = platform::severity(fact, &RULE) else { continue };
        if !context.reads_beta(name) {
            continue;
        }
        let anchor = anchors::beta(name, context).unwrap_or_else(|| Anchor::missing_header("anthropic-beta"));
        let (verb, of_model, note) = (platform::verb(fact), platform::for_model(fact, context), platform::note(fact));
        let diagnostic = RULE
            .at(
                anchor,
                shown!(
                    "{} {verb} beta {name}{of_model}{note}",
                    context.platform.name,
                    verb,
                    name = quoted(name),
                    of_model,
                    note
                ),
            )
            .label("not available on this platform")
            .severity(severity)
            .evidence(platform::evidence(fact))
            .help(help(fact));
        sink.push(platform::respond_to_beta(diagnostic, &RULE, Some(fact), context));
    }
}

fn help(fact: &PlatformFact) -> Shown {
    match &fact.instead {
        Some(instead) => shown!("use `{instead}`, its name on this platform", instead),
        None => "remove it".into(),
    }
}
