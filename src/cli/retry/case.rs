//! A failure given as JSON, in the form of the test vectors.

use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};

use crate::retry::{Budget, Classify, Effect, Failure, NoBudget, RatioBudget, TransportKind};
use base64::Engine as _;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::config::Config;
use super::outcome::{Id, Outcome, Settings, plan};
use crate::cli::output::print_note;
use crate::mask::{Shown, quoted, shown};

/// `place` names the case in error messages.
pub(super) fn classify(json: &[u8], settings: &Settings, place: Shown) -> Result<Outcome, Shown> {
    let (outcome, unknown) = read_case(json, settings).map_err(|error| shown!("{place}: {error}", place, error))?;
    for member in unknown {
        print_note(shown!("payloadlint: {place}: unknown member {} ignored", quoted(&member), place));
    }
    Ok(outcome)
}

/// A failure in the form of the test vectors. Unknown members are kept, to be named.
#[derive(Deserialize)]
struct Input {
    status: Option<u16>,
    #[serde(default, deserialize_with = "headers")]
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
    sse_event: Option<String>,
    transport: Option<TransportKind>,
    effect: Option<EffectName>,
    #[serde(default)]
    idempotency_key: bool,
    #[serde(default)]
    stream_committed: bool,
    attempt: Option<u64>,
    budget_tokens: Option<f64>,
    deadline_left_ms: Option<u64>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

/// Pairs, or an object.
fn headers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, String)>, D::Error> {
    let value = Value::deserialize(from)?;
    let pairs = match value {
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
        }
        pairs => serde_json::from_value(pairs).ok(),
    };
    pairs.ok_or_else(|| D::Error::custom("`headers` must be an object of strings, or a list of name-value pairs"))
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EffectName {
    Stateless,
    Creates,
}

impl Input {
    fn body(&self) -> Result<Vec<u8>, Shown> {
        match (&self.body, &self.body_base64) {
            (Some(_), Some(_)) => Err("`body` and `body_base64` cannot be combined".into()),
            (Some(body), None) => Ok(body.clone().into_bytes()),
            (None, Some(encoded)) => {
                let decoded = base64::engine::general_purpose::STANDARD.decode(encoded);
                decoded.map_err(|error| shown!("`body_base64`: {}", Shown::masked(error.to_string())))
            }
            (None, None) => Ok(Vec::new()),
        }
    }
}

/// The result, and the unknown members of the case. The input is under `input`, as in the file of vectors,
/// or is the case itself.
fn read_case(json: &[u8], settings: &Settings) -> Result<(Outcome, Vec<String>), Shown> {
    let case: Value =
        serde_json::from_slice(json).map_err(|error| shown!("not JSON: {}", Shown::json_error(&error)))?;
    let Value::Object(mut case) = case else { return Err("a case must be a JSON object".into()) };
    let mut outer = Map::new();
    if let Some(inner) = case.remove("input") {
        outer = case;
        let Value::Object(inner) = inner else { return Err("`input` must be a JSON object".into()) };
        case = inner;
    }
    let mut take = |key: &str| case.remove(key).or_else(|| outer.remove(key)).filter(|value| !value.is_null());
    let (id, config, now) = (take("id"), take("config"), take("now"));
    case.retain(|key, value| !value.is_null() && !["why", "expect"].contains(&key.as_str()));
    let input: Input = serde_json::from_value(Value::Object(case)).map_err(|error| Shown::json_error(&error))?;
    let config: Config = match config {
        Some(config) => {
            serde_json::from_value(config).map_err(|error| shown!("config: {}", Shown::json_error(&error)))?
        }
        None => Config::default(),
    };
    let outcome = classify_input(&input, &config.applied_to(settings), parse_now(now.as_ref())?)?;
    let unknown = input.unknown.into_iter().chain(config.unknown).map(|(member, _)| member);
    Ok((Outcome { id: id.map(Id::from), ..outcome }, unknown.collect()))
}

fn classify_input(input: &Input, settings: &Settings, now: SystemTime) -> Result<Outcome, Shown> {
    let body = input.body()?;
    let failure = match (input.transport, &input.sse_event, input.status) {
        (Some(kind), _, _) => Failure::transport(kind),
        (_, Some(event), _) => Failure::stream_event(event.as_bytes()),
        (_, _, Some(status)) => Failure::http(status, &input.headers, &body),
        _ => return Err("a case needs `status`, `transport` or `sse_event`".into()),
    };
    let effect = match input.effect {
        Some(EffectName::Creates) => Effect::Creates { idempotency_key: input.idempotency_key },
        Some(EffectName::Stateless) | None => Effect::Stateless,
    };
    let failure = failure.effect(effect).committed(input.stream_committed).received(now);
    let verdict = settings.rules.classify(&failure);

    let attempt = u32::try_from(input.attempt.unwrap_or(1)).unwrap_or(u32::MAX);
    let attempt =
        NonZeroU32::new(attempt).ok_or("`attempt` counts failures including this one, so it must be at least 1")?;
    let mut policy = settings.policy;
    if let Some(left) = input.deadline_left_ms {
        policy.deadline = Some(Duration::from_millis(left));
    }
    let tokens = input.budget_tokens;
    let budget = || -> Box<dyn Budget> {
        match tokens {
            // `as` saturates, and a thousandth of a token is the unit of the budget.
            Some(tokens) => Box::new(RatioBudget::default().with_balance((tokens * 1000.0) as u64)),
            None => Box::new(NoBudget),
        }
    };
    Ok(Outcome::new(&verdict, plan(&policy, verdict, attempt, &budget)))
}

fn parse_now(now: Option<&Value>) -> Result<SystemTime, Shown> {
    let Some(now) = now else { return Ok(SystemTime::now()) };
    let timestamp = now.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    timestamp
        .and_then(|time| SystemTime::try_from(time).ok())
        .ok_or_else(|| "`now` is not an RFC 3339 timestamp".into())
}
