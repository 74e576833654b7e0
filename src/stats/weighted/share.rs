//! Weighted shares (fractions), such as a weighted top-2-box.
//!
//! Sources: Woodruff (1971) for errors, Wilson (1927) and Korn & Graubard (1998) for intervals.

use super::{WeightedClass, WeightedMean};
use crate::stats::comparison::{Difference, TestResult};
use crate::stats::design::DesignError;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::proportion::Proportion;

/// A weighted share: the weighted mean of scores 1 (in the box) and 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedShare {
    mean: WeightedMean,
    effective: Proportion,
}

impl WeightedShare {
    /// From classes of score 1 (in the box) and 0, in any number and order; `None` as for
    /// [`WeightedMean::from_classes`], or if there is another score.
    pub fn from_classes(classes: &[WeightedClass], design_n: u64) -> Option<Self> {
        if classes.iter().any(|class| ![0.0, 1.0].contains(&class.score)) {
            return None;
        }
        Self::with_mean(WeightedMean::from_classes(classes, design_n)?)
    }

    /// From the weighted mean of ones and zeros, where its standard error comes from a design
    /// ([`WeightedMean::in_design`]) or from weights that meet totals ([`crate::stats::calibration::mean`]).
    pub fn with_mean(mean: WeightedMean) -> Option<Self> {
        let effective = Proportion::from_share(mean.value(), mean.n_eff_by_degrees())?;
        Some(Self { mean, effective })
    }

    /// The share with its standard error and bases.
    pub fn mean(&self) -> &WeightedMean {
        &self.mean
    }

    /// The weighted share. A fraction.
    pub fn value(&self) -> f64 {
        self.mean.value()
    }

    /// The share on its effective base, as if so many rows had been drawn one by one without weights. The base is a
    /// number of answers (Korn & Graubard 1998).
    pub fn effective(&self) -> &Proportion {
        &self.effective
    }

    /// The default interval: Wilson's with the effective base `p(1-p)/SE²`, Kish's where p is 0 or 1, less where few
    /// clusters leave few degrees of freedom ([`WeightedMean::n_eff_by_degrees`]; after Korn & Graubard 1998 and Dean &
    /// Pagano 2015).
    pub fn interval(&self, confidence: Confidence) -> Interval {
        self.effective.interval(confidence)
    }

    /// Score test against a share strictly between 0 and 1, consistent with [`WeightedShare::interval`].
    pub fn test_against(&self, share: f64) -> Option<TestResult> {
        self.effective.test_against(share)
    }

    /// This share less another of other rows, where rows stand for many answers each and those of the two may be few: as
    /// [`WeightedShare::less`], with Satterthwaite's degrees of freedom (1946, Biometrics Bulletin 2:110).
    pub fn less_by_rows(&self, other: &Self, confidence: Confidence) -> Difference {
        let sufficient = |mean: &WeightedMean| mean.is_sufficient().then(|| mean.error()).flatten();
        match sufficient(&self.mean).zip(sufficient(&other.mean)) {
            Some((one, two)) => {
                let error = DesignError::of_difference(one, two);
                let found = error.difference(self.value() - other.value(), confidence);
                Difference { interval: found.interval.clipped(-1.0, 1.0), ..found }
            }
            None => self.by_effective_counts(other, confidence),
        }
    }

    fn by_effective_counts(&self, other: &Self, confidence: Confidence) -> Difference {
        let counts = self.effective.less(&other.effective, confidence);
        Difference { value: self.value() - other.value(), ..counts }
    }

    /// This share less another from different respondents (see [`WeightedMean::less`]). If either effective base is
    /// below 50 both are compared by their effective counts (see [`Proportion::less`]).
    pub fn less(&self, other: &Self, confidence: Confidence) -> Difference {
        let sufficient = self.mean.sufficient_se().is_some() && other.mean.sufficient_se().is_some();
        let contrast = if sufficient { self.mean.less(&other.mean, confidence) } else { None };
        match contrast {
            Some(contrast) => Difference { interval: contrast.interval.clipped(-1.0, 1.0), ..contrast },
            None => self.by_effective_counts(other, confidence),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{C95, class, close};
    use super::*;
    use crate::stats::comparison::Method;

    fn share(inside: &[f64], outside: &[f64], design_n: u64) -> WeightedShare {
        WeightedShare::from_classes(&[class(1.0, inside), class(0.0, outside)], design_n).unwrap()
    }

    #[test]
    fn only_two_scores() {
        assert_eq!(WeightedShare::from_classes(&[class(2.0, &[1.0])], 5), None);
        assert_eq!(WeightedShare::from_classes(&[class(1.0, &[])], 5), None);
    }

    #[test]
    fn wilson_with_the_effective_base() {
        // weights 1, 2 inside, 1 outside: p = 3/4, Σ w²(x-p)² = 5/16 + 9/16; n/(n-1) = 3/2, W² = 16
        let three = share(&[1.0, 2.0], &[1.0], 3);
        let squared_se = 1.5 * (14.0 / 16.0) / 16.0;
        let expected = Proportion::from_share(0.75, 0.75 * 0.25 / squared_se).unwrap().interval(C95);
        close(three.interval(C95).lower, expected.lower);
        close(three.interval(C95).upper, expected.upper);
        let rejected = three.test_against(expected.lower - 1e-9).unwrap();
        assert!(rejected.p_value < 0.05 && rejected.p_value > 0.049);
    }

    #[test]
    fn few_clusters_widen_the_interval_by_student_s_t() {
        // R: qt(.975, 139) = 1.977178, qt(.975, 5) = 2.570582
        let error = DesignError { se: 0.05, df: 5.0 };
        let mean = *share(&[1.0; 80], &[1.0; 60], 300).mean();
        let clustered = WeightedShare::with_mean(mean.in_design(error)).unwrap();
        let (p, ratio) = (80.0 / 140.0, 1.977_178_0f64 / 2.570_581_8);
        let base = clustered.effective().n();
        assert!((base / (p * (1.0 - p) / 0.0025 * ratio * ratio) - 1.0).abs() < 1e-6, "{base}");
        let as_rows = WeightedShare::with_mean(mean.in_design(DesignError { se: 0.05, df: 139.0 })).unwrap();
        close(as_rows.effective().n(), p * (1.0 - p) / 0.0025);
        assert!(clustered.interval(C95).width() > as_rows.interval(C95).width());
        assert_eq!(clustered.mean().se(), Some(0.05));
    }

    #[test]
    fn a_share_of_few_rows_keeps_their_degrees_beside_one_of_many() {
        let mean = *share(&[1.0; 800], &[1.0; 600], 3_000).mean();
        let few = WeightedShare::with_mean(mean.in_design(DesignError { se: 0.04, df: 2.0 })).unwrap();
        let many = WeightedShare::with_mean(mean.in_design(DesignError { se: 0.01, df: 1_000.0 })).unwrap();
        let found = few.less_by_rows(&many, C95).test.unwrap().method;
        assert!(matches!(found, Method::T { df } if df > 2.0 && df < 2.5), "{found:?}");
    }

    #[test]
    fn clusters_of_nothing_count_as_rows() {
        let none = *share(&[], &[1.0; 1_000], 1_000).mean();
        let rows = WeightedShare::with_mean(none.of_clusters(100.0 * 100.0 * 10.0)).unwrap();
        close(rows.effective().n(), 10.0);
        assert!(rows.interval(C95).upper > 0.25);
    }

    #[test]
    fn all_or_nothing_uses_kish() {
        let all = share(&[1.0, 2.0, 1.0], &[0.0], 9);
        let interval = all.interval(C95);
        assert_eq!((all.value(), interval.upper), (1.0, 1.0));
        close(interval.lower, Proportion::from_share(1.0, 16.0 / 6.0).unwrap().interval(C95).lower);
    }

    #[test]
    fn comparisons_at_small_and_large_bases() {
        let large = share(&[1.2; 80], &[0.9; 60], 300);
        let other = share(&[1.0; 30], &[1.0; 70], 300);
        assert_eq!(large.less(&other, C95).test.unwrap().method, Method::T { df: 238.0 });
        let small = share(&[1.0; 6], &[1.3; 9], 300);
        let difference = large.less(&small, C95);
        assert_eq!(difference.test.unwrap().method, Method::Z);
        close(difference.value, large.value() - small.value());
        assert!(difference.interval.contains(difference.value));
    }
}
