//! The result for a failure: the verdict, and what the policy does next.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::mask::{ShowJson, Shown, json_object};
use crate::retry::{Attempts, Budget, Policy, Rules, Step, Verdict, Why};
use serde::Serialize;
use serde_json::Value;

#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) policy: Policy,
    pub(super) rules: Rules,
}

json_object! {
    /// The JSON that is printed; its names are stable.
    pub(super) struct Outcome {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) id: Option<Id>,
        pub(super) decision: &'static str,
        pub(super) reason: &'static str,
        pub(super) signal: &'static str,
        pub(super) hint_ms: Option<u64>,
        pub(super) plan: Plan,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) would_be: Option<WouldBe>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub(super) original_status: Option<u16>,
    }

    pub(super) struct WouldBe {
        pub(super) decision: &'static str,
        pub(super) reason: &'static str,
    }

    /// What is printed for a case that is not valid.
    pub(super) struct InvalidCase {
        pub(super) error: Shown,
    }
}

/// The ID of a case, which its result repeats. Credentials in it are masked.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Id(Value);

impl ShowJson for Id {}

impl From<Value> for Id {
    fn from(id: Value) -> Self {
        Id(match id {
            Value::String(text) => Value::String(Shown::masked(text).into()),
            Value::Array(items) => items.into_iter().map(|item| Id::from(item).0).collect(),
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| (String::from(Shown::masked(name)), Id::from(value).0))
                .collect(),
            other => other,
        })
    }
}

#[derive(Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(super) enum Plan {
    /// Wait between these bounds, then send the same request again.
    Sleep { min_ms: u64, max_ms: u64 },
    /// The call could be repeated, but the policy gives up.
    GiveUp { reason: &'static str },
    /// The same request must not be sent again.
    Stop,
}

impl ShowJson for Plan {}

impl Outcome {
    pub(super) fn new(verdict: &Verdict, plan: Plan) -> Outcome {
        Outcome {
            id: None,
            decision: verdict.name(),
            reason: verdict.reason,
            signal: verdict.signal.as_str(),
            hint_ms: verdict.hint.map(|hint| to_millis(hint.wait)),
            plan,
            would_be: verdict.would_be.map(|(decision, reason)| WouldBe { decision: decision.as_str(), reason }),
            original_status: verdict.original_status,
        }
    }
}

/// What the policy does after a verdict, for the lowest and for the highest draw.
pub(super) fn plan(
    policy: &Policy,
    verdict: Verdict,
    attempt: NonZeroU32,
    budget: &dyn Fn() -> Box<dyn Budget>,
) -> Plan {
    let step = |draw: u64| {
        let mut state = Attempts::resume(attempt.get() - 1, longest_wait_before(policy, attempt));
        policy.on_failure(&mut state, verdict, Duration::ZERO, &mut || draw, &*budget())
    };
    match (step(0), step(u64::MAX)) {
        (Step::Wait(shortest), Step::Wait(longest)) => {
            let rounded_up = longest.saturating_add(Duration::from_nanos(999_999));
            Plan::Sleep { min_ms: to_millis(shortest), max_ms: to_millis(rounded_up) }
        }
        (Step::GiveUp(end), _) | (_, Step::GiveUp(end)) => match end.why {
            Why::NotRetryable => Plan::Stop,
            why => Plan::GiveUp { reason: why.as_str() },
        },
    }
}

/// Decorrelated jitter depends on the previous wait, which a case does not state: the bounds hold for any
/// previous wait.
fn longest_wait_before(policy: &Policy, attempt: NonZeroU32) -> Duration {
    let factor = 3u32.checked_pow(attempt.get() - 1).unwrap_or(u32::MAX);
    if attempt.get() == 1 { Duration::ZERO } else { policy.base.saturating_mul(factor).min(policy.cap) }
}

pub(super) fn to_millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}
