//! Counts by place in the sampling design: what the rows of each cluster or respondent said, in sums of weights.

use super::Count;
use crate::survey::{Answer, Unit, Value, Weight};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a row said to one question, whatever its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Said {
    /// A usable answer.
    Value(Value),
    /// Not over yet.
    Censored(Value),
    /// Nothing.
    Blank,
    /// Nothing usable: don't know, or no answer to this question.
    Silent,
}

impl Said {
    /// What an answer says; absent where a row is no single answer, or was not asked.
    pub fn of(answer: Answer) -> Option<Said> {
        match answer {
            Answer::Value(value) => Some(Said::Value(value)),
            Answer::Censored(value) => Some(Said::Censored(value)),
            Answer::Blank => Some(Said::Blank),
            Answer::DontKnow | Answer::Unusable => Some(Said::Silent),
            Answer::Events(_) | Answer::Customer(_) | Answer::NotAsked => None,
        }
    }
}

/// A named unit, what its rows have in common, and their sum of weights in units of [`Weight::SCALE`].
pub type Total<K> = (Unit, K, i128);

/// Sums of weights by unit and by a key that rows have in common, such as their answer.
///
/// Rows that were drawn by themselves are counted by stratum. Named units are kept one by one, about 50 bytes for each
/// and each of its keys, so that this grows with the clusters or respondents. All sums are exact in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "K: Ord + Deserialize<'de>"))]
pub struct Units<K> {
    /// Rows that were drawn by themselves, by stratum and cell of the weighting.
    pub rows: BTreeMap<(u64, u32, K), Count>,
    /// In ascending order and each once, but for those after `settled`.
    named: Vec<Total<K>>,
    settled: usize,
}

impl<K> Default for Units<K> {
    fn default() -> Units<K> {
        Units { rows: BTreeMap::new(), named: Vec::new(), settled: 0 }
    }
}

impl<K: Copy + Ord> Units<K> {
    /// So many rows of a unit, each with this weight.
    pub fn add(&mut self, unit: Unit, key: K, weight: Weight, times: u64) {
        if unit.psu == Unit::ITSELF {
            self.rows.entry((unit.stratum, unit.cell, key)).or_default().add_many(weight, times);
            return;
        }
        // Sorting when there are twice as many as are in order costs little for each, and keeps few that are not.
        if self.named.len() >= 2 * self.settled.max(512) {
            self.settle();
        }
        self.named.push((unit, key, i128::from(weight.0) * i128::from(times)));
    }

    /// All rows of others. Call [`Units::settle`] afterwards.
    pub fn merge(&mut self, other: &Units<K>) {
        for (place, count) in &other.rows {
            self.rows.entry(*place).or_default().merge(count);
        }
        self.named.extend_from_slice(&other.named);
    }

    /// Brings the named units in order, each key of each once.
    pub fn settle(&mut self) {
        self.named.sort_unstable_by_key(|(unit, key, _)| (*unit, *key));
        self.named.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if same { next.2 } else { 0 };
            same
        });
        self.settled = self.named.len();
    }

    /// The named units, in order once they are settled.
    pub fn named(&self) -> &[Total<K>] {
        &self.named
    }

    /// These units without a part of them; absent if it is no part. Both must be settled.
    pub fn without(&self, part: &Units<K>) -> Option<Units<K>> {
        let mut rest = Units::default();
        for (place, count) in &self.rows {
            let left = part.rows.get(place).map_or(Some(*count), |part| count.without(part))?;
            if left.n > 0 {
                rest.rows.insert(*place, left);
            }
        }
        let mut parts = part.named.iter().peekable();
        for &(unit, key, weight) in &self.named {
            let taken = parts.next_if(|(u, k, _)| (*u, *k) == (unit, key)).map_or(0, |(_, _, weight)| *weight);
            if weight != taken {
                rest.named.push((unit, key, weight - taken));
            }
        }
        rest.settled = rest.named.len();
        parts.next().is_none().then_some(rest)
    }
}

/// The primary sampling units of a wave: all that were drawn, whether or not they are in a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Psus {
    /// How many there are in each stratum, and the names of those that have one, in ascending order.
    pub strata: BTreeMap<u64, (u64, Vec<u64>)>,
}

impl Psus {
    /// Of all rows of a design, settled.
    pub fn of(rows: &Units<()>) -> Psus {
        let mut strata: BTreeMap<u64, (u64, Vec<u64>)> = BTreeMap::new();
        for ((stratum, _, ()), count) in &rows.rows {
            strata.entry(*stratum).or_default().0 += count.n;
        }
        for (unit, (), _) in rows.named() {
            let (psus, names) = strata.entry(unit.stratum).or_default();
            // A unit that is in several cells of the weighting stands there once for each, one after the other.
            if names.last() != Some(&unit.psu) {
                names.push(unit.psu);
                *psus += 1;
            }
        }
        Psus { strata }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(rows: &[(u64, u64, u32, u8, i64)]) -> Units<u8> {
        let mut units = Units::default();
        for &(stratum, psu, cell, key, weight) in rows {
            units.add(Unit { stratum, psu, cell }, key, Weight(weight), 1);
        }
        units.settle();
        units
    }

    fn rows() -> impl Strategy<Value = Vec<(u64, u64, u32, u8, i64)>> {
        prop::collection::vec((0..3u64, 0..5u64, 0..2u32, 0..3u8, 0..1_000i64), 0..80)
    }

    proptest! {
        #[test]
        fn order_and_splits_do_not_matter(rows in rows(), cut in 0usize..80) {
            let whole = units(&rows);
            let mut reversed = rows.clone();
            reversed.reverse();
            prop_assert_eq!(&whole, &units(&reversed));
            let (left, right) = rows.split_at(cut.min(rows.len()));
            let mut merged = units(right);
            merged.merge(&units(left));
            merged.settle();
            prop_assert_eq!(&whole, &merged);
        }

        #[test]
        fn a_part_and_the_rest_are_the_whole(mut rows in rows(), cut in 0usize..80) {
            // A unit whose rows weigh nothing adds nothing to any sum, and is not in a rest.
            rows.iter_mut().for_each(|row| row.4 += 1);
            let (left, right) = rows.split_at(cut.min(rows.len()));
            prop_assert_eq!(units(&rows).without(&units(left)), Some(units(right)));
        }
    }

    #[test]
    fn what_is_no_part_has_no_rest() {
        assert_eq!(units(&[(0, 1, 0, 0, 5)]).without(&units(&[(0, 2, 0, 0, 5)])), None);
        assert_eq!(units(&[(0, 0, 0, 0, 5)]).without(&units(&[(0, 0, 0, 0, 5), (0, 0, 0, 0, 5)])), None);
    }

    #[test]
    fn psus_are_counted_in_their_strata() {
        let mut all = Units::default();
        for (stratum, psu, cell) in [(1, 7, 0), (1, 7, 1), (1, 8, 0), (2, 7, 0), (2, 0, 0), (2, 0, 0)] {
            all.add(Unit { stratum, psu, cell }, (), Weight(0), 1);
        }
        all.settle();
        assert_eq!(Psus::of(&all).strata, BTreeMap::from([(1, (2, vec![7, 8])), (2, (3, vec![7]))]));
    }
}
