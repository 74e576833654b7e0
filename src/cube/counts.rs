//! Counts while rows are added: small, so that those of many cells stay in the processor's cache.

use super::Count;
use crate::survey::Weight;
use std::collections::BTreeMap;

/// The counts of one question's answers, by cell and code.
#[derive(Debug, Default)]
pub(super) struct Counts {
    cells: Vec<Vec<Short>>,
    /// What did not fit.
    long: BTreeMap<(u32, u16), Count>,
}

/// Rows that gave one answer, with their weights in grains.
#[derive(Debug, Clone, Copy, Default)]
struct Short {
    n: u32,
    n_positive: u32,
    sum_w: u64,
    sum_w2: u64,
}

/// What divides all weights that were met, so that sums of them are small numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grain(i64);

impl Default for Grain {
    fn default() -> Grain {
        Grain(Weight::SCALE)
    }
}

/// A weight in grains.
#[derive(Debug, Clone, Copy)]
pub(super) struct InGrains {
    w: u64,
    w2: u64,
}

impl Grain {
    /// The greatest that divides this weight as well.
    pub(super) fn with(self, weight: Weight) -> Grain {
        // In this order one step is enough where the grain divides the weight already, as it nearly always does.
        let (mut a, mut b) = (weight.0, self.0);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Grain(a)
    }

    /// The greatest that divides both.
    pub(super) fn common(self, other: Grain) -> Grain {
        self.with(Weight(other.0))
    }

    /// A weight, which is a multiple of it; None if its square is too large.
    pub(super) fn of(self, weight: Weight) -> Option<InGrains> {
        let w = (weight.0 / self.0).unsigned_abs();
        Some(InGrains { w, w2: w.checked_mul(w)? })
    }
}

impl Short {
    /// The same in a grain that goes so many times into its own; None if that does not fit.
    fn finer(self, times: u64) -> Option<Short> {
        let sum_w2 = self.sum_w2.checked_mul(times.checked_mul(times)?)?;
        Some(Short { sum_w: self.sum_w.checked_mul(times)?, sum_w2, ..self })
    }

    /// Both together; None if they do not fit.
    #[inline]
    fn plus(self, other: Short) -> Option<Short> {
        Some(Short {
            n: self.n.checked_add(other.n)?,
            n_positive: self.n_positive + other.n_positive,
            sum_w: self.sum_w.checked_add(other.sum_w)?,
            sum_w2: self.sum_w2.checked_add(other.sum_w2)?,
        })
    }

    fn to_count(self, grain: Grain) -> Count {
        let grain = i128::from(grain.0);
        Count {
            n: u64::from(self.n),
            n_positive: u64::from(self.n_positive),
            sum_w: i128::from(self.sum_w) * grain,
            sum_w2: i128::from(self.sum_w2) * grain * grain,
        }
    }
}

impl Counts {
    /// One more row in each of these cells; `weight` is in `grain`s.
    #[inline]
    pub(super) fn add(&mut self, cells: &[u32], code: u16, weight: InGrains, grain: Grain) {
        let one = Short { n: 1, n_positive: u32::from(weight.w > 0), sum_w: weight.w, sum_w2: weight.w2 };
        for cell in cells {
            let place = self.cells.get_mut(*cell as usize).and_then(|codes| codes.get_mut(usize::from(code)));
            match place.and_then(|short| Some((short.plus(one)?, short))) {
                Some((sum, short)) => *short = sum,
                None => self.add_short(*cell, code, one, grain),
            }
        }
    }

    #[cold]
    fn add_short(&mut self, cell: u32, code: u16, more: Short, grain: Grain) {
        let short = self.short(cell, code);
        match short.plus(more) {
            Some(sum) => *short = sum,
            None => {
                let full = std::mem::replace(short, more).to_count(grain);
                self.merge(cell, code, &full);
            }
        }
    }

    /// More rows in a cell.
    pub(super) fn merge(&mut self, cell: u32, code: u16, count: &Count) {
        self.long.entry((cell, code)).or_default().merge(count);
    }

    /// From now on weights are in `to`, which goes into the grain before.
    pub(super) fn refine(&mut self, from: Grain, to: Grain) {
        let times = from.0.unsigned_abs() / to.0.unsigned_abs();
        for (cell, codes) in (0..).zip(&mut self.cells) {
            for (code, short) in (0..).zip(codes).filter(|(_, short)| short.n > 0) {
                match short.finer(times) {
                    Some(finer) => *short = finer,
                    None => {
                        let full = std::mem::take(short).to_count(from);
                        self.long.entry((cell, code)).or_default().merge(&full);
                    }
                }
            }
        }
    }

    /// Takes in other counts in the same grain. `cells` and `codes` say where what is theirs belongs; what has no code here
    /// is handed to `other`, with the code that it has there.
    pub(super) fn take_in(
        &mut self,
        part: Counts,
        grain: Grain,
        cells: &[u32],
        codes: &[Option<u16>],
        mut other: impl FnMut(u32, u16, &Count),
    ) {
        for (cell, shorts) in cells.iter().zip(part.cells) {
            for (code, short) in (0u16..).zip(shorts).filter(|(_, short)| short.n > 0) {
                match codes[usize::from(code)] {
                    Some(code) => self.add_short(*cell, code, short, grain),
                    None => other(*cell, code, &short.to_count(grain)),
                }
            }
        }
        for ((cell, code), count) in part.long {
            match codes[usize::from(code)] {
                Some(own) => self.merge(cells[cell as usize], own, &count),
                None => other(cells[cell as usize], code, &count),
            }
        }
    }

    /// The counts of a cell that are not empty, by code, which are given up.
    pub(super) fn take(&mut self, cell: u32, grain: Grain) -> BTreeMap<u16, Count> {
        let shorts = self.cells.get_mut(cell as usize).map(std::mem::take).unwrap_or_default();
        let shorts = (0..).zip(shorts).filter(|(_, short)| short.n > 0);
        let mut counts: BTreeMap<u16, Count> = shorts.map(|(code, short)| (code, short.to_count(grain))).collect();
        if !self.long.is_empty() {
            for ((_, code), count) in self.long.range((cell, 0)..=(cell, u16::MAX)) {
                counts.entry(*code).or_default().merge(count);
            }
        }
        counts
    }

    fn short(&mut self, cell: u32, code: u16) -> &mut Short {
        let (cell, code) = (cell as usize, usize::from(code));
        if self.cells.len() <= cell {
            self.cells.resize_with(cell + 1, Vec::new);
        }
        let codes = &mut self.cells[cell];
        if codes.len() <= code {
            codes.reserve_exact(code + 1 - codes.len());
            codes.resize(code + 1, Short::default());
        }
        &mut codes[code]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weights() -> impl Strategy<Value = i64> {
        prop_oneof![
            Just(0),
            (0..20i64).prop_map(|w| w * Weight::SCALE),
            (0..5_000i64).prop_map(|w| w * 1_000_000),
            0..=Weight::MAX.0,
        ]
    }

    proptest! {
        #[test]
        fn sums_are_exact_whatever_the_weights(rows in prop::collection::vec((0..3u32, 0..4u16, weights()), 0..200)) {
            let (mut counts, mut grain) = (Counts::default(), Grain::default());
            let mut exact: BTreeMap<(u32, u16), Count> = BTreeMap::new();
            for (cell, code, weight) in rows {
                let weight = Weight(weight);
                exact.entry((cell, code)).or_default().add(weight);
                let finer = grain.with(weight);
                if finer != grain {
                    counts.refine(grain, finer);
                    grain = finer;
                }
                match grain.of(weight) {
                    Some(in_grains) => counts.add(&[cell], code, in_grains, grain),
                    None => {
                        let mut one = Count::default();
                        one.add(weight);
                        counts.merge(cell, code, &one);
                    }
                }
            }
            for cell in 0..3 {
                let wanted = exact.range((cell, 0)..=(cell, u16::MAX)).map(|((_, code), count)| (*code, *count));
                prop_assert_eq!(counts.take(cell, grain), wanted.collect::<BTreeMap<_, _>>());
            }
        }
    }
}
