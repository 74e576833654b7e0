//! Weighted quantiles by the inverted distribution function, with Woodruff's limits (Woodruff 1952, Journal of the American
//! Statistical Association 47:635). Values are in the unit of the answers.

use super::QuantileDifference;
use super::difference::{Side, WithLimits};
use crate::stats::comparison::TestResult;
use crate::stats::design::DesignError;
use crate::stats::distributions::student_t_sf;
use crate::stats::interval::{Confidence, Limits};
use crate::stats::weighted::{WeightedClass, WeightedMean};

/// Weighted answers by value, ascending. Never without weight.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedHistogram {
    /// For each value (the score) everything up to and with it.
    up_to: Vec<WeightedClass>,
    all: WeightedClass,
    design_n: u64,
}

const NOTHING: WeightedClass = WeightedClass { score: 0.0, n: 0, n_positive: 0, sum_w: 0.0, sum_w2: 0.0 };

/// Rounding errors of summed weights are smaller.
const NEARLY: f64 = 1.0 - 1e-12;

impl WeightedHistogram {
    /// From the class of each value (its score), in any order, a domain of a design of `design_n` rows; `None` as for
    /// [`WeightedMean::from_classes`].
    pub fn from_classes(classes: &[WeightedClass], design_n: u64) -> Option<Self> {
        WeightedMean::from_classes(classes, design_n)?;
        let mut up_to = classes.to_vec();
        up_to.sort_by(|a, b| a.score.total_cmp(&b.score));
        let mut all = NOTHING;
        for class in &mut up_to {
            *class = WeightedClass {
                score: class.score,
                n: all.n + class.n,
                n_positive: all.n_positive + class.n_positive,
                sum_w: all.sum_w + class.sum_w,
                sum_w2: all.sum_w2 + class.sum_w2,
            };
            all = *class;
        }
        Some(Self { up_to, all, design_n })
    }

    /// The smallest value with at least this share of the weight at or below it; none for a share not above zero or
    /// above one. A rounding error of the summed weights does not move it.
    fn inverted(&self, share: f64) -> Option<f64> {
        if share <= 0.0 || share > 1.0 {
            return None;
        }
        let wanted = share * self.all.sum_w * NEARLY;
        let at = self.up_to.partition_point(|class| class.sum_w < wanted);
        self.up_to.get(at).map(|class| class.score)
    }

    /// The shares above which [`WeightedHistogram::inverted`] gives the next value.
    fn shares_between(&self, from: f64, to: f64) -> impl Iterator<Item = f64> {
        let all = self.all.sum_w * NEARLY;
        let at = |share: f64| self.up_to.partition_point(|class| class.sum_w < share * all);
        self.up_to[at(from)..at(to)].iter().map(move |class| class.sum_w / all)
    }

    /// Everything below the first value that is not picked; those picked are the lowest.
    fn lowest(&self, picked: impl Fn(f64) -> bool) -> WeightedClass {
        let at = self.up_to.partition_point(|class| picked(class.score));
        at.checked_sub(1).map_or(NOTHING, |last| self.up_to[last])
    }

    /// Linearised standard error of the share of weight at or below a value, as of rows that were drawn one by one; none in
    /// a design of one row, and of a single answer.
    fn error_of_share(&self, value: f64) -> Option<DesignError> {
        let (below, all) = (self.lowest(|score| score <= value), self.all);
        let above = WeightedClass {
            score: 0.0,
            n: all.n - below.n,
            n_positive: all.n_positive - below.n_positive,
            sum_w: all.sum_w - below.sum_w,
            sum_w2: all.sum_w2 - below.sum_w2,
        };
        WeightedMean::from_classes(&[WeightedClass { score: 1.0, ..below }, above], self.design_n)?.error()
    }

    /// The share of the weight in the lowest classes, those picked.
    fn share(&self, picked: impl Fn(f64) -> bool) -> f64 {
        self.lowest(picked).sum_w / self.all.sum_w
    }
}

/// One quantile of a weighted histogram.
#[derive(Debug, Clone, Copy)]
pub struct WeightedQuantile<'a> {
    histogram: &'a WeightedHistogram,
    probability: f64,
    value: f64,
    /// Standard error of the share at or below the value, and its degrees of freedom.
    share: Option<DesignError>,
}

impl<'a> WeightedQuantile<'a> {
    /// The quantile at a probability strictly between 0 and 1. In the unit of the answers (R survey's `svyquantile`,
    /// `qrule = "math"`).
    pub fn of(histogram: &'a WeightedHistogram, probability: f64) -> Option<Self> {
        let possible = probability > 0.0 && probability < 1.0;
        let value = histogram.inverted(probability).filter(|_| possible)?;
        Some(Self { histogram, probability, value, share: histogram.error_of_share(value) })
    }

    /// The same quantile in a design with strata, clusters or finite populations: `error` is that of the share of
    /// answers not above [`WeightedQuantile::value`] ([`crate::stats::design::mean`] of ones and zeros).
    pub fn in_design(self, error: DesignError) -> Self {
        Self { share: Some(error), ..self }
    }

    /// The smallest answer with at least the probability's share of the weight at or below it (R survey,
    /// `qrule = "math"`).
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Woodruff's limits (1952, Journal of the American Statistical Association 47:635): the answers at the
    /// probability ± t times the standard error of that share. Unknown where the share leaves (0, 1].
    pub fn limits(&self, confidence: Confidence) -> Limits {
        self.limits_around(self.probability, confidence)
    }

    /// The same around the share that is at or below the quantile, in place of the probability, as R survey's
    /// `svyquantile` has them: where many answers are the same that share is larger, and so are these limits.
    pub fn limits_around_estimate(&self, confidence: Confidence) -> Limits {
        self.limits_around(self.histogram.share(|score| score <= self.value), confidence)
    }

    fn limits_around(&self, centre: f64, confidence: Confidence) -> Limits {
        let Some(DesignError { se, df }) = self.share.filter(|_| self.histogram.all.n_positive > 1) else {
            return Limits { lower: None, upper: None };
        };
        let half = confidence.t(df) * se;
        Limits { lower: self.histogram.inverted(centre - half), upper: self.histogram.inverted(centre + half) }
    }

    /// Test against a number, consistent with [`WeightedQuantile::limits`]: t of the share at or below the number if
    /// that is less than the probability, of the share below it if that is more, otherwise no evidence at all. None
    /// where nothing varies.
    pub fn test_against(&self, number: f64) -> Option<TestResult> {
        let DesignError { se, df } = self.share?;
        let not_above = self.histogram.share(|score| score <= number);
        let below = self.histogram.share(|score| score < number);
        let distance = (self.probability - not_above).max(0.0) - (below - self.probability).max(0.0);
        TestResult::t(distance, se, df)
    }

    /// This quantile less another from different respondents; see [`QuantileDifference`].
    pub fn less(&self, other: &WeightedQuantile, confidence: Confidence) -> QuantileDifference {
        QuantileDifference::recover(self, other, confidence)
    }
}

impl WithLimits for WeightedQuantile<'_> {
    fn value(&self) -> f64 {
        self.value
    }

    fn limit(&self, confidence: Confidence, side: Side) -> Option<f64> {
        let limits = self.limits(confidence);
        if side == Side::Lower { limits.lower } else { limits.upper }
    }

    fn steps(&self, side: Side, not: f64, yes: f64) -> Vec<f64> {
        let Some(DesignError { se, df }) = self.share else { return Vec::new() };
        let reach = |alpha| Confidence::from_alpha(alpha).map_or(0.0, |confidence| confidence.t(df) * se);
        let (near, far) = (reach(yes), reach(not));
        let (from, to) = match side {
            Side::Lower => (self.probability - far, self.probability - near),
            Side::Upper => (self.probability + near, self.probability + far),
        };
        // The limit moves on where it passes the share of an answer, or leaves (0, 1].
        let ends = [0.0, 1.0].into_iter().filter(|share| (from..=to).contains(share));
        let shares = self.histogram.shares_between(from, to).chain(ends);
        shares.map(|share| 2.0 * student_t_sf(libm::fabs(share - self.probability) / se, df)).collect()
    }

    fn has_exact_steps(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn rows(rows: &[(f64, f64)]) -> Vec<WeightedClass> {
        let class = |&(score, w): &(f64, f64)| WeightedClass {
            score,
            n: 1,
            n_positive: u64::from(w > 0.0),
            sum_w: w,
            sum_w2: w * w,
        };
        rows.iter().map(class).collect()
    }

    fn histogram(of: &[(f64, f64)]) -> WeightedHistogram {
        WeightedHistogram::from_classes(&rows(of), of.len() as u64).unwrap()
    }

    #[test]
    fn the_inverted_distribution_by_hand() {
        let weighted = histogram(&[(30.0, 1.0), (10.0, 4.0), (20.0, 3.0), (15.0, 0.0)]);
        let at = |p| WeightedQuantile::of(&weighted, p).unwrap().value();
        assert_eq!((at(0.5), at(0.51), at(0.875), at(0.9)), (10.0, 20.0, 20.0, 30.0));
    }

    #[test]
    fn equal_weights_do_not_stumble_over_rounding() {
        let tenths: Vec<_> = (1..=10).map(|v| (f64::from(v), 0.1)).collect();
        let weighted = histogram(&tenths);
        for rank in 1..10 {
            let p = f64::from(rank) / 10.0;
            assert_eq!(WeightedQuantile::of(&weighted, p).unwrap().value(), f64::from(rank));
        }
    }

    #[test]
    fn ties_reach_farther_around_the_estimate_and_a_design_has_its_own_error() {
        let answers: Vec<(f64, f64)> = (0..100)
            .map(|i| {
                (
                    if i < 20 {
                        3.0
                    } else if i < 88 {
                        4.0
                    } else {
                        5.0
                    },
                    1.5,
                )
            })
            .collect();
        let weighted = histogram(&answers);
        let median = WeightedQuantile::of(&weighted, 0.5).unwrap();
        assert_eq!(median.limits(C95), Limits { lower: Some(4.0), upper: Some(4.0) });
        assert_eq!(median.limits_around_estimate(C95), Limits { lower: Some(4.0), upper: Some(5.0) });
        let clustered = median.in_design(DesignError { se: 0.2, df: 9.0 });
        assert_eq!(clustered.limits(C95), Limits { lower: Some(3.0), upper: Some(5.0) });
        assert_eq!(clustered.value(), 4.0);
    }

    #[test]
    fn woodruff_by_hand() {
        // 100 rows of equal weight: share 1/2, SE = sqrt(100/99 · 1/400), t(99) = 1.984217: ± 0.0997
        let hundred: Vec<_> = (1..=100).map(|v| (f64::from(v), 2.0)).collect();
        let weighted = histogram(&hundred);
        let median = WeightedQuantile::of(&weighted, 0.5).unwrap();
        assert_eq!(median.limits(C95), Limits { lower: Some(41.0), upper: Some(60.0) });
        assert_eq!(median.test_against(50.0).unwrap().p_value, 1.0);
        let t = median.test_against(30.0).unwrap().statistic.unwrap();
        assert!((t - 0.2 / libm::sqrt(1.0 / 396.0)).abs() < 1e-12);
    }

    #[test]
    fn nothing_or_too_little() {
        assert_eq!(WeightedHistogram::from_classes(&rows(&[(1.0, 0.0)]), 1), None);
        let one = histogram(&[(7.0, 1.0), (9.0, 0.0)]);
        let median = WeightedQuantile::of(&one, 0.5).unwrap();
        assert_eq!((median.value(), median.limits(C95)), (7.0, Limits { lower: None, upper: None }));
        assert_eq!(median.test_against(3.0), None);
        assert_eq!(median.less(&median, C95).p_value, 1.0);
        assert!(WeightedQuantile::of(&one, 1.0).is_none() && WeightedQuantile::of(&one, f64::NAN).is_none());
    }

    proptest! {
        #[test]
        fn limits_and_test_agree(
            answers in proptest::collection::vec((0u8..9, 0.1..4.0f64), 5..80),
            p in 0.2..0.8f64,
            number in 0u8..18,
        ) {
            let answers: Vec<_> = answers.iter().map(|&(v, w)| (f64::from(v), w)).collect();
            let weighted = histogram(&answers);
            let quantile = WeightedQuantile::of(&weighted, p).unwrap();
            let (number, limits) = (f64::from(number) / 2.0, quantile.limits(C95));
            if let (Some(test), Some(_)) = (quantile.test_against(number), limits.interval()) {
                prop_assert_eq!(test.p_value < 0.05, limits.exclude(number));
            }
        }
    }
}
