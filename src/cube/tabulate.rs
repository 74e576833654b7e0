//! Rows become counts.
//!
//! Rows are taken in batches, and a batch is counted question by question, the rows of one wave and brand after one another:
//! the counts of one question for the cells of a wave and brand then stay in the processor's cache. Answers are counted under
//! codes, and come under their values when counting ends.

use super::codes::{BLANK, Code, Codes, NO_CODE};
use super::counts::{Counts, Grain, InGrains};
use super::order::Order;
use super::places::Places;
use super::{Cell, CellKey, Count, Cube, Design, Tally};
use crate::config::SourceConfig;
use crate::survey::{Answer, NameId, PartedSink, Row, RowSink, Unit, Weight};
use crate::wave::{TimeKey, WaveScheme};
use std::collections::BTreeMap;

/// Rows that are counted together.
const BATCH: usize = 16_384;

/// Counts the rows of one source: everybody of each brand, and each value of each segment.
#[derive(Debug, Default)]
pub struct Tabulator {
    /// Groups are kept by wave, under its first month or span; without it by month or span, as everybody is.
    waves: Option<WaveScheme>,
    /// Segments that are only there to weight by.
    unshown: Vec<usize>,
    /// Segments whose groups are kept by month or span all the same.
    monthly: Vec<usize>,
    /// Segments by whose values together rows are counted as well, each list in the order of the segments.
    nests: Vec<Vec<usize>>,
    designs: Places<Design>,
    homes: Places<Home>,
    groups: Places<Groups>,
    cells: Vec<CellKey>,
    questions: Vec<Question>,
    batch: Batch,
    grain: Grain,
}

/// Where the rows of a month or span and brand belong.
#[derive(Debug, Clone, Copy)]
struct Home {
    /// The cell of everybody.
    everybody: u32,
    /// The number of the groups of its wave.
    wave: u32,
    /// The number of the groups of its month or span; that of the wave where no groups are kept by month.
    month: u32,
}

/// The cells of the groups of a time and brand.
#[derive(Debug, Default)]
struct Groups {
    /// By segment and value; [`NO_CELL`] where there was no row yet.
    segments: Vec<Vec<u32>>,
    /// By the values of a list of segments.
    nests: Vec<BTreeMap<Vec<NameId>, u32>>,
}

const NO_CELL: u32 = u32::MAX;

/// The answers to one question.
#[derive(Debug, Default)]
struct Question {
    codes: Codes,
    counts: Counts,
    /// By cell: what has no code, and places in the sampling design.
    others: BTreeMap<u32, Tally>,
    /// The answers of the batch.
    batch: Vec<Code>,
}

/// Rows that wait to be counted.
#[derive(Debug, Default)]
struct Batch {
    weights: Vec<Weight>,
    /// The number of the groups of each row's wave and brand.
    homes: Vec<u32>,
    /// The cells of all rows; each has as many.
    cells: Vec<u32>,
    order: Order,
    /// In that order: the weights as they are counted, none for those that are too large, and the cells.
    ordered_weights: Vec<Option<InGrains>>,
    ordered_cells: Vec<u32>,
}

impl Batch {
    fn width(&self) -> usize {
        self.cells.len() / self.weights.len().max(1)
    }

    fn put_in_order(&mut self, homes: usize, grain: Grain) {
        self.order.arrange(&self.homes, homes);
        let width = self.width();
        self.ordered_weights.clear();
        self.ordered_cells.clear();
        for row in self.order.rows() {
            self.ordered_weights.push(grain.of(self.weights[row]));
            self.ordered_cells.extend_from_slice(&self.cells[row * width..(row + 1) * width]);
        }
    }

    fn clear(&mut self) {
        self.weights.clear();
        self.homes.clear();
        self.cells.clear();
    }
}

impl Tabulator {
    /// Cuts the rows of `source` by each of the segments that are shown, and by those of each of `nests` together. Groups
    /// are counted by wave, but for those of the segments `monthly`, of whose months something is said.
    pub fn of(source: &SourceConfig, nests: Vec<Vec<usize>>, waves: &WaveScheme, monthly: Vec<usize>) -> Tabulator {
        let unshown = source.segments.iter().enumerate().filter(|(_, segment)| !segment.is_shown);
        let unshown = unshown.map(|(at, _)| at).collect();
        Tabulator { unshown, nests, monthly, waves: Some(waves.clone()), ..Tabulator::default() }
    }

    /// What was counted.
    pub fn finish(mut self) -> Cube {
        self.count_batch();
        let mut cube = Cube::default();
        for (key, at) in std::mem::take(&mut self.cells).into_iter().zip(0..) {
            let cell: Cell = self.questions.iter_mut().map(|question| question.tally(at, self.grain)).collect();
            cube.cells.insert(key, cell);
        }
        cube.design = self.designs.into_sorted().into_iter().map(|(time, _, design)| (time, design)).collect();
        cube.bring_units_in_order();
        cube
    }

    /// The cell with this key, which another of the same source has met.
    fn cell_of(&mut self, key: &CellKey) -> u32 {
        if key.group.is_empty() {
            return self.home(key.time, key.brand).everybody;
        }
        let cells = &mut self.cells;
        let mut new = || add_cell(cells, key.clone());
        let groups = self.groups.of(key.time, key.brand, Groups::default);
        match key.group.as_slice() {
            [(segment, value)] => {
                let cell = groups.segment(*segment, *value);
                if *cell == NO_CELL {
                    *cell = new();
                }
                *cell
            }
            several => {
                let is_nest = |nest: &Vec<usize>| nest.iter().eq(several.iter().map(|(segment, _)| segment));
                let nest = self.nests.iter().position(is_nest).unwrap_or_default();
                let values = several.iter().map(|(_, value)| *value).collect();
                *groups.nest(nest).entry(values).or_insert_with(new)
            }
        }
    }

    fn home(&mut self, time: TimeKey, brand: Option<NameId>) -> Home {
        let number = self.homes.number(time, brand, || Home { everybody: NO_CELL, wave: 0, month: 0 });
        if self.homes.numbered(number).everybody == NO_CELL {
            let wave = first_of_wave(self.waves.as_ref(), time);
            let wave = self.groups.number(wave, brand, Groups::default);
            let month = match self.monthly.is_empty() {
                true => wave,
                false => self.groups.number(time, brand, Groups::default),
            };
            let everybody = add_cell(&mut self.cells, CellKey { time, brand, group: Vec::new() });
            *self.homes.numbered(number) = Home { everybody, wave, month };
        }
        *self.homes.numbered(number)
    }

    /// Notes the cells that a row belongs to.
    fn place(&mut self, row: &Row<'_>) {
        let (time, brand) = (row.time, row.brand);
        let home = self.home(time, brand);
        let (waves, cells) = (self.waves.as_ref(), &mut self.cells);
        let wave = || first_of_wave(waves, time);
        let key = |time, group| CellKey { time, brand, group };
        self.batch.cells.push(home.everybody);
        for (segment, value) in row.segments.iter().enumerate() {
            if self.unshown.contains(&segment) {
                continue;
            }
            let is_monthly = self.monthly.contains(&segment);
            let groups = self.groups.numbered(if is_monthly { home.month } else { home.wave });
            let cell = groups.segment(segment, *value);
            if *cell == NO_CELL {
                let time = if is_monthly { time } else { wave() };
                *cell = add_cell(cells, key(time, vec![(segment, *value)]));
            }
            self.batch.cells.push(*cell);
        }
        let groups = self.groups.numbered(home.wave);
        for (at, nest) in self.nests.iter().enumerate() {
            let values: Vec<NameId> = nest.iter().map(|segment| row.segments[*segment]).collect();
            let group = || nest.iter().copied().zip(values.iter().copied()).collect();
            let cell = match groups.nest(at).get(&values) {
                Some(cell) => *cell,
                None => {
                    let cell = add_cell(cells, key(wave(), group()));
                    groups.nest(at).insert(values, cell);
                    cell
                }
            };
            self.batch.cells.push(cell);
        }
        self.batch.homes.push(home.wave);
        self.batch.weights.push(row.weight);
    }

    fn refine(&mut self, grain: Grain) {
        if grain != self.grain {
            self.questions.iter_mut().for_each(|question| question.counts.refine(self.grain, grain));
            self.grain = grain;
        }
    }

    fn count_batch(&mut self) {
        let grain = self.batch.weights.iter().fold(self.grain, |grain, weight| grain.with(*weight));
        self.refine(grain);
        self.batch.put_in_order(self.groups.len(), grain);
        for question in &mut self.questions {
            question.count(&self.batch, grain);
        }
        self.batch.clear();
    }
}

/// The first month or span of the wave that a time belongs to.
fn first_of_wave(waves: Option<&WaveScheme>, time: TimeKey) -> TimeKey {
    waves.map_or(time, |waves| waves.first_key(waves.wave_of(time)))
}

fn add_cell(cells: &mut Vec<CellKey>, key: CellKey) -> u32 {
    cells.push(key);
    (cells.len() - 1) as u32
}

impl Groups {
    fn segment(&mut self, segment: usize, value: NameId) -> &mut u32 {
        let value = usize::from(value.0);
        if self.segments.len() <= segment {
            self.segments.resize_with(segment + 1, Vec::new);
        }
        let cells = &mut self.segments[segment];
        if cells.len() <= value {
            cells.resize(value + 1, NO_CELL);
        }
        &mut cells[value]
    }

    fn nest(&mut self, nest: usize) -> &mut BTreeMap<Vec<NameId>, u32> {
        if self.nests.len() <= nest {
            self.nests.resize_with(nest + 1, BTreeMap::new);
        }
        &mut self.nests[nest]
    }
}

impl Question {
    /// Takes the answer of a row that stands in these cells.
    fn take(&mut self, answer: &Answer, weight: Weight, unit: Option<Unit>, cells: &[u32]) {
        let code = self.codes.of(answer);
        self.batch.push(code);
        if code == NO_CODE && *answer != Answer::NotAsked {
            cells.iter().for_each(|cell| self.others.entry(*cell).or_default().add(*answer, weight));
        }
        if let Some(unit) = unit {
            cells.iter().for_each(|cell| self.others.entry(*cell).or_default().place(*answer, weight, unit));
        }
    }

    fn count(&mut self, batch: &Batch, grain: Grain) {
        let rows = batch.order.rows().zip(&batch.ordered_weights);
        for ((row, in_grains), cells) in rows.zip(batch.ordered_cells.chunks_exact(batch.width().max(1))) {
            let code = self.batch[row];
            if code == NO_CODE {
                continue;
            }
            match in_grains {
                Some(in_grains) => self.counts.add(cells, code, *in_grains, grain),
                None => {
                    let mut one = Count::default();
                    one.add(batch.weights[row]);
                    cells.iter().for_each(|cell| self.counts.merge(*cell, code, &one));
                }
            }
        }
        self.batch.clear();
    }

    /// Takes in the counts of the same question; `cells` are where those of the other's cells belong.
    fn take_in(&mut self, part: Question, grain: Grain, cells: &[u32]) {
        let codes: Vec<Option<Code>> = (0..part.codes.len())
            .map(|code| match part.codes.value_of(code) {
                None => Some(code as Code),
                Some(value) => Some(self.codes.of(&Answer::Value(value))).filter(|code| *code != NO_CODE),
            })
            .collect();
        let others = &mut self.others;
        self.counts.take_in(part.counts, grain, cells, &codes, |cell, code, count| {
            if let Some(value) = part.codes.value_of(usize::from(code)) {
                others.entry(cell).or_default().answers.entry(value).or_default().merge(count);
            }
        });
        for (cell, tally) in part.others {
            self.others.entry(cells[cell as usize]).or_default().merge(&tally);
        }
    }

    /// What was said in a cell, which is given up.
    fn tally(&mut self, cell: u32, grain: Grain) -> Tally {
        let mut tally = self.others.remove(&cell).unwrap_or_default();
        for (code, count) in self.counts.take(cell, grain) {
            match self.codes.value_of(usize::from(code)) {
                Some(value) => tally.answers.entry(value).or_default().merge(&count),
                None => {
                    tally.silent.merge(&count);
                    if code == BLANK {
                        tally.blank.merge(&count);
                    }
                }
            }
        }
        tally
    }
}

impl RowSink for Tabulator {
    fn row(&mut self, row: &Row<'_>) {
        self.designs.of(row.time, None, Design::default).add(row.weight, row.unit);
        self.later(row);
    }

    fn later(&mut self, row: &Row<'_>) {
        if self.questions.len() < row.answers.len() {
            self.questions.resize_with(row.answers.len(), Question::default);
        }
        let begin = self.batch.cells.len();
        self.place(row);
        for (question, answer) in self.questions.iter_mut().zip(row.answers) {
            question.take(answer, row.weight, row.unit, &self.batch.cells[begin..]);
        }
        if self.batch.weights.len() >= BATCH {
            self.count_batch();
        }
    }
}

impl PartedSink for Tabulator {
    fn part(&self) -> Self {
        Tabulator {
            unshown: self.unshown.clone(),
            nests: self.nests.clone(),
            monthly: self.monthly.clone(),
            waves: self.waves.clone(),
            ..Tabulator::default()
        }
    }

    fn take_in(&mut self, mut part: Self) {
        part.count_batch();
        if self.cells.is_empty() && self.batch.weights.is_empty() {
            *self = part;
            return;
        }
        self.count_batch();
        let grain = self.grain.common(part.grain);
        self.refine(grain);
        part.refine(grain);
        for (time, _, design) in part.designs.into_sorted() {
            self.designs.of(time, None, Design::default).merge(&design);
        }
        let cells: Vec<u32> = part.cells.iter().map(|key| self.cell_of(key)).collect();
        let questions = self.questions.len().max(part.questions.len());
        self.questions.resize_with(questions, Question::default);
        for (question, part_question) in self.questions.iter_mut().zip(part.questions) {
            question.take_in(part_question, grain, &cells);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{NameId, Value};
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
    fn nested_groups_add_up_to_those_of_one_segment() {
        let mut tabulator = Tabulator { nests: vec![vec![0, 1]], ..Tabulator::default() };
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
