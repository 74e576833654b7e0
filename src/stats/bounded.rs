//! The most that a mean on a known scale can vary, for published figures with a base and no dispersion.
//!
//! Values are in the unit of the scale. Source: Bhatia & Davis (2000), American Mathematical Monthly 107:353.

use super::interval::{Confidence, Interval};
use super::proportion::Proportion;

/// A published mean of answers that all lie on the scale from `least` to `most`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundedMean {
    mean: f64,
    least: f64,
    most: f64,
}

impl BoundedMean {
    /// `None` unless the scale is finite, has an extent, and holds the mean. NPS is a mean on the scale -1 to 1, a
    /// share one on 0 to 1.
    pub fn new(mean: f64, least: f64, most: f64) -> Option<Self> {
        let possible = least < most && (most - least).is_finite() && (least..=most).contains(&mean);
        possible.then_some(Self { mean, least, most })
    }

    /// The largest variance that answers with this mean can have: `(most - mean)(mean - least)` (Bhatia & Davis 2000,
    /// The American Mathematical Monthly 107:353), when every answer is at an end of the scale.
    pub fn largest_variance(&self) -> f64 {
        (self.most - self.mean) * (self.mean - self.least)
    }

    /// The largest standard error at a base of `n`; `None` without a base. The root of `(m - least)(most - m)/n`, in
    /// the unit of the scale (Bhatia & Davis 2000, American Mathematical Monthly 107:353).
    pub fn largest_se(&self, n: u64) -> Option<f64> {
        (n > 0).then(|| libm::sqrt(self.largest_variance() / n as f64))
    }

    /// An interval that holds whatever the dispersion was: Wilson's, on this scale, for answers at its ends. Wider
    /// than one from the answers would be; of a width above zero even for a mean at an end. `None` without a base. In
    /// the unit of the scale; Wilson (1927) on the largest variance of Bhatia & Davis (2000).
    pub fn widest_interval(&self, n: f64, confidence: Confidence) -> Option<Interval> {
        let extent = self.most - self.least;
        let wilson = Proportion::from_share((self.mean - self.least) / extent, n)?.interval(confidence);
        let scaled = Interval { lower: self.least + extent * wilson.lower, upper: self.least + extent * wilson.upper };
        Some(scaled.clipped(self.least, self.most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mean::Moments;
    use crate::stats::nps::Nps;
    use proptest::prelude::*;

    #[test]
    fn the_middle_varies_most_and_the_ends_not_at_all() {
        assert_eq!(BoundedMean::new(0.0, -1.0, 1.0).unwrap().largest_variance(), 1.0);
        assert_eq!(BoundedMean::new(5.0, 1.0, 5.0).unwrap().largest_variance(), 0.0);
        assert_eq!(BoundedMean::new(0.5, 0.0, 1.0).unwrap().largest_se(100), Some(0.05));
    }

    #[test]
    fn impossible_means_and_bases() {
        assert_eq!(BoundedMean::new(1.2, -1.0, 1.0), None);
        assert_eq!(BoundedMean::new(f64::NAN, -1.0, 1.0), None);
        assert_eq!(BoundedMean::new(1.0, 1.0, 1.0), None);
        assert_eq!(BoundedMean::new(0.0, f64::NEG_INFINITY, 1.0), None);
        let mean = BoundedMean::new(0.2, -1.0, 1.0).unwrap();
        assert_eq!((mean.largest_se(0), mean.widest_interval(0.0, Confidence::NINETY_FIVE)), (None, None));
    }

    #[test]
    fn an_end_of_the_scale_is_still_uncertain() {
        let interval =
            BoundedMean::new(1.0, -1.0, 1.0).unwrap().widest_interval(10.0, Confidence::NINETY_FIVE).unwrap();
        assert_eq!(interval.upper, 1.0);
        assert!((interval.lower - (2.0 * 0.722_467_200_137 - 1.0)).abs() < 1e-11);
    }

    proptest! {
        #[test]
        fn no_answers_vary_more(counts in proptest::collection::vec(0u64..30, 5)) {
            prop_assume!(counts.iter().sum::<u64>() > 1);
            let histogram: Vec<(f64, u64)> = counts.iter().enumerate().map(|(v, &n)| (v as f64 + 1.0, n)).collect();
            let moments = Moments::from_histogram(&histogram).unwrap();
            let n = moments.n() as f64;
            let variance = moments.sd().unwrap() * moments.sd().unwrap() * (n - 1.0) / n;
            prop_assert!(variance <= BoundedMean::new(moments.mean(), 1.0, 5.0).unwrap().largest_variance() + 1e-12);
        }

        #[test]
        fn no_nps_varies_more(p in 0u64..50, m in 0u64..50, d in 0u64..50) {
            prop_assume!(p + m + d > 0);
            let nps = Nps::from_counts(p, m, d).unwrap();
            let bound = BoundedMean::new(nps.value(), -1.0, 1.0).unwrap();
            prop_assert!(nps.se() <= bound.largest_se(p + m + d).unwrap() + 1e-12);
        }
    }
}
