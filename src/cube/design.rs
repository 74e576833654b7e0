//! All usable rows of a time: the design that every figure in it is a part of.

use super::{Count, Units};
use crate::survey::{Unit, Weight};
use serde::{Deserialize, Serialize};

/// Every usable row of a month or wave, whatever it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Design {
    /// The rows and their weights.
    pub count: Count,
    /// The least weight.
    pub least: Weight,
    /// The greatest weight.
    pub greatest: Weight,
    /// The rows by their place in the sampling design, where they have one.
    pub units: Option<Box<Units<()>>>,
}

impl Default for Design {
    fn default() -> Design {
        Design { count: Count::default(), least: Weight::MAX, greatest: Weight(0), units: None }
    }
}

impl Design {
    /// One more row.
    pub fn add(&mut self, weight: Weight, unit: Option<Unit>) {
        self.count.add(weight);
        if let Some(unit) = unit {
            self.units.get_or_insert_default().add(unit, (), weight, 1);
        }
        self.least = self.least.min(weight);
        self.greatest = self.greatest.max(weight);
    }

    /// All rows of another design.
    pub fn merge(&mut self, other: &Design) {
        self.count.merge(&other.count);
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
        if let Some(units) = &other.units {
            self.units.get_or_insert_default().merge(units);
        }
    }

    /// Brings the named units in order.
    pub fn settle(&mut self) {
        self.units.iter_mut().for_each(|units| units.settle());
    }
}
