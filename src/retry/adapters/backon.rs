//! Adapter for the `backon` crate: its loop with this classifier and policy.

use std::iter;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::call::{Call, classify};
use crate::retry::{AsFailure, Budget, Classify, GiveUp, NoBudget, Policy, RetryError, Rules, Step, Why};

/// One call in backon's loop. Budgets are not informed of its success, which backon does not report.
///
/// Pass [`backoff`](Session::backoff) to `retry` and [`adjust`](Session::adjust) to `adjust`; afterwards,
/// [`explain`](Session::explain) returns the reason.
///
/// ```
/// # #[cfg(feature = "http")] {
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// use std::time::Duration;
/// use backon::Retryable;
/// use payloadlint::retry::{Policy, backon::Session};
///
/// let mut statuses = [529, 529, 200].into_iter();
/// let call = || {
///     let response = http::Response::builder().status(statuses.next().unwrap()).body("").unwrap();
///     async { if response.status().is_success() { Ok(response) } else { Err(response) } }
/// };
/// let policy = Policy { base: Duration::from_millis(1), ..Policy::default() };
/// let session = Session::new(&policy);
/// let response = call
///     .retry(session.backoff())
///     .sleep(tokio::time::sleep)
///     .adjust(session.adjust())
///     .await
///     .map_err(|error| session.explain(error));
/// assert_eq!(response.unwrap().status(), 200);
/// # });
/// # }
/// ```
pub struct Session<'a> {
    policy: &'a Policy,
    budget: &'a dyn Budget,
    rules: Box<dyn Classify + 'a>,
    start: Instant,
    seed: Option<u64>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    call: Option<Call>,
    give_up: Option<GiveUp>,
}

impl<'a> Session<'a> {
    /// Starts a call now, without a budget, with default rules.
    pub fn new(policy: &'a Policy) -> Session<'a> {
        let rules = Box::new(Rules::default());
        Session { policy, budget: &NoBudget, rules, start: Instant::now(), seed: None, state: Mutex::default() }
    }

    /// Uses a budget, which other calls may share.
    #[must_use]
    pub fn budget(self, budget: &'a dyn Budget) -> Session<'a> {
        Session { budget, ..self }
    }

    /// Uses other classification rules.
    #[must_use]
    pub fn rules(self, rules: impl Classify + 'a) -> Session<'a> {
        Session { rules: Box::new(rules), ..self }
    }

    /// Draws the waits from this seed, which makes them reproducible.
    #[must_use]
    pub fn seed(self, seed: u64) -> Session<'a> {
        Session { seed: Some(seed), ..self }
    }

    /// The backoff for backon; starts the call. It never ends, because [`adjust`](Session::adjust) decides when
    /// to stop.
    pub fn backoff(&self) -> Endless {
        *self.state() = State { call: Some(Call::begin(self.budget, self.seed)), give_up: None };
        Endless
    }

    /// The function that backon calls after each error. It returns the wait, or `None` to give up.
    pub fn adjust<E: AsFailure>(&self) -> impl FnMut(&E, Option<Duration>) -> Option<Duration> {
        move |error, _| {
            let verdict = classify(&*self.rules, error.as_failure());
            let mut state = self.state();
            let call = state.call.get_or_insert_with(|| Call::begin(self.budget, self.seed));
            match call.failed(self.policy, self.budget, verdict, self.start.elapsed()) {
                Step::Wait(wait) => Some(wait),
                Step::GiveUp(give_up) => {
                    state.give_up = Some(give_up);
                    None
                }
            }
        }
    }

    /// Adds to the last error why the call was given up.
    pub fn explain<E: AsFailure>(&self, last_error: E) -> RetryError<E> {
        let state = self.state();
        let give_up = state.give_up.unwrap_or_else(|| GiveUp {
            // The caller's own `when` stopped it first.
            why: Why::NotRetryable,
            attempts: state.call.as_ref().map_or(0, Call::failures).saturating_add(1),
            elapsed: self.start.elapsed(),
            last: classify(&*self.rules, last_error.as_failure()),
        });
        RetryError { give_up, last_error }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Endless waits of zero.
#[derive(Clone, Copy, Debug)]
pub struct Endless;

impl ::backon::BackoffBuilder for Endless {
    type Backoff = iter::Repeat<Duration>;

    fn build(self) -> Self::Backoff {
        iter::repeat(Duration::ZERO)
    }
}
