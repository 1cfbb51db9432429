//! Driver for tokio: calls, waits and calls again.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use ::tokio::time::{Instant, sleep};

use super::call::{Call, classify};
use crate::retry::{AsFailure, Budget, Classify, NoBudget, Policy, RetryError, Rules, Step};

/// Calls until it succeeds or the policy gives up, like a [`Runner`] with default rules.
///
/// Dropping the future cancels it: the call in progress is dropped, and no other is made.
///
/// # Errors
///
/// The reason for giving up, and the last error of `call`.
pub async fn run<T, E, F>(policy: &Policy, budget: &dyn Budget, call: impl FnMut() -> F) -> Result<T, RetryError<E>>
where
    F: Future<Output = Result<T, E>>,
    E: AsFailure,
{
    Runner::new(policy).budget(budget).run(call).await
}

/// A driver with options. It can be used for any number of calls.
#[derive(Clone, Copy)]
pub struct Runner<'a> {
    policy: &'a Policy,
    budget: &'a dyn Budget,
    rules: &'a dyn Classify,
    seed: Option<u64>,
}

impl<'a> Runner<'a> {
    /// Creates a driver without a budget, with default rules.
    pub fn new(policy: &'a Policy) -> Runner<'a> {
        static RULES: std::sync::LazyLock<Rules> = std::sync::LazyLock::new(Rules::default);
        Runner { policy, budget: &NoBudget, rules: &*RULES, seed: None }
    }

    /// Uses a budget, which other tasks may share.
    #[must_use]
    pub fn budget(self, budget: &'a dyn Budget) -> Runner<'a> {
        Runner { budget, ..self }
    }

    /// Uses other classification rules.
    #[must_use]
    pub fn rules(self, rules: &'a dyn Classify) -> Runner<'a> {
        Runner { rules, ..self }
    }

    /// Draws the waits from this seed, which makes them reproducible.
    #[must_use]
    pub fn seed(self, seed: u64) -> Runner<'a> {
        Runner { seed: Some(seed), ..self }
    }

    /// Calls until it succeeds or the policy gives up.
    ///
    /// # Errors
    ///
    /// The reason for giving up, and the last error of `call`.
    pub async fn run<T, E, F>(&self, call: impl FnMut() -> F) -> Result<T, RetryError<E>>
    where
        F: Future<Output = Result<T, E>>,
        E: AsFailure,
    {
        self.drive(call, &mut None).await
    }

    /// As [`Runner::run`], but stops as soon as `cancel` is ready, even while waiting.
    ///
    /// # Errors
    ///
    /// The reason for giving up, or that it was cancelled; with the last error of `call`.
    pub async fn run_until<T, E, F>(
        &self,
        cancel: impl Future<Output = ()>,
        call: impl FnMut() -> F,
    ) -> Result<T, Stopped<E>>
    where
        F: Future<Output = Result<T, E>>,
        E: AsFailure,
    {
        let mut last_error = None;
        let outcome = {
            let mut cancel = pin!(cancel);
            let mut run = pin!(self.drive(call, &mut last_error));
            poll_fn(|context| match cancel.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(None),
                Poll::Pending => run.as_mut().poll(context).map(Some),
            })
            .await
        };
        match outcome {
            Some(outcome) => outcome.map_err(Stopped::GaveUp),
            None => Err(Stopped::Cancelled { last_error }),
        }
    }

    async fn drive<T, E, F>(&self, mut call: impl FnMut() -> F, last_error: &mut Option<E>) -> Result<T, RetryError<E>>
    where
        F: Future<Output = Result<T, E>>,
        E: AsFailure,
    {
        let start = Instant::now();
        let mut progress = Call::begin(self.budget, self.seed);
        loop {
            let error = match call().await {
                Ok(value) => {
                    progress.succeeded(self.budget);
                    return Ok(value);
                }
                Err(error) => error,
            };
            let verdict = classify(self.rules, error.as_failure());
            match progress.failed(self.policy, self.budget, verdict, start.elapsed()) {
                Step::Wait(wait) => {
                    *last_error = Some(error);
                    sleep(wait).await;
                }
                Step::GiveUp(give_up) => return Err(RetryError { give_up, last_error: error }),
            }
        }
    }
}

impl fmt::Debug for Runner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").field("policy", self.policy).field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// How [`Runner::run_until`] ends without success.
#[derive(Debug)]
pub enum Stopped<E> {
    /// The policy gave up.
    GaveUp(RetryError<E>),
    /// The caller cancelled.
    Cancelled {
        /// The last error, if a call had failed before.
        last_error: Option<E>,
    },
}

impl<E> fmt::Display for Stopped<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stopped::GaveUp(error) => error.fmt(f),
            Stopped::Cancelled { .. } => f.write_str("cancelled by the caller"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for Stopped<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Stopped::GaveUp(error) => Some(&error.last_error),
            Stopped::Cancelled { last_error } => last_error.as_ref().map(|error| error as _),
        }
    }
}
