//! The model: jobs, a server with a limit, and a clock that does not tick but jumps.
//!
//! Attempts, waits and budget are the library's own. For comparison an [`Arm`] may replace the
//! wait that the policy grants by what others do.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::num::NonZeroU32;
use std::ops::Range;
use std::time::Duration;

use payloadlint::retry::{
    Attempts, Budget, Draw, Failure, Jitter, NoBudget, Policy, RatioBudget, SplitMix64, Step, Verdict, classify,
};

/// Jobs come in, and the server takes as many as it can.
#[derive(Clone)]
pub(crate) struct Scenario {
    pub(crate) jobs: usize,
    /// Jobs arrive evenly over this time; none means all at once.
    pub(crate) arrivals: Duration,
    /// Calls a second the server can take; a second's worth can be saved up.
    pub(crate) capacity: f64,
    /// What a rejected call costs the server, as a part of a call it takes.
    pub(crate) rejection_cost: f64,
    /// Everything is rejected in this time, in seconds.
    pub(crate) outage: Range<f64>,
    /// `retry-after` of a rejection, in seconds; with it comes 429, without it 529.
    pub(crate) retry_after: Option<u64>,
    pub(crate) max_attempts: u32,
    /// Shared by all jobs: tokens to begin with; 0.1 more with each job.
    pub(crate) budget: Option<u32>,
}

/// How the wait is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Arm {
    /// The library: `hint + jitter`.
    Policy(Jitter),
    /// One second, always.
    Fixed,
    /// The window less up to a quarter, as in the official SDKs.
    Minus25,
    /// A part of the hint, drawn evenly.
    HintDownward,
    /// The hint, as in the official SDKs.
    HintExact,
    /// The hint or full jitter, whichever is longer.
    HintMax,
}

impl Arm {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Arm::Policy(Jitter::None) => "exponential, no jitter",
            Arm::Policy(Jitter::Full) => "full",
            Arm::Policy(Jitter::Equal) => "equal",
            Arm::Policy(Jitter::Decorrelated) => "decorrelated",
            Arm::Fixed => "fixed 1 s",
            Arm::Minus25 => "minus 25 % (SDK style)",
            Arm::HintDownward => "hint jittered down",
            Arm::HintExact => "hint exact (SDKs)",
            Arm::HintMax => "max(hint, full jitter)",
        }
    }

    fn jitter(self) -> Jitter {
        if let Arm::Policy(jitter) = self { jitter } else { Jitter::Full }
    }

    /// The wait in place of the `granted` one.
    fn wait(self, granted: Duration, hint: Duration, window: Duration, random: &mut SplitMix64) -> Duration {
        match self {
            Arm::Policy(_) => granted,
            Arm::Fixed => Duration::from_secs(1),
            Arm::Minus25 => window.mul_f64(1.0 - 0.25 * unit(random)),
            Arm::HintDownward => hint.mul_f64(unit(random)),
            Arm::HintExact => hint,
            Arm::HintMax => hint.max(granted - hint),
        }
    }
}

/// What came of one run, or of several on average.
#[derive(Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) done: f64,
    pub(crate) gave_up_attempts: f64,
    pub(crate) gave_up_budget: f64,
    pub(crate) calls_per_job: f64,
    /// The most retries in a tenth of a second, over what the server can take in it.
    pub(crate) peak_retries: f64,
    /// The same for all calls, by the second.
    pub(crate) peak_load: f64,
    /// Seconds from a job's arrival to its success.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) last: f64,
    pub(crate) before_hint: f64,
    /// Seconds after the outage until the load stays under 1.5 times the capacity.
    pub(crate) recovery: f64,
    /// Calls in each second.
    pub(crate) load: Vec<f64>,
}

/// The mean over seeds 0 to `seeds`.
pub(crate) fn average(scenario: &Scenario, arm: Arm, seeds: u64) -> Outcome {
    let mut sum = Outcome::default();
    for seed in 0..seeds {
        let run = run(scenario, arm, seed);
        sum.done += run.done;
        sum.gave_up_attempts += run.gave_up_attempts;
        sum.gave_up_budget += run.gave_up_budget;
        sum.calls_per_job += run.calls_per_job;
        sum.peak_retries += run.peak_retries;
        sum.peak_load += run.peak_load;
        sum.p50 += run.p50;
        sum.p99 += run.p99;
        sum.last += run.last;
        sum.before_hint += run.before_hint;
        sum.recovery += run.recovery;
        sum.load.resize(sum.load.len().max(run.load.len()), 0.0);
        sum.load.iter_mut().zip(&run.load).for_each(|(sum, load)| *sum += load);
    }
    let mean = |sum: f64| sum / seeds as f64;
    Outcome {
        done: mean(sum.done),
        gave_up_attempts: mean(sum.gave_up_attempts),
        gave_up_budget: mean(sum.gave_up_budget),
        calls_per_job: mean(sum.calls_per_job),
        peak_retries: mean(sum.peak_retries),
        peak_load: mean(sum.peak_load),
        p50: mean(sum.p50),
        p99: mean(sum.p99),
        last: mean(sum.last),
        before_hint: mean(sum.before_hint),
        recovery: mean(sum.recovery),
        load: sum.load.into_iter().map(mean).collect(),
    }
}

struct Job {
    arrival: Duration,
    state: Attempts,
    not_before: Duration,
}

fn run(scenario: &Scenario, arm: Arm, seed: u64) -> Outcome {
    let mut random = SplitMix64::new(seed);
    let policy = Policy {
        jitter: arm.jitter(),
        max_attempts: NonZeroU32::new(scenario.max_attempts).expect("at least one attempt"),
        ..Policy::default()
    };
    let budget: Box<dyn Budget> = match scenario.budget {
        Some(reserve) => Box::new(RatioBudget::new(reserve, 100, 100)),
        None => Box::new(NoBudget),
    };
    let rejection = rejection(scenario.retry_after);
    let hint = rejection.hint.map_or(Duration::ZERO, |hint| hint.wait);

    let mut jobs: Vec<Job> = (0..scenario.jobs)
        .map(|_| Job {
            arrival: scenario.arrivals.mul_f64(unit(&mut random)),
            state: Attempts::default(),
            not_before: Duration::ZERO,
        })
        .collect();
    // The number breaks ties, so that a run does not hang on the heap's inner order.
    let mut queue: BinaryHeap<Reverse<(Duration, u64, usize)>> =
        jobs.iter().enumerate().map(|(job, at)| Reverse((at.arrival, job as u64, job))).collect();
    let mut server = Server::new(scenario);
    let mut tally = Tally::default();
    let mut number = jobs.len() as u64;
    while let Some(Reverse((now, _, index))) = queue.pop() {
        let job = &mut jobs[index];
        let first = job.state.failures() == 0;
        if first {
            budget.on_call();
        }
        tally.call(now, !first, now < job.not_before);
        if server.takes(now) {
            budget.on_success(!first);
            tally.times.push((now - job.arrival).as_secs_f64());
            tally.last = tally.last.max(now.as_secs_f64());
            continue;
        }
        match policy.on_failure(&mut job.state, rejection, now - job.arrival, &mut random, &*budget) {
            Step::Wait(granted) => {
                let window = policy.window(job.state.failures());
                job.not_before = now + hint;
                number += 1;
                queue.push(Reverse((now + arm.wait(granted, hint, window, &mut random), number, index)));
            }
            Step::GiveUp(end) if end.why.as_str() == "budget_exhausted" => tally.gave_up_budget += 1,
            Step::GiveUp(_) => tally.gave_up_attempts += 1,
        }
    }
    tally.outcome(scenario)
}

fn rejection(retry_after: Option<u64>) -> Verdict {
    match retry_after {
        Some(seconds) => classify(&Failure::http(429, &[("retry-after", seconds.to_string())], b"")),
        None => classify(&Failure::http(529, &(), b"")),
    }
}

/// A bucket of tokens that fills with time. A rejection empties it, too: that is how retries alone
/// can keep a server from working.
struct Server<'s> {
    scenario: &'s Scenario,
    tokens: f64,
    at: Duration,
}

impl<'s> Server<'s> {
    fn new(scenario: &'s Scenario) -> Server<'s> {
        Server { scenario, tokens: scenario.capacity, at: Duration::ZERO }
    }

    fn takes(&mut self, now: Duration) -> bool {
        let Scenario { capacity, rejection_cost, ref outage, .. } = *self.scenario;
        self.tokens = (self.tokens + (now - self.at).as_secs_f64() * capacity).min(capacity);
        self.at = now;
        let out = outage.contains(&now.as_secs_f64());
        if out {
            self.tokens = 0.0;
        }
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return true;
        }
        self.tokens = (self.tokens - rejection_cost).max(0.0);
        false
    }
}

#[derive(Default)]
struct Tally {
    calls: usize,
    /// Retries by the tenth of a second, calls by the second.
    retries: Vec<f64>,
    load: Vec<f64>,
    before_hint: usize,
    times: Vec<f64>,
    last: f64,
    gave_up_attempts: usize,
    gave_up_budget: usize,
}

impl Tally {
    fn call(&mut self, now: Duration, retry: bool, before_hint: bool) {
        self.calls += 1;
        self.before_hint += usize::from(before_hint);
        count(&mut self.load, now.as_secs() as usize);
        if retry {
            count(&mut self.retries, (now.as_millis() / 100) as usize);
        }
    }

    fn outcome(mut self, scenario: &Scenario) -> Outcome {
        self.times.sort_by(f64::total_cmp);
        let quantile = |part: f64| match self.times.len() {
            0 => 0.0,
            count => self.times[((count - 1) as f64 * part).round() as usize],
        };
        let peak =
            |bins: &[f64], seconds: f64| bins.iter().copied().fold(0.0, f64::max) / (scenario.capacity * seconds);
        let busy = self.load.iter().rposition(|calls| *calls > 1.5 * scenario.capacity);
        Outcome {
            done: self.times.len() as f64,
            gave_up_attempts: self.gave_up_attempts as f64,
            gave_up_budget: self.gave_up_budget as f64,
            calls_per_job: self.calls as f64 / scenario.jobs as f64,
            peak_retries: peak(&self.retries, 0.1),
            peak_load: peak(&self.load, 1.0),
            p50: quantile(0.5),
            p99: quantile(0.99),
            last: self.last,
            before_hint: self.before_hint as f64,
            recovery: busy.map_or(0.0, |second| (second as f64 + 1.0 - scenario.outage.end).max(0.0)),
            load: self.load,
        }
    }
}

fn count(bins: &mut Vec<f64>, bin: usize) {
    if bins.len() <= bin {
        bins.resize(bin + 1, 0.0);
    }
    bins[bin] += 1.0;
}

/// From zero up to one.
fn unit(random: &mut SplitMix64) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// The model of the AWS article on back-off and jitter: clients that read one row over the network
/// and write it back, which fails if another was faster. What is measured is the number of writes
/// and the time until all have succeeded, in seconds.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
pub(crate) fn contention(clients: usize, jitter: Jitter, seed: u64) -> (usize, f64) {
    let policy = Policy {
        base: Duration::from_millis(5),
        cap: Duration::from_secs(2),
        jitter,
        max_attempts: NonZeroU32::MAX,
        ..Policy::default()
    };
    let conflict = classify(&Failure::http(409, &(), b""));
    let mut random = SplitMix64::new(seed);
    let mut states = vec![Attempts::default(); clients];
    // At a time a client's read or write reaches the server; a write knows the version it read.
    let mut queue = BinaryHeap::new();
    let (mut version, mut writes, mut end) = (0u64, 0, Duration::ZERO);
    let mut number = 0u64;
    let mut push = |queue: &mut BinaryHeap<_>, at: Duration, client: usize, read: Option<u64>| {
        number += 1;
        queue.push(Reverse((at, number, client, read)));
    };
    for client in 0..clients {
        push(&mut queue, network(&mut random), client, None);
    }
    while let Some(Reverse((now, _, client, read))) = queue.pop() {
        let there_and_back = network(&mut random) + network(&mut random);
        let Some(read) = read else {
            push(&mut queue, now + there_and_back, client, Some(version));
            continue;
        };
        writes += 1;
        if read == version {
            version += 1;
            end = end.max(now);
            continue;
        }
        if let Step::Wait(wait) = policy.on_failure(&mut states[client], conflict, now, &mut random, &NoBudget) {
            push(&mut queue, now + there_and_back + wait, client, None);
        }
    }
    (writes, end.as_secs_f64())
}

/// One way over the network: 10 ms, give or take 2 (the sum of twelve even draws is nearly normal).
fn network(random: &mut SplitMix64) -> Duration {
    let deviation: f64 = (0..12).map(|_| unit(random)).sum::<f64>() - 6.0;
    Duration::from_secs_f64((0.010 + 0.002 * deviation).max(0.0))
}

/// All at once, far more than the server can take.
pub(crate) fn burst() -> Scenario {
    Scenario {
        jobs: 300,
        arrivals: Duration::ZERO,
        capacity: 20.0,
        rejection_cost: 0.0,
        outage: 0.0..0.0,
        retry_after: None,
        max_attempts: 6,
        budget: None,
    }
}

/// Less than the server can take, but for thirty seconds it takes nothing.
pub(crate) fn outage(rejection_cost: f64, budget: Option<u32>) -> Scenario {
    Scenario { jobs: 4800, arrivals: Duration::from_secs(300), outage: 60.0..90.0, rejection_cost, budget, ..burst() }
}

/// The five ways to spread waits.
pub(crate) const SPREADS: [Arm; 5] = [
    Arm::Policy(Jitter::None),
    Arm::Minus25,
    Arm::Policy(Jitter::Equal),
    Arm::Policy(Jitter::Full),
    Arm::Policy(Jitter::Decorrelated),
];

/// The four ways to use a hint.
pub(crate) const HINTS: [Arm; 4] = [Arm::HintDownward, Arm::HintExact, Arm::HintMax, Arm::Policy(Jitter::Full)];
