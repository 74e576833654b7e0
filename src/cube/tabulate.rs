//! Rows become counts.
//!
//! Rows are taken in batches, and a batch is counted question by question, the rows of one wave and brand after one another:
//! the counts of one question for the slots of a wave and brand then stay in the processor's cache. Answers are counted under
//! codes, and come under their values when counting ends.

use super::codes::{BLANK, Code, Codes, NO_CODE};
use super::counts::{Counts, Ordered, Targets};
use super::crossings::{Crossings, Cuts, Home, NOT_COUNTED};
use super::order::Order;
use super::others::Others;
use super::places::Places;
use super::{Cell, Count, Cube, Design, Tally};
use crate::config::SourceConfig;
use crate::survey::{Answer, PartedSink, Row, RowSink, Rows, Unit, Weight};
use crate::wave::WaveScheme;
use std::collections::BTreeMap;

/// Rows that are counted together: so many that of each wave and brand there are more than its counts take room in the processor's
/// cache.
const BATCH: usize = 65_536;

/// Counts the rows of one source: everybody of each brand, and each value of each segment.
#[derive(Debug, Default)]
pub struct Tabulator {
    designs: Places<Design>,
    crossings: Crossings,
    questions: Vec<Question>,
    batch: Batch,
    /// Used again for each batch of rows.
    homes: Vec<Home>,
}

/// The answers to one question.
#[derive(Debug, Default)]
struct Question {
    codes: Codes,
    counts: Counts,
    /// By cell: what has no code, and places in the sampling design.
    others: BTreeMap<u32, Others>,
    /// The answers of the batch, and the same in the order in which they are counted.
    batch: Vec<Code>,
    ordered: Vec<Code>,
}

/// Rows that wait to be counted.
#[derive(Debug, Default)]
struct Batch {
    weights: Vec<Weight>,
    /// Their sum, which fits in 63 bits.
    weight: i64,
    /// The number of each row's wave and brand.
    waves: Vec<u32>,
    /// The slots of all rows; each has one in each crossing.
    slots: Vec<u32>,
    order: Order,
    ordered: Ordered,
}

impl Batch {
    fn len(&self) -> usize {
        self.weights.len()
    }

    /// Takes up the weights of more rows; false if there is no room for them, and nothing was done.
    fn take(&mut self, weights: &[Weight]) -> bool {
        let sum = weights.iter().try_fold(self.weight, |sum, weight| sum.checked_add(weight.0));
        let Some(sum) = sum.filter(|_| self.len() + weights.len() <= BATCH || self.len() == 0) else { return false };
        self.weight = sum;
        self.weights.extend_from_slice(weights);
        true
    }

    /// How many slots each row has.
    fn width(&self) -> usize {
        self.slots.len() / self.len().max(1)
    }

    fn put_in_order(&mut self, waves: usize) {
        self.order.arrange(&self.waves, waves);
        let order: Vec<usize> = self.order.rows().collect();
        let weights: Vec<Weight> = order.iter().map(|row| self.weights[*row]).collect();
        let mut ordered = Ordered::of(&weights, &self.ordered);
        for run in order.chunk_by(|one, next| self.waves[*one] == self.waves[*next]) {
            ordered.push_run(self.waves[run[0]] as usize, &weights, run.iter().map(|row| self.slots_of(*row)));
        }
        self.ordered = ordered;
    }

    /// The slots of a row.
    fn slots_of(&self, row: usize) -> &[u32] {
        let width = self.width();
        let slots = &self.slots[row * width..(row + 1) * width];
        let counted = slots.iter().position(|slot| *slot == NOT_COUNTED).unwrap_or(width);
        &slots[..counted]
    }

    fn clear(&mut self) {
        self.weights.clear();
        self.weight = 0;
        self.waves.clear();
        self.slots.clear();
    }

    /// The cells of a row.
    fn cells_of<'a>(&'a self, row: usize, targets: &'a Targets) -> impl Iterator<Item = u32> {
        let targets = &targets[self.waves[row] as usize];
        self.slots_of(row).iter().flat_map(|slot| &targets[*slot as usize]).copied()
    }
}

impl Tabulator {
    /// Cuts the rows of `source` by each of the segments that are shown, and by those of each of `nests` together. Groups
    /// are counted by wave, but for those of the segments `monthly`, of whose months something is said.
    pub fn of(source: &SourceConfig, nests: Vec<Vec<usize>>, waves: &WaveScheme, monthly: Vec<usize>) -> Tabulator {
        Tabulator::cut(Cuts::of(source, nests, waves, monthly))
    }

    fn cut(cuts: Cuts) -> Tabulator {
        Tabulator { crossings: Crossings::of(cuts), ..Tabulator::default() }
    }

    /// What was counted.
    pub fn finish(mut self) -> Cube {
        self.settle();
        let mut cube = Cube::default();
        for (key, at) in self.crossings.cells().iter().zip(0..) {
            let cell: Cell = self.questions.iter_mut().map(|question| question.tally(at)).collect();
            cube.cells.insert(key.clone(), cell);
        }
        cube.design = self.designs.into_sorted().into_iter().map(|(time, _, design)| (time, design)).collect();
        cube.bring_units_in_order();
        cube
    }

    /// Takes rows into the batch, without their answers; gives the place of the first.
    fn place(&mut self, rows: &Rows<'_>) -> usize {
        self.homes.clear();
        let mut is_new = false;
        for row in 0..rows.len() {
            let home = self.crossings.home(rows.times[row], rows.brands[row], rows.subject);
            is_new |= self.crossings.note(home, rows.segments_of(row));
            self.homes.push(home);
        }
        if is_new {
            self.count_batch();
            self.crossings.plan();
        }
        if !self.batch.take(rows.weights) {
            self.count_batch();
            // The largest weights of a batch of rows fit.
            self.batch.take(rows.weights);
        }
        for (row, home) in self.homes.iter().enumerate() {
            let slots = (0..self.crossings.len()).map(|crossing| self.crossings.slot(crossing, *home, rows, row));
            self.batch.slots.extend(slots);
        }
        self.batch.waves.extend(self.homes.iter().map(|home| home.wave));
        self.batch.len() - rows.len()
    }

    fn count_batch(&mut self) {
        self.batch.put_in_order(self.crossings.waves());
        for question in &mut self.questions {
            question.count(&self.batch, self.crossings.slots());
        }
        self.batch.clear();
    }

    /// Counts what waits, and hands what was counted to the cells.
    fn settle(&mut self) {
        self.count_batch();
        let targets = self.crossings.slots();
        self.questions.iter_mut().for_each(|question| question.counts.settle(targets));
    }
}

impl Question {
    /// Takes an answer that is counted by itself, or has a place in the sampling design, of a row that stands in `cells`.
    fn take(
        &mut self,
        answer: Answer,
        code: Code,
        weight: Weight,
        unit: Option<Unit>,
        cells: impl Iterator<Item = u32>,
    ) {
        for cell in cells {
            let others = self.others.entry(cell).or_default();
            if code == NO_CODE {
                others.add(answer, weight);
            }
            if let Some(unit) = unit {
                others.place(answer, weight, unit);
            }
        }
    }

    fn count(&mut self, batch: &Batch, targets: &Targets) {
        self.ordered.clear();
        self.ordered.extend(batch.order.rows().map(|row| self.batch[row]));
        self.counts.add(&self.ordered, self.codes.len(), &batch.ordered, targets);
        self.batch.clear();
    }

    /// Takes in the counts of the same question; `cells` are where those of the other's cells belong.
    fn take_in(&mut self, part: Question, cells: &[u32]) {
        let codes: Vec<Option<Code>> = (0..part.codes.len())
            .map(|code| match part.codes.value_of(code) {
                None => Some(code as Code),
                Some(value) => Some(self.codes.of(&Answer::Value(value))).filter(|code| *code != NO_CODE),
            })
            .collect();
        let others = &mut self.others;
        self.counts.take_in(part.counts, cells, &codes, |cell, code, count| {
            if let Some(value) = part.codes.value_of(usize::from(code)) {
                others.entry(cell).or_default().of(value).merge(count);
            }
        });
        for (cell, others) in part.others {
            self.others.entry(cells[cell as usize]).or_default().merge(others);
        }
    }

    /// What was said in a cell, which is given up.
    fn tally(&mut self, cell: u32) -> Tally {
        let (mut answers, mut silent, mut blank) = (Vec::new(), Count::default(), Count::default());
        for (code, count) in self.counts.take(cell) {
            match self.codes.value_of(usize::from(code)) {
                Some(value) => answers.push((value, count)),
                None => {
                    silent.merge(&count);
                    if code == BLANK {
                        blank.merge(&count);
                    }
                }
            }
        }
        let mut tally = self.others.remove(&cell).unwrap_or_default().with(answers);
        tally.silent.merge(&silent);
        tally.blank.merge(&blank);
        tally
    }
}

impl RowSink for Tabulator {
    fn rows(&mut self, rows: &Rows<'_>) {
        for row in 0..rows.len() {
            self.designs.of(rows.times[row], None, Design::default).add(rows.weights[row], rows.unit_of(row));
        }
        self.questions.resize_with(self.questions.len().max(rows.answers.len()), Question::default);
        let first = self.place(rows);
        let targets = self.crossings.slots();
        for (question, answers) in self.questions.iter_mut().zip(rows.answers) {
            let Question { codes, batch, .. } = &mut *question;
            answers.map_to(batch, |answer| codes.of(answer));
            if rows.units.is_empty() && !batch[first..].contains(&NO_CODE) {
                continue;
            }
            for row in 0..rows.len() {
                let (code, unit) = (question.batch[first + row], rows.unit_of(row));
                if code == NO_CODE || unit.is_some() {
                    let cells = self.batch.cells_of(first + row, targets);
                    question.take(answers.of(row), code, rows.weights[row], unit, cells);
                }
            }
        }
    }

    fn later(&mut self, row: &Row<'_>) {
        self.questions.resize_with(self.questions.len().max(row.answers.len()), Question::default);
        let at = self.place(&Rows::of_one(row, &[]));
        let targets = self.crossings.slots();
        for (question, answer) in self.questions.iter_mut().zip(row.answers) {
            let code = question.codes.of(answer);
            question.batch.push(code);
            if code == NO_CODE || row.unit.is_some() {
                question.take(*answer, code, row.weight, row.unit, self.batch.cells_of(at, targets));
            }
        }
    }
}

impl PartedSink for Tabulator {
    fn part(&self) -> Self {
        Tabulator { crossings: self.crossings.part(), ..Tabulator::default() }
    }

    fn take_in(&mut self, mut part: Self) {
        part.settle();
        if self.crossings.cells().is_empty() {
            *self = part;
            return;
        }
        self.settle();
        for (time, _, design) in part.designs.into_sorted() {
            self.designs.of(time, None, Design::default).merge(&design);
        }
        let cells: Vec<u32> = part.crossings.cells().iter().map(|key| self.crossings.cell(key.clone())).collect();
        let questions = self.questions.len().max(part.questions.len());
        self.questions.resize_with(questions, Question::default);
        for (question, part_question) in self.questions.iter_mut().zip(part.questions) {
            question.take_in(part_question, &cells);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::CellKey;
    use crate::survey::{NameId, Subject, Value};
    use crate::wave::TimeKey;
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
                replicate: None,
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
            prop_assert_eq!(&whole, &Cube::together([cube(right), cube(left)]));
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

    proptest! {
        #[test]
        fn every_cell_has_its_rows_however_many_values_there_are(
            rows in prop::collection::vec((24300..24306i32, (0..4u16, 0..300u16, 0..900u16), -1..3i64, 0..3i64), 1..60),
            few in 1..900u16,
        ) {
            let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
            let cuts = Cuts::nested(Some(waves.clone()), vec![1], vec![vec![0, 1], vec![0, 2], vec![1, 2]]);
            let mut tabulator = Tabulator::cut(cuts);
            let mut naive: BTreeMap<CellKey, (u64, i128)> = BTreeMap::new();
            for &(time, (a, b, c), answer, weight) in &rows {
                let segments = [a, b % few, c % few].map(NameId);
                let answer = if answer < 0 { Answer::NotAsked } else { Answer::Value(Value::whole(answer)) };
                let time = TimeKey(time);
                tabulator.row(&Row {
                    time,
                    brand: None,
                    segments: &segments,
                    weight: Weight(weight),
                    replicate: None,
                    unit: None,
                    answers: &[answer],
                    comment: None,
                });
                let wave = waves.first_key(waves.wave_of(time));
                let group = |time, segments_of: &[usize]| {
                    let group = segments_of.iter().map(|segment| (*segment, segments[*segment])).collect();
                    CellKey { time, brand: None, group }
                };
                let groups: [&[usize]; 5] = [&[0], &[2], &[0, 1], &[0, 2], &[1, 2]];
                let keys = groups.map(|segments| group(wave, segments)).into_iter();
                for key in keys.chain([group(time, &[]), group(time, &[1])]) {
                    let cell = naive.entry(key).or_default();
                    if answer != Answer::NotAsked {
                        *cell = (cell.0 + 1, cell.1 + i128::from(weight));
                    }
                }
            }
            let counted = |tally: &Tally| (tally.valid().n, tally.valid().sum_w);
            let cells = tabulator.finish().cells.into_iter().map(|(key, cell)| (key, counted(&cell[0])));
            prop_assert_eq!(cells.collect::<BTreeMap<_, _>>(), naive);
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
        let halves = Cube::together([cube(&rows[2..]), cube(&rows[..2])]);
        assert_eq!(halves.by_wave(&quarters), waves);
    }

    #[test]
    fn of_other_brands_everybody_is_counted_and_groups_are_named() {
        let waves = WaveScheme::Calendar { months: 3, fiscal_start: 1 };
        let mut tabulator = Tabulator::cut(Cuts::nested(Some(waves), vec![], vec![vec![0, 1]]));
        let (ours, other) = (Some(NameId(1)), Some(NameId(0)));
        // The first row stands before any of our brand.
        let rows = [(Subject::Unmet, other, 0, 5), (Subject::Brand(NameId(1)), ours, 1, 7)];
        for (subject, brand, month, answer) in rows.into_iter().chain([(Subject::Brand(NameId(1)), other, 1, 6)]) {
            let row = Row {
                time: TimeKey(24300 + month),
                brand,
                segments: &[NameId(2), NameId(3)],
                weight: Weight::ONE,
                replicate: None,
                unit: None,
                answers: &[],
                comment: None,
            };
            let mut answers = [crate::survey::Answers::default()];
            answers[0].push(Answer::Value(Value::whole(answer)));
            tabulator.rows(&Rows { subject, ..Rows::of_one(&row, &answers) });
        }
        let cells = tabulator.finish().cells;
        let n = |brand, month: i32, group: &[usize]| {
            let group = group.iter().map(|segment| (*segment, NameId(2 + *segment as u16))).collect();
            cells.get(&CellKey { time: TimeKey(24300 + month), brand, group }).map(|cell| cell[0].valid().n)
        };
        for group in [&[0][..], &[1], &[0, 1]] {
            assert_eq!((n(ours, 0, group), n(other, 0, group)), (Some(1), Some(0)));
        }
        assert_eq!((n(ours, 1, &[]), n(other, 0, &[]), n(other, 1, &[])), (Some(1), Some(1), Some(1)));
        assert_eq!(cells.len(), 3 + 2 * 3);
    }

    #[test]
    fn nested_groups_add_up_to_those_of_one_segment() {
        let mut tabulator = Tabulator::cut(Cuts::nested(None, vec![], vec![vec![0, 1]]));
        for (region, kind, answer) in [(0, 0, 5), (0, 1, 6), (0, 1, 7), (1, 1, 5)] {
            tabulator.row(&Row {
                time: TimeKey(0),
                brand: None,
                segments: &[NameId(region), NameId(kind)],
                weight: Weight::ONE,
                replicate: None,
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
