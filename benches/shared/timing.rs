//! How long a piece of work takes, for benches that print a line for each.

use std::time::{Duration, Instant};

/// Does the work several times and prints the median and the slowest.
pub fn report(what: &str, runs: usize, mut work: impl FnMut()) {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("{what}: median {:.0?}, slowest {:.0?} of {runs}", times[runs / 2], times[runs - 1]);
}
