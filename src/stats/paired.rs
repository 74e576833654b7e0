//! Differences of two statistics that share respondents or clusters: the same customers in two waves, one customer about
//! two brands or two steps, two groups within the same branches.
//!
//! Such differences are less variable (or, seldom, more) than those of separate samples by twice the covariance. It is
//! taken from the PSUs that both have: customers, or the clusters they come in. Whoever answered only once is part of
//! the difference too, without a pair. An NPS is the mean of scores 1, 0 and -1, a share that of ones and zeros: for
//! respondents who all answered twice this is the t test of their differences.

use super::comparison::{Difference, Method};
use super::design::DesignError;
use super::interval::Confidence;
use super::linearised::{Linearised, Overlap, errors};

/// The first statistic less the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedDifference {
    /// Value, standard error, interval and t test; degrees of freedom: PSUs of either domain less strata. There is no
    /// test where nothing varies.
    pub difference: Difference,
    /// Standard error that two separate samples of the same variances would have.
    pub separate_se: f64,
    /// Correlation of the two estimates: above zero the pairing gains precision. None where one of them does not vary.
    pub correlation: Option<f64>,
    /// PSUs with an answer in both.
    pub in_both: u64,
}

/// Below so many changed answers a difference of shares rests on too few of them for Student's t.
const FEW_CHANGES: f64 = 10.0;

impl PairedDifference {
    /// The same for shares or nets on `pairs` pairs of answers: where fewer than ten of these changed, one changed answer
    /// more in each direction is counted (Bonett & Price 2012, Journal of Educational and Behavioral Statistics 37:479),
    /// without which a handful of changes in one direction would pass for more than chance. `None` where enough changed.
    pub fn with_few_changes(&self, pairs: f64, confidence: Confidence) -> Option<Difference> {
        let Difference { value, se, test, .. } = self.difference;
        let df = match test?.method {
            Method::T { df } => df,
            _ => return None,
        };
        Some(DesignError { se: few_changes(se, pairs)?, df }.difference(value, confidence))
    }
}

/// The standard error of a difference of shares or nets on `pairs` pairs of answers, with one changed answer more in each
/// direction where fewer than ten changed; `None` where enough did. In the unit of a share, a fraction (Bonett & Price
/// 2012).
pub fn few_changes(se: f64, pairs: f64) -> Option<f64> {
    let changed = se * se * pairs * pairs;
    (changed < FEW_CHANGES).then(|| libm::sqrt(changed + 2.0) / (pairs + 2.0))
}

/// The difference of two statistics, each with its value and linearised values; `None` if either has no standard error
/// or there are no degrees of freedom. In the unit of the statistics (Binder 1983; R's `svycontrast`).
pub fn difference(
    first: (f64, &Linearised),
    second: (f64, &Linearised),
    overlap: Overlap<'_>,
    confidence: Confidence,
) -> Option<PairedDifference> {
    let (x, y, together) = errors(first.1, second.1, overlap)?;
    let apart = x.se * x.se + y.se * y.se;
    let variance = apart - 2.0 * together.covariance;
    // what rounding leaves of equal answers is none
    let se = if variance > 1e-14 * apart { libm::sqrt(variance) } else { 0.0 };
    let error = DesignError { se, df: together.df };
    let varies = x.se > 0.0 && y.se > 0.0;
    (together.df > 0.0).then(|| PairedDifference {
        difference: error.difference(first.0 - second.0, confidence),
        separate_se: libm::sqrt(apart),
        correlation: varies.then(|| (together.covariance / (x.se * y.se)).clamp(-1.0, 1.0)),
        in_both: together.in_both,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mean::Moments;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const C95: Confidence = Confidence::NINETY_FIVE;

    type Pair = (f64, Option<f64>, Option<f64>);

    /// The mean of one of two answers of each customer, given with a weight.
    fn mean(pairs: &[Pair], of: fn(&Pair) -> Option<f64>, psus: u64) -> Option<(f64, Linearised)> {
        let answers = || pairs.iter().enumerate().filter_map(|(at, pair)| Some((at as u64, pair.0, of(pair)?)));
        let weight: f64 = answers().map(|(_, w, _)| w).sum();
        let mean = answers().map(|(_, w, x)| w * x).sum::<f64>() / weight;
        let mut values = Linearised::in_design([(0, psus, None)]);
        answers().for_each(|(psu, w, x)| values.add_to_psu(0, psu, w * (x - mean) / weight, true));
        (weight > 0.0).then_some((mean, values))
    }

    fn paired(pairs: &[Pair]) -> Option<PairedDifference> {
        let psus = pairs.len() as u64;
        let (a, b) = (mean(pairs, |pair| pair.1, psus)?, mean(pairs, |pair| pair.2, psus)?);
        difference((a.0, &a.1), (b.0, &b.1), Overlap::OneDesign(&BTreeMap::new()), C95)
    }

    fn both(a: f64, b: f64) -> Pair {
        (1.0, Some(a), Some(b))
    }

    #[test]
    fn pairs_without_gaps_are_the_paired_t_test() {
        let pairs = [(1.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (0.0, -1.0), (1.0, 0.0)];
        let ours = paired(&pairs.map(|(a, b)| both(a, b))).unwrap();
        let differences: Vec<(f64, u64)> = pairs.iter().map(|(a, b)| (a - b, 1)).collect();
        let expected = Moments::from_histogram(&differences).unwrap();
        assert!((ours.difference.value - expected.mean()).abs() < 1e-15);
        assert!((ours.difference.se - expected.se().unwrap()).abs() < 1e-15);
        let (test, expected) = (ours.difference.test.unwrap(), expected.test_against(0.0).unwrap());
        assert!((test.p_value - expected.p_value).abs() < 1e-12 && test.method == expected.method);
        assert!(ours.correlation.unwrap() > 0.7 && ours.separate_se > ours.difference.se);
        assert_eq!(ours.in_both, 5);
    }

    #[test]
    fn few_changes_are_held_against_one_more_of_each() {
        // 100 customers of whom some were content before and are no longer, and nobody the other way round. McNemar's
        // exact test has p = 2 · 0.5^changed: .0625, .031 and .016.
        let changed = |changed: usize| -> Vec<Pair> {
            (0..100).map(|at| both(f64::from(u8::from(at < 50)), f64::from(u8::from(at < 50 - changed)))).collect()
        };
        let p = |changes: usize| {
            let ours = paired(&changed(changes)).unwrap();
            ours.with_few_changes(100.0, C95).map(|few| few.test.unwrap().p_value)
        };
        for (changes, least, most) in [(5, 0.05, 0.07), (6, 0.02, 0.035), (7, 0.01, 0.02)] {
            let p = p(changes).unwrap();
            assert!(least < p && p < most, "{changes}: {p}");
        }
        assert_eq!(p(12), None);
    }

    #[test]
    fn waves_of_one_panel_are_as_one_design() {
        let pairs = [(1.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (0.0, -1.0), (1.0, 0.0)].map(|(a, b)| both(a, b));
        let (a, b) = (mean(&pairs, |pair| pair.1, 5).unwrap(), mean(&pairs, |pair| pair.2, 5).unwrap());
        let names: BTreeMap<u64, &[u64]> = BTreeMap::from([(0, &[0, 1, 2, 3, 4][..])]);
        let two = difference((a.0, &a.1), (b.0, &b.1), Overlap::TwoDesigns(&names, &names), C95).unwrap();
        let one = paired(&pairs).unwrap();
        assert!((two.difference.se - one.difference.se).abs() < 1e-15);
        assert_eq!((two.in_both, two.difference.test.unwrap().method), (5, one.difference.test.unwrap().method));
    }

    #[test]
    fn nobody_twice_is_two_samples() {
        let answers = [(Some(1.0), None), (Some(4.0), None), (None, Some(2.0)), (None, Some(7.0)), (None, Some(3.0))];
        let ours = paired(&answers.map(|(a, b)| (1.0, a, b))).unwrap();
        assert!((ours.difference.se - ours.separate_se).abs() < 1e-15 && ours.correlation.unwrap().abs() < 1e-15);
        assert_eq!((ours.difference.value, ours.in_both), (-1.5, 0));
    }

    #[test]
    fn the_same_answers_twice_do_not_differ() {
        let same = paired(&[both(3.0, 3.0), both(5.0, 5.0)]).unwrap();
        assert_eq!((same.difference.value, same.difference.se, same.difference.test), (0.0, 0.0, None));
        assert!((same.correlation.unwrap() - 1.0).abs() < 1e-12);
        let constant = paired(&[both(3.0, 1.0), both(3.0, 1.0)]).unwrap();
        assert_eq!((constant.difference.value, constant.difference.test, constant.correlation), (2.0, None, None));
    }

    #[test]
    fn nothing_to_compare() {
        assert_eq!(paired(&[]), None);
        assert_eq!(paired(&[(1.0, Some(1.0), None), (1.0, Some(2.0), None)]), None);
        assert_eq!(paired(&[both(1.0, 2.0)]), None);
    }

    proptest! {
        #[test]
        fn turned_round_and_with_other_weights_it_is_the_same(
            rows in proptest::collection::vec((0.1..3.0f64, 0i8..=10, 0i8..=10), 4..30),
            factor in 0.01..100.0f64,
        ) {
            let pairs = |factor: f64| -> Vec<Pair> {
                rows.iter().map(|&(w, a, b)| (factor * w, Some(f64::from(a)), Some(f64::from(b)))).collect()
            };
            let ours = paired(&pairs(1.0)).unwrap();
            let scaled = paired(&pairs(factor)).unwrap();
            prop_assert!((ours.difference.se - scaled.difference.se).abs() < 1e-9);
            let turned: Vec<Pair> = pairs(1.0).into_iter().map(|(w, a, b)| (w, b, a)).collect();
            let turned = paired(&turned).unwrap();
            prop_assert!((ours.difference.value + turned.difference.value).abs() < 1e-9);
            prop_assert!((ours.difference.se - turned.difference.se).abs() < 1e-9);
            prop_assert!(ours.correlation.is_none_or(|r| (-1.0..=1.0).contains(&r)));
        }
    }
}
