//! What to do about a failed call: classify it, wait, stop.
mod body;
mod budget;
mod classify;
mod hint;
mod policy;
mod stream;

pub use crate::knowledge::{Decision, TransportKind};
pub use budget::{Budget, NoBudget, RatioBudget};
pub use classify::{
    Classify, Effect, Failure, HeaderView, OnConflict, Overrule, Rules, Signal, Source, TrustShouldRetry, Verdict,
    classify,
};
pub use hint::{Hint, HintSource};
pub use policy::{Attempts, Draw, GiveUp, Jitter, LongHint, Policy, RetryError, SplitMix64, Step, Why};
pub use stream::StreamWatch;
