//! The test vectors, run through the library: the verdict of the classifier and the plan of the policy.

use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};

use payloadlint::retry::{
    Attempts, Budget, Classify, Effect, Failure, LongHint, NoBudget, Policy, RatioBudget, Rules, Step, TransportKind,
    TrustShouldRetry, Why,
};
use serde_json::{Value, json};

/// 2026-11-24T00:00:00Z, the `now` of the file.
const NOW: u64 = 1_795_478_400;

#[test]
fn every_vector_has_the_expected_verdict() {
    let file: Value = serde_json::from_str(include_str!("../../../fixtures/retry/vectors.json")).unwrap();
    assert_eq!(file["now"], "2026-11-24T00:00:00Z");
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 92);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let config = |key: &str| case["config"].get(key).unwrap_or(&file["config"][key]).clone();
            let answer = answer(&case["input"], &config);
            (answer != case["expect"]).then(|| format!("{}: {answer}, not {}", case["id"], case["expect"]))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn answer(input: &Value, config: &dyn Fn(&str) -> Value) -> Value {
    let headers: Vec<(&str, &str)> = input["headers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()))
        .collect();
    let body = input["body"].as_str().unwrap_or_default();
    let kind: Option<TransportKind> = serde_json::from_value(input["transport"].clone()).unwrap_or_default();
    let failure = match (kind, input["sse_event"].as_str()) {
        (Some(kind), _) => Failure::transport(kind),
        (None, Some(data)) => Failure::stream_event(data.as_bytes()),
        (None, None) => Failure::http(input["status"].as_u64().unwrap() as u16, &headers, body.as_bytes()),
    };
    let effect = match input["effect"].as_str() {
        Some("creates") => Effect::Creates { idempotency_key: false },
        _ => Effect::Stateless,
    };
    let failure = failure
        .effect(effect)
        .committed(input["stream_committed"] == true)
        .received(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW));
    let rules = Rules {
        trust_should_retry: match config("trust_should_retry").as_str() {
            Some("veto_only") => TrustShouldRetry::VetoOnly,
            _ => TrustShouldRetry::Obey,
        },
        message_heuristics: config("message_heuristics") == true,
        ratelimit_reset_hint: config("ratelimit_reset_hint") == true,
        ..Rules::default()
    };
    let verdict = rules.classify(&failure);

    let millis = |value: &Value| value.as_u64().map(Duration::from_millis);
    let policy = Policy {
        base: millis(&config("base_ms")).unwrap(),
        cap: millis(&config("cap_ms")).unwrap(),
        max_hint: millis(&config("max_hint_ms")).unwrap(),
        max_attempts: NonZeroU32::new(config("max_attempts").as_u64().unwrap() as u32).unwrap(),
        long_hint: if config("long_hint") == "clamp" { LongHint::Clamp } else { LongHint::GiveUp },
        deadline: millis(&input["deadline_left_ms"]),
        ..Policy::default()
    };
    let failures_before = input["attempt"].as_u64().unwrap_or(1) as u32 - 1;
    let step = |draw: u64| {
        let budget: Box<dyn Budget> = match input["budget_tokens"].as_f64() {
            Some(tokens) => Box::new(RatioBudget::default().with_balance((tokens * 1000.0) as u64)),
            None => Box::new(NoBudget),
        };
        let mut state = Attempts::resume(failures_before, Duration::ZERO);
        policy.on_failure(&mut state, verdict, Duration::ZERO, &mut || draw, &*budget)
    };
    let plan = match (step(0), step(u64::MAX)) {
        (Step::Wait(shortest), Step::Wait(longest)) => {
            let up_to_a_nanosecond = longest + Duration::from_nanos(1);
            json!({"action": "sleep", "min_ms": shortest.as_millis() as u64, "max_ms": up_to_a_nanosecond.as_millis() as u64})
        }
        (Step::GiveUp(end), _) if end.why == Why::NotRetryable => json!({"action": "stop"}),
        (Step::GiveUp(end), _) => json!({"action": "give_up", "reason": end.why.as_str()}),
        _ => panic!("whether to give up does not depend on the draw"),
    };
    json!({"decision": verdict.name(), "reason": verdict.reason, "plan": plan})
}
