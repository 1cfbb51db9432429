//! Adapter for the `tower` crate: a policy for its `Retry`, and a layer that lints before sending.
//!
//! Both work on requests and responses of the `http` crate whose bodies are in memory, since the codes that
//! distinguish a rate limit from a spend limit are in the body.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::{Request, Response};
use ::tokio::time::{Instant, Sleep, sleep};
use ::tower::retry::Retry;
use ::tower::{Layer, Service};

use super::call::{Call, classify};
use crate::retry::{AsFailure, Budget, Classify, Decision, NoBudget, Policy, Rules, Step};

/// A `tower::retry::Policy`. When it gives up, the response is returned with a
/// [`GiveUp`](crate::retry::GiveUp) in its extensions.
///
/// The bounds exclude a body that cannot be cloned, such as a stream, because it cannot be sent again.
#[derive(Clone)]
pub struct RetryPolicy {
    policy: Policy,
    budget: Arc<dyn Budget>,
    rules: Arc<dyn Classify>,
    seed: Option<u64>,
    /// tower clones the policy for every request; the clone keeps the progress of that request.
    progress: Option<(Call, Instant)>,
}

impl RetryPolicy {
    /// Creates a policy without a budget, with default rules.
    pub fn new(policy: Policy) -> RetryPolicy {
        let rules = Arc::new(Rules::default());
        RetryPolicy { policy, budget: Arc::new(NoBudget), rules, seed: None, progress: None }
    }

    /// Uses a budget, which other services may share.
    #[must_use]
    pub fn budget(self, budget: Arc<dyn Budget>) -> RetryPolicy {
        RetryPolicy { budget, ..self }
    }

    /// Uses other classification rules.
    #[must_use]
    pub fn rules(self, rules: Arc<dyn Classify>) -> RetryPolicy {
        RetryPolicy { rules, ..self }
    }

    /// Draws the waits from this seed, which makes them reproducible.
    #[must_use]
    pub fn seed(self, seed: u64) -> RetryPolicy {
        RetryPolicy { seed: Some(seed), ..self }
    }

    fn begin(&self) -> (Call, Instant) {
        (Call::begin(&*self.budget, self.seed), Instant::now())
    }
}

impl<B, A, E> ::tower::retry::Policy<Request<B>, Response<A>, E> for RetryPolicy
where
    B: Clone,
    A: AsRef<[u8]>,
    E: AsFailure,
{
    type Future = Sleep;

    fn retry(&mut self, _: &mut Request<B>, result: &mut Result<Response<A>, E>) -> Option<Sleep> {
        let failure = match result {
            Ok(response) => response.as_failure(),
            Err(error) => error.as_failure(),
        };
        let verdict = classify(&*self.rules, failure);
        let (mut call, start) = self.progress.take().unwrap_or_else(|| self.begin());
        if verdict.decision == Decision::NotAnError {
            call.succeeded(&*self.budget);
            return None;
        }
        match call.failed(&self.policy, &*self.budget, verdict, start.elapsed()) {
            Step::Wait(wait) => {
                self.progress = Some((call, start));
                Some(sleep(wait))
            }
            Step::GiveUp(give_up) => {
                if let Ok(response) = result {
                    response.extensions_mut().insert(give_up);
                }
                None
            }
        }
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        // tower calls the service's own policy before it clones it for the request; a clone in the middle of a
        // call has failures.
        if self.progress.as_ref().is_none_or(|(call, _)| call.failures() == 0) {
            self.progress = Some(self.begin());
        }
        Some(request.clone())
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// A layer that checks a request before sending it, and retries it according to a [`RetryPolicy`].
///
/// The check is any function of the request; a request that it rejects is not sent.
#[derive(Clone, Debug)]
pub struct LintLayer<C> {
    check: C,
    policy: RetryPolicy,
}

impl<C> LintLayer<C> {
    /// `check` is a `Fn(&http::Request<B>) -> Result<(), R>`.
    pub fn new(check: C, policy: RetryPolicy) -> LintLayer<C> {
        LintLayer { check, policy }
    }
}

impl<S, C: Clone> Layer<S> for LintLayer<C> {
    type Service = Lint<C, Retry<RetryPolicy, S>>;

    fn layer(&self, service: S) -> Self::Service {
        Lint { check: self.check.clone(), service: Retry::new(self.policy.clone(), service) }
    }
}

/// The service of a [`LintLayer`].
#[derive(Clone, Debug)]
pub struct Lint<C, S> {
    check: C,
    service: S,
}

impl<B, C, R, S> Service<Request<B>> for Lint<C, S>
where
    C: Fn(&Request<B>) -> Result<(), R>,
    R: Send + 'static,
    S: Service<Request<B>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = LintError<R, S::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context).map_err(LintError::Call)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if let Err(reason) = (self.check)(&request) {
            return Box::pin(async { Err(LintError::Refused(reason)) });
        }
        let call = self.service.call(request);
        Box::pin(async { call.await.map_err(LintError::Call) })
    }
}

/// Why a linted call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LintError<R, E> {
    /// The check rejected the request; nothing was sent.
    Refused(R),
    /// The request was sent and failed.
    Call(E),
}

impl<R: fmt::Display, E: fmt::Display> fmt::Display for LintError<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LintError::Refused(reason) => write!(f, "not sent: {reason}"),
            LintError::Call(error) => error.fmt(f),
        }
    }
}

impl<R, E> std::error::Error for LintError<R, E>
where
    R: fmt::Debug + fmt::Display,
    E: std::error::Error + 'static,
{
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            LintError::Refused(_) => None,
            LintError::Call(error) => Some(error),
        }
    }
}
