//! A limit on the retries of all tasks together, so that retries cannot keep an outage alive.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Permits retries, or refuses them. Shared by all tasks that use the same key and model family.
pub trait Budget: Send + Sync {
    /// Takes what one retry costs, or takes nothing and returns false. `throttled` is true when
    /// the server said how long to wait because of the caller's rate: such a retry is cheap.
    fn try_withdraw(&self, throttled: bool) -> bool;

    /// A call begins. Its retries are not reported here.
    fn on_call(&self) {}

    /// A call succeeded, `after_retry` or at once.
    fn on_success(&self, after_retry: bool) {
        let _ = after_retry;
    }
}

impl<B: Budget + ?Sized> Budget for &B {
    fn try_withdraw(&self, throttled: bool) -> bool {
        (**self).try_withdraw(throttled)
    }
    fn on_call(&self) {
        (**self).on_call();
    }
    fn on_success(&self, after_retry: bool) {
        (**self).on_success(after_retry);
    }
}

impl<B: Budget + ?Sized> Budget for Arc<B> {
    fn try_withdraw(&self, throttled: bool) -> bool {
        (**self).try_withdraw(throttled)
    }
    fn on_call(&self) {
        (**self).on_call();
    }
    fn on_success(&self, after_retry: bool) {
        (**self).on_success(after_retry);
    }
}

/// Every retry is permitted. For a program that makes one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBudget;

impl Budget for NoBudget {
    fn try_withdraw(&self, _: bool) -> bool {
        true
    }
}

/// Retries in proportion to calls: each call brings a part of a token, each retry costs one, or
/// half a one if it is throttled. A reserve lets a quiet program retry, too.
///
/// Put one into an [`Arc`] for each API key and model family. Any number of threads may use it; it
/// never goes below zero.
///
/// ```
/// use payloadlint::retry::{Budget, RatioBudget};
///
/// let budget = RatioBudget::new(1, 100, 10); // one token, 0.1 more with each call, ten at most
/// assert!(budget.try_withdraw(false));
/// assert!(!budget.try_withdraw(false));
/// (0..10).for_each(|_| budget.on_call());
/// assert!(budget.try_withdraw(false));
/// ```
#[derive(Debug)]
pub struct RatioBudget {
    /// In thousandths of a token.
    balance: AtomicU64,
    deposit: u64,
    max: u64,
}

const TOKEN: u64 = 1000;

impl Default for RatioBudget {
    /// Ten tokens to begin with, 0.1 more with each call, 100 at most.
    fn default() -> RatioBudget {
        RatioBudget::new(10, 100, 100)
    }
}

impl RatioBudget {
    /// `reserve` tokens to begin with, `per_mille` thousandths more with each call, `max` tokens at
    /// most.
    pub fn new(reserve: u32, per_mille: u32, max: u32) -> RatioBudget {
        RatioBudget {
            balance: AtomicU64::new(u64::from(reserve.min(max)) * TOKEN),
            deposit: u64::from(per_mille),
            max: u64::from(max) * TOKEN,
        }
    }

    /// The same, with a balance in thousandths of a token.
    #[must_use]
    pub fn with_balance(self, thousandths: u64) -> RatioBudget {
        RatioBudget { balance: AtomicU64::new(thousandths.min(self.max)), ..self }
    }

    /// What is left, in thousandths of a token.
    pub fn balance(&self) -> u64 {
        self.balance.load(Ordering::Relaxed)
    }
}

// Relaxed throughout: the balance guards no other memory.
impl Budget for RatioBudget {
    fn try_withdraw(&self, throttled: bool) -> bool {
        let cost = if throttled { TOKEN / 2 } else { TOKEN };
        let withdraw = |balance: u64| balance.checked_sub(cost);
        self.balance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, withdraw).is_ok()
    }

    fn on_call(&self) {
        let deposit = |balance: u64| Some(balance.saturating_add(self.deposit).min(self.max));
        // The closure never refuses.
        let _ = self.balance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, deposit);
    }
}
