//! Funnel limits: how far a share may be from its target at each base (Spiegelhalter 2005, Statistics in Medicine
//! 24:1185).

use super::distributions::{binomial_cdf, binomial_pmf, binomial_quantile};

/// The limit at a base for a probability (0.025 and 0.975 for 95 %, 0.001 and 0.999 for 99.8 %): the binomial quantile,
/// interpolated so that the limits are smooth in the base. `None` unless the target is strictly between 0 and 1, the
/// probability too, and there is a base.
///
/// Interpolated limits may lie a little outside of 0 and 1 at small bases: clip them to draw them.
pub fn funnel_limit(target: f64, n: u64, probability: f64) -> Option<f64> {
    let inside = |p: f64| p > 0.0 && p < 1.0;
    if n == 0 || !inside(target) || !inside(probability) {
        return None;
    }
    let r = binomial_quantile(probability, n, target);
    let beyond = (binomial_cdf(r, n, target) - probability) / binomial_pmf(r, n, target);
    let limit = (r as f64 - beyond) / n as f64;
    limit.is_finite().then_some(limit)
}

/// Overdispersion of many shares about a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overdispersion {
    /// Groups with a base.
    pub groups: usize,
    /// Mean squared standardised distance from the target: 1 if only chance is at work.
    pub plain: f64,
    /// The same after drawing the outer tenths on each side to their quantiles.
    pub winsorised: f64,
    /// The quantiles, type 7, to which they are drawn.
    pub bounds: (f64, f64),
}

impl Overdispersion {
    /// From successes and base of each group; `None` without groups or unless the target is strictly between 0 and 1.
    pub fn of(groups: &[(u64, u64)], target: f64) -> Option<Self> {
        let standardised =
            |&(y, n): &(u64, u64)| (y as f64 / n as f64 - target) / libm::sqrt(target * (1.0 - target) / n as f64);
        let mut z: Vec<f64> = groups.iter().filter(|(_, n)| *n > 0).map(standardised).collect();
        if z.is_empty() || !(target > 0.0 && target < 1.0) {
            return None;
        }
        z.sort_by(f64::total_cmp);
        let bounds = (quantile(&z, 0.1), quantile(&z, 0.9));
        let k = z.len() as f64;
        let mean_square = |z: &mut dyn Iterator<Item = f64>| z.map(|z| z * z).sum::<f64>() / k;
        Some(Self {
            groups: z.len(),
            plain: mean_square(&mut z.iter().copied()),
            winsorised: mean_square(&mut z.iter().map(|z| z.clamp(bounds.0, bounds.1))),
            bounds,
        })
    }

    /// What the distance of limits from the target is to be multiplied by: the root of the winsorised figure where it
    /// is beyond `1 + 2 sqrt(2/k)`, what chance gives k groups; else 1.
    pub fn inflation(&self) -> f64 {
        let by_chance = 1.0 + 2.0 * libm::sqrt(2.0 / self.groups as f64);
        if self.winsorised > by_chance { libm::sqrt(self.winsorised) } else { 1.0 }
    }
}

/// Type 7 of sorted values.
fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let h = (sorted.len() - 1) as f64 * probability;
    let below = libm::floor(h) as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (h - libm::floor(h)) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_narrow_with_the_base() {
        let limit = |n, p| funnel_limit(0.7, n, p).unwrap();
        assert!(limit(20, 0.025) < limit(100, 0.025) && limit(100, 0.025) < 0.7);
        assert!(limit(20, 0.975) > limit(100, 0.975) && limit(100, 0.975) > 0.7);
        assert!((limit(100_000, 0.975) - 0.7 - 1.96 * (0.21f64 / 1e5).sqrt()).abs() < 1e-4);
        for (target, n, p) in [(0.0, 9, 0.5), (1.0, 9, 0.5), (0.5, 0, 0.5), (0.5, 9, 0.0), (0.5, 9, f64::NAN)] {
            assert_eq!(funnel_limit(target, n, p), None);
        }
    }

    #[test]
    fn limits_move_smoothly_from_base_to_base() {
        let limits: Vec<f64> = (30..200).map(|n| funnel_limit(0.6, n, 0.025).unwrap()).collect();
        assert!(limits.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.01));
    }

    #[test]
    fn overdispersion_by_hand() {
        // z = -2, 0, 2 at a target of a half with 16 answers
        let spread = Overdispersion::of(&[(4, 16), (8, 16), (12, 16), (0, 0)], 0.5).unwrap();
        assert_eq!((spread.groups, spread.bounds), (3, (-1.6, 1.6)));
        assert!((spread.plain - 8.0 / 3.0).abs() < 1e-15 && (spread.winsorised - 5.12 / 3.0).abs() < 1e-15);
        assert_eq!(spread.inflation(), 1.0);
        let wide = Overdispersion::of(&[(0, 16), (16, 16), (0, 16), (16, 16)], 0.5).unwrap();
        assert_eq!(wide.inflation(), 4.0);
        assert_eq!(Overdispersion::of(&[], 0.5), None);
        assert_eq!(Overdispersion::of(&[(1, 2)], 1.0), None);
    }
}
