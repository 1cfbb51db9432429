//! The results of the simulation in `examples/retry_storm.rs`, as inequalities: the numbers depend on the model, their
//! order should not.

use super::model::{self, Arm, Outcome, Scenario, average, burst, contention, outage};
use payloadlint::retry::Jitter;

const SEEDS: u64 = 5;

fn of(scenario: &Scenario, arm: Arm) -> Outcome {
    average(scenario, arm, SEEDS)
}

#[test]
fn more_jitter_means_a_lower_peak() {
    let arms = [Arm::Policy(Jitter::Full), Arm::Policy(Jitter::Equal), Arm::Minus25, Arm::Policy(Jitter::None)];
    let peaks = arms.map(|arm| of(&burst(), arm).peak_retries);
    assert!(peaks.is_sorted_by(|lower, higher| lower < higher), "{peaks:?}");
}

#[test]
fn a_hint_used_as_a_floor_completes_more_jobs_than_the_exact_hint() {
    let scenario = Scenario { retry_after: Some(5), ..burst() };
    let (floor, exact) = (of(&scenario, Arm::Policy(Jitter::Full)), of(&scenario, Arm::HintExact));
    assert_eq!(floor.before_hint, 0.0);
    assert!(floor.done > exact.done, "{} > {}", floor.done, exact.done);
}

#[test]
fn jitter_below_the_hint_violates_it() {
    let scenario = Scenario { retry_after: Some(5), ..burst() };
    assert!(of(&scenario, Arm::HintDownward).before_hint > 0.0);
}

#[test]
fn a_budget_ends_the_storm_after_an_outage() {
    for jitter in [Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated] {
        let [without, with] = [None, Some(30)].map(|budget| of(&outage(0.5, budget), Arm::Policy(jitter)));
        assert!(with.done >= 2.0 * without.done, "{jitter:?}: {} ≥ 2 × {}", with.done, without.done);
        assert!(with.recovery < without.recovery);
    }
}

#[test]
fn a_budget_costs_little_if_rejections_are_free() {
    let [without, with] = [None, Some(30)].map(|budget| of(&outage(0.0, budget), Arm::Policy(Jitter::Full)));
    assert!(with.done >= 0.95 * without.done, "{} ≥ 0.95 × {}", with.done, without.done);
}

#[test]
fn a_budget_limits_calls() {
    for scenario in [outage(0.5, Some(30)), Scenario { outage: 0.0..30.0, budget: Some(30), ..burst() }] {
        for arm in model::SPREADS {
            let calls = of(&scenario, arm).calls_per_job;
            assert!(calls <= 1.0 + 0.1 + 30.0 / scenario.jobs as f64, "{arm:?}: {calls}");
        }
    }
}

#[test]
fn six_attempts_do_not_outlast_thirty_seconds() {
    let scenario = Scenario { outage: 0.0..31.0, ..burst() };
    assert_eq!(of(&scenario, Arm::Policy(Jitter::Full)).done, 0.0);
    assert!(of(&Scenario { max_attempts: 10, ..scenario }, Arm::Policy(Jitter::Full)).done > 250.0);
}

#[test]
fn contending_clients_need_jitter() {
    let mean = |jitter| {
        let runs = (0..SEEDS).map(|seed| contention(100, jitter, seed));
        runs.fold((0.0, 0.0), |sum, (writes, seconds)| (sum.0 + writes as f64, sum.1 + seconds))
    };
    let none = mean(Jitter::None);
    for jitter in [Jitter::Equal, Jitter::Full, Jitter::Decorrelated] {
        let (writes, seconds) = mean(jitter);
        assert!(
            none.0 > 1.5 * writes && none.1 > 1.5 * seconds,
            "{jitter:?}: {none:?} > 1.5 × {:?}",
            (writes, seconds)
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_storm() {
    let [one, other] = [(); 2].map(|()| of(&outage(0.25, Some(30)), Arm::Policy(Jitter::Decorrelated)));
    assert_eq!(one.load, other.load);
}
