use crate::mask::shown;
use crate::payload::Payload;
use crate::payload::model::is_inferred;
use crate::rules::{Check, Sink, phrasing, rule};

rule! {
    /// ## What it does
    ///
    /// Finds a `max_tokens` above the model's output limit.
    ///
    /// ## Why the API refuses it
    ///
    /// Each model has a limit for the length of a response. For some, it is higher in Message Batches with the beta
    /// `output-300k-2026-03-24`. The API does not lower `max_tokens` silently; it refuses the request.
    ///
    /// ## Example
    ///
    /// ```json,fail
    /// {"model": "claude-haiku-4-5", "max_tokens": 64001, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```json,pass
    /// {"model": "claude-haiku-4-5", "max_tokens": 64000, "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    /// ```
    ///
    /// ## Evidence
    ///
    /// Live response, 2026-10-08:
    /// `max_tokens: 128001 > 128000, which is the maximum allowed number of output tokens for claude-sonnet-5-5`
    /// (E111). The models overview lists the limits. Those of retired models come from third-party reports, so they
    /// cause warnings.
    PL510 "max-tokens-over-limit",
    summary: "a `max_tokens` above the model's output limit",
    severity: Error,
    confidence: Observed,
    seen: "2026-10-10",
    source: "https://platform.claude.com/docs/en/models/overview",
    since: "0.1.0",
    responses: ["E111"],
    stage: Model,
    check: Check::Request(check),
}

fn check(payload: &Payload<'_>, sink: &mut Sink) {
    let Some((node, max_tokens, limit)) = payload.excessive_max_tokens() else { return };
    let Some(model) = payload.context.model.facts else { return };
    let larger = model.larger_output.as_ref().and_then(|larger| Some((larger, larger.max?)));
    let help = match larger.filter(|(_, max)| max_tokens <= *max) {
        Some((larger, max)) if larger.batches_only => shown!(
            "set `max_tokens` to {limit} or less; up to {max} is accepted only in Message Batches with the beta `{}`",
            larger.beta,
            limit,
            max
        ),
        Some((larger, max)) => {
            shown!(
                "set `max_tokens` to {limit} or less; up to {max} is accepted with the beta `{}`",
                larger.beta,
                limit,
                max
            )
        }
        None => shown!("set `max_tokens` to {limit} or less", limit),
    };
    let number = phrasing::number(node);
    let diagnostic = RULE
        .at(node, shown!("`max_tokens` {number} exceeds the output limit of `{}` ({limit})", model.id, number, limit))
        .label(shown!("more than {limit}", limit))
        .help(help)
        .uncertain_if(is_inferred(model));
    let values = [("n", max_tokens.to_string()), ("max", limit.to_string()), ("model", model.id.to_string())];
    // How the API prints a number that is written as `1e6`, or that is too large for an integer, is not known.
    let is_plain = *number == max_tokens.to_string();
    sink.push(if is_plain { diagnostic.response("E111", values) } else { diagnostic.response_without_message("E111") });
}
