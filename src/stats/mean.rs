//! Means of unweighted answers: t interval, one-sample t test, Welch's comparison of two groups.
//!
//! Means, spreads and errors are in the unit of the answers. Sources: Student (1908), Welch (1947); R's `t.test`.

use super::comparison::{Difference, TestResult};
use super::interval::{Confidence, Interval};

/// What a mean, its interval and its tests need. The base is above zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    n: u64,
    mean: f64,
    squared_deviations: f64,
}

impl Moments {
    /// From answers by value; `None` without any, or if a value is not finite.
    pub fn from_histogram(histogram: &[(f64, u64)]) -> Option<Self> {
        let n = histogram.iter().map(|(_, count)| count).sum();
        let total: f64 = histogram.iter().map(|&(value, count)| value * count as f64).sum();
        // the mean of a constant is the constant, to the last bit
        let mut present = histogram.iter().filter(|(_, count)| *count > 0).map(|(value, _)| *value);
        let first = present.next()?;
        let mean = if present.all(|value| value == first) { first } else { total / n as f64 };
        let squared_deviations =
            histogram.iter().map(|&(value, count)| (value - mean) * (value - mean) * count as f64).sum();
        Self::new(n, mean, squared_deviations)
    }

    /// From the number of answers, their sum and their sum of squares, for scores that are not few values; `None`
    /// without answers or if a sum is not finite. A spread below a millionth of the mean is what rounding leaves of
    /// constant answers, and counts as none.
    pub fn from_sums(n: u64, sum: f64, sum_of_squares: f64) -> Option<Self> {
        let mean = sum / n as f64;
        let squared_deviations = sum_of_squares - sum * mean;
        let rounding = 1e-12 * sum_of_squares;
        Self::new(n, mean, if squared_deviations > rounding { squared_deviations } else { 0.0 })
    }

    /// From a published base, mean and standard deviation (divisor n - 1); `None` if one of them is impossible.
    pub fn from_summary(n: u64, mean: f64, sd: f64) -> Option<Self> {
        if sd < 0.0 {
            return None;
        }
        Self::new(n, mean, sd * sd * (n as f64 - 1.0))
    }

    fn new(n: u64, mean: f64, squared_deviations: f64) -> Option<Self> {
        let possible = n > 0 && mean.is_finite() && squared_deviations.is_finite();
        possible.then_some(Self { n, mean, squared_deviations })
    }

    /// Answers.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Mean, in the unit of the answers.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Standard deviation, divisor n - 1; none at a base of one. In the unit of the answers.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(libm::sqrt)
    }

    fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.squared_deviations / self.df())
    }

    /// Standard error of the mean; none at a base of one. In the unit of the answers, `s/√n` (Student 1908).
    pub fn se(&self) -> Option<f64> {
        self.variance().map(|variance| libm::sqrt(variance / self.n as f64))
    }

    fn df(&self) -> f64 {
        (self.n - 1) as f64
    }

    /// Student t interval of the mean; none at a base of one, of width zero for constant answers. In the unit of the
    /// answers (Student 1908; R's `t.test`).
    pub fn interval(&self, confidence: Confidence) -> Option<Interval> {
        self.se().map(|se| Interval::around(self.mean, confidence.t(self.df()) * se))
    }

    /// One-sample t test against a number; none at a base of one or for constant answers. (Student 1908; R's `t.test(mu
    /// = )`.)
    pub fn test_against(&self, number: f64) -> Option<TestResult> {
        TestResult::t(self.mean - number, self.se()?, self.df())
    }

    /// This mean less another from different respondents: Welch's t with Satterthwaite's degrees of freedom.
    ///
    /// None if either base is one. Two constants differ by an interval of width zero and without a test. In the unit of
    /// the answers (Welch 1947, Biometrika 34:28; R's `t.test`).
    pub fn less(&self, other: &Self, confidence: Confidence) -> Option<Difference> {
        let (a, b) = (self.se()?, other.se()?);
        let (a, b) = (a * a, b * b);
        let value = self.mean - other.mean;
        let se = libm::sqrt(a + b);
        if se == 0.0 {
            return Some(Difference { value, se, interval: Interval::around(value, 0.0), test: None });
        }
        let df = (a + b) * (a + b) / (a * a / self.df() + b * b / other.df());
        let interval = Interval::around(value, confidence.t(df) * se);
        Some(Difference { value, se, interval, test: TestResult::t(value, se, df) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::comparison::Method;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn close(ours: f64, expected: f64) {
        assert!((ours - expected).abs() <= 1e-12 * expected.abs().max(1e-3), "{ours} instead of {expected}");
    }

    #[test]
    fn one_to_five_by_hand() {
        let moments = Moments::from_histogram(&[(1.0, 1), (2.0, 1), (3.0, 1), (4.0, 1), (5.0, 1)]).unwrap();
        assert_eq!((moments.n(), moments.mean()), (5, 3.0));
        close(moments.sd().unwrap(), 2.5f64.sqrt());
        close(moments.se().unwrap(), 0.5f64.sqrt());
        // t with 4 degrees of freedom: 2.776445105197793
        close(moments.interval(C95).unwrap().upper, 3.0 + 2.776_445_105_197_793 * 0.5f64.sqrt());
        close(moments.test_against(1.0).unwrap().statistic.unwrap(), 2.0 / 0.5f64.sqrt());
        assert_eq!(moments.test_against(3.0).unwrap().p_value, 1.0);
    }

    #[test]
    fn students_sleep_data() {
        // Student 1908: extra hours of sleep with two drugs; Welch as in R's ?t.test
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0].map(|value| (value, 1));
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4].map(|value| (value, 1));
        let (a, b) = (Moments::from_histogram(&first).unwrap(), Moments::from_histogram(&second).unwrap());
        let difference = a.less(&b, C95).unwrap();
        let test = difference.test.unwrap();
        assert!((test.statistic.unwrap() + 1.8608).abs() < 5e-5);
        assert!(matches!(test.method, Method::T { df } if (df - 17.776).abs() < 5e-4));
        assert!((test.p_value - 0.07939).abs() < 5e-6);
        assert!((difference.interval.lower + 3.3654832).abs() < 5e-8);
        assert!((difference.interval.upper - 0.2054832).abs() < 5e-8);
    }

    #[test]
    fn one_answer_has_no_interval() {
        let one = Moments::from_histogram(&[(4.0, 1)]).unwrap();
        assert_eq!((one.sd(), one.se(), one.interval(C95), one.test_against(3.0)), (None, None, None, None));
        let many = Moments::from_histogram(&[(4.0, 3), (5.0, 2)]).unwrap();
        assert_eq!((one.less(&many, C95), many.less(&one, C95)), (None, None));
        assert_eq!(Moments::from_sums(1, 0.1, 0.1 * 0.1).unwrap().se(), None);
    }

    #[test]
    fn no_answers_no_mean() {
        assert_eq!(Moments::from_histogram(&[]), None);
        assert_eq!(Moments::from_histogram(&[(1.0, 0)]), None);
        assert_eq!(Moments::from_histogram(&[(f64::NAN, 1)]), None);
        assert_eq!(Moments::from_histogram(&[(f64::INFINITY, 2)]), None);
        assert_eq!(Moments::from_sums(0, 0.0, 0.0), None);
        assert_eq!(Moments::from_summary(10, 5.0, -1.0), None);
        assert_eq!(Moments::from_summary(10, 5.0, f64::NAN), None);
    }

    #[test]
    fn constant_answers_have_width_zero_and_no_test() {
        let constant = Moments::from_histogram(&[(0.1, 7), (3.0, 0)]).unwrap();
        assert_eq!(constant.mean(), 0.1);
        assert_eq!(constant.interval(C95), Some(Interval { lower: 0.1, upper: 0.1 }));
        assert_eq!(constant.test_against(0.2), None);
        let other = Moments::from_histogram(&[(0.6, 2)]).unwrap();
        let difference = other.less(&constant, C95).unwrap();
        assert_eq!((difference.value, difference.interval.width(), difference.test), (0.5, 0.0, None));
        let summed: f64 = (0..1000).map(|_| 0.1).sum();
        let squares: f64 = (0..1000).map(|_| 0.1 * 0.1).sum();
        assert_eq!(Moments::from_sums(1000, summed, squares).unwrap().se(), Some(0.0));
    }

    proptest! {
        #[test]
        fn every_way_in_agrees(counts in proptest::collection::vec(0u64..50, 11)) {
            prop_assume!(counts.iter().sum::<u64>() > 1);
            let histogram: Vec<(f64, u64)> = counts.iter().enumerate().map(|(v, &n)| (v as f64, n)).collect();
            let direct = Moments::from_histogram(&histogram).unwrap();
            let sum = histogram.iter().map(|&(v, n)| v * n as f64).sum();
            let squares = histogram.iter().map(|&(v, n)| v * v * n as f64).sum();
            let sums = Moments::from_sums(direct.n(), sum, squares).unwrap();
            let summary = Moments::from_summary(direct.n(), direct.mean(), direct.sd().unwrap()).unwrap();
            for other in [sums, summary] {
                prop_assert!((direct.mean() - other.mean()).abs() < 1e-12);
                prop_assert!((direct.sd().unwrap() - other.sd().unwrap()).abs() < 1e-6);
            }
        }

        #[test]
        fn order_does_not_matter_and_scale_scales(counts in proptest::collection::vec(0u64..50, 5), factor in 0.1..10.0f64) {
            prop_assume!(counts.iter().filter(|&&n| n > 0).count() > 1);
            let histogram: Vec<(f64, u64)> = counts.iter().enumerate().map(|(v, &n)| (v as f64, n)).collect();
            let direct = Moments::from_histogram(&histogram).unwrap();
            let turned: Vec<(f64, u64)> = histogram.iter().rev().map(|&(v, n)| (v * factor, n)).collect();
            let scaled = Moments::from_histogram(&turned).unwrap();
            prop_assert!((scaled.mean() - factor * direct.mean()).abs() < 1e-10);
            prop_assert!((scaled.se().unwrap() - factor * direct.se().unwrap()).abs() < 1e-10);
        }
    }
}
