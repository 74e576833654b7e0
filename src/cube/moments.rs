//! Sums of products of answers: what key drivers are computed from.

use super::Count;
use super::places::Places;
use crate::stats::drivers::moments::CrossMoments;
use crate::survey::{Answer, NameId, REPLICATES, Row, RowSink, Value, Weight};
use crate::wave::{Wave, WaveScheme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The sums of one outcome and its attributes, over rows that answered all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverSums {
    /// The rows.
    pub base: Count,
    /// By group of respondents; a group without rows is there and empty.
    pub groups: Vec<CrossMoments>,
    /// For each attribute: how many gave each pair of outcome and rating.
    pub pairs: Vec<BTreeMap<(i64, i64), u64>>,
}

/// Sums by wave and brand.
pub type DriverTable = BTreeMap<(Wave, Option<NameId>), DriverSums>;

/// Counts complete rows of one outcome and its attributes. What it keeps does not grow with the responses.
#[derive(Debug)]
pub struct DriverCounter<'c> {
    waves: &'c WaveScheme,
    /// Places in a row's answers: the outcome, then its attributes.
    columns: Vec<usize>,
    /// By the first time of a wave.
    sums: Places<Running>,
    /// Used again for each row.
    codes: Vec<i64>,
}

/// Sums while rows are counted. Those of a group stand in 64 bits until one of them might not fit.
#[derive(Debug)]
struct Running {
    base: Count,
    /// The sums of each group: how large a product can be at most, rows, weight, then sums and products as
    /// [`CrossMoments`] has them.
    short: Vec<i64>,
    /// What did not fit there.
    groups: Vec<CrossMoments>,
    pairs: Vec<Pairs>,
}

/// How many rows gave each pair of outcome and rating.
#[derive(Debug)]
struct Pairs {
    /// Of codes from 0 to 15.
    small: Vec<u64>,
    others: BTreeMap<(i64, i64), u64>,
}

/// Codes below this, and not below zero, are counted in a table.
const SMALL: i64 = 16;

impl Pairs {
    fn add(&mut self, outcome: i64, rating: i64) {
        if (0..SMALL).contains(&outcome) && (0..SMALL).contains(&rating) {
            self.small[(outcome * SMALL + rating) as usize] += 1;
        } else {
            *self.others.entry((outcome, rating)).or_default() += 1;
        }
    }

    fn finish(self) -> BTreeMap<(i64, i64), u64> {
        let mut pairs = self.others;
        let small = self.small.into_iter().zip(0..).filter(|(rows, _)| *rows > 0);
        pairs.extend(small.map(|(rows, at): (u64, i64)| ((at / SMALL, at % SMALL), rows)));
        pairs
    }
}

impl Running {
    fn new(columns: usize) -> Running {
        let pairs = || Pairs { small: vec![0; (SMALL * SMALL) as usize], others: BTreeMap::new() };
        Running {
            base: Count::default(),
            short: vec![0; each(columns) * usize::from(REPLICATES)],
            groups: vec![CrossMoments::new(columns); usize::from(REPLICATES)],
            pairs: (1..columns).map(|_| pairs()).collect(),
        }
    }

    /// A row with a weight above zero.
    fn add(&mut self, weight: Weight, group: usize, codes: &[i64]) {
        self.base.add(weight);
        for (pairs, rating) in self.pairs.iter_mut().zip(&codes[1..]) {
            pairs.add(codes[0], *rating);
        }
        let largest = codes.iter().map(|code| code.unsigned_abs()).max().unwrap_or(0).max(1);
        let most = i64::try_from(largest).ok().and_then(|largest| largest.checked_mul(largest)?.checked_mul(weight.0));
        let Some(most) = most else { return self.groups[group].add(weight.0, codes) };
        let each = each(codes.len());
        if self.short[group * each].checked_add(most).is_none() {
            self.settle(group, codes.len());
        }
        let short = &mut self.short[group * each..(group + 1) * each];
        short[0] += most;
        short[1] += 1;
        short[2] += weight.0;
        let (sums, products) = short[3..].split_at_mut(codes.len());
        let mut products = products.iter_mut();
        for (at, (sum, code)) in sums.iter_mut().zip(codes).enumerate() {
            let weighted = weight.0 * code;
            *sum += weighted;
            for other in &codes[..=at] {
                if let Some(product) = products.next() {
                    *product += weighted * other;
                }
            }
        }
    }

    /// Moves what stands in 64 bits to where it fits in any case.
    fn settle(&mut self, group: usize, columns: usize) {
        let each = each(columns);
        let short = &mut self.short[group * each..(group + 1) * each];
        let (sums, products) = short[3..].split_at(columns);
        self.groups[group].merge(&CrossMoments::of_sums(short[1].unsigned_abs(), short[2], sums, products));
        short.fill(0);
    }

    fn finish(mut self, columns: usize) -> DriverSums {
        (0..self.groups.len()).for_each(|group| self.settle(group, columns));
        DriverSums { base: self.base, groups: self.groups, pairs: self.pairs.into_iter().map(Pairs::finish).collect() }
    }

    fn merge(&mut self, mut part: Running, columns: usize) {
        self.base.merge(&part.base);
        for group in 0..self.groups.len() {
            part.settle(group, columns);
            self.groups[group].merge(&part.groups[group]);
        }
        for (pairs, more) in self.pairs.iter_mut().zip(part.pairs) {
            pairs.small.iter_mut().zip(more.small).for_each(|(rows, more)| *rows += more);
            more.others.into_iter().for_each(|(pair, rows)| *pairs.others.entry(pair).or_default() += rows);
        }
    }
}

/// Numbers that are kept of a group.
fn each(columns: usize) -> usize {
    3 + columns + columns * (columns + 1) / 2
}

impl DriverSums {
    /// The groups that have rows.
    pub fn filled(&self) -> Vec<CrossMoments> {
        self.groups.iter().filter(|group| group.n() > 0).cloned().collect()
    }
}

impl<'c> DriverCounter<'c> {
    /// `columns` are places in a row's answers: the outcome, then its attributes.
    pub fn new(waves: &'c WaveScheme, columns: Vec<usize>) -> DriverCounter<'c> {
        DriverCounter { waves, columns, sums: Places::default(), codes: Vec::new() }
    }

    /// One that counts other rows of the same source.
    pub fn part(&self) -> DriverCounter<'c> {
        DriverCounter::new(self.waves, self.columns.clone())
    }

    /// Takes in what another of the same source has counted.
    pub fn take_in(&mut self, part: DriverCounter<'c>) {
        let columns = self.columns.len();
        for (time, brand, sums) in part.sums.into_sorted() {
            self.sums.of(time, brand, || Running::new(columns)).merge(sums, columns);
        }
    }

    /// What was counted.
    pub fn finish(self) -> DriverTable {
        let (waves, columns) = (self.waves, self.columns.len());
        let sums = self.sums.into_sorted().into_iter();
        sums.map(|(time, brand, sums)| ((waves.wave_of(time), brand), sums.finish(columns))).collect()
    }
}

impl RowSink for DriverCounter<'_> {
    fn row(&mut self, row: &Row<'_>) {
        self.codes.clear();
        for column in &self.columns {
            match row.answers.get(*column) {
                // Answers on a scale are whole codes.
                Some(Answer::Value(value)) => self.codes.push(value.0 / Value::SCALE),
                _ => return,
            }
        }
        if row.weight.0 <= 0 {
            return;
        }
        let time = self.waves.first_key(self.waves.wave_of(row.time));
        let columns = self.columns.len();
        let group = usize::from(row.replicate) % usize::from(REPLICATES);
        self.sums.of(time, row.brand, || Running::new(columns)).add(row.weight, group, &self.codes);
    }

    /// Ratings are known at once.
    fn later(&mut self, _row: &Row<'_>) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wave::TimeKey;
    use proptest::prelude::*;

    fn count(rows: &[(i64, i64, u8, i64)]) -> DriverTable {
        let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let mut counter = DriverCounter::new(&waves, vec![1, 0]);
        for &(outcome, rating, replicate, weight) in rows {
            let answer = |code: i64| if code < 0 { Answer::Blank } else { Answer::Value(Value::whole(code)) };
            counter.row(&Row {
                time: TimeKey(24300),
                brand: None,
                segments: &[],
                weight: Weight(weight),
                replicate,
                unit: None,
                answers: &[answer(rating), answer(outcome)],
                comment: None,
            });
        }
        counter.finish()
    }

    #[test]
    fn only_complete_rows_with_a_weight_count() {
        let table = count(&[(9, 5, 1, 2), (-1, 5, 1, 2), (9, -1, 1, 2), (3, 1, 2, 0), (9, 5, 7, 1)]);
        let sums = table.values().next().unwrap();
        assert_eq!((sums.base.n, sums.base.sum_w, sums.filled().len()), (2, 3, 2));
        assert_eq!(sums.pairs[0], BTreeMap::from([((9, 5), 2)]));
    }

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter(rows in prop::collection::vec((-1..11i64, -1..6i64, 0..100u8, 0..5i64), 0..50)) {
            let mut reversed = rows.clone();
            reversed.reverse();
            prop_assert_eq!(count(&rows), count(&reversed));
        }

        #[test]
        fn parts_add_up_whatever_the_weights(
            rows in prop::collection::vec((0..40i64, -20..40i64, 0..3u8, 1..=Weight::MAX.0), 0..50),
            cut in 0usize..50,
        ) {
            let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
            let mut exact = vec![CrossMoments::new(2); usize::from(REPLICATES)];
            let mut parts = [DriverCounter::new(&waves, vec![0, 1]), DriverCounter::new(&waves, vec![0, 1])];
            for (at, &(outcome, rating, replicate, weight)) in rows.iter().enumerate() {
                exact[usize::from(replicate)].add(weight, &[outcome, rating]);
                parts[usize::from(at >= cut)].row(&Row {
                    time: TimeKey(24300),
                    brand: None,
                    segments: &[],
                    weight: Weight(weight),
                    replicate,
                    unit: None,
                    answers: &[Answer::Value(Value::whole(outcome)), Answer::Value(Value::whole(rating))],
                    comment: None,
                });
            }
            let [mut first, second] = parts;
            first.take_in(second);
            if let Some(sums) = first.finish().into_values().next() {
                prop_assert_eq!(sums.groups, exact);
                prop_assert_eq!(sums.pairs[0].values().sum::<u64>(), rows.len() as u64);
            }
        }
    }
}
