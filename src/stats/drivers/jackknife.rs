//! Standard errors by leaving out one group of respondents at a time.
//!
//! Errors are in the unit of the figure. Source: Kott (2001), Journal of Official Statistics 17:521.

use super::Refusal;
use super::moments::CrossMoments;
use crate::stats::design::DesignError;
use crate::stats::distributions::student_t_sf;
use crate::stats::interval::Confidence;
use crate::stats::ranking::{RankRange, rank_ranges_by};

/// Figures from all respondents, and from all less each group.
///
/// The variance is `(G-1)/G Σ (θ_g - mean)²` with G the groups, Student's t with G - 1 degrees of freedom (delete-a-group
/// jackknife: Kott 2001, Journal of Official Statistics 17:521). Groups must be formed without regard to the answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Jackknife {
    all: Vec<f64>,
    less_each: Vec<Vec<f64>>,
}

impl Jackknife {
    /// Figures of the sum of all groups; groups without rows do not count.
    ///
    /// # Errors
    /// Those of `figures` for all respondents. If it fails without one of the groups there are no standard errors.
    pub fn of(
        groups: &[CrossMoments],
        figures: impl Fn(&CrossMoments) -> Result<Vec<f64>, Refusal>,
    ) -> Result<Self, Refusal> {
        let mut used = groups.iter().filter(|group| group.n() > 0);
        let mut all = used.next().cloned().ok_or(Refusal::TooFewRows { n: 0, least: 2 })?;
        used.for_each(|group| all.merge(group));
        let used = groups.iter().filter(|group| group.n() > 0);
        let less_each: Result<Vec<Vec<f64>>, Refusal> = used.map(|group| figures(&all.without(group))).collect();
        Ok(Self { all: figures(&all)?, less_each: less_each.unwrap_or_default() })
    }

    /// The figures of all respondents.
    pub fn all(&self) -> &[f64] {
        &self.all
    }

    /// Groups that were left out in turn; none if a figure needs one of them.
    pub fn groups(&self) -> usize {
        self.less_each.len()
    }

    /// The error of a figure, by its position; none with fewer than two groups. In the unit of the figure, with G - 1
    /// degrees of freedom (Kott 2001).
    pub fn error(&self, figure: usize) -> Option<DesignError> {
        self.error_of(|figures| figures[figure])
    }

    /// The error of the difference of two figures. In the unit of the figures (Kott 2001).
    pub fn difference_error(&self, a: usize, b: usize) -> Option<DesignError> {
        self.error_of(|figures| figures[a] - figures[b])
    }

    fn error_of(&self, figure: impl Fn(&[f64]) -> f64) -> Option<DesignError> {
        let g = self.less_each.len() as f64;
        if g < 2.0 {
            return None;
        }
        let figures: Vec<f64> = self.less_each.iter().map(|figures| figure(figures)).collect();
        let mean = figures.iter().sum::<f64>() / g;
        let squares: f64 = figures.iter().map(|figure| (figure - mean) * (figure - mean)).sum();
        let se = libm::sqrt((g - 1.0) / g * squares);
        se.is_finite().then_some(DesignError { se, df: g - 1.0 })
    }

    /// The ranks that each of the first `figures` figures may have, the confidence holding for all together: Holm over
    /// one-sided tests of all ordered pairs, each with the error of its own difference. Ranks count from 1, the largest
    /// first (Holm 1979; Kott 2001).
    pub fn rank_ranges(&self, figures: usize, confidence: Confidence) -> Option<Vec<RankRange>> {
        (self.groups() >= 2).then(|| rank_ranges_by(figures, confidence, |above, below| self.p_above(above, below)))
    }

    fn p_above(&self, above: usize, below: usize) -> f64 {
        let difference = self.all[above] - self.all[below];
        match self.difference_error(above, below) {
            Some(error) if error.se > 0.0 => student_t_sf(difference / error.se, error.df),
            // nothing varies: what is above is above
            _ => {
                if difference > 0.0 {
                    0.0
                } else {
                    1.0
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(values: &[i64]) -> Vec<CrossMoments> {
        values
            .iter()
            .map(|&value| {
                let mut group = CrossMoments::new(1);
                group.add(1, &[value]);
                group
            })
            .collect()
    }

    fn mean(moments: &CrossMoments) -> Result<Vec<f64>, Refusal> {
        moments.mean(0, 1.0).map(|mean| vec![mean, 0.0]).ok_or(Refusal::NoAttributes)
    }

    #[test]
    fn of_a_mean_it_is_the_usual_standard_error() {
        let mut ones = groups(&[3, 5, 5, 9]);
        ones.push(CrossMoments::new(1));
        let jackknife = Jackknife::of(&ones, mean).unwrap();
        let error = jackknife.error(0).unwrap();
        // s = sqrt(19/3), n = 4
        assert!((error.se - (19.0f64 / 12.0).sqrt()).abs() < 1e-14);
        assert_eq!((error.df, jackknife.groups(), jackknife.all()[0]), (3.0, 4, 5.5));
        assert_eq!(jackknife.difference_error(0, 1), Some(error));
        assert_eq!(jackknife.error(1).unwrap().se, 0.0);
    }

    #[test]
    fn what_needs_every_group_has_no_error() {
        let needs_four = |moments: &CrossMoments| {
            if moments.n() < 4 { Err(Refusal::TooFewRows { n: moments.n(), least: 4 }) } else { mean(moments) }
        };
        let jackknife = Jackknife::of(&groups(&[3, 5, 5, 9]), needs_four).unwrap();
        assert_eq!((jackknife.groups(), jackknife.error(0)), (0, None));
        assert_eq!(jackknife.rank_ranges(2, Confidence::NINETY_FIVE), None);
        assert!(Jackknife::of(&groups(&[3, 5]), needs_four).is_err());
        assert!(Jackknife::of(&[], mean).is_err());
        assert_eq!(Jackknife::of(&groups(&[3]), mean).unwrap().error(0), None);
    }

    #[test]
    fn ranks_by_the_error_of_each_difference() {
        let range = |values: &[i64]| {
            Jackknife::of(&groups(values), mean).unwrap().rank_ranges(2, Confidence::NINETY_FIVE).unwrap()
        };
        let ranges = range(&[10, 11, 9, 10, 10, 11]);
        assert_eq!((ranges[0].best, ranges[0].worst, ranges[1].best), (1, 1, 2));
        let ranges = range(&[10, -11, 9, -10, 10, -3]);
        assert_eq!((ranges[0].best, ranges[0].worst, ranges[1].best, ranges[1].worst), (1, 2, 1, 2));
        let ranges = range(&[4, 4, 4]);
        assert_eq!((ranges[0].worst, ranges[1].best), (1, 2));
    }
}
