//! Rows become counts.

use super::{CellKey, Cube, Tally};
use crate::config::SourceConfig;
use crate::survey::{Answer, Row, RowSink, Unit, Weight};

/// Counts the rows of one source: everybody of each brand, and each value of each segment.
#[derive(Debug, Default)]
pub struct Tabulator {
    cube: Cube,
    /// Segments that are only there to weight by.
    unshown: Vec<usize>,
    /// Segments by whose values together rows are counted as well, each list in the order of the segments.
    nests: Vec<Vec<usize>>,
    /// Kept between rows so that looking a cell up allocates nothing.
    key: Option<CellKey>,
}

impl Tabulator {
    /// Cuts the rows of `source` by each of the segments that are shown, and by those of each of `nests` together.
    pub fn of(source: &SourceConfig, nests: Vec<Vec<usize>>) -> Tabulator {
        let unshown = source.segments.iter().enumerate().filter(|(_, segment)| !segment.is_shown);
        Tabulator { unshown: unshown.map(|(at, _)| at).collect(), nests, ..Tabulator::default() }
    }

    /// What was counted.
    pub fn finish(mut self) -> Cube {
        self.cube.bring_units_in_order();
        self.cube
    }

    fn count(&mut self, answers: &[Answer], weight: Weight, unit: Option<Unit>) {
        let Some(key) = &self.key else { return };
        if !self.cube.cells.contains_key(key) {
            self.cube.cells.insert(key.clone(), vec![Tally::default(); answers.len()]);
        }
        if let Some(cell) = self.cube.cells.get_mut(key) {
            for (tally, answer) in cell.iter_mut().zip(answers) {
                tally.add(*answer, weight);
            }
            if let Some(unit) = unit {
                cell.iter_mut().zip(answers).for_each(|(tally, answer)| tally.place(*answer, weight, unit));
            }
        }
    }
}

impl RowSink for Tabulator {
    fn row(&mut self, row: &Row<'_>) {
        self.cube.design.entry(row.time).or_default().add(row.weight, row.unit);
        self.later(row);
    }

    fn later(&mut self, row: &Row<'_>) {
        let key = self.key.get_or_insert_with(|| CellKey { time: row.time, brand: None, group: Vec::new() });
        (key.time, key.brand) = (row.time, row.brand);
        key.group.clear();
        self.count(row.answers, row.weight, row.unit);
        for (segment, value) in row.segments.iter().enumerate() {
            if self.unshown.contains(&segment) {
                continue;
            }
            if let Some(key) = &mut self.key {
                key.group.clear();
                key.group.push((segment, *value));
            }
            self.count(row.answers, row.weight, row.unit);
        }
        for nest in 0..self.nests.len() {
            if let Some(key) = &mut self.key {
                key.group.clear();
                key.group.extend(self.nests[nest].iter().map(|segment| (*segment, row.segments[*segment])));
            }
            self.count(row.answers, row.weight, row.unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{NameId, Value};
    use crate::wave::{TimeKey, WaveScheme};
    use proptest::prelude::*;

    type Plain = (i32, u16, u16, i64, i64);

    fn cube(rows: &[Plain]) -> Cube {
        let mut tabulator = Tabulator::default();
        for &(time, brand, segment, answer, weight) in rows {
            let answer = match answer {
                ..0 => Answer::Blank,
                11 => Answer::Censored(Value::whole(weight % 5)),
                12 => Answer::Events([3, 1, 0]),
                20.. => Answer::Customer(answer.unsigned_abs()),
                code => Answer::Value(Value::whole(code)),
            };
            tabulator.row(&Row {
                time: TimeKey(time),
                brand: Some(NameId(brand)),
                segments: &[NameId(segment)],
                weight: Weight(weight),
                replicate: 0,
                unit: None,
                answers: &[answer],
                comment: None,
            });
        }
        tabulator.finish()
    }

    fn rows() -> impl Strategy<Value = Vec<Plain>> {
        prop::collection::vec((24300..24306i32, 0..3u16, 0..4u16, -1..13i64, 0..3_000_000_000i64), 0..60)
    }

    proptest! {
        #[test]
        fn order_and_splits_do_not_matter(rows in rows(), cut in 0usize..60) {
            let whole = cube(&rows);
            let mut reversed = rows.clone();
            reversed.reverse();
            prop_assert_eq!(&whole, &cube(&reversed));
            let (left, right) = rows.split_at(cut.min(rows.len()));
            let mut merged = cube(right);
            merged.merge(&cube(left));
            prop_assert_eq!(&whole, &merged);
        }

        #[test]
        fn groups_add_up_to_everybody(rows in rows()) {
            let waves = cube(&rows).by_wave(&WaveScheme::Calendar { months: 3, fiscal_start: 1 });
            for ((wave, brand, group), cell) in waves.cells.iter().filter(|(key, _)| key.2.is_empty()) {
                let mut sum = Tally::default();
                for value in 0..4 {
                    if let Some(part) = waves.tally(*wave, *brand, &vec![(0, NameId(value))], 0) {
                        sum.merge(part);
                    }
                }
                prop_assert_eq!(&sum, &cell[0]);
                prop_assert!(group.is_empty());
            }
        }
    }

    #[test]
    fn rows_of_a_customer_are_counted_over_the_months_of_a_wave() {
        // Customer 20 in two months of a quarter and once in the next; 21 once, in another group.
        let (january, march, april) = (24300, 24302, 24303);
        let rows = [(january, 0, 0, 20, 7), (march, 0, 1, 20, 7), (april, 0, 0, 20, 7), (january, 0, 1, 21, 7)];
        let quarters = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let waves = cube(&rows).by_wave(&quarters);
        let of = |month: i32, group: Vec<(usize, NameId)>| {
            let wave = quarters.wave_of(TimeKey(month));
            let tally = waves.tally(wave, Some(NameId(0)), &group, 0).unwrap();
            tally.answers.iter().map(|(value, count)| (value.number(), count.n)).collect::<Vec<_>>()
        };
        assert_eq!(of(january, vec![]), [(1.0, 1), (2.0, 1)]);
        assert_eq!(of(april, vec![]), [(1.0, 1)]);
        assert_eq!(of(january, vec![(0, NameId(1))]), [(1.0, 2)]);
        let (mut halves, rest) = (cube(&rows[2..]), cube(&rows[..2]));
        halves.merge(&rest);
        assert_eq!(halves.by_wave(&quarters), waves);
    }

    #[test]
    fn nested_groups_add_up_to_those_of_one_segment() {
        let mut tabulator = Tabulator { nests: vec![vec![0, 1]], ..Tabulator::default() };
        for (region, kind, answer) in [(0, 0, 5), (0, 1, 6), (0, 1, 7), (1, 1, 5)] {
            tabulator.row(&Row {
                time: TimeKey(0),
                brand: None,
                segments: &[NameId(region), NameId(kind)],
                weight: Weight::ONE,
                replicate: 0,
                unit: None,
                comment: None,
                answers: &[Answer::Value(Value::whole(answer))],
            });
        }
        let cube = tabulator.finish();
        let of = |group: Vec<(usize, NameId)>| {
            cube.cells.get(&CellKey { time: TimeKey(0), brand: None, group }).map(|cell| cell[0].clone())
        };
        let both = |region, kind| of(vec![(0, NameId(region)), (1, NameId(kind))]);
        assert_eq!(both(1, 0), None);
        assert_eq!(both(0, 1).unwrap().valid().n, 2);
        let mut north = both(0, 0).unwrap();
        north.merge(&both(0, 1).unwrap());
        assert_eq!(Some(north), of(vec![(0, NameId(0))]));
        assert_eq!(cube.cells.len(), 1 + 2 + 2 + 3);
    }

    #[test]
    fn the_rest_is_the_whole_without_the_part() {
        let all = cube(&[(0, 0, 0, 5, 1), (0, 0, 1, 5, 2), (0, 0, 1, 7, 3), (0, 0, 1, -1, 4)]);
        let of = |group: Vec<(usize, NameId)>| {
            all.cells[&CellKey { time: TimeKey(0), brand: Some(NameId(0)), group }][0].clone()
        };
        assert_eq!(of(vec![]).without(&of(vec![(0, NameId(1))])), Some(of(vec![(0, NameId(0))])));
        assert_eq!(of(vec![(0, NameId(0))]).without(&of(vec![(0, NameId(1))])), None);
    }
}
