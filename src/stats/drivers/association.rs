//! Rank correlations of two questions, from how many gave each pair of answers.

use std::collections::BTreeMap;

/// How many gave a pair of answers (codes in the order of their scales).
pub type Pair = (i64, i64, u64);

/// How many standard errors a correlation of `n` rows lies from none: Fisher's z, `atanh(r) sqrt(n - 3)` (Fisher 1921).
/// None with fewer than four rows; a correlation of one counts as one just below it.
pub fn fisher_z(r: f64, n: u64) -> Option<f64> {
    let possible = n > 3 && (-1.0..=1.0).contains(&r);
    possible.then(|| libm::atanh(r.clamp(-0.999_999, 0.999_999)) * libm::sqrt(n as f64 - 3.0))
}

/// Spearman's correlation: Pearson's of the ranks, equal answers sharing their middle rank. None if either question
/// has one answer alone. From -1 to 1 (Spearman 1904, American Journal of Psychology 15:72; R's `cor(method =
/// "spearman")`).
pub fn spearman(pairs: &[Pair]) -> Option<f64> {
    // twice the middle rank, less twice the mean of all ranks: whole numbers
    let ranks = |of: fn(&Pair) -> i64| -> BTreeMap<i64, i128> {
        let counts = margin(pairs, of);
        let n: i128 = counts.values().sum();
        let mut below = 0;
        let centred = |(code, count): (i64, i128)| {
            let rank = 2 * below + count - n;
            below += count;
            (code, rank)
        };
        counts.into_iter().map(centred).collect()
    };
    let (x, y) = (ranks(|pair| pair.0), ranks(|pair| pair.1));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for &(a, b, count) in pairs.iter().filter(|pair| pair.2 > 0) {
        let (a, b, count) = (*x.get(&a)? as f64, *y.get(&b)? as f64, count as f64);
        xy += a * b * count;
        xx += a * a * count;
        yy += b * b * count;
    }
    (xx > 0.0 && yy > 0.0).then(|| (xy / (libm::sqrt(xx) * libm::sqrt(yy))).clamp(-1.0, 1.0))
}

/// Kendall's tau-b: pairs of respondents in the same order less those in the opposite order, over the geometric mean of
/// the pairs that differ on either question. None if either question has one answer alone. From -1 to 1 (Kendall 1945,
/// Biometrika 33:239; R's `cor(method = "kendall")`).
pub fn kendall_tau_b(pairs: &[Pair]) -> Option<f64> {
    let mut table: BTreeMap<(i64, i64), i128> = BTreeMap::new();
    pairs.iter().filter(|pair| pair.2 > 0).for_each(|&(a, b, n)| *table.entry((a, b)).or_default() += i128::from(n));
    let cells: Vec<((i64, i64), i128)> = table.into_iter().collect();
    let mut order = 0;
    for (position, &((a, b), n)) in cells.iter().enumerate() {
        for &((c, d), m) in &cells[position + 1..] {
            order += i128::from((a - c).signum() * (b - d).signum()) * n * m;
        }
    }
    let differing = |counts: BTreeMap<i64, i128>| {
        let n: i128 = counts.values().sum();
        (n * n - counts.values().map(|count| count * count).sum::<i128>()) / 2
    };
    let (x, y) = (differing(margin(pairs, |pair| pair.0)), differing(margin(pairs, |pair| pair.1)));
    (x > 0 && y > 0).then(|| (order as f64 / (libm::sqrt(x as f64) * libm::sqrt(y as f64))).clamp(-1.0, 1.0))
}

fn margin(pairs: &[Pair], of: fn(&Pair) -> i64) -> BTreeMap<i64, i128> {
    let mut counts = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.2 > 0) {
        *counts.entry(of(pair)).or_default() += i128::from(pair.2);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fisher_counts_standard_errors() {
        // atanh(0.5) is half of ln 3
        assert!((fisher_z(0.5, 103).unwrap() - 10.0 * 0.5 * 3f64.ln()).abs() < 1e-12);
        assert_eq!(fisher_z(-0.5, 103), fisher_z(0.5, 103).map(|z| -z));
        assert!(fisher_z(1.0, 10).unwrap().is_finite());
        assert_eq!((fisher_z(0.5, 3), fisher_z(f64::NAN, 100)), (None, None));
    }

    #[test]
    fn by_hand() {
        // ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4
        let pairs = [(1, 10, 1), (2, 30, 1), (2, 20, 1), (3, 40, 1)];
        assert!((spearman(&pairs).unwrap() - 4.5 / (4.5f64 * 5.0).sqrt()).abs() < 1e-15);
        assert!((kendall_tau_b(&pairs).unwrap() - 5.0 / (5.0f64 * 6.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn one_answer_alone_goes_with_nothing() {
        for pairs in [&[][..], &[(1, 1, 5)], &[(1, 1, 5), (1, 2, 3)], &[(1, 1, 0), (2, 2, 0)]] {
            assert_eq!((spearman(pairs), kendall_tau_b(pairs)), (None, None));
        }
        assert_eq!(spearman(&[(0, 3, 2), (1, 7, 2)]), Some(1.0));
        assert_eq!(kendall_tau_b(&[(0, 7, 2), (1, 3, 2)]), Some(-1.0));
    }

    proptest! {
        #[test]
        fn order_splits_and_scales_change_nothing(
            pairs in proptest::collection::vec((0i64..6, 0i64..6, 0u64..5), 0..40),
        ) {
            let mut split: Vec<Pair> = pairs.iter().rev().map(|&(a, b, n)| (10 * a - 3, b * b, n / 2)).collect();
            split.extend(pairs.iter().map(|&(a, b, n)| (10 * a - 3, b * b, n - n / 2)));
            for of in [spearman, kendall_tau_b] {
                match (of(&pairs), of(&split)) {
                    (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-12 && (-1.0..=1.0).contains(&a)),
                    (a, b) => prop_assert_eq!(a, b),
                }
            }
        }
    }
}
