//! Ranks and how far they can be trusted. Rank 1 is the highest value.
//!
//! Ranks count from 1, the best. Sources: Holm (1979); Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic
//! Studies.

use super::distributions::{normal_sf, normal_upper_quantile};
use super::interval::Confidence;
use super::multiplicity::holm;

/// The ranks that an entry may have, the confidence holding for all entries together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankRange {
    /// Best rank: one more than the entries that are surely above.
    pub best: usize,
    /// Worst rank: the number of entries less those that are surely below.
    pub worst: usize,
}

/// Shared ranks in the order given: one more than the number strictly above, so that equal values share the better
/// rank and the next one is skipped. Ranks count from 1 (R's `rank(-x, ties.method = "min")`).
pub fn shared_ranks(values: &[f64]) -> Vec<usize> {
    let mut descending = values.to_vec();
    descending.sort_by(|a, b| b.total_cmp(a));
    values.iter().map(|value| 1 + descending.partition_point(|other| other > value)).collect()
}

/// Simultaneous rank ranges of independent estimates, each a value and its standard error.
///
/// Holm's procedure over the k(k-1) ordered one-sided z-tests; an entry's best rank counts the entries that are
/// significantly above it, its worst those significantly below. The construction is that of Mogstad, Romano, Shaikh
/// & Wilhelm (2024, Review of Economic Studies), with Holm's bound in place of their bootstrap: no randomness, a
/// little wider. A standard error of zero is an exactly known value.
pub fn rank_ranges(estimates: &[(f64, f64)], confidence: Confidence) -> Vec<RankRange> {
    let p_above = among(estimates.len(), confidence);
    rank_ranges_by(estimates.len(), confidence, |above, below| p_above(estimates[above], estimates[below]))
}

/// The same for estimates that are not independent, or not normal: `p_above` gives the one-sided p-value of the
/// statement that one entry is above another. (Holm 1979; Mogstad, Romano, Shaikh & Wilhelm 2024.)
pub fn rank_ranges_by(k: usize, confidence: Confidence, p_above: impl Fn(usize, usize) -> f64) -> Vec<RankRange> {
    let (alpha, all) = (confidence.alpha(), k * k.saturating_sub(1));
    let mut found = Vec::new();
    for above in 0..k {
        for below in (0..k).filter(|&below| below != above) {
            let p = p_above(above, below);
            if p < alpha {
                found.push((p, above, below));
            }
        }
    }
    // Holm's procedure, without sorting what cannot be significant: with so many found, the largest of their p-values is
    // multiplied by the number of all others and one.
    loop {
        let times = (all - found.len() + 1) as f64;
        let before = found.len();
        found.retain(|(p, ..)| times * p < alpha);
        if found.len() == before {
            break;
        }
    }
    found.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
    let mut ranges = vec![RankRange { best: 1, worst: k }; k];
    for (rank, (p, above, below)) in found.into_iter().enumerate() {
        if (all - rank) as f64 * p >= alpha {
            break;
        }
        ranges[below].best += 1;
        ranges[above].worst -= 1;
    }
    ranges
}

/// [`p_above`] for a league of `k` entries: 1 in place of every p-value that is surely too large to be significant in it,
/// which spares working it out. Of the two directions of a pair one has a p-value of a half or more, so that no more than half
/// of all can be significant, and Holm's procedure ends before alpha over that many.
pub fn among(k: usize, confidence: Confidence) -> impl Fn((f64, f64), (f64, f64)) -> f64 {
    let half = (k * k.saturating_sub(1)).max(2) as f64 / 2.0;
    // A little less, so that rounding decides nothing.
    let least = normal_upper_quantile((confidence.alpha() / half).min(0.5)) - 1e-6;
    move |first, second| {
        let difference = first.0 - second.0;
        let variance = first.1 * first.1 + second.1 * second.1;
        let is_too_small = least > 0.0 && (difference <= 0.0 || difference * difference < least * least * variance);
        if is_too_small && variance > 0.0 { 1.0 } else { p_above(first, second) }
    }
}

/// Rank ranges by two-sided tests of the k(k-1)/2 pairs, Holm's bound over these: the same entries told apart, in the
/// direction that is seen. (Holm 1979.)
pub fn rank_ranges_two_sided(estimates: &[(f64, f64)], confidence: Confidence) -> Vec<RankRange> {
    let k = estimates.len();
    let (mut pairs, mut p_values) = (Vec::new(), Vec::new());
    for second in 0..k {
        for first in 0..second {
            let (a, b) = (estimates[first], estimates[second]);
            let (above, below) = if a.0 > b.0 { (first, second) } else { (second, first) };
            pairs.push((above, below));
            p_values.push((2.0 * p_above(estimates[above], estimates[below])).min(1.0));
        }
    }
    let mut ranges = vec![RankRange { best: 1, worst: k }; k];
    for ((above, below), p) in pairs.into_iter().zip(holm(&p_values)) {
        if p < confidence.alpha() {
            ranges[below].best += 1;
            ranges[above].worst -= 1;
        }
    }
    ranges
}

/// Rank ranges by joint intervals of all entries (Sidak) that do not overlap (Klein, Wright & Wieczorek 2020, Journal
/// of the Royal Statistical Society A 183:589): wider.
pub fn rank_ranges_joint(estimates: &[(f64, f64)], confidence: Confidence) -> Vec<RankRange> {
    let k = estimates.len();
    // 1 - (1 - alpha)^(1/k)
    let each = -libm::expm1(libm::log1p(-confidence.alpha()) / k.max(1) as f64);
    let z = normal_upper_quantile(0.5 * each);
    let above = |a: &(f64, f64), b: &(f64, f64)| a.0 - z * a.1 > b.0 + z * b.1;
    let range = |entry: &(f64, f64)| RankRange {
        best: 1 + estimates.iter().filter(|other| above(other, entry)).count(),
        worst: k - estimates.iter().filter(|other| above(entry, other)).count(),
    };
    estimates.iter().map(range).collect()
}

/// One-sided p-value of the statement that the first of two independent estimates is above the second. A probability.
pub fn p_above(first: (f64, f64), second: (f64, f64)) -> f64 {
    let difference = first.0 - second.0;
    let se = libm::hypot(first.1, second.1);
    if se > 0.0 {
        normal_sf(difference / se)
    } else if difference > 0.0 {
        0.0
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_values_share_the_better_rank() {
        assert_eq!(shared_ranks(&[0.1, 0.4, 0.4, 0.9, -0.2]), vec![4, 2, 2, 1, 5]);
        assert!(shared_ranks(&[]).is_empty());
    }

    #[test]
    fn clear_and_unclear_orders() {
        let ranges = rank_ranges(&[(0.50, 0.01), (0.10, 0.01), (0.11, 0.01)], Confidence::NINETY_FIVE);
        assert_eq!(
            ranges,
            vec![RankRange { best: 1, worst: 1 }, RankRange { best: 2, worst: 3 }, RankRange { best: 2, worst: 3 }]
        );
    }

    #[test]
    fn exactly_known_values_and_small_leagues() {
        let ranges = rank_ranges(&[(2.0, 0.0), (1.0, 0.0), (1.0, 0.0)], Confidence::NINETY_FIVE);
        assert_eq!(ranges[0], RankRange { best: 1, worst: 1 });
        assert_eq!(ranges[1], RankRange { best: 2, worst: 3 });
        assert_eq!(rank_ranges(&[(1.0, 0.1)], Confidence::NINETY_FIVE), vec![RankRange { best: 1, worst: 1 }]);
        assert!(rank_ranges(&[], Confidence::NINETY_FIVE).is_empty());
    }

    #[test]
    fn other_ranges_are_wider_or_alike() {
        let league = [(10.0, 0.1), (5.0, 3.0), (0.0, 0.1)];
        let apart = RankRange { best: 1, worst: 2 };
        assert_eq!(rank_ranges_two_sided(&league, Confidence::NINETY_FIVE)[0], apart);
        assert_eq!(rank_ranges_joint(&league, Confidence::NINETY_FIVE)[0], apart);
        for of in [rank_ranges_two_sided, rank_ranges_joint] {
            assert!(of(&[], Confidence::NINETY_FIVE).is_empty());
            assert_eq!(of(&[(1.0, 0.0)], Confidence::NINETY_FIVE), [RankRange { best: 1, worst: 1 }]);
            let ties = of(&[(1.0, 0.0), (1.0, 0.0)], Confidence::NINETY_FIVE);
            assert_eq!(ties, [RankRange { best: 1, worst: 2 }; 2]);
        }
    }

    /// Holm's procedure over all ordered pairs.
    fn by_all_pairs(estimates: &[(f64, f64)]) -> Vec<RankRange> {
        let k = estimates.len();
        let pairs: Vec<(usize, usize)> =
            (0..k).flat_map(|a| (0..k).map(move |b| (a, b))).filter(|(a, b)| a != b).collect();
        let p_values: Vec<f64> = pairs.iter().map(|&(a, b)| p_above(estimates[a], estimates[b])).collect();
        let mut ranges = vec![RankRange { best: 1, worst: k }; k];
        for ((above, below), p) in pairs.into_iter().zip(holm(&p_values)) {
            if p < Confidence::NINETY_FIVE.alpha() {
                ranges[below].best += 1;
                ranges[above].worst -= 1;
            }
        }
        ranges
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_leaving_pairs_out(
            estimates in proptest::collection::vec((-1.0..1.0f64, prop_oneof![Just(0.0), 0.001..0.8f64]), 0..40),
        ) {
            let ranges = by_all_pairs(&estimates);
            prop_assert_eq!(&rank_ranges(&estimates, Confidence::NINETY_FIVE), &ranges);
            let p = |above: usize, below: usize| p_above(estimates[above], estimates[below]);
            prop_assert_eq!(&rank_ranges_by(estimates.len(), Confidence::NINETY_FIVE, p), &ranges);
        }

        #[test]
        fn the_range_holds_the_rank(estimates in proptest::collection::vec((-1.0..1.0f64, 0.001..0.5f64), 1..15)) {
            let values: Vec<f64> = estimates.iter().map(|e| e.0).collect();
            for (range, rank) in rank_ranges(&estimates, Confidence::NINETY_FIVE).iter().zip(shared_ranks(&values)) {
                prop_assert!(range.best <= rank && rank <= range.worst && range.worst <= estimates.len());
            }
        }
    }
}
