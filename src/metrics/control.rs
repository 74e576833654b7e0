//! Months that stand out from what the months before have varied: control charts of our headline figures.
//!
//! A month is judged by limits that it did not help to make: they come from the months up to the wave before its own,
//! without those that lay outside when they were new. A break in the line begins a new series, and so do eight months in a
//! row that lay outside on the same side: what was unusual has become usual. Shares and NPS have limits
//! by their effective bases, widened after Laney where the months vary more than chance on their bases would have them;
//! every other figure has individual values and moving ranges (XmR).

use super::compute::estimate;
use super::disclosure::withheld;
use super::kinds::PlannedFigure;
use super::tables::Tables;
use super::{Estimate, Figures, GroupIx, Measure, Measured, Metric, MetricIx};
use crate::number::Unit;
use crate::parallel;
use crate::stats::control::{BaseChart, LEAST_POINTS, Point, Xmr, signals_with_gaps};
use crate::stats::interval::Confidence;
use crate::stats::weighted::WeightedClass;
use crate::wave::{TimeKey, Wave, WaveScheme};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::stats::control::Rule;

/// The control chart of one metric, as the edition of one wave has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// The metric.
    pub metric: MetricIx,
    /// The wave of the edition, whose months are judged.
    pub wave: Wave,
    /// How the limits were made.
    pub limits: Limits,
    /// The months from the first with a figure, without holes.
    pub months: Vec<Month>,
    /// Why months of the wave stand out, by position in `months`.
    pub signals: Vec<Signal>,
    /// The month from which the limits were made anew, because it began a row that lay outside the earlier ones.
    pub anew: Option<TimeKey>,
}

/// How limits were made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Limits {
    /// From moving ranges (Wheeler 1993).
    MovingRanges,
    /// From the bases of the months: three standard errors.
    Bases,
    /// The same, times this factor, because the months vary more than their bases explain (Laney 2002).
    Widened(f64),
}

/// One month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Which.
    pub key: TimeKey,
    /// The figure.
    pub estimate: Estimate,
    /// The figure with its limits; absent where it may not be shown or has a low base.
    pub point: Option<Point>,
    /// What part it has.
    pub part: Part,
}

/// What part a month has in a control chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// The limits come from it.
    Baseline,
    /// It lay outside when it was new, so that no later limits come from it.
    LeftOut,
    /// It is judged.
    New,
    /// It has no figure that could be judged.
    Absent,
}

/// Why a month stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// The position of the month.
    pub month: usize,
    /// The rule.
    pub rule: Rule,
    /// Towards higher values.
    pub upwards: bool,
}

impl Control {
    /// How many months the limits come from.
    pub fn baseline(&self) -> usize {
        self.months.iter().filter(|month| month.part == Part::Baseline).count()
    }

    /// The positions of the months that stand out.
    pub fn standing_out(&self) -> Vec<usize> {
        let mut months: Vec<usize> = self.signals.iter().map(|signal| signal.month).collect();
        months.dedup();
        months
    }
}

/// Makes the control charts of every metric, for every wave as an edition.
pub fn enter(figures: &mut Figures, tables: &Tables<'_>, confidence: Confidence) {
    if !matches!(tables.config.report.waves, WaveScheme::Calendar { .. }) {
        return;
    }
    let of_metric = |(at, metric): &(usize, &Metric)| {
        let months = months(tables, metric, confidence);
        let series = Series { tables, metric, months: &months, confidence };
        series.controls(MetricIx(*at))
    };
    let metrics: Vec<_> = tables.metrics.iter().enumerate().collect();
    figures.over_time.controls = parallel::map(&metrics, of_metric).into_iter().flatten().collect();
}

/// A month before its limits are known.
struct Counted {
    key: TimeKey,
    estimate: Estimate,
    /// The rows behind it by what each adds to the figure, where that is a mean.
    classes: Vec<WeightedClass>,
}

impl Counted {
    /// The figure, if it rests on a firm base.
    fn firm(&self) -> Option<&Measured> {
        self.estimate.measured().filter(|measured| !measured.low_base)
    }
}

/// The figures of everybody, or of some groups together, for all months of the waves. Months are hidden as the values of a
/// dimension are: one alone could be had from its wave and the wave's other months.
pub fn month_estimates(
    tables: &Tables<'_>,
    metric: &Metric,
    groups: &[GroupIx],
    confidence: Confidence,
) -> Vec<(TimeKey, Estimate, Vec<WeightedClass>)> {
    let (planned, floor) = (&metric.figures[0], tables.config.report.floor);
    let mut all = Vec::new();
    for &wave in &tables.waves {
        let keys: Vec<TimeKey> = tables.config.report.waves.keys(wave).map(TimeKey).collect();
        let months: Vec<_> = keys.iter().map(|key| tables.months(metric, planned, groups, &[*key], &keys)).collect();
        let base = |month: &Option<super::tables::Months>| {
            month.as_ref().map_or(0, |month| planned.measure.base(month.sample().tally).n_positive)
        };
        let bases: Vec<u64> = months.iter().map(base).collect();
        for ((key, month), hidden) in keys.into_iter().zip(&months).zip(withheld(&bases, floor.suppress_below)) {
            let (estimate, classes) = match month {
                Some(_) if hidden => (Estimate::Suppressed, Vec::new()),
                Some(month) => {
                    let classes = planned.measure.classes(month.sample().tally).unwrap_or_default();
                    (estimate(&planned.measure, month.sample(), floor, confidence), classes)
                }
                None => (Estimate::NoData, Vec::new()),
            };
            all.push((key, estimate, classes));
        }
    }
    all
}

fn months(tables: &Tables<'_>, metric: &Metric, confidence: Confidence) -> Vec<Counted> {
    let scheme = &tables.config.report.waves;
    let mut months: Vec<Counted> = month_estimates(tables, metric, &[], confidence)
        .into_iter()
        .map(|(key, estimate, classes)| Counted { key, estimate, classes })
        .skip_while(|month| month.estimate == Estimate::NoData)
        .collect();
    // Files that tell the quarter alone have all their answers in its first month.
    let is_first = |month: &Counted| scheme.first_key(scheme.wave_of(month.key)) == month.key;
    let by_wave = !matches!(scheme, WaveScheme::Calendar { months: 1, .. });
    if by_wave && months.iter().all(|month| is_first(month) || month.estimate == Estimate::NoData) {
        months.clear();
    }
    months
}

/// The months of one metric, from which the chart of each edition is made.
struct Series<'a> {
    tables: &'a Tables<'a>,
    metric: &'a Metric,
    months: &'a [Counted],
    confidence: Confidence,
}

impl Series<'_> {
    /// The chart of each wave that has one, oldest first: what lay outside in one is left out of the next one's limits.
    fn controls(&self, ix: MetricIx) -> Vec<Control> {
        let mut outside = BTreeMap::new();
        let mut anew = None;
        let mut controls = Vec::new();
        for &wave in &self.tables.waves {
            let Some(control) = self.control(ix, wave, &outside, anew) else { continue };
            let beyond = control.signals.iter().filter(|signal| signal.rule == Rule::Outside);
            outside.extend(beyond.map(|signal| (control.months[signal.month].key, signal.upwards)));
            let firm = control.months.iter().filter(|month| month.point.is_some()).map(|month| month.key);
            let last: Vec<TimeKey> = firm.collect();
            if let Some(start) = last.len().checked_sub(LEAST_POINTS) {
                let sides: Vec<Option<&bool>> = last[start..].iter().map(|key| outside.get(key)).collect();
                let in_a_row = last.last().is_some_and(|end| end.0 - last[start].0 + 1 == LEAST_POINTS as i32);
                if in_a_row && sides[0].is_some() && sides.iter().all(|side| *side == sides[0]) {
                    anew = Some(last[start]);
                    outside.clear();
                }
            }
            controls.push(control);
        }
        controls
    }

    fn control(
        &self,
        ix: MetricIx,
        wave: Wave,
        outside: &BTreeMap<TimeKey, bool>,
        anew: Option<TimeKey>,
    ) -> Option<Control> {
        let scheme = &self.tables.config.report.waves;
        let (first_new, last) = (scheme.first_key(wave), TimeKey(*scheme.keys(wave).end()));
        // Only months since the last break measure the same.
        let breaks = self.metric.info.breaks.iter().filter(|broken| broken.first <= wave);
        let broken = breaks.map(|broken| broken.first_whole_key).max();
        let since = broken.max(anew);
        let used: Vec<&Counted> =
            self.months.iter().filter(|m| since.is_none_or(|since| m.key >= since) && m.key <= last).collect();
        let part = |month: &&Counted| match month.firm() {
            None => Part::Absent,
            Some(_) if month.key >= first_new => Part::New,
            Some(_) if outside.contains_key(&month.key) => Part::LeftOut,
            Some(_) => Part::Baseline,
        };
        let parts: Vec<Part> = used.iter().map(part).collect();
        if !parts.contains(&Part::New) {
            return None;
        }
        let baseline: Vec<&Counted> =
            used.iter().zip(&parts).filter(|(_, part)| **part == Part::Baseline).map(|(month, _)| *month).collect();
        if baseline.len() < LEAST_POINTS {
            return None;
        }
        let planned = &self.metric.figures[0];
        let (limits, chart) = chart(planned, &baseline, self.confidence.alpha())?;
        let points: Vec<Option<Point>> = used.iter().map(|month| chart.point(month.firm()?, planned.unit)).collect();
        Some(Control {
            metric: ix,
            wave,
            limits,
            anew: anew.filter(|anew| broken.is_none_or(|broken| broken < *anew)),
            signals: new_signals(&points, &parts),
            months: used
                .into_iter()
                .zip(points)
                .zip(parts)
                .map(|((month, point), part)| Month { key: month.key, estimate: month.estimate.clone(), point, part })
                .collect(),
        })
    }
}

/// Signals among the months that have a figure, of which runs may begin before the new ones. A month that is hidden or
/// missing ends a run: nothing is said of it.
fn new_signals(points: &[Option<Point>], parts: &[Part]) -> Vec<Signal> {
    let of_month = |signal: crate::stats::control::Signal| {
        let month = signal.point;
        (parts[month] == Part::New).then_some(Signal { month, rule: signal.rule, upwards: signal.upwards })
    };
    signals_with_gaps(points).into_iter().filter_map(of_month).collect()
}

enum ControlChart {
    Ranges(Xmr),
    Bases(BaseChart),
}

impl ControlChart {
    /// A figure with its limits, none beyond what the unit can reach.
    fn point(&self, figure: &Measured, unit: Unit) -> Option<Point> {
        match self {
            ControlChart::Bases(chart) => chart.point(figure.value, figure.n_eff),
            ControlChart::Ranges(chart) => {
                let least = match unit {
                    Unit::Points => -1.0,
                    Unit::Score => f64::NEG_INFINITY,
                    Unit::Share | Unit::Seconds | Unit::Hours | Unit::Count | Unit::PerCustomer => 0.0,
                };
                let most = if matches!(unit, Unit::Share | Unit::Points) { 1.0 } else { f64::INFINITY };
                let (lower, upper) = (chart.lower.max(least), chart.upper.min(most));
                Some(Point { value: figure.value, centre: chart.centre, lower, upper })
            }
        }
    }
}

/// Limits from the baseline. None where nothing varies, so that nothing can stand out.
fn chart(planned: &PlannedFigure, baseline: &[&Counted], alpha: f64) -> Option<(Limits, ControlChart)> {
    let figures: Vec<&Measured> = baseline.iter().filter_map(|month| month.firm()).collect();
    let share_of = |month: &Counted, score: f64| {
        let sum = |of: &dyn Fn(&&WeightedClass) -> bool| month.classes.iter().filter(of).map(|c| c.sum_w).sum::<f64>();
        sum(&|class| class.score == score) / sum(&|_| true)
    };
    let parts = baseline.iter().zip(&figures);
    let by_bases = match &planned.measure {
        Measure::Net { .. } => {
            let counts: Vec<(f64, f64, f64)> = parts
                .map(|(month, figure)| {
                    let (up, down) = (share_of(month, 1.0), share_of(month, -1.0));
                    (up * figure.n_eff, (1.0 - up - down).max(0.0) * figure.n_eff, down * figure.n_eff)
                })
                .collect();
            BaseChart::nps(&counts)
        }
        Measure::Share(_) | Measure::Rate(_) | Measure::ShareAmong { .. } | Measure::Missing => {
            BaseChart::shares(&figures.iter().map(|f| (f.value * f.n_eff, f.n_eff)).collect::<Vec<_>>())
        }
        Measure::Count(_)
        | Measure::Mean
        | Measure::MeanOfShares
        | Measure::Quantile(_)
        | Measure::Within(_)
        | Measure::Until { .. } => {
            let values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
            let chart = Xmr::from_means(&values).filter(|chart| chart.moving_range > 0.0)?;
            return Some((Limits::MovingRanges, ControlChart::Ranges(chart)));
        }
    }?;
    let values: Vec<(f64, f64)> = figures.iter().map(|figure| (figure.value, figure.n_eff)).collect();
    let is_overdispersed = by_bases.dispersion_p(&values)? < alpha;
    let widened = by_bases.laney(&values).filter(|laney| is_overdispersed && laney.inflation() > 1.0);
    Some(match widened {
        Some(laney) => (Limits::Widened(laney.inflation()), ControlChart::Bases(laney)),
        None => (Limits::Bases, ControlChart::Bases(by_bases)),
    })
}
