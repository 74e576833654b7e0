//! How long exact importance of 12 attributes takes with its jackknife of 100 groups: `cargo bench --bench drivers`.
//!
//! Prints the median and the slowest of the runs on one core, from sums to shares, errors and rank ranges, and the time
//! for adding up the rows.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::hint::black_box;
use std::time::{Duration, Instant};
use wavemark::stats::drivers::Importance;
use wavemark::stats::drivers::moments::CrossMoments;
use wavemark::stats::interval::Confidence;

const RUNS: usize = 51;
const ATTRIBUTES: usize = 12;
const GROUPS: usize = 100;
const ROWS: usize = 20_000;

fn main() {
    let rows = ratings();
    let groups = grouped(&rows);
    let importance =
        report("importance of 12 attributes, 100 groups", || Importance::of(&groups, Confidence::NINETY_FIVE));
    report("adding up 20,000 rows", || grouped(&rows));
    let importance = importance.unwrap();
    let total: f64 = importance.attributes.iter().map(|attribute| attribute.share).sum();
    println!("R² {:.4}, {} groups, shares add up to {total}", importance.r2, importance.groups);
}

fn grouped(rows: &[Vec<i64>]) -> Vec<CrossMoments> {
    let mut groups = vec![CrossMoments::new(ATTRIBUTES + 1); GROUPS];
    rows.iter().enumerate().for_each(|(row, values)| groups[row % GROUPS].add(1, values));
    groups
}

/// Ratings from 0 to 10 that share a mood, and an outcome that follows some of them.
fn ratings() -> Vec<Vec<i64>> {
    let mut state = 20_260_601u64;
    let mut digit = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % (most + 1)) as i64
    };
    let row = |_| {
        let mood = digit(6);
        let ratings: Vec<i64> = (0..ATTRIBUTES).map(|_| (mood + digit(5)).min(10)).collect();
        let outcome = (2 * ratings[0] + ratings[1] + ratings[2] + digit(8)) / 5;
        std::iter::once(outcome.min(10)).chain(ratings).collect()
    };
    (0..ROWS).map(row).collect()
}

fn report<T>(what: &str, mut work: impl FnMut() -> T) -> T {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("{what}: median {:.2?}, slowest {:.2?} of {RUNS}", times[RUNS / 2], times[RUNS - 1]);
    work()
}
