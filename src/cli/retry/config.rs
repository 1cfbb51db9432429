//! The settings of the policy and the classifier that a case may override.

use std::num::NonZeroU32;
use std::time::Duration;

use crate::retry::{LongHint, OnConflict, Policy, Rules, TrustShouldRetry};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::args::JitterName;
use super::outcome::Settings;

/// The settings of a case; those that it does not name keep their values.
#[derive(Default, Deserialize)]
pub(super) struct Config {
    base_ms: Option<u64>,
    cap_ms: Option<u64>,
    jitter: Option<JitterName>,
    max_attempts: Option<NonZeroU32>,
    max_hint_ms: Option<u64>,
    long_hint: Option<LongHintName>,
    trust_should_retry: Option<TrustName>,
    message_heuristics: Option<bool>,
    ratelimit_reset_hint: Option<bool>,
    conflict: Option<ConflictName>,
    #[serde(flatten)]
    pub(super) unknown: Map<String, Value>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LongHintName {
    GiveUp,
    Clamp,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TrustName {
    Obey,
    VetoOnly,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ConflictName {
    Retry,
    Stop,
}

impl Config {
    pub(super) fn applied_to(&self, settings: &Settings) -> Settings {
        let Settings { policy, rules } = *settings;
        let millis = |value: Option<u64>, default| value.map_or(default, Duration::from_millis);
        let cap = millis(self.cap_ms, policy.cap);
        let policy = Policy {
            base: millis(self.base_ms, policy.base),
            cap,
            jitter: self.jitter.map_or(policy.jitter, JitterName::jitter),
            max_attempts: self.max_attempts.unwrap_or(policy.max_attempts),
            max_hint: millis(self.max_hint_ms, policy.max_hint),
            long_hint: match self.long_hint {
                Some(LongHintName::GiveUp) => LongHint::GiveUp,
                Some(LongHintName::Clamp) => LongHint::Clamp,
                None => policy.long_hint,
            },
            deadline: policy.deadline,
        };
        let rules = Rules {
            trust_should_retry: match self.trust_should_retry {
                Some(TrustName::Obey) => TrustShouldRetry::Obey,
                Some(TrustName::VetoOnly) => TrustShouldRetry::VetoOnly,
                None => rules.trust_should_retry,
            },
            message_heuristics: self.message_heuristics.unwrap_or(rules.message_heuristics),
            ratelimit_reset_hint: self.ratelimit_reset_hint.unwrap_or(rules.ratelimit_reset_hint),
            ratelimit_reset_cap: cap,
            conflict: match self.conflict {
                Some(ConflictName::Retry) => OnConflict::Retry,
                Some(ConflictName::Stop) => OnConflict::Stop,
                None => rules.conflict,
            },
            overrule: rules.overrule,
        };
        Settings { policy, rules }
    }
}
