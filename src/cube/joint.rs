//! Answers of the same rows to two questions, counted together.

use super::{Count, Said};
use crate::survey::{NameId, Row, RowSink, Rows, Unit};
use crate::wave::{Wave, WaveScheme};
use std::collections::BTreeMap;

/// Rows by stratum and what they said to the first and to the second question.
pub type Joint = BTreeMap<(u64, Said, Said), Count>;

/// Joint counts by wave and brand.
pub type JointTable = BTreeMap<(Wave, Option<NameId>), Joint>;

/// Counts the rows that were asked two questions. Rows of a named unit are left out: they meet in their unit.
#[derive(Debug)]
pub struct JointCounter<'c> {
    waves: &'c WaveScheme,
    /// The places of the two in a row's answers.
    pair: (usize, usize),
    table: JointTable,
}

impl<'c> JointCounter<'c> {
    /// `pair` are places in a row's answers.
    pub fn new(waves: &'c WaveScheme, pair: (usize, usize)) -> JointCounter<'c> {
        JointCounter { waves, pair, table: JointTable::new() }
    }

    /// One that counts other rows of the same source.
    pub fn part(&self) -> JointCounter<'c> {
        JointCounter::new(self.waves, self.pair)
    }

    /// Takes in what another of the same source has counted.
    pub fn take_in(&mut self, part: JointCounter<'c>) {
        for (place, joint) in part.table {
            let table = self.table.entry(place).or_default();
            joint.into_iter().for_each(|(said, count)| table.entry(said).or_default().merge(&count));
        }
    }

    /// What was counted.
    pub fn finish(self) -> JointTable {
        self.table
    }
}

impl RowSink for JointCounter<'_> {
    fn rows(&mut self, rows: &Rows<'_>) {
        rows.each(|row| self.add(row));
    }

    /// What becomes known later is no longer with the row that it belongs to.
    fn later(&mut self, _row: &Row<'_>) {}
}

impl JointCounter<'_> {
    fn add(&mut self, row: &Row<'_>) {
        let said = |at: usize| row.answers.get(at).and_then(|answer| Said::of(*answer));
        let (Some(first), Some(second)) = (said(self.pair.0), said(self.pair.1)) else { return };
        let unit = row.unit.unwrap_or(Unit::ALONE);
        if unit.psu == Unit::ITSELF {
            let table = self.table.entry((self.waves.wave_of(row.time), row.brand)).or_default();
            table.entry((unit.stratum, first, second)).or_default().add(row.weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{Answer, Value, Weight};
    use crate::wave::TimeKey;

    #[test]
    fn rows_that_answered_both_are_counted_together() {
        let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let mut counter = JointCounter::new(&waves, (0, 2));
        let value = |code: i64| Answer::Value(Value::whole(code));
        let unit = |psu: u64| Some(Unit { stratum: 3, psu, ..Unit::ALONE });
        for (first, second, unit) in [
            (value(9), value(7), None),
            (value(9), value(7), None),
            (value(9), Answer::NotAsked, None),
            (Answer::Blank, value(7), unit(0)),
            (value(9), value(7), unit(5)),
        ] {
            counter.row(&Row {
                time: TimeKey(24300),
                brand: None,
                segments: &[],
                weight: Weight::ONE,
                replicate: None,
                unit,
                answers: &[first, value(1), second],
                comment: None,
            });
        }
        let table = counter.finish();
        let counts: Vec<_> = table.values().flatten().map(|((stratum, a, b), c)| (*stratum, *a, *b, c.n)).collect();
        let seven = Said::Value(Value::whole(7));
        assert_eq!(counts, [(0, Said::Value(Value::whole(9)), seven, 2), (3, Said::Blank, seven, 1)]);
    }
}
