//! The state of one call, shared by the drivers.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime};

use crate::retry::{Attempts, Budget, Classify, Failure, Policy, SplitMix64, Step, Verdict};

/// One call with its retries. Unlike the core, it gets the seed and the date from the system.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    state: Attempts,
    random: SplitMix64,
}

impl Call {
    /// Starts a call. Without a seed, the system provides one, so that clients differ.
    pub(crate) fn begin(budget: &dyn Budget, seed: Option<u64>) -> Call {
        budget.on_call();
        let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        Call { state: Attempts::default(), random: SplitMix64::new(seed) }
    }

    pub(crate) fn failures(&self) -> u32 {
        self.state.failures()
    }

    #[cfg(any(feature = "tokio", feature = "tower"))] // backon does not tell
    pub(crate) fn succeeded(&self, budget: &dyn Budget) {
        budget.on_success(self.failures() > 0);
    }

    pub(crate) fn failed(&mut self, policy: &Policy, budget: &dyn Budget, verdict: Verdict, elapsed: Duration) -> Step {
        policy.on_failure(&mut self.state, verdict, elapsed, &mut self.random, budget)
    }
}

/// The verdict on the failure that was just received.
pub(crate) fn classify(rules: &dyn Classify, mut failure: Failure<'_>) -> Verdict {
    failure.received.get_or_insert_with(SystemTime::now);
    rules.classify(&failure)
}
