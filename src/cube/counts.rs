//! Counts while rows are added: small, so that those of many cells stay in the processor's cache.

use super::Count;
use super::codes::Code;
use super::sums::{Narrow, Short, Singles, Sums, total};
use super::table::Table;
use crate::survey::Weight;
use std::collections::BTreeMap;
use std::ops::Range;

/// A question with more codes than this has a table of a wave and brand only when there are rows enough: else most places would
/// be empty.
const FEW_CODES: usize = 64;
/// Places for each row in such a table, at most. A row that is counted by cell takes more room than so many.
const PLACES_A_ROW: usize = 8;

/// The counts of one question's answers.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// By wave and brand: rows that are small in a unit.
    narrow: Vec<Table<Narrow>>,
    unit: u64,
    /// The same of all others.
    wide: Vec<Table<Short>>,
    /// By wave and brand: how many rows there were.
    rows: Vec<usize>,
    /// By cell, and by code in pages: what has no table, or is settled.
    cells: Vec<Pages>,
    /// By cell and code: what stood in these, before it might not have fitted.
    long: BTreeMap<(u32, Code), Count>,
    /// All rows but those in `long`: no place of any kind can have more.
    all: Short,
}

/// By wave and brand, and by slot there: the cells that it is a part of.
pub(super) type Targets = Vec<Vec<Vec<u32>>>;

/// The counts of so many codes that follow one another stand together. Of the many answers that few give, most cells have none.
const PAGE: usize = 8;

/// The counts of a cell; a page is made when a row of it comes.
type Pages = Vec<Option<Box<[Short; PAGE]>>>;

/// The counts that are not empty.
fn counted(pages: Pages) -> impl Iterator<Item = (Code, Short)> {
    let pages = (0..).step_by(PAGE).zip(pages).filter_map(|(first, page)| Some((first, page?)));
    let counts = pages.flat_map(|(first, page)| (first..).zip(*page));
    counts.filter(|(_, short)| !short.is_empty())
}

/// Rows in the order in which they are counted: those of one wave and brand after one another.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    /// What each adds.
    singles: Singles,
    /// The slots of all rows; each of a run has as many.
    slots: Vec<u32>,
    runs: Vec<Run>,
    /// All rows.
    all: Short,
}

/// Rows of one wave and brand.
#[derive(Debug)]
struct Run {
    wave: usize,
    rows: Range<usize>,
    slots: Range<usize>,
    all: Short,
}

impl Ordered {
    /// Rows with these weights, that are not in runs yet; `before` are those that were counted before.
    pub(super) fn of(weights: &[Weight], before: &Ordered) -> Ordered {
        let most = match before.singles {
            Singles::Narrow(unit, _) => unit,
            // No unit goes with what is wide: some rows may be narrow all the same.
            Singles::Wide(_) => u64::MAX,
        };
        let all = total(weights);
        Ordered { singles: Singles::of(weights, all, most), slots: Vec::new(), runs: Vec::new(), all }
    }

    /// The next rows are of this wave and brand, and have these slots. `weights` are those of all rows.
    pub(super) fn push_run<'a>(&mut self, wave: usize, weights: &[Weight], slots: impl Iterator<Item = &'a [u32]>) {
        let (first, first_slot) = self.runs.last().map_or((0, 0), |run| (run.rows.end, run.slots.end));
        let mut end = first;
        for slots in slots {
            self.slots.extend_from_slice(slots);
            end += 1;
        }
        let all = total(&weights[first..end]);
        self.runs.push(Run { wave, rows: first..end, slots: first_slot..self.slots.len(), all });
    }
}

impl Counts {
    /// Counts rows that said `codes`, of which `known` are those that are counted here. `targets` are the cells of each slot.
    pub(super) fn add(&mut self, codes: &[Code], known: usize, ordered: &Ordered, targets: &Targets) {
        // Whatever the rows say, they must fit.
        self.all = self.all.plus(ordered.all).unwrap_or_else(|| {
            self.move_to_long(targets);
            ordered.all
        });
        if let Singles::Narrow(unit, _) = ordered.singles
            && unit != self.unit
        {
            self.settle_narrow(targets);
            self.unit = unit;
        }
        let waves = self.rows.len().max(targets.len());
        self.rows.resize(waves, 0);
        self.narrow.resize_with(waves, Table::default);
        self.wide.resize_with(waves, Table::default);
        for Run { wave, rows, slots, all } in &ordered.runs {
            let (codes, slots) = (&codes[rows.clone()], &ordered.slots[slots.clone()]);
            let width = targets[*wave].len();
            self.rows[*wave] += rows.len();
            if known > FEW_CODES && self.rows[*wave] * PLACES_A_ROW < known * width {
                self.add_by_cell(codes, known, &ordered.singles, rows, slots, &targets[*wave]);
                continue;
            }
            match &ordered.singles {
                Singles::Narrow(unit, singles) => {
                    let sum = self.narrow[*wave].all.plus(*all).filter(|sum| Narrow::holds(*sum, *unit));
                    if sum.is_none() {
                        self.settle_narrow_of(*wave, targets);
                    }
                    let table = &mut self.narrow[*wave];
                    table.all = sum.unwrap_or(*all);
                    table.make_room(known, width);
                    table.add(codes, &singles[rows.clone()], slots);
                }
                Singles::Wide(singles) => {
                    let table = &mut self.wide[*wave];
                    table.make_room(known, width);
                    table.add(codes, &singles[rows.clone()], slots);
                }
            }
        }
    }

    fn add_by_cell(
        &mut self,
        codes: &[Code],
        known: usize,
        singles: &Singles,
        rows: &Range<usize>,
        slots: &[u32],
        targets: &[Vec<u32>],
    ) {
        let slots = slots.chunks_exact((slots.len() / rows.len().max(1)).max(1));
        for ((code, row), slots) in codes.iter().zip(rows.clone()).zip(slots) {
            if usize::from(*code) >= known {
                continue;
            }
            let row = singles.short(row);
            for slot in slots {
                targets[*slot as usize].iter().for_each(|cell| self.place(*cell, *code).add(row));
            }
        }
    }

    #[inline]
    fn place(&mut self, cell: u32, code: Code) -> &mut Short {
        let (cell, code) = (cell as usize, usize::from(code));
        if self.cells.len() <= cell {
            self.cells.resize_with(cell + 1, Vec::new);
        }
        let pages = &mut self.cells[cell];
        if pages.len() <= code / PAGE {
            pages.resize_with(code / PAGE + 1, || None);
        }
        &mut pages[code / PAGE].get_or_insert_default()[code % PAGE]
    }

    /// Hands the counts of slots to the cells that they are parts of.
    pub(super) fn settle(&mut self, targets: &Targets) {
        self.settle_narrow(targets);
        for (table, targets) in std::mem::take(&mut self.wide).into_iter().zip(targets) {
            self.settle_table(table, 1, targets);
        }
    }

    fn settle_narrow(&mut self, targets: &Targets) {
        for (table, targets) in std::mem::take(&mut self.narrow).into_iter().zip(targets) {
            self.settle_table(table, self.unit, targets);
        }
    }

    fn settle_narrow_of(&mut self, wave: usize, targets: &Targets) {
        let table = std::mem::take(&mut self.narrow[wave]);
        self.settle_table(table, self.unit, &targets[wave]);
    }

    fn settle_table<S: Sums>(&mut self, table: Table<S>, unit: u64, targets: &[Vec<u32>]) {
        for (code, slot, sums) in table.counted() {
            let short = sums.short(unit);
            targets[slot].iter().for_each(|cell| self.place(*cell, code).add(short));
        }
    }

    fn move_to_long(&mut self, targets: &Targets) {
        self.settle(targets);
        for (cell, pages) in (0..).zip(std::mem::take(&mut self.cells)) {
            for (code, short) in counted(pages) {
                self.long.entry((cell, code)).or_default().merge(&short.to_count());
            }
        }
        self.all = Short::default();
    }

    /// Takes in other counts, which are settled as these are. `cells` and `codes` say where what is theirs belongs; what has no
    /// code here is handed to `other`, with the code that it has there.
    pub(super) fn take_in(
        &mut self,
        part: Counts,
        cells: &[u32],
        codes: &[Option<Code>],
        mut other: impl FnMut(u32, Code, &Count),
    ) {
        self.all = self.all.plus(part.all).unwrap_or_else(|| {
            self.move_to_long(&Targets::new());
            part.all
        });
        for (cell, pages) in cells.iter().zip(part.cells) {
            for (code, short) in counted(pages) {
                match codes[usize::from(code)] {
                    Some(own) => self.place(*cell, own).add(short),
                    None => other(*cell, code, &short.to_count()),
                }
            }
        }
        for ((cell, code), count) in part.long {
            let cell = cells[cell as usize];
            match codes[usize::from(code)] {
                Some(own) => self.long.entry((cell, own)).or_default().merge(&count),
                None => other(cell, code, &count),
            }
        }
    }

    /// The counts of a cell that are not empty, by code, which are given up. They are settled.
    pub(super) fn take(&mut self, cell: u32) -> BTreeMap<Code, Count> {
        let pages = self.cells.get_mut(cell as usize).map(std::mem::take).unwrap_or_default();
        let mut counts: BTreeMap<Code, Count> = counted(pages).map(|(code, short)| (code, short.to_count())).collect();
        if !self.long.is_empty() {
            for ((_, code), count) in self.long.range((cell, 0)..=(cell, Code::MAX)) {
                counts.entry(*code).or_default().merge(count);
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weights() -> impl Strategy<Value = i64> {
        let small = prop::sample::select(vec![1, Weight::SCALE / 1_000, Weight::SCALE, 200_000 * Weight::SCALE]);
        prop_oneof![Just(0), (1..5i64, small).prop_map(|(w, unit)| w * unit), 0..=Weight::MAX.0]
    }

    #[test]
    fn settled_counts_that_do_not_fit_together_are_moved_before_they_are_taken_in() {
        let targets = vec![vec![vec![0]]];
        let counted = || {
            let mut counts = Counts { all: Short::with_weight(u64::MAX / 3 * 2), ..Counts::default() };
            let weights = [Weight::ONE; 3];
            let mut ordered = Ordered::of(&weights, &Ordered::default());
            ordered.push_run(0, &weights, [[0u32].as_slice(); 3].into_iter());
            counts.add(&[0, 0, 1], 2, &ordered, &targets);
            counts.settle(&targets);
            counts
        };
        let mut counts = counted();
        counts.take_in(counted(), &[0], &[Some(0), Some(1)], |_, _, _| panic!("every code is known"));
        let n = counts.take(0).into_iter().map(|(code, count)| (code, count.n));
        assert_eq!(n.collect::<Vec<_>>(), [(0, 4), (1, 2)]);
    }

    proptest! {
        #[test]
        fn sums_are_exact_whatever_the_weights_and_codes(
            batches in prop::collection::vec((prop::collection::vec((0..4u32, 0..4u16, weights()), 0..80), 4..200usize), 0..6),
            many in 0..2u64,
        ) {
            // Of the first wave the first two slots are parts of one cell, the third of two.
            let targets = vec![vec![vec![0], vec![0], vec![1, 2]], vec![vec![3]]];
            let mut exact: BTreeMap<(u32, Code), Count> = BTreeMap::new();
            let mut counts = Counts { all: Short::with_weight(many * (u64::MAX - 40)), ..Counts::default() };
            let mut ordered = Ordered::default();
            for (mut rows, known) in batches {
                rows.sort_by_key(|(slot, ..)| *slot);
                let place = |slot: u32| if slot < 3 { (0, slot) } else { (1, 0) };
                for (slot, code, weight) in &rows {
                    let (wave, slot) = place(*slot);
                    for cell in &targets[wave][slot as usize] {
                        exact.entry((*cell, *code)).or_default().add(Weight(*weight));
                    }
                }
                let codes: Vec<Code> = rows.iter().map(|(_, code, _)| *code).collect();
                let weights: Vec<Weight> = rows.iter().map(|row| Weight(row.2)).collect();
                ordered = Ordered::of(&weights, &ordered);
                let places: Vec<(usize, [u32; 1])> = rows.iter().map(|row| place(row.0)).map(|(wave, slot)| (wave, [slot])).collect();
                for run in places.chunk_by(|one, next| one.0 == next.0) {
                    ordered.push_run(run[0].0, &weights, run.iter().map(|(_, slots)| slots.as_slice()));
                }
                counts.add(&codes, known, &ordered, &targets);
            }
            counts.settle(&targets);
            for cell in 0..4 {
                let wanted = exact.range((cell, 0)..=(cell, Code::MAX)).map(|((_, code), count)| (*code, *count));
                prop_assert_eq!(counts.take(cell), wanted.collect::<BTreeMap<_, _>>());
            }
        }
    }
}
