//! Few groups: how their shares are distributed is not known well enough to count as known.
//!
//! With fewer than 20 groups an interval that takes the fitted distribution for the true one is too short. Here its
//! parameters have a distribution of their own, uniform in the mean of the shares and in the root of one over their
//! size, `p(α, β) ∝ (α + β)^(-5/2)` (Gelman, Carlin, Stern, Dunson, Vehtari & Rubin 2013, Bayesian Data Analysis, 3rd ed.,
//! section 5.3), and every one of them counts as far as the groups allow it.

use super::Counts;
use crate::stats::beta::{beta_of_moments, beta_quantile, ln_beta};
use crate::stats::interval::{Confidence, Interval};

/// Means of the shares that are tried, and sizes for each.
const MEANS: usize = 12;
const SIZES: usize = 32;
/// How far from the share of all groups means are tried, in standard errors.
const REACH: f64 = 8.0;
/// Roots of one over the size that are tried, least and greatest: from shares that differ by a tenth of a point to ones that
/// are nearly all none or all.
const ROOTS: (f64, f64) = (1e-3, 10.0);

/// What is known of the distribution of the shares of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownPrior {
    /// Parameters α and β with their probability.
    cells: Vec<(f64, f64, f64)>,
}

impl UnknownPrior {
    /// From the groups; those without a base do not count. `None` with fewer than two of them, with an impossible count,
    /// and where all or none succeeded.
    pub fn of(groups: &[Counts]) -> Option<Self> {
        let groups: Vec<(f64, f64)> =
            groups.iter().filter(|(_, n)| *n > 0).map(|&(y, n)| (y as f64, n as f64)).collect();
        let (k, all) = (groups.len() as f64, groups.iter().map(|(_, n)| n).sum::<f64>());
        let mean = groups.iter().map(|(y, _)| y).sum::<f64>() / all;
        if groups.len() < 2 || groups.iter().any(|(y, n)| y > n) || !(mean > 0.0 && mean < 1.0) {
            return None;
        }
        let between = groups.iter().map(|(y, n)| (y / n - mean) * (y / n - mean)).sum::<f64>() / (k - 1.0);
        let reach = REACH * libm::sqrt(between / k + mean * (1.0 - mean) / all);
        let (low, high) = ((mean - reach).max(0.0), (mean + reach).min(1.0));
        let (first, last) = (libm::log(ROOTS.0), libm::log(ROOTS.1));
        let mut cells = Vec::with_capacity(MEANS * SIZES);
        for at in 0..MEANS {
            let mean = low + (high - low) * (at as f64 + 0.5) / MEANS as f64;
            for step in 0..SIZES {
                let root = first + (last - first) * (step as f64 + 0.5) / SIZES as f64;
                let size = libm::exp(-2.0 * root);
                let (a, b) = (mean * size, (1.0 - mean) * size);
                let likelihood: f64 = groups.iter().map(|(y, n)| ln_beta(a + y, b + n - y)).sum();
                // The steps are even in the logarithm of the root, in which the density is the root itself.
                cells.push((a, b, root + likelihood - k * ln_beta(a, b)));
            }
        }
        let most = cells.iter().map(|cell| cell.2).fold(f64::NEG_INFINITY, f64::max);
        cells.retain(|cell| cell.2 - most > -25.0);
        cells.iter_mut().for_each(|cell| cell.2 = libm::exp(cell.2 - most));
        let sum: f64 = cells.iter().map(|cell| cell.2).sum();
        cells.iter_mut().for_each(|cell| cell.2 /= sum);
        (sum > 0.0 && sum.is_finite()).then_some(Self { cells })
    }

    /// Mean and variance of what is known of a group's share, a fraction.
    pub fn moments(&self, (successes, n): Counts) -> (f64, f64) {
        let (y, rest) = (successes as f64, n.saturating_sub(successes) as f64);
        let (mut first, mut second) = (0.0, 0.0);
        for (a, b, probability) in &self.cells {
            let (a, b) = (a + y, b + rest);
            let mean = a / (a + b);
            first += probability * mean;
            second += probability * mean * (a + 1.0) / (a + b + 1.0);
        }
        (first, (second - first * first).max(0.0))
    }

    /// Quantiles of what is known of a group's share, by the beta distribution with its mean and variance.
    pub fn interval(&self, group: Counts, confidence: Confidence) -> Option<Interval> {
        let (mean, variance) = self.moments(group);
        let (a, b) = beta_of_moments(mean, variance)?;
        let half = 0.5 * confidence.alpha();
        Some(Interval { lower: beta_quantile(half, a, b)?, upper: beta_quantile(1.0 - half, a, b)? })
    }
}
