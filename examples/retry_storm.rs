//! What retries do to a server, and what spreading them, honouring hints and a budget change.
//!
//! Nothing sleeps: the clock is virtual, the draws are seeded, and attempts, waits and budget are
//! those of the library. The inequalities that the tables show are asserted in `tests/it/retry/storm.rs`.
//!
//! ```text
//! cargo run --release --example retry_storm               # tables
//! cargo run --release --example retry_storm -- --svg FILE # and a picture of the load over time
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "storm/model.rs"]
mod model;
#[path = "storm/plot.rs"]
mod plot;

use std::process::ExitCode;
use std::time::Duration;

use model::{Arm, HINTS, Outcome, SPREADS, Scenario, average, burst, contention, outage};
use payloadlint::retry::Jitter;
use plot::{Panel, svg};

/// Runs of the small scenarios, and of those with an outage.
const SEEDS: u64 = 40;
const OUTAGE_SEEDS: u64 = 10;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => None,
        ["--svg", file] => Some(file.to_owned()),
        _ => {
            println!("usage: retry_storm [--svg FILE]");
            return ExitCode::from(2);
        }
    };
    print_bursts();
    print_outages();
    print_contention();
    match file.map(|file| std::fs::write(&file, picture()).map_err(|error| format!("{file}: {error}"))) {
        Some(Err(error)) => {
            println!("{error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn print_bursts() {
    let fixed_too: Vec<Arm> = [Arm::Fixed].into_iter().chain(SPREADS).collect();
    println!("## A. 300 jobs at once, capacity 20/s, no hint, 6 attempts\n");
    print_burst(&burst(), &fixed_too);
    println!("## A2. As A, attempts without limit\n");
    print_burst(&Scenario { max_attempts: u32::MAX, ..burst() }, &fixed_too);
    for budget in [None, Some(30)] {
        let with = if budget.is_some() { "with a budget (30 tokens, 0.1 more a job)" } else { "no budget" };
        println!("## B. As A, but nothing is taken for the first 30 s; {with}\n");
        print_burst(&Scenario { outage: 0.0..30.0, budget, ..burst() }, &SPREADS);
    }
    println!("## C. As A, but 429 with `retry-after: 5`\n");
    print_burst(&Scenario { retry_after: Some(5), ..burst() }, &HINTS);
}

fn print_burst(scenario: &Scenario, arms: &[Arm]) {
    println!(
        "| arm | completed | gave up: attempts | gave up: budget | calls per job | peak retry load ÷ capacity | p50 s | p99 s | last s | calls before the hint |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for arm in arms {
        let Outcome {
            done,
            gave_up_attempts,
            gave_up_budget,
            calls_per_job,
            peak_retries,
            p50,
            p99,
            last,
            before_hint,
            ..
        } = average(scenario, *arm, SEEDS);
        let name = if scenario.retry_after.is_some() && *arm == Arm::Policy(Jitter::Full) {
            "hint + full jitter"
        } else {
            arm.name()
        };
        let [p50, p99, last] =
            [p50, p99, last].map(|seconds| if done < 1.0 { "–".to_owned() } else { format!("{seconds:.1}") });
        println!(
            "| {name} | {done:.0} | {gave_up_attempts:.0} | {gave_up_budget:.0} | {calls_per_job:.2} | {peak_retries:.1} | {p50} | {p99} | {last} | {before_hint:.0} |"
        );
    }
    println!();
}

fn print_outages() {
    println!("## D. 16 jobs/s for 300 s, capacity 20/s, outage from 60 s to 90 s, a rejection costs half a call\n");
    println!(
        "| arm | budget | completed of 4800 | gave up: attempts | gave up: budget | calls per job | peak load ÷ capacity | p99 s | s after the outage until the load stays under 1.5 × capacity |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for arm in SPREADS {
        for budget in [None, Some(30)] {
            let Outcome { done, gave_up_attempts, gave_up_budget, calls_per_job, peak_load, p99, recovery, .. } =
                average(&outage(0.5, budget), arm, OUTAGE_SEEDS);
            let (name, with) = (arm.name(), if budget.is_some() { "yes" } else { "no" });
            println!(
                "| {name} | {with} | {done:.0} | {gave_up_attempts:.0} | {gave_up_budget:.0} | {calls_per_job:.2} | {peak_load:.1} | {p99:.1} | {recovery:.0} |"
            );
        }
    }
    println!("\n## E. D with full jitter, by the cost of a rejection\n");
    println!(
        "| cost of a rejection | completed, no budget | completed, budget | calls per job, no budget | calls per job, budget |"
    );
    println!("|---|---|---|---|---|");
    for cost in [0.0, 0.1, 0.25, 0.5] {
        let [without, with] =
            [None, Some(30)].map(|budget| average(&outage(cost, budget), Arm::Policy(Jitter::Full), OUTAGE_SEEDS));
        println!(
            "| {cost} | {:.0} | {:.0} | {:.2} | {:.2} |",
            without.done, with.done, without.calls_per_job, with.calls_per_job
        );
    }
    println!();
}

fn print_contention() {
    println!("## F. Clients that write one versioned row (the AWS model): writes until all are done, and seconds\n");
    println!("| clients | no jitter | equal | full | decorrelated |");
    println!("|---|---|---|---|---|");
    for clients in (10..=190).step_by(60) {
        let cells = [Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated].map(|jitter| {
            let runs: Vec<(usize, f64)> = (0..SEEDS).map(|seed| contention(clients, jitter, seed)).collect();
            let writes = runs.iter().map(|(writes, _)| writes).sum::<usize>() as f64 / SEEDS as f64;
            let seconds = runs.iter().map(|(_, seconds)| seconds).sum::<f64>() / SEEDS as f64;
            format!("{writes:.0}, {seconds:.1} s")
        });
        println!("| {clients} | {} |", cells.join(" | "));
    }
}

fn picture() -> String {
    let lines = |scenario: &Scenario, arms: &[Arm], seeds| {
        arms.iter().map(|arm| (arm.name().to_owned(), average(scenario, *arm, seeds).load)).collect::<Vec<_>>()
    };
    let mut after_outage = Vec::new();
    for (budget, with) in [(None, "no budget"), (Some(30), "budget")] {
        for arm in [Arm::Policy(Jitter::None), Arm::Policy(Jitter::Full)] {
            let load = average(&outage(0.5, budget), arm, OUTAGE_SEEDS).load;
            let name = arm.name().trim_start_matches("exponential, ");
            after_outage.push((format!("{name}, {with}"), load));
        }
    }
    let hints = Scenario { retry_after: Some(5), arrivals: Duration::ZERO, ..burst() };
    svg(&[
        Panel { title: "A. 300 jobs at once".to_owned(), capacity: 20.0, lines: lines(&burst(), &SPREADS, SEEDS) },
        Panel {
            title: "C. 300 jobs at once, retry-after: 5".to_owned(),
            capacity: 20.0,
            lines: lines(&hints, &HINTS, SEEDS),
        },
        Panel {
            title: "D. Outage from 60 s to 90 s, a rejection costs half a call".to_owned(),
            capacity: 20.0,
            lines: after_outage,
        },
    ])
}
