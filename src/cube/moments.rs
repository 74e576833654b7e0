//! Sums of products of answers: what key drivers are computed from.

use super::Count;
use crate::stats::drivers::moments::CrossMoments;
use crate::survey::{Answer, NameId, REPLICATES, Row, RowSink, Value};
use crate::wave::{Wave, WaveScheme};
use std::collections::BTreeMap;

/// The sums of one outcome and its attributes, over rows that answered all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    table: DriverTable,
    /// Used again for each row.
    codes: Vec<i64>,
}

impl DriverSums {
    fn new(attributes: usize) -> DriverSums {
        DriverSums {
            base: Count::default(),
            groups: vec![CrossMoments::new(attributes + 1); usize::from(REPLICATES)],
            pairs: vec![BTreeMap::new(); attributes],
        }
    }

    /// The groups that have rows.
    pub fn filled(&self) -> Vec<CrossMoments> {
        self.groups.iter().filter(|group| group.n() > 0).cloned().collect()
    }
}

impl<'c> DriverCounter<'c> {
    /// `columns` are places in a row's answers: the outcome, then its attributes.
    pub fn new(waves: &'c WaveScheme, columns: Vec<usize>) -> DriverCounter<'c> {
        DriverCounter { waves, columns, table: DriverTable::new(), codes: Vec::new() }
    }

    /// What was counted.
    pub fn finish(self) -> DriverTable {
        self.table
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
        let key = (self.waves.wave_of(row.time), row.brand);
        let attributes = self.columns.len() - 1;
        let sums = self.table.entry(key).or_insert_with(|| DriverSums::new(attributes));
        sums.base.add(row.weight);
        sums.groups[usize::from(row.replicate) % usize::from(REPLICATES)].add(row.weight.0, &self.codes);
        for (pairs, rating) in sums.pairs.iter_mut().zip(&self.codes[1..]) {
            *pairs.entry((self.codes[0], *rating)).or_default() += 1;
        }
    }

    /// Ratings are known at once.
    fn later(&mut self, _row: &Row<'_>) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Weight;
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
    }
}
