//! Counts of events: exact interval, comparison of two counts over the same time.
//!
//! Counts are numbers of events. Sources: Garwood (1936), Przyborowski & Wilenski (1940).

use super::comparison::{Difference, Method, TestResult};
use super::distributions::{binomial_cdf, chi_square_cdf, chi_square_sf, chi_square_upper_quantile};
use super::interval::{Confidence, Interval};

/// A number of events that come one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoissonCount {
    count: u64,
}

impl PoissonCount {
    /// So many events, none included.
    pub fn new(count: u64) -> PoissonCount {
        PoissonCount { count }
    }

    /// The count.
    pub fn value(&self) -> f64 {
        self.count as f64
    }

    /// Its standard error, the root of the count. A number of events (the variance of a Poisson count is its mean).
    pub fn se(&self) -> f64 {
        libm::sqrt(self.value())
    }

    /// The exact interval of Garwood (1936, Biometrika 28:437): the expected counts under which neither as few nor as
    /// many events would be rare.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let tail = confidence.alpha() / 2.0;
        let k = self.value();
        Interval {
            // P(X >= k | m) is the lower tail of a chi-square of 2k degrees of freedom at 2m.
            lower: if self.count == 0 { 0.0 } else { 0.5 * chi_square_upper_quantile(1.0 - tail, 2.0 * k) },
            upper: 0.5 * chi_square_upper_quantile(tail, 2.0 * k + 2.0),
        }
    }

    /// Exact test against an expected count: twice the smaller tail. `None` if that count is below zero. A probability
    /// (R's `poisson.test` has the sum of all less likely counts in place of twice the tail; Garwood 1936).
    pub fn test_against(&self, expected: f64) -> Option<TestResult> {
        if expected.is_nan() || expected < 0.0 {
            return None;
        }
        let k = self.value();
        let p = if expected == 0.0 {
            if self.count == 0 { 1.0 } else { 0.0 }
        } else {
            let as_few = chi_square_sf(2.0 * expected, 2.0 * k + 2.0);
            let as_many = if self.count == 0 { 1.0 } else { chi_square_cdf(2.0 * expected, 2.0 * k) };
            (2.0 * as_few.min(as_many)).min(1.0)
        };
        Some(TestResult::exact(Method::Poisson, p))
    }

    /// This count less another over as long a time. Given their sum each is binomial with one half (Przyborowski &
    /// Wilenski 1940, Biometrika 31:313): an exact test. The interval of the difference joins the two exact intervals
    /// (Zou & Donner 2008, Statistics in Medicine 27:1693).
    pub fn less(&self, other: &PoissonCount, confidence: Confidence) -> Difference {
        let (a, b) = (self.interval(confidence), other.interval(confidence));
        let value = self.value() - other.value();
        let interval = Interval::of_difference((self.value(), a), (other.value(), b));
        let total = self.count.saturating_add(other.count);
        let test = (total > 0).then(|| {
            let p = 2.0 * binomial_cdf(self.count.min(other.count), total, 0.5);
            TestResult::exact(Method::Binomial, p.min(1.0))
        });
        Difference { value, se: libm::sqrt(self.value() + other.value()), interval, test }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    #[test]
    fn garwood_as_in_published_tables() {
        // Pearson & Hartley (1966), Biometrika Tables for Statisticians, table 40.
        for (count, lower, upper) in
            [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (50, 37.11, 65.92)]
        {
            let interval = PoissonCount::new(count).interval(C95);
            let close = |a: f64, b: f64| (a - b).abs() < 6e-4 * (1.0 + b);
            assert!(close(interval.lower, lower) && close(interval.upper, upper), "{count}: {interval:?}");
        }
    }

    #[test]
    fn a_very_unlikely_count_keeps_its_digits() {
        // P(X >= 30 | 1) is nearly its first term and the next two
        let first = libm::exp(-1.0 - libm::lgamma(31.0));
        let p = 2.0 * first * (1.0 + 1.0 / 31.0 + 1.0 / (31.0 * 32.0) + 1.0 / (31.0 * 32.0 * 33.0));
        let ours = PoissonCount::new(30).test_against(1.0).unwrap().p_value;
        assert!((ours / p - 1.0).abs() < 1e-5, "{ours:e}, not {p:e}");
    }

    #[test]
    fn two_counts_are_a_coin_that_is_tossed() {
        // P(at most 3 of 13) = (1 + 13 + 78 + 286) / 8192.
        let difference = PoissonCount::new(10).less(&PoissonCount::new(3), C95);
        assert_eq!(difference.value, 7.0);
        assert!((difference.test.unwrap().p_value - 2.0 * 378.0 / 8192.0).abs() < 1e-12);
        assert!(difference.interval.contains(0.0));
        let same = PoissonCount::new(8).less(&PoissonCount::new(8), C95);
        assert_eq!((same.value, same.test.unwrap().p_value), (0.0, 1.0));
        assert_eq!(PoissonCount::new(0).less(&PoissonCount::new(0), C95).test, None);
    }

    #[test]
    fn against_a_number() {
        let five = PoissonCount::new(5);
        // P(X <= 5 | 12) = exp(-12) × (1 + 12 + 72 + 288 + 864 + 2073.6).
        let p = 2.0 * libm::exp(-12.0) * 3310.6;
        assert!((five.test_against(12.0).unwrap().p_value - p).abs() < 1e-9);
        assert_eq!(five.test_against(0.0).unwrap().p_value, 0.0);
        assert_eq!(five.test_against(-1.0), None);
    }

    proptest! {
        #[test]
        fn the_test_rejects_what_the_interval_leaves_out(count in 0u64..3_000, expected in 0.1f64..4_000.0) {
            let one = PoissonCount::new(count);
            let interval = one.interval(C95);
            prop_assert!(interval.lower <= count as f64 && count as f64 <= interval.upper);
            let edge = (expected - interval.lower).abs().min((expected - interval.upper).abs());
            if edge > 1e-6 * expected {
                let rejected = one.test_against(expected).unwrap().p_value < 0.05;
                prop_assert_eq!(rejected, !interval.contains(expected));
            }
        }
    }
}
