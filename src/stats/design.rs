//! Sampling designs: strata, clusters (PSUs: the customers or branches that were drawn) and finite populations.
//!
//! The variance of a linearised statistic is that of its totals per PSU, within strata, with replacement, times
//! `1 - n/N` where the stratum's population is known (R survey's `svyrecvar`, first stage). Everything is computed
//! from sums over PSUs, which merge. Sources: Cochran (1977), Sampling Techniques; Lumley (2010), Complex Surveys.

use super::comparison::{Difference, TestResult};
use super::interval::{Confidence, Interval};

/// The totals per PSU of a linearised statistic in one stratum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stratum {
    /// PSUs of the design, those without an answer in the domain too (their total is zero).
    pub psus: u64,
    /// PSUs of the population, if it is finite and known.
    pub population: Option<u64>,
    /// Σ z
    pub sum: f64,
    /// Σ z²
    pub sum_of_squares: f64,
}

impl Stratum {
    /// From the totals of PSUs; `psus` may be more than there are totals. Totals are in the unit of the statistic.
    pub fn from_totals(totals: &[f64], psus: u64, population: Option<u64>) -> Self {
        let sum_of_squares = totals.iter().map(|z| z * z).sum();
        Self { psus, population, sum: totals.iter().sum(), sum_of_squares }
    }

    /// Variance of the stratum's total. A single PSU cannot show how PSUs vary: it is held against zero, the mean of a
    /// linearised statistic over the whole design (R's `lonely.psu = "adjust"`, which errs to the safe side).
    fn variance(&self) -> f64 {
        let n = self.psus as f64;
        let left = self.not_drawn();
        if self.psus == 1 {
            return left * self.sum_of_squares;
        }
        let around = self.sum_of_squares - self.sum * self.sum / n;
        // what rounding leaves of equal totals is none
        let around = if around > 1e-14 * self.sum_of_squares { around } else { 0.0 };
        left * around * n / (n - 1.0)
    }

    /// The share of the population's PSUs that were not drawn.
    fn not_drawn(&self) -> f64 {
        self.population.map_or(1.0, |population| (1.0 - self.psus as f64 / population as f64).max(0.0))
    }

    /// The mean that PSUs are held against, zero for a single one, and the factor by which distances from it become
    /// standard errors.
    pub(super) fn centre_and_scale(&self) -> (f64, f64) {
        let n = self.psus as f64;
        let scale = libm::sqrt(self.not_drawn());
        if self.psus < 2 { (0.0, scale) } else { (self.sum / n, scale * libm::sqrt(n / (n - 1.0))) }
    }
}

/// A standard error from a design, with the degrees of freedom of Student's t that go with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DesignError {
    /// Standard error, in the unit of the statistic.
    pub se: f64,
    /// PSUs less strata, above zero.
    pub df: f64,
}

impl DesignError {
    /// From all strata of a design; `None` if no stratum has two PSUs, or a sum is no number.
    pub fn from_strata(strata: &[Stratum]) -> Option<Self> {
        let used = || strata.iter().filter(|stratum| stratum.psus > 0);
        let df: u64 = used().map(|stratum| stratum.psus - 1).sum();
        let variance: f64 = used().map(Stratum::variance).sum();
        (df > 0 && variance.is_finite()).then(|| Self { se: libm::sqrt(variance), df: df as f64 })
    }

    /// From all strata of a design with the degrees of freedom of a domain; `None` if these are not above zero.
    pub(super) fn of_domain(strata: &[Stratum], df: f64) -> Option<Self> {
        Some(Self { df, ..Self::from_strata(strata)? }).filter(|_| df > 0.0)
    }

    /// Student t interval around an estimate, in its unit, on PSUs less strata degrees of freedom (Korn & Graubard 1999,
    /// Analysis of Health Surveys).
    pub fn interval(&self, value: f64, confidence: Confidence) -> Interval {
        Interval::around(value, confidence.t(self.df) * self.se)
    }

    /// Student t interval of a share (strictly between 0 and 1) on the scale of its odds, `ln p/(1-p)`, so that it stays
    /// between 0 and 1 (R survey's `svyciprop`, `method = "logit"`). `None` for a share of 0 or 1.
    pub fn logit_interval(&self, share: f64, confidence: Confidence) -> Option<Interval> {
        let variance = share * (1.0 - share);
        let odds = |t: f64| 1.0 / (1.0 + libm::exp(-t));
        let (centre, half) = (libm::log(share / (1.0 - share)), confidence.t(self.df) * self.se / variance);
        (share > 0.0 && share < 1.0).then(|| Interval { lower: odds(centre - half), upper: odds(centre + half) })
    }

    /// The error of the difference of two estimates that have nothing in common, with Satterthwaite's degrees of freedom
    /// (1946, Biometrics Bulletin 2:110; of two means this is Welch's test). Of an estimate that is known as a normal
    /// variable they are infinite.
    pub fn of_difference(one: DesignError, other: DesignError) -> DesignError {
        let (a, b) = (one.se * one.se, other.se * other.se);
        let parts = a * a / one.df + b * b / other.df;
        let df = if parts > 0.0 { (a + b) * (a + b) / parts } else { one.df + other.df };
        DesignError { se: libm::hypot(one.se, other.se), df }
    }

    /// An estimated difference with this standard error.
    pub fn difference(&self, value: f64, confidence: Confidence) -> Difference {
        let test = TestResult::t(value, self.se, self.df);
        Difference { value, se: self.se, interval: self.interval(value, confidence), test }
    }
}

/// Sums over the PSUs of a stratum, of `T_w = Σ w` and `T_x = Σ w x` over the answers of a domain in each PSU. For an
/// unclustered design a row is a PSU.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StratumSums {
    /// PSUs of the design in this stratum, whether or not they have answers in the domain.
    pub psus: u64,
    /// PSUs of the population, if it is finite and known.
    pub population: Option<u64>,
    /// Σ T_w
    pub w: f64,
    /// Σ T_x
    pub x: f64,
    /// Σ T_w²
    pub ww: f64,
    /// Σ T_w T_x
    pub wx: f64,
    /// Σ T_x²
    pub xx: f64,
}

impl StratumSums {
    /// Adds the totals of one PSU that is counted in `psus` already.
    pub fn add(&mut self, w: f64, x: f64) {
        self.w += w;
        self.x += x;
        self.ww += w * w;
        self.wx += w * x;
        self.xx += x * x;
    }

    /// The total of `w x` as a statistic of its own.
    pub fn total(&self) -> Stratum {
        Stratum { psus: self.psus, population: self.population, sum: self.x, sum_of_squares: self.xx }
    }

    /// The linearised mean: `z = (T_x - mean T_w) / Σ w`.
    pub(super) fn linearised(&self, mean: f64, weight: f64) -> Stratum {
        let squares = self.xx - 2.0 * mean * self.wx + mean * mean * self.ww;
        Stratum {
            psus: self.psus,
            population: self.population,
            sum: (self.x - mean * self.w) / weight,
            // what rounding leaves of constant answers is none
            sum_of_squares: if squares > 1e-14 * self.xx { squares / (weight * weight) } else { 0.0 },
        }
    }
}

/// Weighted mean of a domain with its standard error in a design with strata, clusters and finite populations (R
/// survey's `svymean`); `None` without weight, or as for [`DesignError::from_strata`].
pub fn mean(strata: &[StratumSums]) -> Option<(f64, DesignError)> {
    let (value, weight) = ratio(strata.iter())?;
    let linearised: Vec<Stratum> = strata.iter().map(|sums| sums.linearised(value, weight)).collect();
    Some((value, DesignError::from_strata(&linearised)?))
}

pub(super) fn ratio<'a>(strata: impl Iterator<Item = &'a StratumSums>) -> Option<(f64, f64)> {
    let (x, weight) = strata.fold((0.0, 0.0), |(x, w), sums| (x + sums.x, w + sums.w));
    let value = x / weight;
    (weight > 0.0 && value.is_finite()).then_some((value, weight))
}

/// The share of a finite population that was not asked, as a factor of standard errors: `sqrt(1 - n/N)` (Cochran 1977).
/// It goes with
/// variances of divisor n - 1. `None` if the population is smaller than the base or empty.
pub fn finite_population_factor(n: u64, population: u64) -> Option<f64> {
    (population > 0 && n <= population).then(|| libm::sqrt(1.0 - n as f64 / population as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mean::Moments;
    use crate::stats::weighted::{WeightedClass, WeightedMean};
    use proptest::prelude::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    fn close(ours: f64, expected: f64) {
        assert!((ours - expected).abs() <= 1e-11 * expected.abs().max(1e-3), "{ours} instead of {expected}");
    }

    fn sums(psus: u64, population: Option<u64>, totals: &[(f64, f64)]) -> StratumSums {
        let mut sums = StratumSums { psus, population, ..StratumSums::default() };
        totals.iter().for_each(|&(w, x)| sums.add(w, x));
        sums
    }

    #[test]
    fn rows_without_weights_are_the_mean_with_its_t() {
        let answers = [3.0, 5.0, 5.0, 9.0];
        let (value, error) = mean(&[sums(4, None, &answers.map(|x| (1.0, x)))]).unwrap();
        let moments = Moments::from_histogram(&answers.map(|x| (x, 1))).unwrap();
        close(value, moments.mean());
        close(error.se, moments.se().unwrap());
        assert_eq!(error.df, 3.0);
        close(error.interval(value, C95).lower, moments.interval(C95).unwrap().lower);
    }

    #[test]
    fn small_differences_of_large_totals_count() {
        let error = DesignError::from_strata(&[Stratum::from_totals(&[1000.0, 1002.0, 1004.0], 3, None)]).unwrap();
        close(error.se * error.se, 3.0 / 2.0 * 8.0);
        let equal = DesignError::from_strata(&[Stratum::from_totals(&[0.1; 3], 3, None)]).unwrap();
        assert_eq!(equal.se, 0.0);
    }

    #[test]
    fn a_difference_is_worth_the_degrees_of_its_less_sure_part() {
        let (few, many) = (DesignError { se: 3.0, df: 2.0 }, DesignError { se: 0.1, df: 1_000.0 });
        let both = DesignError::of_difference(few, many);
        close(both.se, 9.01f64.sqrt());
        assert!(both.df > 2.0 && both.df < 2.01, "{both:?}");
        let equal = DesignError::of_difference(few, few);
        close(equal.df, 4.0);
        assert_eq!(DesignError::of_difference(few, DesignError { se: 0.0, df: f64::INFINITY }).df, 2.0);
    }

    #[test]
    fn a_census_has_no_sampling_error() {
        let totals = [(1.0, 3.0), (1.0, 5.0)];
        let (_, error) = mean(&[sums(2, Some(2), &totals)]).unwrap();
        assert_eq!(error.se, 0.0);
        assert_eq!(error.difference(1.0, C95).test, None);
        let half = mean(&[sums(2, Some(4), &totals)]).unwrap().1.se;
        close(half / mean(&[sums(2, None, &totals)]).unwrap().1.se, 0.5f64.sqrt());
        assert_eq!(finite_population_factor(2, 2), Some(0.0));
        assert_eq!((finite_population_factor(3, 2), finite_population_factor(0, 0)), (None, None));
    }

    #[test]
    fn odds_stay_possible() {
        let error = DesignError { se: 0.2, df: 9.0 };
        let interval = error.logit_interval(0.9, C95).unwrap();
        assert!(interval.lower > 0.0 && interval.upper < 1.0 && interval.contains(0.9));
        let (a, b) = (error.logit_interval(0.3, C95).unwrap(), error.logit_interval(0.7, C95).unwrap());
        close(a.lower, 1.0 - b.upper);
        assert_eq!((error.logit_interval(0.0, C95), error.logit_interval(1.0, C95)), (None, None));
    }

    #[test]
    fn clusters_of_equal_answers_count_as_one() {
        // two branches of five equal answers each: as two answers
        let (value, error) = mean(&[sums(2, None, &[(5.0, 10.0), (5.0, 20.0)])]).unwrap();
        close(value, 3.0);
        close(error.se, 1.0);
        assert_eq!(error.df, 1.0);
    }

    #[test]
    fn a_single_psu_in_a_stratum_is_held_against_the_whole() {
        let pair = sums(2, None, &[(1.0, 1.0), (1.0, 3.0)]);
        let single = sums(1, None, &[(1.0, 5.0)]);
        let (value, error) = mean(&[pair, single]).unwrap();
        // mean 3; z of the single PSU (5 - 3)/3, of the pair -2/3 and 0 around -1/3
        close(value, 3.0);
        close(error.se * error.se, 4.0 / 9.0 + 2.0 * (1.0 / 9.0 + 1.0 / 9.0));
        assert_eq!(error.df, 1.0);
    }

    #[test]
    fn nothing_to_go_by() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[sums(3, None, &[])]), None);
        assert_eq!(mean(&[sums(1, None, &[(1.0, 2.0)])]), None);
        assert_eq!(mean(&[sums(2, None, &[(1.0, f64::NAN), (1.0, 2.0)])]), None);
        let constant = mean(&[sums(3, None, &[(0.3, 0.03), (0.7, 0.07), (1.1, 0.11)])]).unwrap().1;
        assert_eq!((constant.se, constant.difference(0.1, C95).test), (0.0, None));
    }

    proptest! {
        #[test]
        fn a_domain_of_one_stratum_is_the_linearised_mean(
            rows in proptest::collection::vec((0.1..3.0f64, -1i8..=1), 2..40),
            outside in 0u64..40,
        ) {
            let design = rows.len() as u64 + outside;
            let totals: Vec<(f64, f64)> = rows.iter().map(|&(w, s)| (w, w * f64::from(s))).collect();
            let (value, error) = mean(&[sums(design, None, &totals)]).unwrap();
            let classes: Vec<WeightedClass> = rows
                .iter()
                .map(|&(w, s)| WeightedClass { score: f64::from(s), n: 1, n_positive: 1, sum_w: w, sum_w2: w * w })
                .collect();
            let expected = WeightedMean::from_classes(&classes, design).unwrap();
            prop_assert!((value - expected.value()).abs() < 1e-12);
            prop_assert!((error.se - expected.se().unwrap()).abs() < 1e-9);
        }
    }
}
