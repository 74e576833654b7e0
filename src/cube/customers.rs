//! How many rows each customer has.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows by customer. It merges like any other count, but grows with the customers: about 20 bytes for each of them in
/// each cell. Customers are known by a hash of 64 bits; of ten million, two are taken for one with a probability below 1
/// in 300,000.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Customers {
    rows: BTreeMap<u64, u32>,
}

impl Customers {
    /// One more row of a customer.
    pub fn add(&mut self, customer: u64) {
        let rows = self.rows.entry(customer).or_default();
        *rows = rows.saturating_add(1);
    }

    /// All rows of others.
    pub fn merge(&mut self, other: &Customers) {
        for (customer, more) in &other.rows {
            let rows = self.rows.entry(*customer).or_default();
            *rows = rows.saturating_add(*more);
        }
    }

    /// How many customers have so many rows.
    pub fn by_rows(self) -> BTreeMap<u32, u64> {
        let mut histogram = BTreeMap::new();
        for rows in self.rows.into_values() {
            *histogram.entry(rows).or_default() += 1;
        }
        histogram
    }
}
