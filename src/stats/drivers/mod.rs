//! Key drivers: how much of an outcome (recommendation, satisfaction) goes with each attribute that was rated.
//!
//! Everything comes from exact sums of products per group of respondents ([`moments::CrossMoments`]). Importance is the
//! share of the explained variance; it shows what goes together, not what would change what.

pub mod association;
pub mod jackknife;
pub mod johnson;
pub mod lmg;
pub mod moments;
pub mod penalty_reward;
pub mod quadrant;
pub mod regression;

use super::comparison::Difference;
use super::design::DesignError;
use super::interval::{Confidence, Interval};
use super::ranking::{RankRange, shared_ranks};
use jackknife::Jackknife;
use moments::CrossMoments;
use regression::Regression;
use serde::{Deserialize, Serialize};

/// The least base of complete rows for which importance is computed.
pub const LEAST_BASE: u64 = 100;

/// Rows per attribute below which importance comes with a warning.
pub const ROWS_PER_ATTRIBUTE: u64 = 10;

/// The variance inflation above which an attribute goes so far together with others that a warning is due.
pub const HIGH_VARIANCE_INFLATION: f64 = 10.0;

/// Why there are no drivers. Columns are counted from the outcome, which is 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is nothing beside the outcome.
    NoAttributes,
    /// Fewer complete rows than it takes.
    TooFewRows {
        /// Complete rows with a weight above zero.
        n: u64,
        /// The least that it takes.
        least: u64,
    },
    /// Everybody gave the same answer.
    Constant {
        /// To these.
        columns: Vec<usize>,
    },
    /// The last of these columns follows from the others.
    Collinear {
        /// The columns.
        columns: Vec<usize>,
    },
    /// Nothing of the outcome goes with any attribute: there is nothing to share out.
    NothingExplained,
    /// Sums of products exceed their range: the unit of weights or answers is too fine.
    TooLarge,
}

/// What a reader of drivers must be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// Fewer than [`ROWS_PER_ATTRIBUTE`] rows for each attribute.
    SmallBase {
        /// Complete rows.
        n: u64,
        /// The least that would be enough.
        advised: u64,
    },
    /// Attributes (counted from 0) with a variance inflation above [`HIGH_VARIANCE_INFLATION`].
    HighVarianceInflation {
        /// The attributes.
        attributes: Vec<usize>,
    },
    /// No two columns go together: the file's columns may have slipped against each other.
    NearZeroCorrelations,
}

/// The measure of importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// LMG, exact (see [`lmg`]).
    Lmg,
    /// Johnson's relative weights (see [`johnson`]), for more than [`lmg::MOST_ATTRIBUTES`] attributes.
    RelativeWeights,
}

/// The importance of one attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttributeImportance {
    /// Its share of the explained variance, a fraction. All shares add up to one.
    pub share: f64,
    /// The jackknife's error of the share; none for a single attribute, or if it could not be formed.
    pub error: Option<DesignError>,
    /// Student t interval of the share, within 0 and 1.
    pub interval: Option<Interval>,
    /// Its rank by share, 1 the most important; equal shares have the same.
    pub rank: usize,
    /// The ranks that it may have, all attributes together.
    pub rank_range: Option<RankRange>,
    /// Pearson's correlation with the outcome.
    pub correlation: f64,
}

/// The importance of all attributes.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// How it was measured.
    pub measure: Measure,
    /// Complete rows.
    pub n: u64,
    /// The share of the outcome's variance that all attributes explain together.
    pub r2: f64,
    /// Groups of respondents that the errors come from.
    pub groups: usize,
    /// In the order of the columns.
    pub attributes: Vec<AttributeImportance>,
    /// What must be said with it.
    pub warnings: Vec<Warning>,
}

impl Importance {
    /// From the sums of each group of respondents (formed by hash, up to 100 of them).
    ///
    /// # Errors
    /// See [`Refusal`]; fewer than [`LEAST_BASE`] complete rows are refused.
    pub fn of(groups: &[CrossMoments], confidence: Confidence) -> Result<Self, Refusal> {
        let n = groups.iter().map(CrossMoments::n).sum();
        if n < LEAST_BASE {
            return Err(Refusal::TooFewRows { n, least: LEAST_BASE });
        }
        let jackknife = Jackknife::of(groups, |moments| shares(moments).map(|(shares, _)| shares))?;
        let mut all = CrossMoments::new(groups.first().map_or(0, CrossMoments::columns));
        groups.iter().for_each(|group| all.merge(group));
        let (shares, measure) = shares(&all)?;
        let regression = Regression::of(all.correlations(1.0)?)?;
        let k = shares.len();
        let varies = k > 1;
        let ranges = jackknife.rank_ranges(k, confidence).filter(|_| varies);
        let ranks = shared_ranks(&shares);
        let attribute = |i: usize| {
            let error = jackknife.error(i).filter(|_| varies);
            AttributeImportance {
                share: shares[i],
                error,
                interval: error.map(|error| error.interval(shares[i], confidence).clipped(0.0, 1.0)),
                rank: ranks[i],
                rank_range: ranges.as_ref().map(|ranges| ranges[i]),
                correlation: regression.correlations().with_outcome(i),
            }
        };
        Ok(Self {
            measure,
            n,
            r2: regression.r2(),
            groups: jackknife.groups(),
            attributes: (0..k).map(attribute).collect(),
            warnings: warnings(&regression),
        })
    }

    /// An attribute's share less its share among other respondents (last year's, another brand's); `None` if either has
    /// no error. Student t with the smaller of the two degrees of freedom, which errs to the safe side.
    pub fn less(&self, other: &Self, attribute: usize, in_other: usize, confidence: Confidence) -> Option<Difference> {
        let (a, b) = (self.attributes.get(attribute)?, other.attributes.get(in_other)?);
        let (x, y) = (a.error?, b.error?);
        let error = DesignError { se: libm::hypot(x.se, y.se), df: x.df.min(y.df) };
        Some(error.difference(a.share - b.share, confidence))
    }
}

fn shares(moments: &CrossMoments) -> Result<(Vec<f64>, Measure), Refusal> {
    let regression = Regression::of(moments.correlations(1.0)?)?;
    let matrix = regression.correlations().matrix();
    let (parts, measure) = match lmg::lmg(matrix) {
        Some(parts) => (parts, Measure::Lmg),
        None => (johnson::relative_weights(matrix), Measure::RelativeWeights),
    };
    let all: f64 = parts.iter().sum();
    if all.is_nan() || all <= 1e-12 {
        return Err(Refusal::NothingExplained);
    }
    Ok((parts.into_iter().map(|part| part / all).collect(), measure))
}

fn warnings(regression: &Regression) -> Vec<Warning> {
    let (n, k) = (regression.correlations().n(), regression.correlations().attributes());
    let advised = ROWS_PER_ATTRIBUTE * k as u64;
    let high = |i: &usize| regression.variance_inflation(*i) > HIGH_VARIANCE_INFLATION;
    let attributes: Vec<usize> = (0..k).filter(high).collect();
    let mut warnings = Vec::new();
    if n < advised {
        warnings.push(Warning::SmallBase { n, advised });
    }
    if !attributes.is_empty() {
        warnings.push(Warning::HighVarianceInflation { attributes });
    }
    if regression.correlations().near_zero() {
        warnings.push(Warning::NearZeroCorrelations);
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    /// Rows with an outcome that follows the first attribute most, in `g` groups.
    fn groups(rows: i64, g: usize, attributes: usize) -> Vec<CrossMoments> {
        let mut groups = vec![CrossMoments::new(attributes + 1); g];
        let mut state = 12_345u64;
        let mut digit = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % 6) as i64
        };
        for row in 0..rows {
            let ratings: Vec<i64> = (0..attributes).map(|_| digit()).collect();
            let outcome = 3 * ratings[0] + ratings.get(1).unwrap_or(&0) + digit();
            let values: Vec<i64> = std::iter::once(outcome).chain(ratings).collect();
            groups[row as usize % g].add(1, &values);
        }
        groups
    }

    #[test]
    fn importance_with_its_ranks() {
        let importance = Importance::of(&groups(400, 50, 4), C95).unwrap();
        assert_eq!((importance.measure, importance.n, importance.groups), (Measure::Lmg, 400, 50));
        let total: f64 = importance.attributes.iter().map(|attribute| attribute.share).sum();
        assert!((total - 1.0).abs() < 1e-12 && importance.r2 > 0.8);
        let first = importance.attributes[0];
        assert_eq!((first.rank, first.rank_range), (1, Some(RankRange { best: 1, worst: 1 })));
        assert!(first.interval.unwrap().contains(first.share) && first.correlation > 0.8);
        // the last two do nothing and cannot be told apart
        let range = importance.attributes[3].rank_range.unwrap();
        assert_eq!((range.best, range.worst), (3, 4));
        assert!(importance.warnings.is_empty());
        let same = importance.less(&importance, 0, 0, C95).unwrap();
        assert_eq!((same.value, same.test.unwrap().p_value), (0.0, 1.0));
        assert!(importance.less(&importance, 0, 1, C95).unwrap().test.unwrap().p_value < 0.001);
        assert_eq!(importance.less(&importance, 9, 0, C95), None);
    }

    #[test]
    fn a_single_attribute_has_it_all() {
        let importance = Importance::of(&groups(150, 10, 1), C95).unwrap();
        let only = importance.attributes[0];
        assert_eq!((only.share, only.rank, only.interval, only.rank_range), (1.0, 1, None, None));
    }

    #[test]
    fn many_attributes_are_measured_by_relative_weights() {
        let importance = Importance::of(&groups(120, 20, 13), C95).unwrap();
        assert_eq!(importance.measure, Measure::RelativeWeights);
        assert_eq!(importance.warnings, [Warning::SmallBase { n: 120, advised: 130 }]);
        assert_eq!(importance.attributes[0].rank, 1);
    }

    #[test]
    fn refused() {
        assert_eq!(Importance::of(&[], C95), Err(Refusal::TooFewRows { n: 0, least: 100 }));
        let few = Importance::of(&groups(99, 10, 3), C95);
        assert_eq!(few, Err(Refusal::TooFewRows { n: 99, least: 100 }));
        let mut unrelated = vec![CrossMoments::new(2); 4];
        for i in 0..400 {
            unrelated[(i / 100) as usize].add(1, &[i % 2, i / 2 % 2]);
        }
        assert_eq!(Importance::of(&unrelated, C95), Err(Refusal::NothingExplained));
    }

    #[test]
    fn pairs_that_go_together_are_warned_of() {
        let mut twins = CrossMoments::new(3);
        for i in 0..300i64 {
            twins.add(1, &[i % 11 + i % 3, i % 11, i % 11 + i64::from(i % 50 == 0)]);
        }
        let warnings = Importance::of(&[twins], C95).unwrap().warnings;
        assert_eq!(warnings, [Warning::HighVarianceInflation { attributes: vec![0, 1] }]);
    }
}
