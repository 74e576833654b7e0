//! What is added up in one place while rows are counted: as small as the weights allow, so that much of it stays in the
//! processor's cache.

use super::Count;
use crate::survey::Weight;

/// Rows that gave one answer, added up. That they fit is seen to where rows are added up together.
pub(super) trait Sums: Copy + Default {
    /// Both together.
    fn add(&mut self, more: Self);
    /// Whether there are no rows.
    fn is_empty(self) -> bool;
    /// The same, where weights were measured in so many units of a [`Weight`].
    fn short(self, unit: u64) -> Short;
}

/// Rows of any weights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Short {
    /// The rows, and 2³² times those with a weight above zero.
    rows: u64,
    sum_w: u64,
    sum_w2: u128,
}

/// Rows whose weights are above zero and, in some unit, small whole numbers: as nearly all weights in files are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Narrow {
    /// The sum of weights, times 2²⁴, and the rows.
    weight_and_rows: u64,
    sum_w2: u64,
}

/// Units of weights that are tried, in those of a [`Weight`], the largest first.
const UNITS: [u64; 3] = [1_000_000_000, 1_000_000, 1_000];

impl Short {
    /// One row.
    pub(super) fn of(weight: Weight) -> Short {
        let w = weight.0.unsigned_abs();
        Short { rows: 1 | u64::from(w > 0) << 32, sum_w: w, sum_w2: u128::from(w) * u128::from(w) }
    }

    #[cfg(test)]
    pub(super) fn with_weight(sum_w: u64) -> Short {
        Short { sum_w, ..Short::default() }
    }

    /// Both together; None if they might not fit.
    pub(super) fn plus(self, more: Short) -> Option<Short> {
        // Rows with a weight above zero are no more than all.
        u32::try_from((self.rows & u64::from(u32::MAX)) + (more.rows & u64::from(u32::MAX))).ok()?;
        let sum_w = self.sum_w.checked_add(more.sum_w)?;
        Some(Short { rows: self.rows + more.rows, sum_w, sum_w2: self.sum_w2.checked_add(more.sum_w2)? })
    }

    /// How many rows there are.
    pub(super) fn rows(self) -> u64 {
        self.rows & u64::from(u32::MAX)
    }

    /// As it is kept.
    pub(super) fn to_count(self) -> Count {
        Count {
            n: self.rows(),
            n_positive: self.rows >> 32,
            sum_w: i128::from(self.sum_w),
            // Weights are at most a million, a thousand million times as fine.
            sum_w2: i128::try_from(self.sum_w2).unwrap_or(i128::MAX),
        }
    }
}

impl Sums for Short {
    #[inline]
    fn add(&mut self, more: Short) {
        self.rows += more.rows;
        self.sum_w += more.sum_w;
        // Squares of the largest weight fit for as many rows as can be counted.
        self.sum_w2 += more.sum_w2;
    }

    fn is_empty(self) -> bool {
        self.rows == 0
    }

    fn short(self, _unit: u64) -> Short {
        self
    }
}

impl Narrow {
    const ROWS: u32 = 24;
    const MOST_ROWS: u64 = (1 << Narrow::ROWS) - 1;

    /// Whether rows that add up to this have room in one place.
    pub(super) fn holds(all: Short, unit: u64) -> bool {
        let squares = all.sum_w2 / (u128::from(unit) * u128::from(unit));
        all.rows() <= Narrow::MOST_ROWS
            && all.sum_w / unit < 1 << (u64::BITS - Narrow::ROWS)
            && squares <= u128::from(u64::MAX)
    }
}

impl Sums for Narrow {
    #[inline]
    fn add(&mut self, more: Narrow) {
        self.weight_and_rows += more.weight_and_rows;
        self.sum_w2 += more.sum_w2;
    }

    fn is_empty(self) -> bool {
        self.weight_and_rows == 0
    }

    fn short(self, unit: u64) -> Short {
        let rows = self.weight_and_rows & Narrow::MOST_ROWS;
        Short {
            rows: rows | rows << 32,
            sum_w: (self.weight_and_rows >> Narrow::ROWS) * unit,
            sum_w2: u128::from(self.sum_w2) * u128::from(unit) * u128::from(unit),
        }
    }
}

/// Rows one by one.
#[derive(Debug)]
pub(super) enum Singles {
    /// All of which are small in this unit.
    Narrow(u64, Vec<Narrow>),
    Wide(Vec<Short>),
}

impl Default for Singles {
    fn default() -> Singles {
        Singles::Wide(Vec::new())
    }
}

impl Singles {
    /// Rows of these weights, which are `all` together, measured in no larger a unit than `most`.
    pub(super) fn of(weights: &[Weight], all: Short, most: u64) -> Singles {
        let narrow = || {
            // Dividing by a number that is known now is quick.
            let in_units = [narrow::<{ UNITS[0] }>, narrow::<{ UNITS[1] }>, narrow::<{ UNITS[2] }>];
            let mut tried = UNITS.into_iter().zip(in_units).filter(|(unit, _)| *unit <= most);
            let (unit, rows) = tried.find_map(|(unit, in_unit)| Some((unit, in_unit(weights)?)))?;
            Narrow::holds(all, unit).then_some(Singles::Narrow(unit, rows))
        };
        narrow().unwrap_or_else(|| Singles::Wide(weights.iter().map(|weight| Short::of(*weight)).collect()))
    }

    /// What one row adds.
    pub(super) fn short(&self, row: usize) -> Short {
        match self {
            Singles::Narrow(unit, rows) => rows[row].short(*unit),
            Singles::Wide(rows) => rows[row],
        }
    }
}

/// The rows in a unit, if the weights are above zero and multiples of it.
fn narrow<const UNIT: u64>(weights: &[Weight]) -> Option<Vec<Narrow>> {
    let row = |weight: &Weight| {
        let w = weight.0.unsigned_abs();
        // What is too large is seen where all rows are added up.
        let row =
            || Narrow { weight_and_rows: (w / UNIT) << Narrow::ROWS | 1, sum_w2: (w / UNIT).wrapping_mul(w / UNIT) };
        (w > 0 && w.is_multiple_of(UNIT)).then(row)
    };
    weights.iter().map(row).collect()
}

/// Rows of these weights together; so few that they fit.
pub(super) fn total(weights: &[Weight]) -> Short {
    let mut all = Short::default();
    weights.iter().for_each(|weight| all.add(Short::of(*weight)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn narrow_sums_are_the_wide_ones(
            weights in prop::collection::vec(1..=20_000i64, 1..50),
            unit in prop::sample::select(vec![1i64, 1_000, 1_000_000, 1_000_000_000]),
        ) {
            let weights: Vec<Weight> = weights.into_iter().map(|w| Weight(w * unit)).collect();
            let (mut narrow, mut wide) = (Narrow::default(), Short::default());
            match Singles::of(&weights, total(&weights), u64::MAX) {
                Singles::Narrow(unit, rows) => {
                    rows.into_iter().for_each(|row| narrow.add(row));
                    wide = narrow.short(unit);
                }
                Singles::Wide(rows) => {
                    prop_assert_eq!(unit, 1);
                    rows.into_iter().for_each(|row| wide.add(row));
                }
            }
            prop_assert_eq!(wide, total(&weights));
        }
    }

    #[test]
    fn what_is_not_small_and_above_zero_is_wide() {
        let is_narrow = |weights: &[i64]| {
            let weights: Vec<Weight> = weights.iter().map(|w| Weight(*w)).collect();
            match Singles::of(&weights, total(&weights), u64::MAX) {
                Singles::Narrow(unit, _) => Some(unit),
                Singles::Wide(_) => None,
            }
        };
        assert_eq!(is_narrow(&[1_000_000_000, 2_000_000_000]), Some(1_000_000_000));
        assert_eq!(is_narrow(&[1_000_000_000, 2_500_000_000]), Some(1_000_000));
        assert_eq!(is_narrow(&[1_254_203_000]), Some(1_000));
        assert_eq!(is_narrow(&[1_254_203_001]), None);
        assert_eq!(is_narrow(&[1_000_000_000, 0]), None);
        assert_eq!(is_narrow(&[Weight::MAX.0]), Some(1_000_000_000));
        assert_eq!(is_narrow(&[Weight::MAX.0, 1_000]), None);
    }
}
