//! What a test or a comparison gives, whatever family it comes from.
//!
//! Values and errors are in the unit of what is compared, p-values two-sided probabilities. Sources: Student (1908),
//! Welch (1947).

use super::distributions::{normal_sf, student_t_sf};
use super::interval::{Confidence, Interval};

/// The test behind a p-value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Standard normal statistic.
    Z,
    /// Student's t with these degrees of freedom (not whole for Welch's test).
    T {
        /// Degrees of freedom.
        df: f64,
    },
    /// Fisher's exact test: no statistic.
    FisherExact,
    /// Exact binomial test: no statistic.
    Binomial,
    /// Exact Poisson test: no statistic.
    Poisson,
    /// Shares that are over at the quantile of two curves of survival together.
    Curves,
    /// Binomial sign test of a quantile: no statistic.
    Sign,
}

/// A two-sided test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestResult {
    /// Which test.
    pub method: Method,
    /// The z or t statistic, signed as the difference; exact tests have none.
    pub statistic: Option<f64>,
    /// Probability, if there were no difference, of a result at least this far from none.
    pub p_value: f64,
}

impl TestResult {
    /// Normal test of an estimate `difference` away from what is tested; `None` if `se` is not above zero. Both in the
    /// unit of the estimate; two-sided probability of the normal distribution (Wald 1943).
    pub fn z(difference: f64, se: f64) -> Option<Self> {
        let statistic = standardised(difference, se)?;
        let p_value = (2.0 * normal_sf(libm::fabs(statistic))).min(1.0);
        Some(Self { method: Method::Z, statistic: Some(statistic), p_value })
    }

    /// Student t test of an estimate `difference` away from what is tested; `None` if `se` or `df` is not above zero.
    /// Both in the unit of the estimate; two-sided probability of Student's distribution (Student 1908).
    pub fn t(difference: f64, se: f64, df: f64) -> Option<Self> {
        let statistic = standardised(difference, se)?;
        if df.is_nan() || df <= 0.0 {
            return None;
        }
        let p_value = (2.0 * student_t_sf(libm::fabs(statistic), df)).min(1.0);
        Some(Self { method: Method::T { df }, statistic: Some(statistic), p_value })
    }

    /// An exact test, which has a probability and no statistic.
    pub(super) fn exact(method: Method, p_value: f64) -> Self {
        Self { method, statistic: None, p_value }
    }
}

fn standardised(difference: f64, se: f64) -> Option<f64> {
    let statistic = difference / se;
    (se > 0.0 && statistic.is_finite()).then_some(statistic)
}

/// The first of two estimates less the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The difference of the two published values, in their unit.
    pub value: f64,
    /// Standard error that the test uses, in the same unit.
    pub se: f64,
    /// Interval of the difference.
    pub interval: Interval,
    /// The test that there is no difference; none where nothing varies.
    pub test: Option<TestResult>,
}

impl Difference {
    /// Two independent estimates known by value and standard error alone, compared as normal variables; `None`
    /// unless all four are finite and no standard error is negative. In the unit of the estimates; standard errors add
    /// as squares.
    pub fn of_estimates(a: (f64, f64), b: (f64, f64), confidence: Confidence) -> Option<Self> {
        let value = a.0 - b.0;
        let se = libm::hypot(a.1, b.1);
        if !value.is_finite() || !se.is_finite() || a.1 < 0.0 || b.1 < 0.0 {
            return None;
        }
        let interval = Interval::around(value, confidence.z() * se);
        Some(Self { value, se, interval, test: TestResult::z(value, se) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_two_sided() {
        let test = TestResult::z(-1.959_963_984_540_054, 1.0).unwrap();
        assert!((test.p_value - 0.05).abs() < 1e-15);
        assert_eq!(test.statistic, Some(-1.959_963_984_540_054));
        assert_eq!(TestResult::t(0.0, 2.0, 7.0).unwrap().p_value, 1.0);
        assert!((TestResult::t(1.0, 1.0, 1.0).unwrap().p_value - 0.5).abs() < 1e-15);
    }

    #[test]
    fn nothing_that_varies_nothing_to_test() {
        assert_eq!(TestResult::z(1.0, 0.0), None);
        assert_eq!(TestResult::z(f64::NAN, 1.0), None);
        assert_eq!(TestResult::t(1.0, 1.0, 0.0), None);
    }

    #[test]
    fn a_difference_of_estimates_adds_variances() {
        let difference = Difference::of_estimates((5.0, 3.0), (1.0, 4.0), Confidence::NINETY_FIVE).unwrap();
        assert_eq!((difference.value, difference.se), (4.0, 5.0));
        assert_eq!(difference.test.unwrap().statistic, Some(0.8));
        let exact = Difference::of_estimates((5.0, 0.0), (1.0, 0.0), Confidence::NINETY_FIVE).unwrap();
        assert_eq!((exact.interval.width(), exact.test), (0.0, None));
        assert_eq!(Difference::of_estimates((5.0, f64::NAN), (1.0, 4.0), Confidence::NINETY_FIVE), None);
        assert_eq!(Difference::of_estimates((5.0, -1.0), (1.0, 4.0), Confidence::NINETY_FIVE), None);
    }
}
