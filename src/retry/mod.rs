//! What to do about a failed call: classify it, wait, stop.
mod adapters;
mod body;
mod budget;
mod classify;
mod hint;
mod policy;
mod stream;

#[cfg(feature = "backon")]
pub use adapters::backon;
#[cfg(feature = "reqwest")]
pub use adapters::reqwest;
#[cfg(feature = "tower")]
pub use adapters::tower;
#[cfg(feature = "tokio")]
pub use adapters::{Runner, Stopped, run};

pub use crate::knowledge::{Decision, TransportKind};
pub use budget::{Budget, NoBudget, RatioBudget};
pub use classify::{
    AsFailure, Classify, Effect, Failure, HeaderView, OnConflict, Overrule, Rules, Signal, Source, TrustShouldRetry,
    Verdict, classify,
};
pub use hint::{Hint, HintSource};
pub use policy::{Attempts, Draw, GiveUp, Jitter, LongHint, Policy, RetryError, SplitMix64, Step, Why};
pub use stream::StreamWatch;
