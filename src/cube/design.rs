//! All usable rows of a time: the design that every figure in it is a part of.

use super::Count;
use crate::survey::Weight;

/// Every usable row of a month or wave, whatever it answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Design {
    /// The rows and their weights.
    pub count: Count,
    /// The least weight.
    pub least: Weight,
    /// The greatest weight.
    pub greatest: Weight,
}

impl Default for Design {
    fn default() -> Design {
        Design { count: Count::default(), least: Weight::MAX, greatest: Weight(0) }
    }
}

impl Design {
    /// One more row.
    pub fn add(&mut self, weight: Weight) {
        self.count.add(weight);
        self.least = self.least.min(weight);
        self.greatest = self.greatest.max(weight);
    }

    /// All rows of another design.
    pub fn merge(&mut self, other: &Design) {
        self.count.merge(&other.count);
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
    }
}
