//! What is done with a text, counted in steps while tests run, so that they can tell linear work from more without a clock.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts `steps`: bytes, events or names that were looked at.
#[cfg(test)]
pub(super) fn done(steps: usize) {
    STEPS.with(|all| all.set(all.get() + steps as u64));
}

/// Outside of tests nothing is counted.
#[cfg(not(test))]
#[inline(always)]
pub(super) fn done(_: usize) {}

/// The steps that `work` takes on this thread.
#[cfg(test)]
pub(super) fn steps(work: impl FnOnce()) -> u64 {
    let before = STEPS.with(std::cell::Cell::get);
    work();
    STEPS.with(std::cell::Cell::get) - before
}
