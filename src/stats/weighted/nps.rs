//! Weighted Net Promoter Score; results are fractions from -1 to 1.
//!
//! Sources: Woodruff (1971) for errors, Rocks (2016) for adjusted counts.

use super::{WeightedClass, WeightedMean};
use crate::stats::comparison::{Difference, TestResult};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::nps::Nps;

/// A weighted NPS: the weighted mean of the scores 1, 0 and -1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedNps {
    mean: WeightedMean,
    effective: Nps,
}

impl WeightedNps {
    /// From the classes of promoters (score 1), passives (0) and detractors (-1), in any number and order; `None` as
    /// for [`WeightedMean::from_classes`], or if there is another score.
    pub fn from_classes(classes: &[WeightedClass], design_n: u64) -> Option<Self> {
        if classes.iter().any(|class| ![-1.0, 0.0, 1.0].contains(&class.score)) {
            return None;
        }
        Self::with_mean(classes, WeightedMean::from_classes(classes, design_n)?)
    }

    /// From the same classes with their mean and its standard error, where that comes from a design
    /// ([`WeightedMean::in_design`]) or from weights that meet totals ([`crate::stats::calibration::mean`]).
    pub fn with_mean(classes: &[WeightedClass], mean: WeightedMean) -> Option<Self> {
        let share = |score: f64| {
            let of = classes.iter().filter(|class| class.score == score);
            of.map(|class| class.sum_w).sum::<f64>() / mean.sum_w
        };
        let effective = Nps::from_shares(share(1.0), share(-1.0), mean.n_eff_by_degrees())?;
        Some(Self { mean, effective })
    }

    /// The score with its standard error and bases.
    pub fn mean(&self) -> &WeightedMean {
        &self.mean
    }

    /// The weighted score. A fraction from -1 to 1.
    pub fn value(&self) -> f64 {
        self.mean.value()
    }

    /// The default interval, within [-1, 1]: Student t with the linearised standard error; below an effective base
    /// ([`WeightedMean::n_eff`]) of 50, or where nothing varies, the adjusted Wald interval with that base.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        match self.mean.sufficient_se().and_then(|_| self.mean.interval(confidence)) {
            Some(interval) => interval.clipped(-1.0, 1.0),
            None => self.effective.interval(confidence),
        }
    }

    /// Standard error to rank and compare with: the linearised one, or below an effective base of 50 that of the
    /// adjusted counts. Never zero. A fraction (Rocks 2016 for the adjusted counts).
    pub fn se(&self) -> f64 {
        self.mean.sufficient_se().unwrap_or_else(|| self.effective.adjusted_se())
    }

    /// Test against a number, by the same rule as [`WeightedNps::interval`]; `None` if it is not a possible score.
    pub fn test_against(&self, number: f64) -> Option<TestResult> {
        if !(-1.0..=1.0).contains(&number) {
            return None;
        }
        match self.mean.sufficient_se() {
            Some(_) => self.mean.test_against(number),
            None => self.effective.test_against(number),
        }
    }

    /// This score less another from different respondents (see [`WeightedMean::less`]). If either effective base is
    /// below 50 both are compared by their adjusted counts (see [`Nps::less`]); the value stays that of the scores.
    pub fn less(&self, other: &Self, confidence: Confidence) -> Difference {
        let sufficient = self.mean.sufficient_se().is_some() && other.mean.sufficient_se().is_some();
        let contrast = if sufficient { self.mean.less(&other.mean, confidence) } else { None };
        match contrast {
            Some(contrast) => Difference { interval: contrast.interval.clipped(-2.0, 2.0), ..contrast },
            None => {
                Difference { value: self.value() - other.value(), ..self.effective.less(&other.effective, confidence) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{C95, class, close};
    use super::*;
    use crate::stats::comparison::Method;
    use crate::stats::design::DesignError;
    use proptest::prelude::*;

    fn nps(promoters: &[f64], passives: &[f64], detractors: &[f64], design_n: u64) -> WeightedNps {
        let classes = [class(1.0, promoters), class(0.0, passives), class(-1.0, detractors)];
        WeightedNps::from_classes(&classes, design_n).unwrap()
    }

    #[test]
    fn only_the_three_scores() {
        assert_eq!(WeightedNps::from_classes(&[class(9.0, &[1.0])], 5), None);
        assert_eq!(WeightedNps::from_classes(&[class(1.0, &[0.0])], 5), None);
    }

    #[test]
    fn few_clusters_make_adjusted_counts_fewer() {
        let classes = [class(1.0, &[1.0; 30]), class(0.0, &[1.0; 20]), class(-1.0, &[1.0; 10])];
        let mean = WeightedMean::from_classes(&classes, 100).unwrap();
        let with = |df| WeightedNps::with_mean(&classes, mean.in_design(DesignError { se: 0.15, df })).unwrap();
        let (clustered, rows) = (with(3.0), with(59.0));
        close(rows.se(), Nps::from_shares(0.5, 1.0 / 6.0, mean.variance() / 0.0225).unwrap().adjusted_se());
        // R: qt(.975, 59) = 2.000995, qt(.975, 3) = 3.182446
        let worth = (2.000_995_4f64 / 3.182_446_3).powi(2);
        let expected = Nps::from_shares(0.5, 1.0 / 6.0, mean.variance() / 0.0225 * worth).unwrap();
        assert!((clustered.se() / expected.adjusted_se() - 1.0).abs() < 1e-6);
        assert!(clustered.interval(C95).width() > rows.interval(C95).width());
    }

    #[test]
    fn a_small_effective_base_uses_adjusted_counts() {
        let small = nps(&[1.0, 2.0, 0.5], &[1.0], &[1.0], 5);
        let n_eff = small.mean().n_eff();
        let expected = Nps::from_shares(3.5 / 5.5, 1.0 / 5.5, n_eff).unwrap();
        close(small.interval(C95).lower, expected.interval(C95).lower);
        assert_eq!(small.test_against(0.9).unwrap().method, Method::Z);
        close(small.se(), expected.adjusted_se());
    }

    #[test]
    fn a_large_effective_base_uses_the_linearised_t() {
        let large = nps(&[1.2; 60], &[0.8; 30], &[1.0; 40], 130);
        assert!(large.mean().n_eff() > 50.0);
        assert_eq!(Some(large.interval(C95)), large.mean().interval(C95));
        assert_eq!(large.test_against(0.9).unwrap().method, Method::T { df: 129.0 });
        let difference = large.less(&nps(&[1.0; 30], &[1.0; 30], &[1.0; 60], 130), C95);
        assert_eq!(difference.test.unwrap().method, Method::T { df: 248.0 });
        // a small partner moves both to the adjusted counts
        let mixed = large.less(&nps(&[1.0; 3], &[1.0; 3], &[1.0; 6], 130), C95);
        assert_eq!(mixed.test.unwrap().method, Method::Z);
        close(mixed.value, large.value() + 0.25);
    }

    #[test]
    fn all_promoters_are_not_certain_at_any_base() {
        for n in [1, 10, 100] {
            let all = nps(&vec![0.3; n], &[], &[], 200);
            let (ours, plain) = (all.interval(C95), Nps::from_counts(n as u64, 0, 0).unwrap().interval(C95));
            assert_eq!(all.value(), 1.0);
            close(ours.lower, plain.lower);
            close(ours.upper, plain.upper);
            assert!(all.less(&all, C95).se > 0.0);
        }
    }

    proptest! {
        #[test]
        fn interval_and_test_agree(
            p in proptest::collection::vec(0.0..3.0f64, 0..60),
            m in proptest::collection::vec(0.0..3.0f64, 0..60),
            d in proptest::collection::vec(0.1..3.0f64, 1..60),
            number in -0.99..0.99f64,
        ) {
            let nps = nps(&p, &m, &d, 200);
            let rejected = nps.test_against(number).unwrap().p_value < 0.05;
            prop_assert_eq!(rejected, !nps.interval(C95).contains(number));
        }
    }
}
