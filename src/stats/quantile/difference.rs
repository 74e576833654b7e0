//! The difference of two quantiles from different respondents.

use crate::stats::interval::{Confidence, Limits};

/// The first quantile less the second.
///
/// The limits are recovered from those of the two quantiles (MOVER: Zou & Donner 2008, Statistics in Medicine
/// 27:1693), as Newcombe's interval for two shares is from Wilson's: `D - hypot(q1 - l1, u2 - q2)` and
/// `D + hypot(u1 - q1, q2 - l2)`. The p-value is the error at which they first exclude zero. Unlike methods that
/// divide by an estimated density it stands ties (waits in whole seconds, scores) and small bases, where it is
/// cautious.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileDifference {
    /// The difference, in the unit of the answers.
    pub value: f64,
    /// Its limits; unknown where a base is too small.
    pub limits: Limits,
    /// Two-sided; never reported below 1e-15.
    pub p_value: f64,
}

/// A quantile with its limits at any level.
pub(super) trait WithLimits {
    /// The quantile.
    fn value(&self) -> f64;
    /// One of its limits.
    fn limit(&self, confidence: Confidence, side: Side) -> Option<f64>;
    /// The errors from `not` to `yes` above which this limit is another.
    fn steps(&self, side: Side, not: f64, yes: f64) -> Vec<f64>;
    /// Whether these errors are probabilities of whole numbers of answers.
    fn has_exact_steps(&self) -> bool;
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The lower.
    Lower,
    /// The upper.
    Upper,
}

/// Errors between which the p-value is sought.
const LEAST_P: f64 = 1e-15;
const LARGEST_P: f64 = 1.0 - 1e-9;
/// How near the p-value is found, relative to it.
const STEP: f64 = 1e-9;

impl QuantileDifference {
    pub(super) fn recover(first: &dyn WithLimits, second: &dyn WithLimits, confidence: Confidence) -> Self {
        let value = first.value() - second.value();
        // Zero can only be excluded by the limit on its side, which needs one limit of each quantile.
        let p_value = match value {
            v if v > 0.0 => least_excluding(first, second),
            v if v < 0.0 => least_excluding(second, first),
            _ => 1.0,
        };
        Self { value, limits: recovered_limits(first, second, confidence), p_value }
    }
}

/// The least error at which the lower limit of `greater` less `smaller` is above zero. Limits at a larger error lie
/// within those at a smaller one.
fn least_excluding(greater: &dyn WithLimits, smaller: &dyn WithLimits) -> f64 {
    let excluded = |alpha: f64| {
        let confidence = Confidence::from_alpha(alpha);
        confidence.is_some_and(|c| lower_limit(greater, smaller, c).is_some_and(|lower| lower > 0.0))
    };
    if !excluded(LARGEST_P) {
        return 1.0;
    }
    if excluded(LEAST_P) {
        return LEAST_P;
    }
    // Limits change at few errors: once the place is known roughly, it is one of these.
    let (not, yes) = halved((LEAST_P, LARGEST_P), 2.0, excluded);
    let mut steps = greater.steps(Side::Lower, not, yes);
    steps.extend(smaller.steps(Side::Upper, not, yes));
    steps.sort_by(f64::total_cmp);
    let first = steps.partition_point(|&alpha| !excluded(alpha * (1.0 + STEP)));
    match steps.get(first) {
        Some(&step) if !greater.has_exact_steps() => halved((not, yes), 1.0 + STEP, |alpha| alpha >= step).1,
        step => step.copied().unwrap_or(yes).min(1.0),
    }
}

/// Halves a stretch of errors, of which the first does not exclude and the second does, down to this ratio of the two.
fn halved((mut not, mut yes): (f64, f64), ratio: f64, excluded: impl Fn(f64) -> bool) -> (f64, f64) {
    while yes / not > ratio {
        let middle = libm::sqrt(not * yes);
        if excluded(middle) { yes = middle } else { not = middle }
    }
    (not, yes)
}

fn recovered_limits(first: &dyn WithLimits, second: &dyn WithLimits, confidence: Confidence) -> Limits {
    Limits {
        lower: lower_limit(first, second, confidence),
        upper: lower_limit(second, first, confidence).map(|lower| -lower),
    }
}

/// The lower limit of the first less the second; the upper one is that of the second less the first, negated.
fn lower_limit(first: &dyn WithLimits, second: &dyn WithLimits, confidence: Confidence) -> Option<f64> {
    let down = (first.value() - first.limit(confidence, Side::Lower)?).max(0.0);
    let up = (second.limit(confidence, Side::Upper)? - second.value()).max(0.0);
    Some(first.value() - second.value() - libm::hypot(down, up))
}

#[cfg(test)]
mod tests {
    use super::super::{Histogram, Quantile};
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn histogram(counts: &[(f64, u64)]) -> Histogram {
        Histogram::from_counts(counts).unwrap()
    }

    fn median(histogram: &Histogram) -> Quantile<'_> {
        Quantile::of(histogram, 0.5).unwrap()
    }

    #[test]
    fn limits_by_hand() {
        // medians 5.5 within [2, 9], twice, ten apart
        let first = histogram(&(11..=20).map(|v| (f64::from(v), 1)).collect::<Vec<_>>());
        let second = histogram(&(1..=10).map(|v| (f64::from(v), 1)).collect::<Vec<_>>());
        let difference = median(&first).less(&median(&second), C95);
        assert_eq!(difference.value, 10.0);
        let reach = libm::hypot(3.5, 3.5);
        assert_eq!(difference.limits, Limits { lower: Some(10.0 - reach), upper: Some(10.0 + reach) });
        assert!(difference.p_value < 0.05);
    }

    #[test]
    fn heavy_ties_still_differ() {
        let (fours, fives) = (histogram(&[(4.0, 90), (5.0, 10)]), histogram(&[(4.0, 10), (5.0, 90)]));
        let difference = median(&fives).less(&median(&fours), C95);
        assert_eq!(difference.limits.interval().unwrap().width(), 0.0);
        assert!(difference.p_value < 1e-12);
        assert_eq!(median(&fours).less(&median(&fours), C95).p_value, 1.0);
    }

    #[test]
    fn too_small_to_tell() {
        let (one, many) = (histogram(&[(1.0, 1)]), histogram(&[(9.0, 100)]));
        let difference = median(&one).less(&median(&many), C95);
        assert_eq!((difference.value, difference.p_value), (-8.0, 1.0));
        assert_eq!(difference.limits, Limits { lower: None, upper: None });
    }

    /// SplitMix64 (Steele, Lea & Flood 2014): a fixed stream of uniform numbers in (0, 1).
    struct Uniform(u64);

    impl Uniform {
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        }

        /// Exponential waits of this mean, rounded to a step if there is one.
        fn waits(&mut self, n: usize, mean: f64, step: Option<f64>) -> Histogram {
            let mut wait = || {
                let exact = -mean * libm::log(self.next());
                (step.map_or(exact, |step| libm::round(exact / step) * step), 1)
            };
            histogram(&(0..n).map(|_| wait()).collect::<Vec<_>>())
        }
    }

    #[test]
    fn simulated_coverage_is_at_least_nominal() {
        let ln2 = std::f64::consts::LN_2;
        for (probability, bases, truth) in
            [(0.5, (40, 60), ln2), (0.5, (200, 35), ln2), (0.9, (120, 150), libm::log(10.0))]
        {
            let mut uniform = Uniform(20_260_601);
            let runs = 1000;
            let mut covered = 0;
            for _ in 0..runs {
                let (a, b) = (uniform.waits(bases.0, 3.0, None), uniform.waits(bases.1, 1.0, None));
                let (a, b) = (Quantile::of(&a, probability).unwrap(), Quantile::of(&b, probability).unwrap());
                let limits = recovered_limits(&a, &b, C95);
                covered += u32::from(!limits.exclude(2.0 * truth));
            }
            let coverage = f64::from(covered) / f64::from(runs);
            // nominal less two Monte-Carlo standard errors; cautious, not useless
            assert!((0.936..=0.99).contains(&coverage), "{coverage} at {probability} of {bases:?}");
        }
    }

    #[test]
    fn simulated_false_findings_with_ties_are_at_most_nominal_and_true_ones_are_found() {
        let mut uniform = Uniform(7);
        let (mut false_findings, mut findings) = (0, 0);
        let runs = 150;
        for _ in 0..runs {
            let (a, b) = (uniform.waits(50, 4.0, Some(1.0)), uniform.waits(80, 4.0, Some(1.0)));
            let slower = uniform.waits(80, 12.0, Some(1.0));
            false_findings += u32::from(median(&a).less(&median(&b), C95).p_value < 0.05);
            findings += u32::from(median(&a).less(&median(&slower), C95).p_value < 0.05);
        }
        assert!(false_findings <= 12, "{false_findings} of {runs}");
        assert!(findings >= 135, "{findings} of {runs}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn p_value_and_limits_agree(
            a in proptest::collection::vec(0u64..12, 8),
            b in proptest::collection::vec(0u64..12, 8),
        ) {
            prop_assume!(a.iter().sum::<u64>() > 0 && b.iter().sum::<u64>() > 0);
            let of = |counts: &[u64]| histogram(&counts.iter().enumerate().map(|(v, &n)| (v as f64, n)).collect::<Vec<_>>());
            let (a, b) = (of(&a), of(&b));
            let (forth, back) = (median(&a).less(&median(&b), C95), median(&b).less(&median(&a), C95));
            prop_assert_eq!(forth.p_value < 0.05, forth.limits.exclude(0.0));
            prop_assert_eq!(forth.value, -back.value);
            prop_assert!((forth.p_value / back.p_value - 1.0).abs() < 1e-9);
        }
    }
}
