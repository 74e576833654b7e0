//! Numbers of events that come in rows or clusters: the calls of days, the complaints of branches.
//!
//! Values and standard errors are numbers of events. Sources: Cochran (1977), Sampling Techniques, chapter 2 (the total of
//! a sample); Satterthwaite (1946) for the degrees of freedom of a difference; Garwood (1936) where events come one by
//! one.

use super::comparison::{Difference, TestResult};
use super::design::DesignError;
use super::interval::{Confidence, Interval};
use super::poisson::PoissonCount;

/// A number of events with what is known of how it varies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    count: PoissonCount,
    /// The error of its rows or clusters, where that is wider than of events that come one by one.
    spread: Option<DesignError>,
}

impl Total {
    /// Events that come one by one.
    pub fn one_by_one(count: u64) -> Total {
        Total { count: PoissonCount::new(count), spread: None }
    }

    /// Events that come in rows or clusters. Where these vary no more than chance on single events has it, the count is
    /// one of single events: a few rows may be alike by chance.
    pub fn in_clusters(count: u64, error: DesignError) -> Total {
        let count = PoissonCount::new(count);
        let level = Confidence::NINETY_FIVE;
        let wider = level.t(error.df) * error.se > level.z() * count.se();
        Total { count, spread: wider.then_some(error) }
    }

    /// The number of events.
    pub fn value(&self) -> f64 {
        self.count.value()
    }

    /// Its standard error. A number of events: of rows or clusters (Cochran 1977), or the root of the count.
    pub fn se(&self) -> f64 {
        self.spread.map_or_else(|| self.count.se(), |error| error.se)
    }

    /// Whether it varies as rows or clusters do, rather than as single events.
    pub fn is_clustered(&self) -> bool {
        self.spread.is_some()
    }

    /// Student's t interval, not below zero (Cochran 1977); of single events the exact one of [`PoissonCount::interval`].
    pub fn interval(&self, confidence: Confidence) -> Interval {
        match self.spread {
            Some(error) => error.interval(self.value(), confidence).clipped(0.0, f64::INFINITY),
            None => self.count.interval(confidence),
        }
    }

    /// Student's t test against an expected number, consistent with [`Total::interval`]; of single events the exact one of
    /// [`PoissonCount::test_against`]. `None` if that number is below zero.
    pub fn test_against(&self, expected: f64) -> Option<TestResult> {
        match self.spread {
            Some(error) if expected >= 0.0 => TestResult::t(self.value() - expected, error.se, error.df),
            Some(_) => None,
            None => self.count.test_against(expected),
        }
    }

    /// This number less another over as long a time: Student's t with Satterthwaite's degrees of freedom (1946, Biometrics
    /// Bulletin 2:110), in which a count of single events is known as well as a normal variable; two of single events as
    /// [`PoissonCount::less`].
    pub fn less(&self, other: &Total, confidence: Confidence) -> Difference {
        if self.spread.is_none() && other.spread.is_none() {
            return self.count.less(&other.count, confidence);
        }
        let part =
            |total: &Total| DesignError { se: total.se(), df: total.spread.map_or(f64::INFINITY, |error| error.df) };
        DesignError::of_difference(part(self), part(other)).difference(self.value() - other.value(), confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::super::comparison::Method;
    use super::*;

    const C95: Confidence = Confidence::NINETY_FIVE;

    #[test]
    fn rows_that_vary_more_than_chance_have_their_own_interval() {
        // ten days with 100 calls on average and a standard deviation of 40: √10 × 40
        let error = DesignError { se: 40.0 * 10f64.sqrt(), df: 9.0 };
        let total = Total::in_clusters(1_000, error);
        let interval = total.interval(C95);
        // qt(.975, 9) = 2.262157
        assert!((interval.upper - 1_000.0 - 2.262_157_2 * error.se).abs() < 1e-3);
        assert_eq!((total.se(), total.is_clustered()), (error.se, true));
        let rejected = total.test_against(interval.upper + 1e-6).unwrap();
        assert!(rejected.p_value < 0.05 && rejected.p_value > 0.0499);
        assert_eq!(total.test_against(-1.0), None);
        assert_eq!(Total::in_clusters(10, DesignError { se: 50.0, df: 3.0 }).interval(C95).lower, 0.0);
    }

    #[test]
    fn rows_that_are_alike_are_no_surer_than_single_events() {
        let alike = Total::in_clusters(1_000, DesignError { se: 0.0, df: 9.0 });
        assert_eq!(alike, Total::one_by_one(1_000));
        assert_eq!(alike.interval(C95), PoissonCount::new(1_000).interval(C95));
    }

    #[test]
    fn differences_have_the_degrees_of_the_surer_part_only_where_it_matters() {
        let one = Total::in_clusters(1_000, DesignError { se: 120.0, df: 4.0 });
        let other = Total::one_by_one(400);
        let found = one.less(&other, C95);
        let Method::T { df } = found.test.unwrap().method else { panic!("{found:?}") };
        // (120² + 20²)² ÷ (120⁴ ÷ 4)
        let expected = (14_400.0f64 + 400.0).powi(2) / (14_400.0f64.powi(2) / 4.0);
        assert!((df - expected).abs() < 1e-9, "{df}");
        let single = other.less(&Total::one_by_one(300), C95);
        assert_eq!(single.test.unwrap().method, Method::Binomial);
    }
}
