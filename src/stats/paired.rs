//! Differences of two means that share respondents: the same customers in two waves, one customer about two brands.
//!
//! Such differences are less variable (or, seldom, more) than those of separate samples by twice the covariance. It is
//! taken from the PSUs that both have: customers, or the clusters they come in. Whoever answered only once is part of
//! the difference too, without a pair. An NPS is the mean of scores 1, 0 and -1, a share that of ones and zeros.

use super::comparison::Difference;
use super::design::{DesignError, Stratum, StratumSums, ratio};
use super::interval::Confidence;

/// Sums over the PSUs of one stratum of a design that covers both means. `T_w = Σ w`, `T_x = Σ w x` of a PSU.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PairedStratum {
    /// Of the first mean; its PSUs and population are those of the stratum.
    pub first: StratumSums,
    /// Of the second.
    pub second: StratumSums,
    /// Σ T_w T_w': products of the first with the second.
    pub ww: f64,
    /// Σ T_w T_x'
    pub wx: f64,
    /// Σ T_x T_w'
    pub xw: f64,
    /// Σ T_x T_x'
    pub xx: f64,
}

impl PairedStratum {
    /// Adds a PSU with its totals (Σ w, Σ w x) in the first and in the second, and counts it; zeros where it has none.
    pub fn add(&mut self, first: (f64, f64), second: (f64, f64)) {
        self.first.psus += 1;
        self.first.add(first.0, first.1);
        self.second.psus += 1;
        self.second.add(second.0, second.1);
        self.ww += first.0 * second.0;
        self.wx += first.0 * second.1;
        self.xw += first.1 * second.0;
        self.xx += first.1 * second.1;
    }
}

/// The first mean less the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedDifference {
    /// Value, standard error, interval and t test; degrees of freedom: PSUs less strata.
    pub difference: Difference,
    /// Standard error that two separate samples of the same variances would have.
    pub separate_se: f64,
    /// Correlation of the two estimates: above zero the pairing gains precision. None where one of them does not vary.
    pub correlation: Option<f64>,
}

/// The difference of two weighted means of overlapping PSUs; `None` if either has no weight or no stratum has two PSUs.
pub fn difference(strata: &[PairedStratum], confidence: Confidence) -> Option<PairedDifference> {
    let (a, weight_a) = ratio(strata.iter().map(|stratum| &stratum.first))?;
    let (b, weight_b) = ratio(strata.iter().map(|stratum| &stratum.second))?;
    let (mut first, mut second, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for stratum in strata {
        let (x, y) = (stratum.first.linearised(a, weight_a), stratum.second.linearised(b, weight_b));
        let product = stratum.xx - b * stratum.xw - a * stratum.wx + a * b * stratum.ww;
        let squares = x.sum_of_squares + y.sum_of_squares;
        let around = squares - 2.0 * product / (weight_a * weight_b);
        // what rounding leaves of equal answers is none
        let sum_of_squares = if around > 1e-14 * squares { around } else { 0.0 };
        both.push(Stratum { sum: x.sum - y.sum, sum_of_squares, ..x });
        first.push(x);
        second.push(Stratum { psus: x.psus, population: x.population, ..y });
    }
    let error = DesignError::from_strata(&both)?;
    let (x, y) = (DesignError::from_strata(&first)?.se, DesignError::from_strata(&second)?.se);
    let covariance = 0.5 * (x * x + y * y - error.se * error.se);
    let correlation = (x > 0.0 && y > 0.0).then(|| (covariance / (x * y)).clamp(-1.0, 1.0));
    Some(PairedDifference {
        difference: error.difference(a - b, confidence),
        separate_se: libm::hypot(x, y),
        correlation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mean::Moments;
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn stratum(pairs: &[(Option<f64>, Option<f64>)]) -> PairedStratum {
        let totals = |answer: Option<f64>| answer.map_or((0.0, 0.0), |x| (1.0, x));
        let mut stratum = PairedStratum::default();
        pairs.iter().for_each(|&(a, b)| stratum.add(totals(a), totals(b)));
        stratum
    }

    #[test]
    fn pairs_without_gaps_are_the_paired_t_test() {
        let pairs = [(1.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (0.0, -1.0), (1.0, 0.0)];
        let ours = difference(&[stratum(&pairs.map(|(a, b)| (Some(a), Some(b))))], C95).unwrap();
        let differences: Vec<(f64, u64)> = pairs.iter().map(|(a, b)| (a - b, 1)).collect();
        let expected = Moments::from_histogram(&differences).unwrap();
        assert!((ours.difference.value - expected.mean()).abs() < 1e-15);
        assert!((ours.difference.se - expected.se().unwrap()).abs() < 1e-15);
        let (test, expected) = (ours.difference.test.unwrap(), expected.test_against(0.0).unwrap());
        assert!((test.p_value - expected.p_value).abs() < 1e-12 && test.method == expected.method);
        assert!(ours.correlation.unwrap() > 0.7 && ours.separate_se > ours.difference.se);
    }

    #[test]
    fn nobody_twice_is_two_samples() {
        let answers = [(Some(1.0), None), (Some(4.0), None), (None, Some(2.0)), (None, Some(7.0)), (None, Some(3.0))];
        let ours = difference(&[stratum(&answers)], C95).unwrap();
        assert!((ours.difference.se - ours.separate_se).abs() < 1e-15 && ours.correlation.unwrap().abs() < 1e-15);
        assert_eq!(ours.difference.value, -1.5);
    }

    #[test]
    fn the_same_answers_twice_do_not_differ() {
        let same = difference(&[stratum(&[(Some(3.0), Some(3.0)), (Some(5.0), Some(5.0))])], C95).unwrap();
        assert_eq!((same.difference.value, same.difference.se, same.difference.test), (0.0, 0.0, None));
        assert!((same.correlation.unwrap() - 1.0).abs() < 1e-12);
        let constant = difference(&[stratum(&[(Some(3.0), Some(1.0)), (Some(3.0), Some(1.0))])], C95).unwrap();
        assert_eq!((constant.difference.value, constant.difference.test, constant.correlation), (2.0, None, None));
    }

    #[test]
    fn nothing_to_compare() {
        assert_eq!(difference(&[], C95), None);
        assert_eq!(difference(&[stratum(&[(Some(1.0), None), (Some(2.0), None)])], C95), None);
        assert_eq!(difference(&[stratum(&[(Some(1.0), Some(2.0))])], C95), None);
    }

    proptest! {
        #[test]
        fn order_strata_and_scale(
            rows in proptest::collection::vec((0.1..3.0f64, 0i8..=10, 0i8..=10), 4..30),
            factor in 0.01..100.0f64,
        ) {
            let sums = |rows: &mut dyn Iterator<Item = &(f64, i8, i8)>, factor: f64| {
                let mut sums = PairedStratum::default();
                rows.for_each(|&(w, a, b)| {
                    let w = w * factor;
                    sums.add((w, w * f64::from(a)), (w, w * f64::from(b)));
                });
                sums
            };
            let one = difference(&[sums(&mut rows.iter(), 1.0)], C95).unwrap();
            let other = difference(&[sums(&mut rows.iter().rev(), factor)], C95).unwrap();
            prop_assert!((one.difference.value - other.difference.value).abs() < 1e-12);
            prop_assert!((one.difference.se - other.difference.se).abs() < 1e-9);
            let variance = |a: f64, b: f64, r: f64| a * a - 2.0 * r * a * b + b * b;
            prop_assert!(one.difference.se >= 0.0 && variance(1.0, 1.0, one.correlation.unwrap_or(0.0)) >= 0.0);
            let halves = rows.split_at(rows.len() / 2);
            let strata = [sums(&mut halves.0.iter(), 1.0), sums(&mut halves.1.iter(), 1.0)];
            let stratified = difference(&strata, C95).unwrap();
            prop_assert!((stratified.difference.value - one.difference.value).abs() < 1e-12);
        }
    }
}
