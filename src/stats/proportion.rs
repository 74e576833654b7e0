//! Shares (fractions): Wilson interval, score test, comparison of two groups.
//!
//! Sources: Wilson (1927), Newcombe (1998), Fisher (1935), Campbell (2007); R's `prop.test(correct = FALSE)`.

pub mod options;

use super::comparison::{Difference, Method, TestResult};
use super::distributions::fisher_two_sided;
use super::interval::{Confidence, Interval};

/// `successes` of `n`, either of them whole or effective. The base is above zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    successes: f64,
    n: f64,
}

impl Proportion {
    /// From counts; `None` without a base or with more successes than answers.
    pub fn from_counts(successes: u64, n: u64) -> Option<Self> {
        (n > 0 && successes <= n).then_some(Self { successes: successes as f64, n: n as f64 })
    }

    /// From a share and an effective base, for weighted or published figures; `None` unless the share is in [0, 1]
    /// and the base finite and above zero.
    pub fn from_share(share: f64, n_eff: f64) -> Option<Self> {
        let possible = (0.0..=1.0).contains(&share) && n_eff > 0.0 && n_eff.is_finite();
        possible.then(|| Self { successes: (share * n_eff).min(n_eff), n: n_eff })
    }

    /// The base: answers, or effective answers.
    pub fn n(&self) -> f64 {
        self.n
    }

    /// The share.
    pub fn value(&self) -> f64 {
        self.successes / self.n
    }

    /// Standard error of the share, divisor n. A fraction: `√(p(1 - p)/n)`.
    pub fn se(&self) -> f64 {
        let p = self.value();
        libm::sqrt(p * (1.0 - p) / self.n)
    }

    /// The Wilson score interval, without continuity correction (Wilson 1927; Brown, Cai & DasGupta 2001).
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let (p, n) = (self.value(), self.n);
        let z = confidence.z();
        let z2 = z * z;
        let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = z / (1.0 + z2 / n) * libm::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
        let wilson = Interval::around(centre, half).clipped(0.0, 1.0);
        Interval {
            lower: if self.successes == 0.0 { 0.0 } else { wilson.lower },
            upper: if self.successes == n { 1.0 } else { wilson.upper },
        }
    }

    /// Score test against a share: it rejects what [`Proportion::interval`] excludes. Against none or all the binomial
    /// leaves no chance: one answer that should not be there is proof. `None` if `share` is not in [0, 1].
    pub fn test_against(&self, share: f64) -> Option<TestResult> {
        if share == 0.0 || share == 1.0 {
            let as_it_must_be = self.successes == share * self.n;
            return Some(TestResult::exact(Method::Binomial, if as_it_must_be { 1.0 } else { 0.0 }));
        }
        let possible = share > 0.0 && share < 1.0;
        possible.then(|| TestResult::z(self.value() - share, libm::sqrt(share * (1.0 - share) / self.n))).flatten()
    }

    /// This share less another from different respondents.
    ///
    /// The interval is Newcombe's (1998, Statistics in Medicine 17:873, method 10), the standard error the one pooled
    /// under no difference. The test is the pooled z; where an expected count is below 5 it is Fisher's for whole
    /// counts and, for effective ones, z times the root of (N-1)/N (Campbell 2007, Statistics in Medicine 26:3661).
    pub fn less(&self, other: &Self, confidence: Confidence) -> Difference {
        let (a, b) = (self.interval(confidence), other.interval(confidence));
        let (p1, p2) = (self.value(), other.value());
        let value = p1 - p2;
        let interval = Interval {
            lower: value - libm::hypot(p1 - a.lower, b.upper - p2),
            upper: value + libm::hypot(a.upper - p1, p2 - b.lower),
        };
        let test = if self.least_expected(other) >= 5.0 {
            self.pooled_z(other)
        } else {
            self.fisher(other).or_else(|| self.campbell(other))
        };
        Difference { value, se: self.pooled_se(other), interval: interval.clipped(-1.0, 1.0), test }
    }

    /// Two-sample z test with pooled variance; its square is Pearson's chi-square. `None` if nothing varies. (R's
    /// `prop.test(correct = FALSE)`.)
    pub fn pooled_z(&self, other: &Self) -> Option<TestResult> {
        TestResult::z(self.value() - other.value(), self.pooled_se(other))
    }

    /// Fisher's exact test; `None` if a count is not whole. Two-sided: all tables that are no likelier (Fisher 1935;
    /// R's `fisher.test`).
    pub fn fisher(&self, other: &Self) -> Option<TestResult> {
        let whole = |count: f64| (count == libm::floor(count) && count < 9e15).then_some(count as u64);
        let p = fisher_two_sided(whole(self.successes)?, whole(self.n)?, whole(other.successes)?, whole(other.n)?)?;
        Some(TestResult::exact(Method::FisherExact, p))
    }

    fn campbell(&self, other: &Self) -> Option<TestResult> {
        let all = self.n + other.n;
        let factor = libm::sqrt(((all - 1.0) / all).max(0.0));
        TestResult::z((self.value() - other.value()) * factor, self.pooled_se(other))
    }

    fn pooled_share(&self, other: &Self) -> f64 {
        (self.successes + other.successes) / (self.n + other.n)
    }

    fn pooled_se(&self, other: &Self) -> f64 {
        let p = self.pooled_share(other);
        libm::sqrt(p * (1.0 - p) * (1.0 / self.n + 1.0 / other.n))
    }

    fn least_expected(&self, other: &Self) -> f64 {
        let p = self.pooled_share(other);
        p.min(1.0 - p) * self.n.min(other.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn share(k: u64, n: u64) -> Proportion {
        Proportion::from_counts(k, n).unwrap()
    }

    #[test]
    fn newcombe_1998_examples_of_wilson() {
        for (k, n, lower, upper) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
            let interval = share(k, n).interval(C95);
            assert!((interval.lower - lower).abs() < 5e-5 && (interval.upper - upper).abs() < 5e-5, "{interval:?}");
        }
    }

    #[test]
    fn all_or_nothing_has_an_exact_end() {
        let z2 = C95.z() * C95.z();
        let nothing = share(0, 10).interval(C95);
        assert_eq!(nothing.lower, 0.0);
        assert!((nothing.upper - z2 / (10.0 + z2)).abs() < 1e-15);
        assert_eq!(share(10, 10).interval(C95).upper, 1.0);
        let one = share(1, 1).interval(C95);
        assert!(one.lower > 0.2 && one.upper == 1.0);
    }

    #[test]
    fn no_base_no_share() {
        assert_eq!(Proportion::from_counts(0, 0), None);
        assert_eq!(Proportion::from_counts(3, 2), None);
        for (p, n) in [(0.5, 0.0), (1.1, 5.0), (-0.1, 5.0), (f64::NAN, 5.0), (0.5, f64::NAN), (0.5, f64::INFINITY)] {
            assert_eq!(Proportion::from_share(p, n), None, "{p} of {n}");
        }
    }

    #[test]
    fn newcombe_1998_examples_of_a_difference() {
        // the paper's comparisons (a), (b) and (g), method 10
        for (k1, n1, k2, n2, lower, upper) in
            [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (10, 10, 0, 20, 0.6791, 1.0)]
        {
            let interval = share(k1, n1).less(&share(k2, n2), C95).interval;
            assert!((interval.lower - lower).abs() < 5e-5 && (interval.upper - upper).abs() < 5e-5, "{interval:?}");
        }
    }

    #[test]
    fn small_expected_counts_are_tested_exactly() {
        let large = share(56, 70).less(&share(48, 80), C95).test.unwrap();
        assert_eq!(large.method, Method::Z);
        assert!((large.statistic.unwrap() - 2.650_171_951_26).abs() < 1e-10);
        let small = share(3, 4).less(&share(1, 4), C95).test.unwrap();
        assert_eq!((small.method, small.statistic), (Method::FisherExact, None));
        assert!((small.p_value - 34.0 / 70.0).abs() < 1e-14);
        // effective bases: z² (N-1)/N, by hand with pooled p = 1/2, se = 0.5/sqrt(2.25)... N = 9
        let (a, b) = (Proportion::from_share(0.75, 4.5).unwrap(), Proportion::from_share(0.25, 4.5).unwrap());
        let effective = a.less(&b, C95).test.unwrap();
        let z = 0.5 / libm::sqrt(0.25 * 2.0 / 4.5);
        assert!((effective.statistic.unwrap() - z * libm::sqrt(8.0 / 9.0)).abs() < 1e-14);
    }

    #[test]
    fn nothing_varies() {
        let same = share(0, 5).less(&share(0, 9), C95);
        assert_eq!((same.value, same.se, same.test.unwrap().p_value), (0.0, 0.0, 1.0));
        let (a, b) = (Proportion::from_share(1.0, 4.5).unwrap(), Proportion::from_share(1.0, 2.5).unwrap());
        assert_eq!(a.less(&b, C95).test, None);
    }

    #[test]
    fn a_target_of_all_or_none_is_tested_exactly() {
        let p = |k, n, target| share(k, n).test_against(target).map(|test| (test.method, test.p_value));
        assert_eq!(p(3, 5, 0.0), Some((Method::Binomial, 0.0)));
        assert_eq!(p(3, 5, 1.0), Some((Method::Binomial, 0.0)));
        assert_eq!(p(0, 5, 0.0), Some((Method::Binomial, 1.0)));
        assert_eq!(p(5, 5, 1.0), Some((Method::Binomial, 1.0)));
        assert_eq!(p(3, 5, 1.1), None);
        assert_eq!(p(3, 5, -0.1), None);
        let weighted = Proportion::from_share(1.0, 61.3).unwrap().test_against(1.0).unwrap();
        assert_eq!(weighted.p_value, 1.0);
    }

    proptest! {
        #[test]
        fn the_score_test_inverts_the_interval(
            k in 0u64..200,
            extra in 0u64..200,
            number in prop_oneof![8 => 0.001..0.999f64, 1 => Just(0.0), 1 => Just(1.0)],
        ) {
            prop_assume!(k + extra > 0);
            let p = share(k, k + extra);
            let rejected = p.test_against(number).unwrap().p_value < 0.05;
            prop_assert_eq!(rejected, !p.interval(C95).contains(number));
        }

        #[test]
        fn intervals_hold_the_share_and_stay_possible(k in 0u64..2000, extra in 0u64..2000) {
            prop_assume!(k + extra > 0);
            let p = share(k, k + extra);
            let interval = p.interval(C95);
            prop_assert!(interval.contains(p.value()) && interval.width() > 0.0);
            prop_assert!(interval.lower >= 0.0 && interval.upper <= 1.0);
        }

        #[test]
        fn differences_are_antisymmetric(k1 in 0u64..50, r1 in 1u64..50, k2 in 0u64..50, r2 in 1u64..50) {
            let (a, b) = (share(k1, k1 + r1), share(k2, k2 + r2));
            let (ab, ba) = (a.less(&b, C95), b.less(&a, C95));
            prop_assert!((ab.interval.lower + ba.interval.upper).abs() < 1e-14);
            prop_assert!(ab.interval.contains(ab.value));
            prop_assert!((ab.test.unwrap().p_value - ba.test.unwrap().p_value).abs() < 1e-12);
        }
    }
}
