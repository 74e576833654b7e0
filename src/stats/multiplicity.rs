//! Adjustments of p-values for the number of tests in a family. Each returns as many as it is given, in their order.

use serde::{Deserialize, Serialize};

/// A way to adjust p-values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Adjustment {
    /// As they are: a family of one, or a comparison of programs.
    None,
    /// [`bonferroni`]
    Bonferroni,
    /// [`holm`], the default for statements.
    Holm,
    /// [`hochberg`]
    Hochberg,
    /// [`benjamini_hochberg`], the default for large banners used for screening.
    BenjaminiHochberg,
}

impl Adjustment {
    /// The adjusted p-values, in the order given. Probabilities (R's `p.adjust`).
    pub fn adjust(self, p_values: &[f64]) -> Vec<f64> {
        match self {
            Self::None => p_values.to_vec(),
            Self::Bonferroni => bonferroni(p_values),
            Self::Holm => holm(p_values),
            Self::Hochberg => hochberg(p_values),
            Self::BenjaminiHochberg => benjamini_hochberg(p_values),
        }
    }
}

/// Bonferroni: `min(1, m p)`. Probabilities (Dunn 1961; R's `p.adjust`).
pub fn bonferroni(p_values: &[f64]) -> Vec<f64> {
    p_values.iter().map(|p| (p * p_values.len() as f64).min(1.0)).collect()
}

/// Holm (1979), which holds the probability of any false finding: the largest `(m - j + 1) p_(j)` up to each rank.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let m = p_values.len();
    let mut adjusted = vec![0.0; m];
    let mut largest: f64 = 0.0;
    for (rank, index) in ascending(p_values).into_iter().enumerate() {
        largest = largest.max((m - rank) as f64 * p_values[index]);
        adjusted[index] = largest.min(1.0);
    }
    adjusted
}

/// Hochberg (1988): the least `(m - j + 1) p_(j)` from each rank up. A little sharper than Holm, for tests that do not
/// go against each other.
pub fn hochberg(p_values: &[f64]) -> Vec<f64> {
    let m = p_values.len();
    let mut adjusted = vec![0.0; m];
    let mut least: f64 = 1.0;
    for (rank, index) in ascending(p_values).into_iter().enumerate().rev() {
        least = least.min((m - rank) as f64 * p_values[index]);
        adjusted[index] = least;
    }
    adjusted
}

/// Benjamini & Hochberg (1995), which holds the share of false findings: the least `m p_(j) / j` from each rank up.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let m = p_values.len();
    let mut adjusted = vec![0.0; m];
    let mut least: f64 = 1.0;
    for (rank, index) in ascending(p_values).into_iter().enumerate().rev() {
        least = least.min(m as f64 / (rank + 1) as f64 * p_values[index]);
        adjusted[index] = least;
    }
    adjusted
}

/// Positions from the smallest value up, equal values in their order.
pub(super) fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_by_hand() {
        let p = [0.03, 0.01, 0.5, 0.02];
        let close = |ours: Vec<f64>, expected: [f64; 4]| {
            assert!(ours.len() <= 4 && ours.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{ours:?}");
        };
        close(bonferroni(&p), [0.12, 0.04, 1.0, 0.08]);
        close(holm(&p), [0.06, 0.04, 0.5, 0.06]);
        close(benjamini_hochberg(&p), [0.04, 0.04, 0.5, 0.04]);
        close(hochberg(&p), [0.06, 0.04, 0.5, 0.06]);
        close(hochberg(&[0.05, 0.04]), [0.05, 0.05, 0.0, 0.0]);
    }

    #[test]
    fn a_family_of_one_is_not_adjusted_and_an_empty_one_is_empty() {
        for adjustment in [
            Adjustment::None,
            Adjustment::Bonferroni,
            Adjustment::Holm,
            Adjustment::Hochberg,
            Adjustment::BenjaminiHochberg,
        ] {
            assert_eq!(adjustment.adjust(&[0.04]), vec![0.04]);
            assert!(adjustment.adjust(&[]).is_empty());
        }
    }

    proptest! {
        #[test]
        fn ordered_and_never_smaller(p in proptest::collection::vec(0.0..=1.0f64, 1..30)) {
            let (b, h, f) = (bonferroni(&p), holm(&p), benjamini_hochberg(&p));
            for i in 0..p.len() {
                prop_assert!(p[i] <= f[i] + 1e-15 && f[i] <= h[i] + 1e-15 && h[i] <= b[i] && b[i] <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || (h[i] <= h[j] && f[i] <= f[j]));
                }
            }
        }
    }
}
