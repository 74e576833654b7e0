//! Counts while rows are added: small, so that those of many cells stay in the processor's cache.

use super::Count;
use super::codes::Code;
use crate::survey::Weight;
use std::collections::BTreeMap;

/// A question with more codes than this is counted by cell and not by slot: crossed with many answers, even few values make
/// many places, most of them empty.
const MOST_CODES_IN_SLOTS: usize = 64;

/// The counts of one question's answers.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// By slot and, in places for so many codes, by code.
    slots: Vec<Short>,
    codes: usize,
    /// By cell, and by code in pages.
    cells: Vec<Pages>,
    /// By cell and code: what stood in these, before it might not have fitted.
    long: BTreeMap<(u32, Code), Count>,
    /// All rows in `slots` and `cells`, none of which can have more.
    all: Short,
}

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

/// Rows that gave one answer. That their weights fit is seen to where they are added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Short {
    /// The rows, and 2³² times those with a weight above zero.
    rows: u64,
    sum_w: u64,
    sum_w2: u128,
}

/// Rows in the order in which they are counted; so few that their weights fit.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    pub weights: Vec<Weight>,
    /// The slots of all rows; each has as many.
    pub slots: Vec<u32>,
}

impl Ordered {
    fn rows<'a>(&'a self, codes: &'a [Code]) -> impl Iterator<Item = (Code, Weight, &'a [u32])> {
        let width = self.slots.len() / self.weights.len().max(1);
        let slots = self.slots.chunks_exact(width.max(1));
        codes.iter().zip(&self.weights).zip(slots).map(|((code, weight), slots)| (*code, *weight, slots))
    }

    /// All rows together.
    fn all(&self) -> Short {
        let mut all = Short::default();
        self.weights.iter().for_each(|weight| all.add(Short::of(*weight)));
        all
    }
}

impl Short {
    /// One row.
    #[inline]
    pub(super) fn of(weight: Weight) -> Short {
        let w = weight.0.unsigned_abs();
        Short { rows: 1 | u64::from(w > 0) << 32, sum_w: w, sum_w2: u128::from(w) * u128::from(w) }
    }

    #[inline]
    fn add(&mut self, more: Short) {
        self.rows += more.rows;
        self.sum_w += more.sum_w;
        // Squares of the largest weight fit for as many rows as can be counted.
        self.sum_w2 += more.sum_w2;
    }

    /// Both together; None if they might not fit.
    fn plus(self, more: Short) -> Option<Short> {
        // Rows with a weight above zero are no more than all.
        u32::try_from((self.rows & u64::from(u32::MAX)) + (more.rows & u64::from(u32::MAX))).ok()?;
        let sum_w = self.sum_w.checked_add(more.sum_w)?;
        Some(Short { rows: self.rows + more.rows, sum_w, sum_w2: self.sum_w2.checked_add(more.sum_w2)? })
    }

    fn is_empty(self) -> bool {
        self.rows == 0
    }

    fn to_count(self) -> Count {
        Count {
            n: self.rows & u64::from(u32::MAX),
            n_positive: self.rows >> 32,
            sum_w: i128::from(self.sum_w),
            // Weights are at most a million, a thousand million times as fine.
            sum_w2: i128::try_from(self.sum_w2).unwrap_or(i128::MAX),
        }
    }
}

impl Counts {
    /// Counts rows that said `codes`, of which `known` are those that are counted here. `targets` are the cells of each slot.
    pub(super) fn add(&mut self, codes: &[Code], known: usize, ordered: &Ordered, targets: &[Vec<u32>]) {
        // Whatever the rows say, they must fit.
        let more = ordered.all();
        self.all = self.all.plus(more).unwrap_or_else(|| {
            self.move_to_long(targets);
            more
        });
        if known > MOST_CODES_IN_SLOTS {
            self.add_by_cell(codes, known, ordered, targets);
            return;
        }
        self.make_room(known, targets.len());
        let (table, width) = (self.slots.as_mut_slice(), self.codes);
        for (code, weight, slots) in ordered.rows(codes) {
            let (code, row) = (usize::from(code), Short::of(weight));
            // What is not counted here has a code above all others.
            if code < known {
                slots.iter().for_each(|slot| table[*slot as usize * width + code].add(row));
            }
        }
    }

    fn add_by_cell(&mut self, codes: &[Code], known: usize, ordered: &Ordered, targets: &[Vec<u32>]) {
        for (code, weight, slots) in ordered.rows(codes) {
            if usize::from(code) >= known {
                continue;
            }
            let row = Short::of(weight);
            for slot in slots {
                targets[*slot as usize].iter().for_each(|cell| self.place(*cell, code).add(row));
            }
        }
    }

    fn make_room(&mut self, codes: usize, slots: usize) {
        if codes > self.codes {
            let mut wider = vec![Short::default(); slots * codes];
            let old = self.slots.chunks(self.codes.max(1));
            wider.chunks_mut(codes).zip(old).for_each(|(wider, old)| wider[..old.len()].copy_from_slice(old));
            (self.slots, self.codes) = (wider, codes);
        } else if self.slots.len() < slots * self.codes {
            self.slots.resize(slots * self.codes, Short::default());
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
    pub(super) fn settle(&mut self, targets: &[Vec<u32>]) {
        let slots = std::mem::take(&mut self.slots);
        for (counts, cells) in slots.chunks(std::mem::take(&mut self.codes).max(1)).zip(targets) {
            for (code, short) in (0..).zip(counts).filter(|(_, short)| !short.is_empty()) {
                cells.iter().for_each(|cell| self.place(*cell, code).add(*short));
            }
        }
    }

    fn move_to_long(&mut self, targets: &[Vec<u32>]) {
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
            self.move_to_long(&[]);
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
        prop_oneof![Just(0), (0..20i64).prop_map(|w| w * Weight::SCALE), 0..=Weight::MAX.0]
    }

    proptest! {
        #[test]
        fn sums_are_exact_whatever_the_weights_and_codes(
            batches in prop::collection::vec((prop::collection::vec((0..3u32, 0..4u16, weights()), 0..80), 4..200usize), 0..6),
            many in 0..2u64,
        ) {
            // The first two slots are parts of one cell, the third of two.
            let targets = [vec![0], vec![0], vec![1, 2]];
            let mut exact: BTreeMap<(u32, Code), Count> = BTreeMap::new();
            let mut counts = Counts { all: Short { sum_w: many * (u64::MAX - 40), ..Short::default() }, ..Counts::default() };
            for (rows, known) in batches {
                for (slot, code, weight) in &rows {
                    for cell in &targets[*slot as usize] {
                        exact.entry((*cell, *code)).or_default().add(Weight(*weight));
                    }
                }
                let codes: Vec<Code> = rows.iter().map(|(_, code, _)| *code).collect();
                let slots = rows.iter().map(|(slot, ..)| *slot).collect();
                let ordered = Ordered { slots, weights: rows.iter().map(|row| Weight(row.2)).collect() };
                counts.add(&codes, known, &ordered, &targets);
            }
            counts.settle(&targets);
            for cell in 0..3 {
                let wanted = exact.range((cell, 0)..=(cell, Code::MAX)).map(|((_, code), count)| (*code, *count));
                prop_assert_eq!(counts.take(cell), wanted.collect::<BTreeMap<_, _>>());
            }
        }
    }
}
