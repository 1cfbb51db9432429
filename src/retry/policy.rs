//! How long to wait and when to stop: integer arithmetic on its arguments only.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use super::budget::Budget;
use super::classify::Verdict;
use crate::knowledge::Decision;
use crate::text::plural;

/// How the waits of many clients are spread out. The window is `min(cap, base · 2^(failures − 1))`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Jitter {
    /// Exactly the window: clients that failed together come back together.
    None,
    /// From zero to the window. Spreads the load most evenly.
    #[default]
    Full,
    /// From half the window to the window.
    Equal,
    /// From the base to three times the previous wait, at most the cap.
    Decorrelated,
}

/// What to do with a hint longer than [`Policy::max_hint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum LongHint {
    /// Give up now, and report the hint.
    #[default]
    GiveUp,
    /// Wait for `max_hint`, which is less than the server asked for.
    Clamp,
}

/// How long to wait between attempts, and when to stop.
///
/// The wait is `floor + J`: the floor is the server's hint or zero, and `J` is drawn from the window by the
/// [`Jitter`]. Adding `J` to the hint spreads out clients that were all given the same time.
///
/// ```
/// use std::time::Duration;
/// use payloadlint::retry::Policy;
///
/// let policy = Policy { deadline: Some(Duration::from_secs(90)), ..Policy::patient() };
/// assert_eq!(policy.window(4), Duration::from_secs(8));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The first window.
    pub base: Duration,
    /// Largest window.
    pub cap: Duration,
    /// How a wait is drawn from the window.
    pub jitter: Jitter,
    /// Total attempts, including the first.
    pub max_attempts: NonZeroU32,
    /// The longest hint that is followed.
    pub max_hint: Duration,
    /// What to do with a longer one.
    pub long_hint: LongHint,
    /// No wait ends later than this, measured from the start of the first call.
    pub deadline: Option<Duration>,
}

impl Default for Policy {
    /// Base 1 s, cap 60 s, full jitter, six attempts, hints up to 300 s, no deadline. Without hints the total
    /// wait is 15.5 s on average and at most 31 s: enough for a brief disruption, not for an outage.
    fn default() -> Policy {
        Policy {
            base: Duration::from_secs(1),
            cap: Duration::from_secs(60),
            jitter: Jitter::Full,
            max_attempts: attempts(6),
            max_hint: Duration::from_secs(300),
            long_hint: LongHint::GiveUp,
            deadline: None,
        }
    }
}

impl Policy {
    /// Ten attempts: a total wait of two minutes on average, at most four. For unattended jobs.
    pub fn patient() -> Policy {
        Policy { max_attempts: attempts(10), ..Policy::default() }
    }

    /// Three attempts within 20 s. For interactive use.
    pub fn interactive() -> Policy {
        Policy { max_attempts: attempts(3), deadline: Some(Duration::from_secs(20)), ..Policy::default() }
    }

    /// The window after this many failures: `min(cap, base · 2^(failures − 1))`.
    pub fn window(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1);
        let factor = 1u32.checked_shl(doublings).unwrap_or(u32::MAX);
        self.base.checked_mul(factor).map_or(self.cap, |window| window.min(self.cap))
    }

    /// The shortest and the longest possible next wait, without a hint or a deadline.
    pub fn range(&self, state: &Attempts) -> (Duration, Duration) {
        let window = self.window(state.failures);
        match self.jitter {
            Jitter::None => (window, window),
            Jitter::Full => (Duration::ZERO, window),
            Jitter::Equal => (window / 2, window),
            Jitter::Decorrelated => {
                let longest = state.previous.max(self.base).saturating_mul(3).min(self.cap);
                (self.base.min(longest), longest)
            }
        }
    }

    /// What to do after the failure `last`. `elapsed` is the time since the start of the first call, by the
    /// caller's monotonic clock.
    ///
    /// The reasons to give up are tried in this order: not retryable, attempts, hint too long,
    /// deadline, budget. The budget is last, so that giving up for another reason does not use it.
    pub fn on_failure(
        &self,
        state: &mut Attempts,
        last: Verdict,
        elapsed: Duration,
        draw: &mut dyn Draw,
        budget: &dyn Budget,
    ) -> Step {
        state.failures = state.failures.saturating_add(1);
        let attempts = state.failures;
        let give_up = |why| Step::GiveUp(GiveUp { why, attempts, elapsed, last });
        if last.decision != Decision::Retry {
            return give_up(Why::NotRetryable);
        }
        if attempts >= self.max_attempts.get() {
            return give_up(Why::AttemptsExhausted);
        }
        let mut floor = last.hint.map_or(Duration::ZERO, |hint| hint.wait);
        if floor > self.max_hint {
            match self.long_hint {
                LongHint::GiveUp => return give_up(Why::HintExceedsCap(floor)),
                LongHint::Clamp => floor = self.max_hint,
            }
        }
        let left = self.deadline.map(|deadline| deadline.saturating_sub(elapsed));
        if left.is_some_and(|left| floor >= left) {
            return give_up(Why::Deadline);
        }
        if !budget.try_withdraw(last.throttled && last.hint.is_some()) {
            return give_up(Why::BudgetExhausted);
        }
        let (shortest, longest) = self.range(state);
        let drawn = shortest + part(longest - shortest, draw.next_u64());
        state.previous = drawn;
        let wait = floor.saturating_add(drawn);
        Step::Wait(left.map_or(wait, |left| wait.min(left)))
    }
}

/// `whole · draw / 2^64`, without floats.
fn part(whole: Duration, draw: u64) -> Duration {
    let nanos = u64::try_from(whole.as_nanos()).unwrap_or(u64::MAX);
    let part = (u128::from(nanos) * u128::from(draw)) >> 64;
    Duration::from_nanos(u64::try_from(part).unwrap_or(u64::MAX))
}

fn attempts(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

/// The progress of one call. Start with `Attempts::default()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Attempts {
    failures: u32,
    previous: Duration,
}

impl Attempts {
    /// The state of a call that was started elsewhere, after this many failures. The last wait, if known, is
    /// used by decorrelated jitter only.
    pub fn resume(failures: u32, previous: Duration) -> Attempts {
        Attempts { failures, previous }
    }

    /// Failures so far.
    pub fn failures(&self) -> u32 {
        self.failures
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Wait for this duration, then send the same request again.
    Wait(Duration),
    /// Stop.
    GiveUp(GiveUp),
}

/// Why no further attempt is made.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The same request would fail again, or must not be sent again.
    NotRetryable,
    /// [`Policy::max_attempts`] is reached.
    AttemptsExhausted,
    /// The server asked for this wait, which is longer than [`Policy::max_hint`].
    HintExceedsCap(Duration),
    /// No wait would end before [`Policy::deadline`].
    Deadline,
    /// The [`Budget`] is used up: too many calls are failing.
    BudgetExhausted,
}

impl Why {
    /// The name used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::NotRetryable => "not_retryable",
            Why::AttemptsExhausted => "attempts_exhausted",
            Why::HintExceedsCap(_) => "hint_exceeds_cap",
            Why::Deadline => "deadline",
            Why::BudgetExhausted => "budget_exhausted",
        }
    }
}

/// Why and when a call was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiveUp {
    /// Why no further attempt is made.
    pub why: Why,
    /// Number of attempts made.
    pub attempts: u32,
    /// Time since the start of the first call.
    pub elapsed: Duration,
    /// The verdict on the last failure.
    pub last: Verdict,
}

impl fmt::Display for GiveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = plural(self.attempts as usize, "call");
        write!(f, "gave up after {} {calls} in {:.1?}: ", self.attempts, self.elapsed)?;
        match self.why {
            Why::NotRetryable => write!(f, "{}. {}", self.last, self.last.advice()),
            Why::HintExceedsCap(hint) => write!(f, "the server asked to wait {hint:.0?}; last: {}", self.last),
            Why::AttemptsExhausted => write!(f, "no attempts left; last: {}", self.last),
            Why::Deadline => write!(f, "no time left; last: {}", self.last),
            Why::BudgetExhausted => write!(f, "the retry budget is used up; last: {}", self.last),
        }
    }
}

/// A call that was given up. [`source`] returns the caller's own last error.
///
/// [`source`]: std::error::Error::source
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryError<E> {
    /// Why, after how many attempts, and the last verdict.
    pub give_up: GiveUp,
    /// The error of the last attempt, unchanged.
    pub last_error: E,
}

impl<E> fmt::Display for RetryError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.give_up.fmt(f)
    }
}

impl<E: std::error::Error + 'static> std::error::Error for RetryError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.last_error)
    }
}

/// A source of random numbers. Any `FnMut() -> u64` is one.
pub trait Draw {
    /// The next number; all values are equally likely.
    fn next_u64(&mut self) -> u64;
}

impl<F: FnMut() -> u64> Draw for F {
    fn next_u64(&mut self) -> u64 {
        self()
    }
}

/// Sebastiano Vigna's SplitMix64: small, seeded, the same on every platform. Good enough to spread out
/// waits, not for secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Starts the sequence of a seed.
    pub fn new(seed: u64) -> SplitMix64 {
        SplitMix64(seed)
    }
}

impl Draw for SplitMix64 {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
