//! A failure given by flags, and its result in words for the person who typed them.

use std::time::SystemTime;

use crate::mask::{Shown, quoted, shown};
use crate::retry::{Classify, Decision, Effect, Failure, NoBudget, Verdict};

use super::args::Args;
use super::outcome::{Outcome, Plan, Settings, plan, to_millis};
use super::streams::read;
use crate::cli::output::print_note;

/// Prints the result, and explains it on standard error.
pub(super) fn classify(args: &Args, settings: &Settings) -> Result<Outcome, Shown> {
    let failure = &args.failure;
    let content = match args.job.stream_event.as_ref().or(failure.body.as_ref()) {
        Some(path) => read(path)?,
        None => Vec::new(),
    };
    let headers = failure.headers()?;
    let came = match (args.job.status, args.job.transport) {
        (Some(status), _) => Failure::http(status, &headers, &content),
        (_, Some(kind)) => Failure::transport(kind),
        _ => Failure::stream_event(&content),
    };
    let effect = if failure.creates { Effect::Creates { idempotency_key: false } } else { Effect::Stateless };
    let came = came.effect(effect).committed(failure.committed).received(SystemTime::now());
    let verdict = settings.rules.classify(&came);
    let plan = plan(&settings.policy, verdict, failure.attempt, &|| Box::new(NoBudget));
    let outcome = Outcome::new(&verdict, plan);
    explain(&outcome, &verdict, &headers);
    Ok(outcome)
}

fn explain(outcome: &Outcome, verdict: &Verdict, headers: &[(&str, &str)]) {
    print_note(verdict.advice());
    match (&outcome.plan, verdict.hint) {
        (Plan::Sleep { min_ms, max_ms }, hint) => {
            let asked = hint.map(|hint| {
                shown!(" (the server asked for {} in {})", plain_seconds(to_millis(hint.wait)), hint.from.as_str())
            });
            let (shortest, longest) = (plain_seconds(*min_ms), plain_seconds(*max_ms));
            print_note(shown!(
                "Wait {shortest} to {longest}{}, then retry.",
                asked.unwrap_or_default(),
                shortest,
                longest
            ));
        }
        (Plan::GiveUp { reason }, _) => print_note(shown!("Do not retry: {}.", Shown::known(reason.replace('_', " ")))),
        (Plan::Stop, _) if verdict.decision == Decision::NotAnError => {}
        (Plan::Stop, _) => print_note("Do not retry."),
    }
    for (name, value) in headers {
        if name.to_ascii_lowercase().starts_with("anthropic-ratelimit-unified-") {
            print_note(shown!("Undocumented header, ignored: {}: {}", Shown::masked(*name), quoted(value).unquoted()));
        }
    }
}

/// Without needless digits: `0 s`, `12 s`, `1.5 s`.
fn plain_seconds(millis: u64) -> Shown {
    shown!("{} s", millis as f64 / 1000.0)
}
