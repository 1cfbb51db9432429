//! The waits of a policy, as a table.

use std::io;
use std::time::Duration;

use crate::mask::{Page, Shown, put, shown};
use crate::retry::{Attempts, Draw, Failure, Jitter, NoBudget, Policy, SplitMix64, Step, classify};

/// Longer schedules are not printed.
const MOST_ATTEMPTS: u32 = 1000;

/// Number of simulated runs from which a mean is taken, where it cannot be computed.
const RUNS: u64 = 20_000;

pub(super) fn print(policy: &Policy, out: &mut Page<'_>) -> Result<io::Result<()>, Shown> {
    if policy.max_attempts.get() > MOST_ATTEMPTS {
        return Err(shown!("the limit is {MOST_ATTEMPTS} attempts", MOST_ATTEMPTS));
    }
    let shortest = waits(policy, &mut || 0);
    let longest = waits(policy, &mut || u64::MAX);
    let means = means(policy, longest.len());
    Ok(write_schedule(policy, &shortest, &means, &longest, out))
}

fn write_schedule(
    policy: &Policy,
    shortest: &[Duration],
    means: &[Duration],
    longest: &[Duration],
    out: &mut Page<'_>,
) -> io::Result<()> {
    let jitter = Shown::known(format!("{:?}", policy.jitter).to_lowercase());
    let (base, cap) = (short(policy.base), short(policy.cap));
    put!(out, "{} attempts, base {base}, cap {cap}, {jitter} jitter", policy.max_attempts, base, cap, jitter)?;
    if let Some(deadline) = policy.deadline {
        put!(out, ", deadline {}", short(deadline))?;
    }
    put!(out, "\n\n{:>7} {:>12} {:>12} {:>12}\n", "wait", "shortest", "mean", "longest")?;
    let row = |out: &mut Page<'_>, name: Shown, columns: [Duration; 3]| {
        let [shortest, mean, longest] = columns.map(seconds);
        put!(out, "{name:>7} {shortest:>12} {mean:>12} {longest:>12}\n", name, shortest, mean, longest)
    };
    for (index, (mean, longest)) in means.iter().zip(longest).enumerate() {
        let shortest = shortest.get(index).copied().unwrap_or_default();
        row(out, shown!("{}", index + 1), [shortest, *mean, *longest])?;
    }
    let total = |waits: &[Duration]| waits.iter().fold(Duration::ZERO, |sum, wait| sum.saturating_add(*wait));
    row(out, "total".into(), [total(shortest), total(means), total(longest)])?;
    put!(out, "\nIf the server gives a hint of up to {}, the wait above is added to it.\n", short(policy.max_hint))
}

/// As written on the command line: `500ms`, `60s`, `0s`.
fn short(duration: Duration) -> Shown {
    if duration.is_zero() { "0s".into() } else { Shown::known(format!("{duration:?}")) }
}

/// The waits of a call that always fails as overloaded and takes no time itself.
fn waits(policy: &Policy, draw: &mut dyn FnMut() -> u64) -> Vec<Duration> {
    let overloaded = classify(&Failure::http(529, &(), b""));
    let mut state = Attempts::default();
    let mut elapsed = Duration::ZERO;
    let mut waits = Vec::new();
    while let Step::Wait(wait) = policy.on_failure(&mut state, overloaded, elapsed, &mut || draw(), &NoBudget) {
        elapsed = elapsed.saturating_add(wait);
        waits.push(wait);
    }
    waits
}

/// The mean of each wait. Without a deadline it is the wait of the middle draw; with one, and for decorrelated
/// jitter, whose waits depend on each other, it is taken from many runs.
fn means(policy: &Policy, count: usize) -> Vec<Duration> {
    if policy.jitter != Jitter::Decorrelated && policy.deadline.is_none() {
        return waits(policy, &mut || 1 << 63);
    }
    let mut sums = vec![0u128; count];
    for seed in 0..RUNS {
        let mut random = SplitMix64::new(seed);
        let run = waits(policy, &mut || random.next_u64());
        if run.len() > sums.len() {
            sums.resize(run.len(), 0);
        }
        sums.iter_mut().zip(run).for_each(|(sum, wait)| *sum += wait.as_nanos());
    }
    let mean = |sum: u128| Duration::from_nanos(u64::try_from(sum / u128::from(RUNS)).unwrap_or(u64::MAX));
    sums.into_iter().map(mean).collect()
}

fn seconds(wait: Duration) -> Shown {
    shown!("{:.2} s", wait.as_secs_f64())
}
