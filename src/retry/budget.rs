//! A limit on the retries of all tasks together, so that retries do not prolong an outage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Allows or denies retries. Shared by all tasks that use the same API key and model family.
pub trait Budget: Send + Sync {
    /// Withdraws the cost of one retry; if there is not enough, withdraws nothing and returns false.
    /// `throttled` is true if the server said how long to wait because of the caller's rate, which makes
    /// the retry cheaper.
    fn try_withdraw(&self, throttled: bool) -> bool;

    /// Called when a call begins, not for its retries.
    fn on_call(&self) {}

    /// Called when a call succeeded, after a retry or at the first attempt.
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

/// Allows every retry. For a program that makes one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBudget;

impl Budget for NoBudget {
    fn try_withdraw(&self, _: bool) -> bool {
        true
    }
}

/// Allows retries in proportion to calls: each call deposits part of a token, each retry costs one
/// token, or half of one if it is throttled. A reserve lets a program with few calls retry, too.
///
/// Share one in an [`Arc`] for each API key and model family. Any number of threads may use it; the
/// balance never goes below zero.
///
/// ```
/// use payloadlint::retry::{Budget, RatioBudget};
///
/// let budget = RatioBudget::new(1, 100, 10); // one token; each call adds 0.1, up to ten
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
    /// Starts with ten tokens; each call adds 0.1, up to 100.
    fn default() -> RatioBudget {
        RatioBudget::new(10, 100, 100)
    }
}

impl RatioBudget {
    /// Starts with `reserve` tokens; each call adds `per_mille` thousandths of a token, up to `max` tokens.
    pub fn new(reserve: u32, per_mille: u32, max: u32) -> RatioBudget {
        RatioBudget {
            balance: AtomicU64::new(u64::from(reserve.min(max)) * TOKEN),
            deposit: u64::from(per_mille),
            max: u64::from(max) * TOKEN,
        }
    }

    /// As [`RatioBudget::new`], with the balance in thousandths of a token.
    #[must_use]
    pub fn with_balance(self, thousandths: u64) -> RatioBudget {
        RatioBudget { balance: AtomicU64::new(thousandths.min(self.max)), ..self }
    }

    /// The balance, in thousandths of a token.
    pub fn balance(&self) -> u64 {
        self.balance.load(Ordering::Relaxed)
    }
}

// Relaxed ordering is enough: the balance does not guard other memory.
impl Budget for RatioBudget {
    fn try_withdraw(&self, throttled: bool) -> bool {
        let cost = if throttled { TOKEN / 2 } else { TOKEN };
        let withdraw = |balance: u64| balance.checked_sub(cost);
        self.balance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, withdraw).is_ok()
    }

    fn on_call(&self) {
        let deposit = |balance: u64| Some(balance.saturating_add(self.deposit).min(self.max));
        // The closure never returns `None`.
        let _ = self.balance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, deposit);
    }
}
