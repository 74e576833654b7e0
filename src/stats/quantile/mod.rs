//! Quantiles of unweighted and weighted answers: medians and percentiles of waits, times and scores.
//!
//! Values are in the unit of the answers. Sources: Hyndman & Fan (1996), David & Nagaraja (2003), Order Statistics.

mod difference;
mod location;
mod tail;
pub mod types;
pub mod weighted;

pub use difference::QuantileDifference;

use difference::{Side, WithLimits};
use tail::LowerTail;

use super::comparison::{Method, TestResult};
use super::distributions::{binomial_cdf, binomial_sf};
use super::interval::{Confidence, Limits};
use std::cell::OnceCell;

/// Answers by value, ascending: what order statistics need, however many answers there are. Never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    values: Vec<f64>,
    /// Answers up to and with each value.
    cumulative: Vec<u64>,
}

impl Histogram {
    /// From values and their counts, in any order; `None` without answers or if a value is not finite.
    pub fn from_counts(counts: &[(f64, u64)]) -> Option<Self> {
        let mut counts: Vec<(f64, u64)> = counts.iter().copied().filter(|(_, n)| *n > 0).collect();
        if counts.is_empty() || counts.iter().any(|(value, _)| !value.is_finite()) {
            return None;
        }
        counts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut total = 0;
        let cumulative = counts.iter().map(|(_, n)| {
            total += n;
            total
        });
        let cumulative = cumulative.collect();
        Some(Self { values: counts.into_iter().map(|(value, _)| value).collect(), cumulative })
    }

    /// Answers.
    pub fn n(&self) -> u64 {
        self.cumulative.last().copied().unwrap_or(0)
    }

    /// The answer of this rank, 1 for the smallest; none outside 1 to n.
    pub fn order_statistic(&self, rank: u64) -> Option<f64> {
        (1..=self.n()).contains(&rank).then(|| self.at(rank))
    }

    fn at(&self, rank: u64) -> f64 {
        let position = self.cumulative.partition_point(|&up_to| up_to < rank);
        self.values[position.min(self.values.len() - 1)]
    }

    /// Answers below `number`, and answers not above it.
    fn counts_around(&self, number: f64) -> (u64, u64) {
        let up_to = |position: usize| {
            if position == 0 { 0 } else { self.cumulative[position - 1] }
        };
        let below = self.values.partition_point(|&value| value < number);
        let not_above = self.values.partition_point(|&value| value <= number);
        (up_to(below), up_to(not_above))
    }
}

/// One quantile of a histogram.
#[derive(Debug, Clone)]
pub struct Quantile<'a> {
    histogram: &'a Histogram,
    probability: f64,
    /// Of the answers below and of those above: found when the first limit on that side is asked for.
    below: OnceCell<LowerTail>,
    above: OnceCell<LowerTail>,
}

impl<'a> Quantile<'a> {
    /// The quantile at a probability strictly between 0 and 1: 0.5 is the median, 0.9 the 90th percentile. In the unit
    /// of the answers (type 7 of Hyndman & Fan 1996; R's `quantile`).
    pub fn of(histogram: &'a Histogram, probability: f64) -> Option<Self> {
        (probability > 0.0 && probability < 1.0).then_some(Self {
            histogram,
            probability,
            below: OnceCell::new(),
            above: OnceCell::new(),
        })
    }

    /// The quantile, linear between order statistics: type 7 of Hyndman & Fan (1996), as in R, numpy and Excel's
    /// PERCENTILE.INC.
    pub fn value(&self) -> f64 {
        let position = (self.histogram.n() - 1) as f64 * self.probability;
        let whole = libm::floor(position);
        let rank = whole as u64 + 1;
        let (lower, upper) = (self.histogram.at(rank), self.histogram.at(rank + 1));
        lower + (position - whole) * (upper - lower)
    }

    /// Ranks of the answers that bound the quantile: the binomial quantile at half the error, and one more than that
    /// at the other end. 0 and n + 1 stand for no limit. Ranks count from 1 (David & Nagaraja 2003, Order Statistics,
    /// 7.1; R's `qbinom`).
    pub fn ranks(&self, confidence: Confidence) -> (u64, u64) {
        (self.rank(confidence, Side::Lower), self.rank(confidence, Side::Upper))
    }

    fn rank(&self, confidence: Confidence, side: Side) -> u64 {
        let k = self.tail(side).quantile(0.5 * confidence.alpha());
        match side {
            Side::Lower => k,
            Side::Upper => self.histogram.n() - k + 1,
        }
    }

    /// How many answers lie on one side of the quantile; counted from the other end, a small error is a lower tail there too.
    fn tail(&self, side: Side) -> &LowerTail {
        let n = self.histogram.n();
        match side {
            Side::Lower => self.below.get_or_init(|| LowerTail::new(n, self.probability)),
            Side::Upper => self.above.get_or_init(|| LowerTail::new(n, 1.0 - self.probability)),
        }
    }

    /// Distribution-free limits: the order statistics of [`Quantile::ranks`] (Conover 1999; as R's `qbinom` at
    /// .025 and .975 plus one). A limit is unknown where the base is too small to give it.
    pub fn limits(&self, confidence: Confidence) -> Limits {
        Limits { lower: self.limit(confidence, Side::Lower), upper: self.limit(confidence, Side::Upper) }
    }

    /// The probability, for a continuous quantity, that the limits hold the quantile: at least the level where both
    /// are known. A fraction (David & Nagaraja 2003).
    pub fn coverage(&self, confidence: Confidence) -> f64 {
        let (n, (lower, upper)) = (self.histogram.n(), self.ranks(confidence));
        let below = if lower == 0 { 0.0 } else { binomial_cdf(lower - 1, n, self.probability) };
        1.0 - below - binomial_sf(upper - 1, n, self.probability)
    }

    /// Sign test of the quantile against a number: rejects what [`Quantile::limits`] exclude. Answers equal to the
    /// number count for neither side, so that it is valid for answers with ties.
    pub fn test_against(&self, number: f64) -> TestResult {
        let (below, not_above) = self.histogram.counts_around(number);
        let (n, p) = (self.histogram.n(), self.probability);
        let above_number = binomial_cdf(not_above, n, p);
        let below_number = if below == 0 { 1.0 } else { binomial_sf(below - 1, n, p) };
        TestResult::exact(Method::Sign, (2.0 * above_number.min(below_number)).min(1.0))
    }

    /// This quantile less another from different respondents; see [`QuantileDifference`].
    pub fn less(&self, other: &Quantile, confidence: Confidence) -> QuantileDifference {
        QuantileDifference::recover(self, other, confidence)
    }
}

impl WithLimits for Quantile<'_> {
    fn value(&self) -> f64 {
        Quantile::value(self)
    }

    fn limit(&self, confidence: Confidence, side: Side) -> Option<f64> {
        self.histogram.order_statistic(self.rank(confidence, side))
    }

    /// The rank moves on where the error on its side passes the probability of as few answers.
    fn steps(&self, side: Side, not: f64, yes: f64) -> Vec<f64> {
        let tail = self.tail(side);
        let rank = |alpha: f64| tail.quantile(0.5 * alpha);
        (rank(not)..rank(yes)).map(|k| 2.0 * tail.cdf(k)).collect()
    }

    fn has_exact_steps(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn histogram(counts: &[(f64, u64)]) -> Histogram {
        Histogram::from_counts(counts).unwrap()
    }

    fn one_to(n: u64) -> Histogram {
        histogram(&(1..=n).map(|v| (v as f64, 1)).collect::<Vec<_>>())
    }

    #[test]
    fn type_seven_by_hand() {
        let four = histogram(&[(10.0, 1), (1.0, 1), (3.0, 1), (2.0, 1)]);
        assert_eq!(Quantile::of(&four, 0.5).unwrap().value(), 2.5);
        assert_eq!(Quantile::of(&four, 0.25).unwrap().value(), 1.75);
        assert_eq!(Quantile::of(&four, 0.75).unwrap().value(), 4.75);
        let tied = histogram(&[(4.0, 3_000_000_000), (5.0, 2)]);
        assert_eq!(Quantile::of(&tied, 0.999).unwrap().value(), 4.0);
    }

    #[test]
    fn ten_answers_bound_the_median_by_the_second_and_ninth() {
        // the classical table: n = 10, ranks 2 and 9, coverage 1002/1024
        let ten = one_to(10);
        let median = Quantile::of(&ten, 0.5).unwrap();
        assert_eq!(median.ranks(C95), (2, 9));
        assert_eq!(median.limits(C95), Limits { lower: Some(2.0), upper: Some(9.0) });
        assert!((median.coverage(C95) - 1002.0 / 1024.0).abs() < 1e-14);
    }

    #[test]
    fn small_bases_have_no_limit() {
        let five = one_to(5);
        assert_eq!(Quantile::of(&five, 0.5).unwrap().limits(C95), Limits { lower: None, upper: None });
        let ninth = Quantile::of(&five, 0.9).unwrap().limits(C95);
        assert_eq!((ninth.lower, ninth.upper), (Some(3.0), None));
        let one = one_to(1);
        let only = Quantile::of(&one, 0.5).unwrap();
        assert_eq!((only.value(), only.limits(C95).interval()), (1.0, None));
        assert!((only.test_against(7.0).p_value - 1.0).abs() < 1e-14);
    }

    #[test]
    fn nothing_to_order() {
        assert_eq!(Histogram::from_counts(&[]), None);
        assert_eq!(Histogram::from_counts(&[(1.0, 0)]), None);
        assert_eq!(Histogram::from_counts(&[(f64::NAN, 1)]), None);
        let five = one_to(5);
        for probability in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(Quantile::of(&five, probability).is_none());
        }
        assert_eq!((five.order_statistic(0), five.order_statistic(6)), (None, None));
    }

    #[test]
    fn the_sign_test_by_hand() {
        // 9 of 10 above: 2 · 11/1024
        let ten = one_to(10);
        let median = Quantile::of(&ten, 0.5).unwrap();
        assert!((median.test_against(1.5).p_value - 22.0 / 1024.0).abs() < 1e-15);
        assert!((median.test_against(9.5).p_value - 22.0 / 1024.0).abs() < 1e-15);
        assert_eq!(median.test_against(5.5).p_value, 1.0);
        // all answers equal to the number say nothing against it
        assert_eq!(Quantile::of(&histogram(&[(3.0, 50)]), 0.5).unwrap().test_against(3.0).p_value, 1.0);
    }

    proptest! {
        #[test]
        fn limits_and_sign_test_agree(counts in proptest::collection::vec(0u64..20, 8), p in 0.05..0.95f64, number in -1i32..18) {
            prop_assume!(counts.iter().sum::<u64>() > 0);
            let counts: Vec<_> = counts.iter().enumerate().map(|(v, &n)| (v as f64, n)).collect();
            let histogram = histogram(&counts);
            let quantile = Quantile::of(&histogram, p).unwrap();
            let number = f64::from(number) / 2.0;
            prop_assert_eq!(quantile.test_against(number).p_value < 0.05, quantile.limits(C95).exclude(number));
        }

        #[test]
        fn limits_hold_the_level(n in 1u64..400, p in 0.05..0.95f64) {
            let histogram = one_to(n);
            let quantile = Quantile::of(&histogram, p).unwrap();
            prop_assert!(quantile.coverage(C95) >= 0.95 - 1e-12);
        }

        #[test]
        fn a_histogram_is_its_expansion(counts in proptest::collection::vec(0u64..6, 6), p in 0.01..0.99f64) {
            prop_assume!(counts.iter().sum::<u64>() > 0);
            let pairs: Vec<_> = counts.iter().enumerate().map(|(v, &n)| (v as f64 * 3.0, n)).collect();
            let expanded: Vec<f64> =
                pairs.iter().flat_map(|&(v, n)| std::iter::repeat_n(v, n as usize)).collect();
            let histogram = histogram(&pairs);
            let position = (expanded.len() - 1) as f64 * p;
            let low = expanded[position.floor() as usize];
            let high = expanded[position.ceil() as usize];
            let value = Quantile::of(&histogram, p).unwrap().value();
            prop_assert!((value - (low + position.fract() * (high - low))).abs() < 1e-12);
        }
    }
}
