//! Counts as they are kept: in few bytes, since there are as many as a report has cells and answers.

use super::Count;
use crate::survey::Weight;
use serde::{Deserialize, Serialize};

/// A [`Count`].
#[derive(Serialize, Deserialize)]
pub(super) enum KeptCount {
    /// Rows that weigh one each.
    Even(u64),
    /// Rows with given weights, which mostly have few decimals.
    Weighted {
        n: u64,
        without_weight: u64,
        /// Zeros at the end of the sum of weights, and twice as many at the end of that of their squares.
        zeros: u8,
        sum_w: u64,
        sum_w2: u64,
    },
    /// Rows with any weights.
    Long { n: u64, without_weight: u64, sum_w: i128, sum_w2: i128 },
}

/// Zeros at the end of one as a weight.
const MOST_ZEROS: usize = Weight::SCALE.ilog10() as usize;

/// Powers of ten, up to the square of one as a weight.
const POWERS: [u64; 2 * MOST_ZEROS + 1] = {
    let mut powers = [1; 2 * MOST_ZEROS + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = 10 * powers[at - 1];
        at += 1;
    }
    powers
};

impl From<Count> for KeptCount {
    fn from(count: Count) -> KeptCount {
        let Count { n, n_positive, sum_w, sum_w2 } = count;
        let one = i128::from(Weight::SCALE);
        if n_positive == n && sum_w == i128::from(n) * one && sum_w2 == sum_w * one {
            return KeptCount::Even(n);
        }
        let without_weight = n.wrapping_sub(n_positive);
        let zeros = zeros_of(sum_w);
        // The squares of weights have as many zeros twice, unless a few rows happen to make a round sum.
        for zeros in [zeros, 0] {
            let square = i128::from(POWERS[2 * zeros]);
            let short = |sum: i128, unit: i128| u64::try_from(sum / unit).ok().filter(|_| sum % unit == 0);
            if let (Some(sum_w), Some(sum_w2)) = (short(sum_w, i128::from(POWERS[zeros])), short(sum_w2, square)) {
                return KeptCount::Weighted { n, without_weight, zeros: zeros as u8, sum_w, sum_w2 };
            }
        }
        KeptCount::Long { n, without_weight, sum_w, sum_w2 }
    }
}

impl From<KeptCount> for Count {
    fn from(short: KeptCount) -> Count {
        match short {
            KeptCount::Even(n) => {
                let one = i128::from(Weight::SCALE);
                Count { n, n_positive: n, sum_w: i128::from(n) * one, sum_w2: i128::from(n) * one * one }
            }
            KeptCount::Weighted { n, without_weight, zeros, sum_w, sum_w2 } => {
                let zeros = usize::from(zeros).min(MOST_ZEROS);
                let times = |sum: u64, zeros: usize| i128::from(sum).wrapping_mul(i128::from(POWERS[zeros]));
                let (sum_w, sum_w2) = (times(sum_w, zeros), times(sum_w2, 2 * zeros));
                Count { n, n_positive: n.wrapping_sub(without_weight), sum_w, sum_w2 }
            }
            KeptCount::Long { n, without_weight, sum_w, sum_w2 } => {
                Count { n, n_positive: n.wrapping_sub(without_weight), sum_w, sum_w2 }
            }
        }
    }
}

/// Not more than [`MOST_ZEROS`]; of a sum that is too long to look at quickly, none.
fn zeros_of(sum: i128) -> usize {
    let Ok(mut rest) = i64::try_from(sum) else { return 0 };
    let mut zeros = 0;
    while zeros < MOST_ZEROS && rest % 10 == 0 {
        rest /= 10;
        zeros += 1;
    }
    zeros
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weights() -> impl Strategy<Value = i64> {
        prop_oneof![
            Just(Weight::SCALE),
            Just(0),
            (0..5_000i64).prop_map(|w| w * 1_000_000),
            (0..90i64).prop_map(|w| w * 100_000_000),
            0..=Weight::MAX.0,
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_lost(weights in prop::collection::vec((weights(), 0..1_000_000u64), 0..8)) {
            let mut count = Count::default();
            weights.iter().for_each(|(weight, times)| count.add_many(Weight(*weight), *times));
            let KeptCount::Even(n) = KeptCount::from(count) else {
                prop_assert_eq!(Count::from(KeptCount::from(count)), count);
                return Ok(());
            };
            prop_assert_eq!(count.n, n);
            prop_assert_eq!(Count::from(KeptCount::Even(n)), count);
        }
    }

    #[test]
    fn weights_of_few_decimals_are_short() {
        let mut count = Count::default();
        [50, 125, 0].iter().for_each(|hundredths| count.add(Weight(hundredths * Weight::SCALE / 100)));
        let KeptCount::Weighted { n: 3, without_weight: 1, zeros: 7, sum_w: 175, sum_w2: 18_125 } =
            KeptCount::from(count)
        else {
            panic!("{count:?}");
        };
    }
}
