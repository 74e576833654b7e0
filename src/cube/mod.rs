//! Mergeable counts of answers by question, wave, brand and segment value.

mod tally;

pub use tally::{Count, Tally};
