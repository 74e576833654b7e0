//! Where a build's time goes, for `--timings`. What is printed is no part of the site.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

/// A clock that is stopped at the end of each stage.
pub(super) struct Timings {
    begun: Instant,
    last: Cell<Instant>,
    laps: RefCell<Vec<(&'static str, Duration)>>,
}

impl Timings {
    /// Begins now.
    pub(super) fn begin() -> Timings {
        let now = Instant::now();
        Timings { begun: now, last: Cell::new(now), laps: RefCell::default() }
    }

    /// A stage is done.
    pub(super) fn stage(&self, name: &'static str) {
        let now = Instant::now();
        self.laps.borrow_mut().push((name, now - self.last.replace(now)));
    }

    /// A line a stage, and the sum.
    pub(super) fn table(&self) -> String {
        let line = |name: &str, took: Duration| format!("{:>9.1} ms  {name}\n", took.as_secs_f64() * 1000.0);
        let laps: String = self.laps.borrow().iter().map(|(name, took)| line(name, *took)).collect();
        format!("{laps}{}", line("in all", self.begun.elapsed()))
    }
}
