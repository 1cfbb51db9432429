//! Checks that the cost of an input grows as its size, whatever is wrong with it: that twice as much of anything costs about
//! twice as much. The cost is a number of instructions, which valgrind counts, so that the result does not depend on how busy
//! the machine is.
//!
//! It takes a minute or two, so that only `.ci/run` runs it, with `PAYLOADLINT_GROWTH=all`; another value selects the rows with
//! that in their name. This crate is optimized for it (`.ci/run` has the command). A new row goes into `rows.rs`.

#![cfg(all(feature = "cli", feature = "code", feature = "recordings"))]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking, and says why it is skipped")]

mod rows;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use rows::{ROWS, Row, Work};

/// The factor by which the cost may grow when the size doubles. Sorting is allowed, and so is what is only done for long
/// texts. A quadratic cost grows by a factor of four.
const MAX_RATIO: f64 = 2.4;

/// Selects the rows with this in their name, or `all`. Without it, nothing is measured.
const FILTER: &str = "PAYLOADLINT_GROWTH";
/// Selects every row whose number has this remainder.
const PART: &str = "PAYLOADLINT_GROWTH_PART";
/// As many rows are measured at the same time.
const PARTS: usize = 2;

#[test]
fn twice_the_size_costs_twice_as_much() {
    if std::env::var(FILTER).is_err() {
        return;
    }
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("WARNING: valgrind is not installed, so that the growth of the cost is not checked");
        return;
    }
    let parts: Vec<Vec<u64>> = thread::scope(|scope| {
        let started: Vec<_> = (0..PARTS).map(|part| scope.spawn(move || costs(part))).collect();
        started.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let rows: Vec<_> = (0..PARTS).flat_map(selected).collect();
    let costs: Vec<u64> = parts.concat();
    assert_eq!(costs.len(), 2 * rows.len(), "valgrind has counted each row twice");
    let mut slow = Vec::new();
    for (row, cost) in rows.iter().zip(costs.chunks(2)) {
        let ratio = cost[1] as f64 / cost[0] as f64;
        eprintln!("{ratio:5.2}  {:>12}  {}", cost[0], row.name);
        if ratio > MAX_RATIO {
            slow.push(row.name);
        }
    }
    assert!(slow.is_empty(), "these grow faster than their size: {slow:#?}");
}

/// What each row of a part costs at its size and at twice its size.
fn costs(part: usize) -> Vec<u64> {
    let directory = tempfile::tempdir().unwrap();
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=growth::measured"])
        .args(["--dump-after=growth::measured", "--compress-strings=yes"])
        .arg(format!("--callgrind-out-file={}", directory.path().join("cost").display()))
        .arg(std::env::current_exe().unwrap())
        .env(PART, part.to_string())
        .args(["--exact", "measure_rows", "--ignored", "--test-threads=1"])
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    (1..).map(|number| directory.path().join(format!("cost.{number}"))).map_while(|dump| cost(&dump)).collect()
}

/// The number of instructions in a dump; `None` if there is no such dump, or if it is the last one, after all rows.
fn cost(dump: &Path) -> Option<u64> {
    let text = fs::read_to_string(dump).ok()?;
    let is_of_row = text.lines().any(|line| line.starts_with("desc: Trigger: --dump-after"));
    let totals = text.lines().find_map(|line| line.strip_prefix("totals: "))?;
    is_of_row.then(|| totals.trim().parse().ok())?
}

fn selected(part: usize) -> impl Iterator<Item = &'static Row> {
    let filter = std::env::var(FILTER).unwrap_or_default();
    ROWS.iter().filter(move |row| filter == "all" || row.name.contains(&filter)).skip(part).step_by(PARTS)
}

#[test]
#[ignore = "is run by the other test, under valgrind"]
fn measure_rows() {
    let part = std::env::var(PART).map_or(0, |part| part.parse().unwrap());
    for row in selected(part) {
        // What is computed once per process does not count.
        let warm = (row.prepare)(row.size / 8);
        warm();
        for size in [row.size, 2 * row.size] {
            measured((row.prepare)(size));
        }
    }
}

/// Valgrind counts the instructions in this function.
#[inline(never)]
fn measured(work: Work) {
    work();
}
