//! Counts by value.

use super::Count;
use crate::survey::Value;
use serde::{Deserialize, Serialize};

/// Counts by value, in ascending order of the values: read far more often than a value comes in, and then from one end to
/// the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ByValue(Vec<(Value, Count)>);

impl ByValue {
    /// The count of a value, from now on if there was none.
    pub fn at(&mut self, value: Value) -> &mut Count {
        let found = self.0.binary_search_by_key(&value, |(known, _)| *known);
        let at = found.unwrap_or_else(|at| {
            self.0.insert(at, (value, Count::default()));
            at
        });
        &mut self.0[at].1
    }

    /// The count of a value.
    pub fn get(&self, value: Value) -> Option<&Count> {
        let at = self.0.binary_search_by_key(&value, |(known, _)| *known).ok()?;
        Some(&self.0[at].1)
    }

    /// Every value with its count.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &Count)> + ExactSizeIterator {
        self.0.iter().map(|(value, count)| (value, count))
    }

    /// All together.
    pub fn total(&self) -> Count {
        let mut total = Count::default();
        self.0.iter().for_each(|(_, count)| total.merge(count));
        total
    }

    /// The counts of other rows.
    pub fn merge(&mut self, other: &ByValue) {
        let (mut at, mut new) = (0, Vec::new());
        for (value, count) in &other.0 {
            at += self.0[at..].iter().take_while(|(known, _)| known < value).count();
            match self.0.get_mut(at) {
                Some((known, all)) if known == value => all.merge(count),
                _ => new.push((*value, *count)),
            }
        }
        if !new.is_empty() {
            self.0.append(&mut new);
            self.0.sort_by_key(|(value, _)| *value);
        }
    }

    /// These counts without a part of them; absent if it is no part.
    pub fn without(&self, part: &ByValue) -> Option<ByValue> {
        let mut parts = part.0.iter().peekable();
        let mut rest = Vec::with_capacity(self.0.len());
        for (value, count) in &self.0 {
            let left = match parts.next_if(|(of, _)| of == value) {
                Some((_, part)) => count.without(part)?,
                None => *count,
            };
            if left.n > 0 {
                rest.push((*value, left));
            }
        }
        parts.next().is_none().then_some(ByValue(rest))
    }
}

impl FromIterator<(Value, Count)> for ByValue {
    /// In any order; a value may come several times.
    fn from_iter<I: IntoIterator<Item = (Value, Count)>>(counts: I) -> ByValue {
        let mut counts: Vec<(Value, Count)> = counts.into_iter().collect();
        counts.sort_by_key(|(value, _)| *value);
        counts.dedup_by(|(value, count), (before, all)| {
            let is_same = value == before;
            if is_same {
                all.merge(count);
            }
            is_same
        });
        ByValue(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Weight;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn rows() -> impl Strategy<Value = Vec<(i64, i64)>> {
        prop::collection::vec((-9..9i64, 0..1_000i64), 0..40)
    }

    fn counted(rows: &[(i64, i64)]) -> ByValue {
        let mut counts = ByValue::default();
        rows.iter().for_each(|(value, weight)| counts.at(Value(*value)).add(Weight(*weight)));
        counts
    }

    proptest! {
        #[test]
        fn they_are_those_of_a_map(rows in rows(), more in rows()) {
            let (mut merged, other) = (counted(&rows), counted(&more));
            merged.merge(&other);
            let mut map: BTreeMap<Value, Count> = BTreeMap::new();
            for (value, weight) in rows.iter().chain(&more) {
                map.entry(Value(*value)).or_default().add(Weight(*weight));
            }
            prop_assert!(merged.iter().eq(&map));
            prop_assert_eq!(merged.total().n as usize, rows.len() + more.len());
            let one_by_one = rows.iter().chain(&more).map(|row| counted(&[*row]).0[0]);
            prop_assert_eq!(&one_by_one.collect::<ByValue>(), &merged);
            prop_assert_eq!(merged.without(&other), Some(counted(&rows)));
            prop_assert_eq!((merged.get(Value(3)), merged.get(Value(99))), (map.get(&Value(3)), None));
        }
    }

    #[test]
    fn what_is_no_part_has_no_rest() {
        let whole = counted(&[(1, 5), (3, 5)]);
        for part in [&[(2, 5)][..], &[(3, 5), (3, 5)], &[(4, 5)], &[(0, 5)]] {
            assert_eq!(whole.without(&counted(part)), None);
        }
    }
}
