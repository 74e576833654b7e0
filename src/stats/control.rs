//! Control charts: which months stand out from what the months before have varied.
//!
//! Limits come from a baseline and are then kept: a month is not to be judged by limits that it helped to make. They
//! are three standard deviations of chance wide, not 95 %: with many months looked at, few cry wolf.
//!
//! Values and limits are in the unit of the figure. Sources: Wheeler (2000), Understanding Variation; Laney (2002),
//! Quality Engineering 14:531.

use super::distributions::chi_square_sf;
use serde::{Deserialize, Serialize};

/// The fewest points that make limits.
pub const LEAST_POINTS: usize = 8;

/// Individual values and moving ranges (XmR; Wheeler 1993, Understanding Variation). Units are those of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Xmr {
    /// Mean of the values.
    pub centre: f64,
    /// Mean, or median, of the moving ranges.
    pub moving_range: f64,
    /// Lower limit of values.
    pub lower: f64,
    /// Upper limit of values.
    pub upper: f64,
    /// Upper limit of moving ranges.
    pub range_limit: f64,
}

/// What the mean moving range is of a standard deviation: `2/sqrt(pi)`, d2 of two values.
const D2: f64 = std::f64::consts::FRAC_2_SQRT_PI;

/// The same as tables and R's qcc have it.
const ROUNDED_D2: f64 = 1.128;

impl Xmr {
    /// From the baseline's values in their order with the published factors 2.66 and 3.267; `None` with fewer than
    /// [`LEAST_POINTS`] or a value that is not finite.
    pub fn from_means(baseline: &[f64]) -> Option<Self> {
        let (centre, range) = (mean(baseline)?, mean(&moving_ranges(baseline)?)?);
        Some(Self::around(centre, range, 2.66, 3.267))
    }

    /// With the exact factor `3/d2` = 2.658681 in place of 2.66, 3.266532 in place of 3.267. `d2 = 2/√π` for ranges of
    /// two (Wheeler 2000, Understanding Variation; R's `qcc` rounds it to 1.128).
    pub fn from_means_exact(baseline: &[f64]) -> Option<Self> {
        let (centre, range) = (mean(baseline)?, mean(&moving_ranges(baseline)?)?);
        // the moving range of two normal values has the standard deviation sqrt(2 - 4/pi)
        let of_ranges = 1.0 + 3.0 * libm::sqrt(2.0 - D2 * D2) / D2;
        Some(Self::around(centre, range, 3.0 / D2, of_ranges))
    }

    /// From the median moving range, which a few wild months do not widen, with Wheeler's factors 3.145 and 3.865.
    /// (Wheeler 2000, Understanding Variation.)
    pub fn from_median_range(baseline: &[f64]) -> Option<Self> {
        let ranges = moving_ranges(baseline)?;
        Some(Self::around(mean(baseline)?, median(&ranges), 3.145, 3.865))
    }

    fn around(centre: f64, moving_range: f64, of_values: f64, of_ranges: f64) -> Self {
        let half = of_values * moving_range;
        let (lower, upper) = (centre - half, centre + half);
        Self { centre, moving_range, lower, upper, range_limit: of_ranges * moving_range }
    }

    /// Standard deviation of chance: the mean moving range over d2 = 1.128, rounded as in tables and R's qcc.
    pub fn sd(&self) -> f64 {
        self.moving_range / ROUNDED_D2
    }

    /// The limits for each of some values, for [`signals`].
    pub fn points(&self, values: &[f64]) -> Vec<Point> {
        values.iter().map(|&value| Point { value, centre: self.centre, lower: self.lower, upper: self.upper }).collect()
    }
}

/// A value with its limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// The centre line.
    pub centre: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Limits for figures with bases of their own: shares (p chart), rates of events (u chart) and NPS.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaseChart {
    centre: f64,
    /// Variance of one answer.
    variance: f64,
    /// What chance is multiplied by: one, or Laney's σ of standardised values.
    inflation: f64,
    /// The least and greatest value that there can be.
    scale: (f64, f64),
}

impl BaseChart {
    /// Limits of shares from the baseline's successes and bases, counts or effective ones: `p ± 3 sqrt(p(1-p)/n)` with
    /// the pooled share. `None` with fewer than [`LEAST_POINTS`] months that have a base.
    pub fn shares(baseline: &[(f64, f64)]) -> Option<Self> {
        let used: Vec<_> = baseline.iter().filter(|(k, n)| *n > 0.0 && *k <= *n * (1.0 + 1e-12)).collect();
        let (k, n) = used.iter().fold((0.0, 0.0), |(k, n), month| (k + month.0, n + month.1));
        let centre = k / n;
        let variance = (centre * (1.0 - centre)).max(0.0);
        let chart = Self { centre, variance, inflation: 1.0, scale: (0.0, 1.0) };
        (used.len() >= LEAST_POINTS).then_some(chart)
    }

    /// Limits of NPS (fractions) from the baseline's promoters, passives and detractors, counts or parts of effective
    /// bases: `NPS ± 3 sqrt(V/n)` with the pooled score and its variance. (Rocks 2016 for V; Shewhart's three standard
    /// errors.)
    pub fn nps(baseline: &[(f64, f64, f64)]) -> Option<Self> {
        let used = baseline.iter().filter(|(p, m, d)| p + m + d > 0.0).count();
        let (p, m, d) =
            baseline.iter().fold((0.0, 0.0, 0.0), |all, month| (all.0 + month.0, all.1 + month.1, all.2 + month.2));
        let n = p + m + d;
        let (p, d) = (p / n, d / n);
        let variance = (p + d - (p - d) * (p - d)).max(0.0);
        (used >= LEAST_POINTS).then_some(Self { centre: p - d, variance, inflation: 1.0, scale: (-1.0, 1.0) })
    }

    /// Limits of numbers of events from the baseline's counts and what they were counted on (calls, days; one where all are
    /// alike): `rate ± 3 sqrt(rate/n)` with the pooled rate (u chart; with ones the c chart; Montgomery, Introduction to
    /// Statistical Quality Control). `None` with fewer than [`LEAST_POINTS`] that have a size.
    pub fn rates(baseline: &[(f64, f64)]) -> Option<Self> {
        let used: Vec<_> = baseline.iter().filter(|(events, size)| *size > 0.0 && *events >= 0.0).collect();
        let (events, size) = used.iter().fold((0.0, 0.0), |(k, n), month| (k + month.0, n + month.1));
        let centre = events / size;
        let chart = Self { centre, variance: centre, inflation: 1.0, scale: (0.0, f64::INFINITY) };
        (used.len() >= LEAST_POINTS).then_some(chart)
    }

    /// The same for overdispersed months, as large bases show them: chance is multiplied by the mean moving range of
    /// the standardised values over 1.128 (Laney 2002, Quality Engineering 14:531: the p' chart). `None` if nothing
    /// varies.
    pub fn laney(self, baseline: &[(f64, f64)]) -> Option<Self> {
        let inflation = mean(&moving_ranges(&self.standardised(baseline))?)? / ROUNDED_D2;
        (inflation > 0.0).then_some(Self { inflation, ..self })
    }

    /// The probability that chance on their bases alone spreads these figures so far: Pearson's chi-square of the
    /// standardised values, on one degree of freedom less than there are. `None` where chance has no width. A
    /// probability; Pearson (1900).
    pub fn dispersion_p(&self, baseline: &[(f64, f64)]) -> Option<f64> {
        let standardised = self.standardised(baseline);
        let sum: f64 = standardised.iter().map(|z| z * z).sum();
        let possible = sum.is_finite() && standardised.len() > 1;
        possible.then(|| chi_square_sf(sum, (standardised.len() - 1) as f64))
    }

    fn standardised(&self, figures: &[(f64, f64)]) -> Vec<f64> {
        let with_base = figures.iter().filter(|(_, n)| *n > 0.0);
        with_base.map(|&(value, n)| (value - self.centre) / libm::sqrt(self.variance / n)).collect()
    }

    /// The pooled figure, in the unit of the figures.
    pub fn centre(&self) -> f64 {
        self.centre
    }

    /// Laney's factor, 1 without. A factor without a unit (Laney 2002, Quality Engineering 14:531).
    pub fn inflation(&self) -> f64 {
        self.inflation
    }

    /// A figure with the limits of its base; `None` without a base.
    pub fn point(&self, value: f64, n: f64) -> Option<Point> {
        let half = 3.0 * self.inflation * libm::sqrt(self.variance / n);
        let clip = |limit: f64| limit.clamp(self.scale.0, self.scale.1);
        let (lower, upper) = (clip(self.centre - half), clip(self.centre + half));
        (n > 0.0).then_some(Point { value, centre: self.centre, lower, upper })
    }
}

/// Why a point is a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rule {
    /// It lies outside the limits.
    Outside,
    /// It ends eight in a row on the same side of the centre.
    EightOnOneSide,
    /// It is the last of three out of four nearer to the same limit than to the centre.
    ThreeOfFourNearLimit,
}

/// A point that chance does not explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// The position of the point.
    pub point: usize,
    /// The rule.
    pub rule: Rule,
    /// Towards higher values.
    pub upwards: bool,
}

/// All signals by Wheeler's rules, in the order of points. (Wheeler 2000: a point outside, eight in a row, three of
/// four.)
pub fn signals(points: &[Point]) -> Vec<Signal> {
    signals_with_gaps(&points.iter().copied().map(Some).collect::<Vec<_>>())
}

/// The same for points of which some are not known: rows go over no gap, and of four neighbours those that are not known
/// are no part of three. (Wheeler 2000.)
pub fn signals_with_gaps(points: &[Option<Point>]) -> Vec<Signal> {
    let mut signals = Vec::new();
    for (position, point) in points.iter().enumerate() {
        let Some(point) = point else { continue };
        for upwards in [true, false] {
            let side = |p: &Point| if upwards { p.value > p.centre } else { p.value < p.centre };
            let near = |p: &Point| {
                let limit = if upwards { p.upper } else { p.lower };
                side(p) && (p.value - p.centre).abs() > 0.5 * (limit - p.centre).abs()
            };
            let last = |count: usize| (position + 1).checked_sub(count).map(|from| &points[from..=position]);
            let outside = if upwards { point.value > point.upper } else { point.value < point.lower };
            let rules = [
                (Rule::Outside, outside),
                (Rule::EightOnOneSide, last(8).is_some_and(|run| run.iter().all(|p| p.as_ref().is_some_and(side)))),
                (
                    Rule::ThreeOfFourNearLimit,
                    near(point) && last(4).is_some_and(|run| run.iter().flatten().filter(|p| near(p)).count() >= 3),
                ),
            ];
            let broken = rules.into_iter().filter(|(_, broken)| *broken);
            signals.extend(broken.map(|(rule, _)| Signal { point: position, rule, upwards }));
        }
    }
    signals
}

fn moving_ranges(values: &[f64]) -> Option<Vec<f64>> {
    let possible = values.len() >= LEAST_POINTS && values.iter().all(|value| value.is_finite());
    possible.then(|| values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect())
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The middle of values, of which there is at least one.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    0.5 * (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_by_hand() {
        let months = [10.0, 12.0, 10.0, 12.0, 10.0, 12.0, 10.0, 12.0];
        let chart = Xmr::from_means(&months).unwrap();
        assert_eq!((chart.centre, chart.moving_range), (11.0, 2.0));
        assert!((chart.upper - 16.32).abs() < 1e-12 && (chart.lower - 5.68).abs() < 1e-12);
        assert!((chart.range_limit - 6.534).abs() < 1e-12 && (chart.sd() - 2.0 / 1.128).abs() < 1e-12);
        let exact = Xmr::from_means_exact(&months).unwrap();
        assert!((exact.upper - 11.0 - 2.0 * 2.658_681).abs() < 2e-6);
        assert!((exact.range_limit / 2.0 - 3.2665).abs() < 5e-5);
        let median = Xmr::from_median_range(&[10.0, 12.0, 10.0, 12.0, 10.0, 12.0, 10.0, 99.0]).unwrap();
        assert_eq!((median.centre, median.moving_range), (21.875, 2.0));
        assert!((median.upper - 28.165).abs() < 1e-12 && (median.range_limit - 7.73).abs() < 1e-12);
    }

    #[test]
    fn too_few_points_make_no_limits() {
        assert_eq!(Xmr::from_means(&[1.0; 7]), None);
        assert_eq!(Xmr::from_median_range(&[]), None);
        assert_eq!(Xmr::from_means_exact(&[1.0, f64::NAN, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]), None);
        assert_eq!(BaseChart::shares(&[(1.0, 2.0); 7]), None);
        assert_eq!(BaseChart::shares(&[(0.0, 0.0); 9]), None);
        assert_eq!(BaseChart::nps(&[(0.0, 0.0, 0.0); 9]), None);
        let constant = Xmr::from_means(&[3.0; 9]).unwrap();
        assert_eq!((constant.lower, constant.upper), (3.0, 3.0));
        assert!(signals(&constant.points(&[3.0; 9])).is_empty());
    }

    #[test]
    fn bases_of_their_own_have_limits_of_their_own() {
        let chart = BaseChart::shares(&[(50.0, 100.0); 8]).unwrap();
        let point = chart.point(0.7, 100.0).unwrap();
        assert!((point.upper - 0.65).abs() < 1e-15 && (point.lower - 0.35).abs() < 1e-15);
        let small = chart.point(1.0, 4.0).unwrap();
        assert_eq!((small.lower, small.upper), (0.0, 1.0));
        assert_eq!(chart.point(0.5, 0.0), None);
        assert_eq!(chart.laney(&[(0.5, 100.0); 8]), None);
        let months: Vec<(f64, f64)> = (0..8).map(|i| (if i % 2 == 0 { 0.4 } else { 0.6 }, 100.0)).collect();
        let laney = chart.laney(&months).unwrap();
        assert!((laney.inflation() - 4.0 / 1.128).abs() < 1e-12);
        // (0.1/0.05)² eight times, on seven degrees of freedom
        assert!((chart.dispersion_p(&months).unwrap() - chi_square_sf(32.0, 7.0)).abs() < 1e-12);
        assert_eq!(chart.dispersion_p(&[(0.5, 100.0); 8]), Some(1.0));
        let nps = BaseChart::nps(&[(50.0, 30.0, 20.0); 8]).unwrap();
        assert!((nps.centre() - 0.3).abs() < 1e-15);
        assert!((nps.point(0.0, 100.0).unwrap().upper - 0.3 - 3.0 * 0.0061f64.sqrt()).abs() < 1e-12);
        // nobody varies
        let all = BaseChart::shares(&[(9.0, 9.0); 8]).unwrap();
        assert_eq!(all.point(1.0, 9.0).map(|p| (p.lower, p.upper)), Some((1.0, 1.0)));
        assert_eq!((all.laney(&months), all.dispersion_p(&months)), (None, None));
    }

    fn found(values: &[f64]) -> Vec<(usize, Rule, bool)> {
        let points: Vec<Point> =
            values.iter().map(|&value| Point { value, centre: 0.0, lower: -3.0, upper: 3.0 }).collect();
        signals(&points).into_iter().map(|signal| (signal.point, signal.rule, signal.upwards)).collect()
    }

    #[test]
    fn rules() {
        assert_eq!(found(&[0.0, 3.1, -3.1, 3.0]), [(1, Rule::Outside, true), (2, Rule::Outside, false)]);
        let mut run = vec![0.5; 8];
        assert_eq!(found(&run), [(7, Rule::EightOnOneSide, true)]);
        run[3] = 0.0;
        assert!(found(&run).is_empty());
        assert_eq!(found(&[2.0, 2.0, 0.0, 2.0]), [(3, Rule::ThreeOfFourNearLimit, true)]);
        assert!(found(&[2.0, 2.0, 2.0]).is_empty());
        assert!(found(&[2.0, -2.0, 2.0, -2.0]).is_empty());
        assert!(found(&[2.0, 2.0, 2.0, 0.0]).is_empty());
        assert!(found(&[]).is_empty());
    }

    #[test]
    fn rules_say_nothing_of_what_is_not_known() {
        let point = |value| Some(Point { value, centre: 0.0, lower: -3.0, upper: 3.0 });
        let rules =
            |points: &[Option<Point>]| signals_with_gaps(points).iter().map(|s| (s.point, s.rule)).collect::<Vec<_>>();
        let three = Rule::ThreeOfFourNearLimit;
        assert_eq!(rules(&[point(2.0), point(2.0), None, point(2.0)]), [(3, three)]);
        assert!(rules(&[point(2.0), point(2.0), None, None, point(2.0)]).is_empty());
        let mut run = vec![point(0.5); 9];
        assert_eq!(rules(&run), [(7, Rule::EightOnOneSide), (8, Rule::EightOnOneSide)]);
        run[4] = None;
        assert!(rules(&run).is_empty());
    }
}
