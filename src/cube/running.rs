//! Sums for key drivers while rows are counted.

use super::Count;
use super::moments::DriverSums;
use crate::stats::drivers::moments::CrossMoments;
use crate::survey::{REPLICATES, Weight};
use std::collections::BTreeMap;

/// In place of an outcome that a row does not have.
pub(super) const MISSING: i64 = i64::MIN;

/// Sums of outcomes and the attributes that they share.
#[derive(Debug)]
pub(super) struct Running {
    /// Over rows with every outcome.
    complete: Sums,
    /// By outcome, over the other rows that have it.
    others: Vec<Option<Box<Sums>>>,
    attributes: usize,
    /// Used again for each row.
    codes: Vec<i64>,
}

impl Running {
    pub(super) fn new(outcomes: usize, attributes: usize) -> Running {
        Running {
            complete: Sums::new(outcomes, attributes),
            others: vec![None; outcomes],
            attributes,
            codes: Vec::new(),
        }
    }

    /// A row with a weight above zero: its outcomes, of which some may be [`MISSING`], then its attributes.
    pub(super) fn add(&mut self, weight: Weight, group: usize, codes: &[i64]) {
        let (outcomes, attributes) = codes.split_at(self.others.len());
        if !outcomes.contains(&MISSING) {
            self.complete.add(weight, group, codes);
            return;
        }
        for (sums, outcome) in self.others.iter_mut().zip(outcomes).filter(|(_, outcome)| **outcome != MISSING) {
            self.codes.clear();
            self.codes.push(*outcome);
            self.codes.extend_from_slice(attributes);
            sums.get_or_insert_with(|| Box::new(Sums::new(1, self.attributes))).add(weight, group, &self.codes);
        }
    }

    /// The rows of another of the same outcomes and attributes.
    pub(super) fn merge(&mut self, part: Running) {
        self.complete.merge(part.complete);
        for (sums, part) in self.others.iter_mut().zip(part.others) {
            match (sums, part) {
                (Some(sums), Some(part)) => sums.merge(*part),
                (sums, part) => *sums = sums.take().or(part),
            }
        }
    }

    /// The sums of one outcome and the attributes.
    pub(super) fn of_outcome(&mut self, outcome: usize) -> DriverSums {
        let mut sums = self.complete.of_outcome(outcome);
        if let Some(others) = &mut self.others[outcome] {
            sums.merge(others.of_outcome(0));
        }
        sums
    }
}

/// Sums over rows that have all columns: outcomes, then attributes. Those of a group of respondents stand in 64 bits until
/// one of them might not fit.
#[derive(Debug, Clone)]
struct Sums {
    outcomes: usize,
    columns: usize,
    base: Count,
    /// The sums of each group: how large a product can be at most, rows, weight, then sums and products as
    /// [`CrossMoments`] has them.
    short: Vec<i64>,
    /// What did not fit there.
    groups: Vec<CrossMoments>,
    /// By outcome and attribute.
    pairs: Vec<Pairs>,
}

/// How many rows gave each pair of outcome and rating.
#[derive(Debug, Clone)]
struct Pairs {
    /// Of codes from 0 to 15, as long as they fit.
    small: Vec<u32>,
    others: BTreeMap<(i64, i64), u64>,
}

/// Codes below this, and not below zero, are counted in a table.
const SMALL: i64 = 16;

impl Pairs {
    fn new() -> Pairs {
        Pairs { small: vec![0; (SMALL * SMALL) as usize], others: BTreeMap::new() }
    }

    fn add(&mut self, outcome: i64, rating: i64) {
        if (0..SMALL).contains(&outcome) && (0..SMALL).contains(&rating) {
            self.add_small((outcome * SMALL + rating) as usize, 1);
        } else {
            *self.others.entry((outcome, rating)).or_default() += 1;
        }
    }

    #[inline]
    fn add_small(&mut self, at: usize, rows: u32) {
        match self.small[at].checked_add(rows) {
            Some(sum) => self.small[at] = sum,
            None => {
                let sum = u64::from(std::mem::take(&mut self.small[at])) + u64::from(rows);
                *self.others.entry(pair(at)).or_default() += sum;
            }
        }
    }

    fn merge(&mut self, part: Pairs) {
        part.small.into_iter().enumerate().for_each(|(at, rows)| self.add_small(at, rows));
        part.others.into_iter().for_each(|(pair, rows)| *self.others.entry(pair).or_default() += rows);
    }

    fn all(&self) -> BTreeMap<(i64, i64), u64> {
        let mut pairs = self.others.clone();
        for (at, rows) in self.small.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            *pairs.entry(pair(at)).or_default() += u64::from(*rows);
        }
        pairs
    }
}

/// The codes that are counted in a place.
fn pair(at: usize) -> (i64, i64) {
    (at as i64 / SMALL, at as i64 % SMALL)
}

impl Sums {
    fn new(outcomes: usize, attributes: usize) -> Sums {
        let columns = outcomes + attributes;
        Sums {
            outcomes,
            columns,
            base: Count::default(),
            short: vec![0; each(columns) * usize::from(REPLICATES)],
            groups: vec![CrossMoments::new(columns); usize::from(REPLICATES)],
            pairs: vec![Pairs::new(); outcomes * attributes],
        }
    }

    fn add(&mut self, weight: Weight, group: usize, codes: &[i64]) {
        self.base.add(weight);
        let (outcomes, attributes) = codes.split_at(self.outcomes);
        let mut pairs = self.pairs.iter_mut();
        for outcome in outcomes {
            attributes.iter().zip(&mut pairs).for_each(|(rating, pairs)| pairs.add(*outcome, *rating));
        }
        let largest = codes.iter().map(|code| code.unsigned_abs()).max().unwrap_or(0).max(1);
        let most = i64::try_from(largest).ok().and_then(|largest| largest.checked_mul(largest)?.checked_mul(weight.0));
        let Some(most) = most else { return self.groups[group].add(weight.0, codes) };
        let each = each(self.columns);
        if self.short[group * each].checked_add(most).is_none() {
            self.settle(group);
        }
        let short = &mut self.short[group * each..(group + 1) * each];
        short[0] += most;
        short[1] += 1;
        short[2] += weight.0;
        let (sums, mut products) = short[3..].split_at_mut(codes.len());
        for (at, (sum, code)) in sums.iter_mut().zip(codes).enumerate() {
            let weighted = weight.0 * code;
            *sum += weighted;
            let (own, others) = products.split_at_mut(at + 1);
            own.iter_mut().zip(codes).for_each(|(product, other)| *product += weighted * other);
            products = others;
        }
    }

    /// Moves what stands in 64 bits to where it fits in any case.
    fn settle(&mut self, group: usize) {
        let each = each(self.columns);
        let short = &mut self.short[group * each..(group + 1) * each];
        let (sums, products) = short[3..].split_at(self.columns);
        self.groups[group].merge(&CrossMoments::of_sums(short[1].unsigned_abs(), short[2], sums, products));
        short.fill(0);
    }

    fn settle_all(&mut self) {
        (0..self.groups.len()).for_each(|group| self.settle(group));
    }

    fn merge(&mut self, mut part: Sums) {
        part.settle_all();
        self.base.merge(&part.base);
        self.groups.iter_mut().zip(&part.groups).for_each(|(group, part)| group.merge(part));
        self.pairs.iter_mut().zip(part.pairs).for_each(|(pairs, part)| pairs.merge(part));
    }

    fn of_outcome(&mut self, outcome: usize) -> DriverSums {
        self.settle_all();
        let attributes = self.columns - self.outcomes;
        let columns: Vec<usize> = std::iter::once(outcome).chain(self.outcomes..self.columns).collect();
        let pairs = &self.pairs[outcome * attributes..(outcome + 1) * attributes];
        DriverSums {
            base: self.base,
            groups: self.groups.iter().map(|group| group.of_columns(&columns)).collect(),
            pairs: pairs.iter().map(Pairs::all).collect(),
        }
    }
}

/// Numbers that are kept of a group.
fn each(columns: usize) -> usize {
    3 + columns + columns * (columns + 1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_however_many_rows_there_are() {
        let mut pairs = Pairs::new();
        pairs.add(9, 5);
        pairs.add_small((9 * SMALL + 5) as usize, u32::MAX - 1);
        pairs.add(9, 5);
        pairs.add(9, 16);
        let mut both = Pairs::new();
        both.add(9, 5);
        both.merge(pairs);
        assert_eq!(both.all(), BTreeMap::from([((9, 5), u64::from(u32::MAX) + 2), ((9, 16), 1)]));
    }
}
