//! Rows that stand for many events each (the calls of a day): sums of products of their numbers, from which comes how
//! much rows vary among each other.
//!
//! Events of one row are no answers of their own: the calls of a bad day are given up together. So a figure is
//! linearised over rows, `Σ c e` for each row with a coefficient for each stage, and its variance needs nothing of the
//! rows but the sums of the products of their numbers of events. All sums are exact in any order.

use crate::config::MOST_TOTALS;
use crate::survey::Unit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many different products of two stages there are.
const PRODUCTS: usize = MOST_TOTALS * (MOST_TOTALS + 1) / 2;

/// Events of one row by how far they came.
type Events = [u64; MOST_TOTALS];

/// Sums over rows of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bundle {
    /// Rows, those without an event too.
    pub rows: u64,
    /// Rows with an event that came at least as far as each stage.
    pub reaching: Events,
    /// Events by how far they came.
    pub events: Events,
    /// Sums of products of the numbers of two stages: 00, 01, 02, 11, 12, 22.
    products: [i128; PRODUCTS],
}

/// The rows of events of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bundles {
    /// All rows.
    pub all: Bundle,
    /// Those that were drawn by themselves, by stratum, where rows have a place in a sampling design.
    pub alone: BTreeMap<u64, Bundle>,
}

fn pairs() -> impl Iterator<Item = (usize, usize)> {
    (0..MOST_TOTALS).flat_map(|one| (one..MOST_TOTALS).map(move |other| (one, other)))
}

impl Bundle {
    fn add(&mut self, events: &Events) {
        self.rows += 1;
        for stage in 0..MOST_TOTALS {
            self.reaching[stage] += u64::from(events[stage..].iter().any(|count| *count > 0));
            self.events[stage] += events[stage];
        }
        for (product, (one, other)) in self.products.iter_mut().zip(pairs()) {
            *product += i128::from(events[one]) * i128::from(events[other]);
        }
    }

    fn merge(&mut self, other: &Bundle) {
        self.rows += other.rows;
        self.reaching.iter_mut().zip(other.reaching).for_each(|(rows, more)| *rows += more);
        self.events.iter_mut().zip(other.events).for_each(|(events, more)| *events += more);
        self.products.iter_mut().zip(other.products).for_each(|(product, more)| *product += more);
    }

    fn without(&self, part: &Bundle) -> Option<Bundle> {
        let mut rest = Bundle { rows: self.rows.checked_sub(part.rows)?, ..*self };
        for stage in 0..MOST_TOTALS {
            rest.reaching[stage] = self.reaching[stage].checked_sub(part.reaching[stage])?;
            rest.events[stage] = self.events[stage].checked_sub(part.events[stage])?;
        }
        rest.products.iter_mut().zip(part.products).for_each(|(product, less)| *product -= less);
        Some(rest)
    }

    /// Of the values `Σ c e` of each row, with a coefficient for each stage: their sum and the sum of their squares.
    pub fn sums(&self, coefficients: [f64; MOST_TOTALS]) -> (f64, f64) {
        let sum = self.events.iter().zip(coefficients).map(|(events, c)| c * *events as f64).sum();
        let squares = self.products.iter().zip(pairs()).map(|(product, (one, other))| {
            let twice = if one == other { 1.0 } else { 2.0 };
            twice * coefficients[one] * coefficients[other] * *product as f64
        });
        let squares: f64 = squares.sum();
        (sum, squares.max(0.0))
    }
}

impl Bundles {
    /// One more row.
    pub(super) fn add(&mut self, events: &Events) {
        self.all.add(events);
    }

    /// Notes a row that was drawn by itself, beside [`Bundles::add`].
    pub(super) fn place(&mut self, events: &Events, unit: Unit) {
        if unit.psu == Unit::ITSELF {
            self.alone.entry(unit.stratum).or_default().add(events);
        }
    }

    /// All rows of others.
    pub(super) fn merge(&mut self, other: &Bundles) {
        self.all.merge(&other.all);
        for (stratum, bundle) in &other.alone {
            self.alone.entry(*stratum).or_default().merge(bundle);
        }
    }

    /// These without a part of them; absent if it is no part.
    pub(super) fn without(&self, part: &Bundles) -> Option<Bundles> {
        if part.alone.keys().any(|stratum| !self.alone.contains_key(stratum)) {
            return None;
        }
        let none = Bundle::default();
        let rest = |(stratum, bundle): (&u64, &Bundle)| {
            Some((*stratum, bundle.without(part.alone.get(stratum).unwrap_or(&none))?))
        };
        let alone = self.alone.iter().map(rest).collect::<Option<BTreeMap<_, _>>>()?;
        Some(Bundles {
            all: self.all.without(&part.all)?,
            alone: alone.into_iter().filter(|(_, bundle)| bundle.rows > 0).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Rows = Vec<([u64; 3], u64, u64)>;

    fn bundles(rows: &[([u64; 3], u64, u64)]) -> Bundles {
        let mut all = Bundles::default();
        for (events, stratum, psu) in rows {
            all.add(events);
            all.place(events, Unit { stratum: *stratum, psu: *psu, cell: Unit::NO_CELL });
        }
        all
    }

    fn rows() -> impl Strategy<Value = Rows> {
        let events = (0..2_000u64, 0..300u64, 0..4u64).prop_map(|(a, b, c)| [a, b, c]);
        prop::collection::vec((events, 0..2u64, 0..2u64), 0..40)
    }

    proptest! {
        #[test]
        fn order_and_splits_do_not_matter(rows in rows(), cut in 0usize..40) {
            let whole = bundles(&rows);
            let mut reversed = rows.clone();
            reversed.reverse();
            prop_assert_eq!(&whole, &bundles(&reversed));
            let (left, right) = rows.split_at(cut.min(rows.len()));
            let mut merged = bundles(right);
            merged.merge(&bundles(left));
            prop_assert_eq!(&whole, &merged);
            prop_assert_eq!(whole.without(&bundles(left)), Some(bundles(right)));
        }

        #[test]
        fn sums_are_those_of_the_rows(rows in rows(), c in prop::array::uniform3(-2.0..2.0f64)) {
            let value = |events: &[u64; 3]| events.iter().zip(c).map(|(e, c)| c * *e as f64).sum::<f64>();
            let (sum, squares) = bundles(&rows).all.sums(c);
            let by_rows: (f64, f64) = rows.iter().map(|(events, ..)| value(events))
                .fold((0.0, 0.0), |(sum, squares), value| (sum + value, squares + value * value));
            prop_assert!((sum - by_rows.0).abs() <= 1e-9 * (1.0 + by_rows.0.abs()));
            prop_assert!((squares - by_rows.1).abs() <= 1e-6 * (1.0 + by_rows.1));
        }
    }

    #[test]
    fn what_is_no_part_has_no_rest() {
        let one = bundles(&[([5, 1, 0], 0, 0)]);
        assert_eq!(one.without(&bundles(&[([6, 0, 0], 0, 0)])), None);
        assert_eq!(one.without(&bundles(&[([5, 1, 0], 1, 0)])), None);
        assert_eq!(one.all.reaching, [1, 1, 0]);
    }
}
