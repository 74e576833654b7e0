//! Weighted means: Taylor linearisation of a ratio, with replacement, as for a domain of a survey design.
//!
//! Everything is computed from sums that merge (answers, weights, squared weights per answer class), never from
//! rows. `n_eff` of Kish is the base to print; the linearised standard error is the one to test with.
//!
//! Values are in the unit of the scores, bases numbers of answers. Sources: Woodruff (1971), Kish (1965); R's `survey`.

pub mod nps;
pub mod share;

use super::comparison::{Difference, TestResult};
use super::design::DesignError;
use super::interval::{Confidence, Interval};

/// The smallest effective base at which a Student t interval of a weighted NPS or the contrast of two weighted NPS or
/// shares is used; below it effective counts take their part.
pub const LEAST_EFFECTIVE_BASE: f64 = 50.0;

/// The answers of one class (one answer code, one score) in a domain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedClass {
    /// The score of every answer in the class.
    pub score: f64,
    /// Rows.
    pub n: u64,
    /// Rows with a weight above zero.
    pub n_positive: u64,
    /// Sum of the weights.
    pub sum_w: f64,
    /// Sum of the squared weights.
    pub sum_w2: f64,
}

/// Sums over the answers of a domain, for scores that are not few classes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WeightedSums {
    /// Rows with an answer.
    pub n: u64,
    /// Rows with an answer and a weight above zero.
    pub n_positive: u64,
    /// Σ w
    pub sum_w: f64,
    /// Σ w x
    pub sum_wx: f64,
    /// Σ w x²
    pub sum_wx2: f64,
    /// Σ w²
    pub sum_w2: f64,
    /// Σ w² x
    pub sum_w2x: f64,
    /// Σ w² x²
    pub sum_w2x2: f64,
}

/// A weighted mean with what its interval and its tests need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedMean {
    value: f64,
    variance: f64,
    se: Option<f64>,
    df: f64,
    n: u64,
    n_positive: u64,
    sum_w: f64,
    sum_w2: f64,
}

/// The weights of a domain and the weighted squared distances from its mean.
#[derive(Default)]
struct Spread {
    n: u64,
    n_positive: u64,
    sum_w: f64,
    sum_w2: f64,
    /// Σ w (x - mean)²
    around: f64,
    /// Σ w² (x - mean)²
    around2: f64,
}

impl WeightedMean {
    /// From answer classes; `design_n` counts the rows of the whole design (every usable row of the source in the
    /// wave), of which the classes are a domain.
    ///
    /// `None` without a weight above zero, or if a sum is impossible or the domain larger than its design. Taylor
    /// linearisation (Woodruff 1971; R survey's `svymean`).
    pub fn from_classes(classes: &[WeightedClass], design_n: u64) -> Option<Self> {
        let mut weighed = classes.iter().filter(|class| class.sum_w > 0.0).map(|class| class.score);
        let first = weighed.next()?;
        let is_constant = weighed.all(|score| score == first);
        let (mut spread, mut sum_wx, mut possible) = (Spread::default(), 0.0, true);
        for class in classes {
            possible &= possible_weights(class.sum_w, class.sum_w2) && class.score.is_finite();
            spread.n += class.n;
            spread.n_positive += class.n_positive;
            spread.sum_w += class.sum_w;
            spread.sum_w2 += class.sum_w2;
            sum_wx += class.sum_w * class.score;
        }
        // the mean of a constant is the constant, to the last bit
        let value = if is_constant { first } else { sum_wx / spread.sum_w };
        for class in classes {
            let distance = class.score - value;
            spread.around += class.sum_w * distance * distance;
            spread.around2 += class.sum_w2 * distance * distance;
        }
        possible.then(|| Self::new(value, &spread, design_n))?
    }

    /// From sums over rows, as [`WeightedMean::from_classes`]. A spread below a millionth of the mean is what rounding
    /// leaves of constant answers, and counts as none.
    pub fn from_sums(sums: &WeightedSums, design_n: u64) -> Option<Self> {
        if !possible_weights(sums.sum_w, sums.sum_w2) || sums.sum_w == 0.0 {
            return None;
        }
        let value = sums.sum_wx / sums.sum_w;
        let around = |weight: f64, first: f64, second: f64| {
            let squares = second - 2.0 * value * first + value * value * weight;
            if squares > 1e-12 * second { squares } else { 0.0 }
        };
        let spread = Spread {
            n: sums.n,
            n_positive: sums.n_positive,
            sum_w: sums.sum_w,
            sum_w2: sums.sum_w2,
            around: around(sums.sum_w, sums.sum_wx, sums.sum_wx2),
            around2: around(sums.sum_w2, sums.sum_w2x, sums.sum_w2x2),
        };
        Self::new(value, &spread, design_n)
    }

    fn new(value: f64, spread: &Spread, design_n: u64) -> Option<Self> {
        let Spread { n, n_positive, sum_w, sum_w2, .. } = *spread;
        let possible = value.is_finite() && spread.around.is_finite() && spread.around2.is_finite();
        if !possible || n_positive == 0 || n_positive > n || n > design_n {
            return None;
        }
        let se = (design_n > 1).then(|| {
            let factor = design_n as f64 / (design_n - 1) as f64;
            libm::sqrt(factor * spread.around2) / sum_w
        });
        let df = (n_positive - 1) as f64;
        Some(Self { value, variance: spread.around / sum_w, se, df, n, n_positive, sum_w, sum_w2 })
    }

    /// The same mean in a design with strata, clusters or finite populations. (R survey's `svymean` of a `svydesign`
    /// with `id`, `strata` and `fpc`.)
    pub fn in_design(self, error: DesignError) -> Self {
        Self { se: Some(error.se), df: error.df, ..self }
    }

    /// The same mean of answers that came in clusters, of which this is the sum of the squared weights: so many rows are
    /// the base where nothing varies (Kish 1965). A cluster of equal answers counts as one.
    pub fn of_clusters(self, sum_of_squares: f64) -> Self {
        Self { sum_w2: sum_of_squares.max(self.sum_w2), ..self }
    }

    /// Its standard error with the degrees of freedom.
    pub(super) fn error(&self) -> Option<DesignError> {
        Some(DesignError { se: self.se()?, df: self.df })
    }

    /// The same mean with another standard error and the same degrees of freedom.
    pub(super) fn with_se(self, se: f64) -> Self {
        Self { se: Some(se), ..self }
    }

    /// The weighted mean, in the unit of the answers.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Weighted variance of one answer (divisor: the sum of weights). In the squared unit of the answers.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// Linearised standard error: the root of `n/(n-1) Σ w² (x - mean)² / (Σ w)²` with n the rows of the whole
    /// design. It equals R survey's `svymean` over a domain. None in a design of one row, and for a single answer with a
    /// weight above zero, which shows nothing of how answers vary.
    pub fn se(&self) -> Option<f64> {
        self.se.filter(|_| self.n_positive > 1)
    }

    /// Rows with an answer, whatever their weight.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Rows with an answer and a weight above zero.
    pub fn n_positive(&self) -> u64 {
        self.n_positive
    }

    /// Kish's effective base `(Σ w)² / Σ w²`: the base to print. A number of answers (Kish 1965, Survey Sampling, 8.2).
    pub fn kish_n_eff(&self) -> f64 {
        self.sum_w * self.sum_w / self.sum_w2
    }

    /// Kish's design effect: [`WeightedMean::n`] over [`WeightedMean::kish_n_eff`].
    pub fn kish_design_effect(&self) -> f64 {
        self.n as f64 / self.kish_n_eff()
    }

    /// The number of unweighted answers that would have this standard error: variance over its square; Kish's where
    /// nothing varies. (Kish 1965; Korn & Graubard 1998.)
    pub fn n_eff(&self) -> f64 {
        match self.positive_se() {
            Some(se) if self.variance > 0.0 => self.variance / (se * se),
            _ => self.kish_n_eff(),
        }
    }

    /// [`WeightedMean::n_eff`] for intervals and tests that know of no degrees of freedom (Wilson's, adjusted counts): times
    /// [`WeightedMean::worth_by_degrees`].
    pub fn n_eff_by_degrees(&self) -> f64 {
        self.n_eff() * self.worth_by_degrees()
    }

    /// `(t(n+ - 1) / t(df))²` of Student's quantiles at 95 %, with n+ the answers with a weight above zero: by so much an
    /// effective base from few clusters is worth less, so that its standard error is not taken for a sure one (Korn &
    /// Graubard 1998, Survey Methodology 24:193; R survey's `svyciprop`, `method = "beta"`). One where rows are drawn one
    /// by one.
    pub fn worth_by_degrees(&self) -> f64 {
        let rows = self.n_positive.saturating_sub(1) as f64;
        if self.df == rows || self.df <= 0.0 || rows <= 0.0 {
            return 1.0;
        }
        let t = |df| Confidence::NINETY_FIVE.t(df);
        let ratio = t(rows) / t(self.df);
        ratio * ratio
    }

    /// Design effect: the squared standard error over that of as many unweighted answers, `variance / (n - 1)` with n
    /// the answers with a weight above zero (R survey, `deff = "replace"`). None where nothing varies.
    pub fn design_effect(&self) -> Option<f64> {
        let se = self.positive_se()?;
        (self.variance > 0.0 && self.n_positive > 1).then(|| se * se * (self.n_positive - 1) as f64 / self.variance)
    }

    /// Design effect over as many answers drawn without replacement from a population of this size, which the weights
    /// are to add up to (R survey, `deff = TRUE`). None where nothing varies or everybody was asked.
    pub fn design_effect_without_replacement(&self, population: f64) -> Option<f64> {
        let left = 1.0 - self.n_positive as f64 / population;
        (left > 0.0).then(|| self.design_effect().map(|effect| effect / left))?
    }

    /// Degrees of freedom of the interval: answers with a weight above zero less one; in a design PSUs less strata. (R
    /// survey's `degf`.)
    pub fn df(&self) -> f64 {
        self.df
    }

    fn positive_se(&self) -> Option<f64> {
        self.se.filter(|&se| se > 0.0)
    }

    /// Whether something varies, on a base that is large enough for the standard error to be trusted without adjusted
    /// counts.
    pub fn is_sufficient(&self) -> bool {
        self.sufficient_se().is_some()
    }

    /// The standard error, if the base is large enough for it to be trusted without adjusted counts.
    fn sufficient_se(&self) -> Option<f64> {
        self.positive_se().filter(|_| self.n_eff() >= LEAST_EFFECTIVE_BASE && self.n_positive > 1)
    }

    /// Student t interval, degrees of freedom one less than the answers with a weight above zero; none if there is
    /// only one. Of width zero for constant answers. In the unit of the answers (R survey's `confint(svymean(), df =
    /// )`).
    pub fn interval(&self, confidence: Confidence) -> Option<Interval> {
        let se = self.se.filter(|_| self.n_positive > 1)?;
        Some(Interval::around(self.value, confidence.t(self.df()) * se))
    }

    /// Student t test against a number, consistent with [`WeightedMean::interval`]; none where nothing varies.
    pub fn test_against(&self, number: f64) -> Option<TestResult> {
        TestResult::t(self.value - number, self.se?, self.df())
    }

    /// This mean less another, from different respondents: other waves and sources, or domains of one design that
    /// share no row (their linearised values never meet, so that the variances add up). Student t with two degrees of
    /// freedom less than the answers with a weight above zero (R survey's `svyttest`). None if a base is one.
    pub fn less(&self, other: &Self, confidence: Confidence) -> Option<Difference> {
        if self.n_positive < 2 || other.n_positive < 2 {
            return None;
        }
        let value = self.value - other.value;
        let se = libm::hypot(self.se?, other.se?);
        let df = self.df() + other.df();
        let interval = Interval::around(value, confidence.t(df) * se);
        Some(Difference { value, se, interval, test: TestResult::t(value, se, df) })
    }
}

fn possible_weights(sum_w: f64, sum_w2: f64) -> bool {
    sum_w >= 0.0 && sum_w.is_finite() && sum_w2.is_finite() && (sum_w2 > 0.0) == (sum_w > 0.0)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::stats::mean::Moments;
    use proptest::prelude::*;

    pub const C95: Confidence = Confidence::NINETY_FIVE;

    /// The class of one score from the weights of its rows.
    pub fn class(score: f64, weights: &[f64]) -> WeightedClass {
        WeightedClass {
            score,
            n: weights.len() as u64,
            n_positive: weights.iter().filter(|w| **w > 0.0).count() as u64,
            sum_w: weights.iter().sum(),
            sum_w2: weights.iter().map(|w| w * w).sum(),
        }
    }

    pub fn close(ours: f64, expected: f64) {
        assert!((ours - expected).abs() <= 1e-12 * expected.abs().max(1e-3), "{ours} instead of {expected}");
    }

    #[test]
    fn three_rows_by_hand() {
        // weights 1, 2, 1 on scores 0, 1, 0: mean 1/2; Σ w²(x-1/2)² = 6/4; design of 4 rows
        let mean = WeightedMean::from_classes(&[class(0.0, &[1.0, 1.0]), class(1.0, &[2.0])], 4).unwrap();
        close(mean.value(), 0.5);
        close(mean.variance(), 0.25);
        close(mean.se().unwrap(), (4.0f64 / 3.0 * 1.5 / 16.0).sqrt());
        close(mean.kish_n_eff(), 16.0 / 6.0);
        close(mean.kish_design_effect(), 3.0 * 6.0 / 16.0);
        close(mean.n_eff(), 2.0);
        close(mean.design_effect().unwrap(), 1.0);
        // t with 2 degrees of freedom
        close(mean.interval(C95).unwrap().width() / 2.0, 4.302_652_729_749_464 * mean.se().unwrap());
    }

    #[test]
    fn no_weight_no_mean() {
        assert_eq!(WeightedMean::from_classes(&[], 10), None);
        assert_eq!(WeightedMean::from_classes(&[class(1.0, &[0.0, 0.0])], 10), None);
        assert_eq!(WeightedMean::from_sums(&WeightedSums { n: 2, ..WeightedSums::default() }, 10), None);
        assert_eq!(WeightedMean::from_classes(&[class(1.0, &[1.0, f64::NAN])], 10), None);
        assert_eq!(WeightedMean::from_classes(&[class(f64::NAN, &[1.0])], 10), None);
        assert_eq!(WeightedMean::from_classes(&[class(1.0, &[1.0, 1.0])], 1), None);
    }

    #[test]
    fn one_row_has_neither_interval_nor_test() {
        let one = WeightedMean::from_classes(&[class(3.0, &[0.7]), class(5.0, &[0.0])], 2).unwrap();
        assert_eq!((one.value(), one.n(), one.n_positive()), (3.0, 2, 1));
        assert_eq!((one.interval(C95), one.test_against(2.0), one.design_effect()), (None, None, None));
        close(one.kish_n_eff(), 1.0);
        assert_eq!(one.less(&one, C95), None);
        assert_eq!(WeightedMean::from_classes(&[class(3.0, &[0.7])], 1).unwrap().se(), None);
        // a single answer among rows without weight and outside the domain tells nothing of how answers vary
        assert_eq!(WeightedMean::from_classes(&[class(3.0, &[0.7, 0.0])], 9).unwrap().se(), None);
    }

    #[test]
    fn constant_answers_have_width_zero_and_no_test() {
        let constant = WeightedMean::from_classes(&[class(0.1, &[0.3, 0.7, 1.1])], 3).unwrap();
        assert_eq!(constant.value(), 0.1);
        assert_eq!(constant.interval(C95).unwrap().width(), 0.0);
        assert_eq!((constant.test_against(0.0), constant.design_effect()), (None, None));
        assert_eq!(constant.n_eff(), constant.kish_n_eff());
    }

    #[test]
    fn rows_outside_the_domain_change_the_standard_error_alone() {
        let classes = [class(1.0, &[1.0, 2.0, 0.5]), class(4.0, &[1.5, 0.2])];
        let alone = WeightedMean::from_classes(&classes, 5).unwrap();
        let domain = WeightedMean::from_classes(&classes, 500).unwrap();
        assert_eq!(alone.value(), domain.value());
        close(alone.se().unwrap() / domain.se().unwrap(), (5.0 / 4.0 * 499.0f64 / 500.0).sqrt());
    }

    fn weights() -> impl Strategy<Value = Vec<Vec<f64>>> {
        proptest::collection::vec(proptest::collection::vec(0.1..5.0f64, 0..20), 5)
    }

    proptest! {
        #[test]
        fn scaling_all_weights_changes_nothing(weights in weights(), factor in 0.01..100.0f64) {
            let classes = |factor: f64| -> Vec<WeightedClass> {
                let scaled = |w: &Vec<f64>| w.iter().map(|w| w * factor).collect::<Vec<f64>>();
                weights.iter().enumerate().map(|(score, w)| class(score as f64, &scaled(w))).collect()
            };
            prop_assume!(weights.iter().filter(|w| !w.is_empty()).count() > 1);
            let (a, b) = (
                WeightedMean::from_classes(&classes(1.0), 200).unwrap(),
                WeightedMean::from_classes(&classes(factor), 200).unwrap(),
            );
            prop_assert!((a.value() - b.value()).abs() < 1e-12);
            prop_assert!((a.se().unwrap() / b.se().unwrap() - 1.0).abs() < 1e-12);
            prop_assert!((a.kish_n_eff() / b.kish_n_eff() - 1.0).abs() < 1e-12);
        }

        #[test]
        fn sums_and_classes_agree(weights in weights()) {
            prop_assume!(weights.iter().filter(|w| !w.is_empty()).count() > 1);
            let classes: Vec<_> = weights.iter().enumerate().map(|(score, w)| class(score as f64, w)).collect();
            let over = |of: &dyn Fn(&WeightedClass) -> f64| classes.iter().map(of).sum::<f64>();
            let sums = WeightedSums {
                n: classes.iter().map(|c| c.n).sum(),
                n_positive: classes.iter().map(|c| c.n_positive).sum(),
                sum_w: over(&|c| c.sum_w),
                sum_wx: over(&|c| c.sum_w * c.score),
                sum_wx2: over(&|c| c.sum_w * c.score * c.score),
                sum_w2: over(&|c| c.sum_w2),
                sum_w2x: over(&|c| c.sum_w2 * c.score),
                sum_w2x2: over(&|c| c.sum_w2 * c.score * c.score),
            };
            let (a, b) = (
                WeightedMean::from_classes(&classes, 200).unwrap(),
                WeightedMean::from_sums(&sums, 200).unwrap(),
            );
            prop_assert!((a.value() - b.value()).abs() < 1e-12);
            prop_assert!((a.se().unwrap() - b.se().unwrap()).abs() < 1e-9);
            prop_assert!((a.variance() - b.variance()).abs() < 1e-9);
        }

        #[test]
        fn equal_weights_are_the_unweighted_t(counts in proptest::collection::vec(0u64..30, 5), weight in 0.1..9.0f64) {
            prop_assume!(counts.iter().filter(|&&n| n > 0).count() > 1);
            let histogram: Vec<(f64, u64)> = counts.iter().enumerate().map(|(v, &n)| (v as f64, n)).collect();
            let classes: Vec<_> = histogram.iter().map(|&(v, n)| class(v, &vec![weight; n as usize])).collect();
            let plain = Moments::from_histogram(&histogram).unwrap();
            let weighted = WeightedMean::from_classes(&classes, plain.n()).unwrap();
            let (a, b) = (plain.interval(C95).unwrap(), weighted.interval(C95).unwrap());
            prop_assert!((a.lower - b.lower).abs() < 1e-9 && (a.upper - b.upper).abs() < 1e-9);
            prop_assert!((weighted.kish_n_eff() - plain.n() as f64).abs() < 1e-9);
        }
    }
}
