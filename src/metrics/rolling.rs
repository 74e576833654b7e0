//! Means over the last few waves, for figures that move more by chance than by anything else.
//!
//! Two neighbouring ones share all waves but one each, so that they are never set against each other; each is compared
//! with the one that ends just before it begins. People of a panel, and clusters, that are in several waves count with their
//! covariance.

use super::compute::{Standing, comparison};
use super::measure::{Gap, Measure};
use super::sampling::{Contender, over_waves, with_few_changes};
use super::tables::Tables;
use super::{Estimate, Figure, FigureKey, Figures, Measured, Metric, MetricIx, Reference, Statistic};
use crate::stats::comparison::Difference;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::trend::rolling_means;
use crate::wave::Wave;

/// Enters [`Statistic::Rolling`] of our headline figure for everybody, for each metric that asks for one. A wave has one
/// where all of its waves are shown, follow each other and measure the same.
pub fn enter(figures: &mut Figures, tables: &Tables<'_>, confidence: Confidence) {
    for (at, metric) in tables.metrics.iter().enumerate() {
        let Some(waves) = tables.config.metrics[at].rolling.map(|rolling| rolling.value) else { continue };
        let series = Series { figures, tables, ix: MetricIx(at), metric, waves, confidence };
        let found: Vec<(FigureKey, Figure)> = (0..tables.waves.len()).filter_map(|end| series.figure(end)).collect();
        figures.by_key.extend(found);
    }
}

struct Series<'a> {
    figures: &'a Figures,
    tables: &'a Tables<'a>,
    ix: MetricIx,
    metric: &'a Metric,
    waves: usize,
    confidence: Confidence,
}

/// The waves of a rolling mean.
struct Window<'a> {
    value: f64,
    /// Of waves that have nobody in common.
    se: f64,
    n: u64,
    n_eff: f64,
    /// The figure of each wave in its design; empty where the source has none.
    parts: Vec<Contender<'a>>,
}

impl Window<'_> {
    /// The parts as terms of a sum in which each wave has the same share.
    fn terms(&self, sign: f64) -> Vec<(f64, &Contender<'_>)> {
        self.parts.iter().map(|part| (sign / self.parts.len() as f64, part)).collect()
    }
}

impl<'a> Series<'a> {
    fn figure(&self, end: usize) -> Option<(FigureKey, Figure)> {
        let waves = &self.tables.waves;
        let window = self.window(end)?;
        let low_base = |window: &Window<'_>| window.n_eff < self.tables.config.report.floor.flag_below as f64;
        let (se, interval, method) = self.uncertainty(&window);
        let estimate = Estimate::Measured(Measured {
            value: window.value,
            interval: Some((interval.lower, interval.upper)),
            se: Some(se),
            n: window.n,
            n_eff: window.n_eff,
            low_base: low_base(&window),
            method,
        });
        let before = end.checked_sub(self.waves);
        let is_apart = |earlier: usize| {
            let first = waves[earlier + 1 - self.waves];
            self.metric.info.break_between(first, waves[end]).is_some()
        };
        let compared =
            before.and_then(|earlier| Some((earlier, self.window(earlier)?))).and_then(|(earlier, other)| {
                let standing = if low_base(&other) { Standing::Low } else { Standing::Firm };
                let gap = || self.less(&window, &other).filter(|_| !is_apart(earlier));
                let reference = Reference::Wave(self.tables.config.report.waves.id(waves[earlier]));
                comparison(reference, low_base(&window), standing, &gap)
            });
        let key = FigureKey { statistic: Statistic::Rolling, ..self.key(waves[end]) };
        Some((key, Figure { estimate, comparisons: compared.into_iter().collect(), rank: None }))
    }

    /// Standard error and interval of a mean, and how they were made. Where people or clusters are in several of its waves
    /// these tell less than as many strangers; few or equal answers never make an error smaller than that of strangers.
    fn uncertainty(&self, window: &Window<'_>) -> (f64, Interval, &'static str) {
        let (least, most) = self.measure().bounds();
        let (se, reach, method) = match over_waves(&window.terms(1.0)) {
            Some((error, _)) => {
                let se = error.se.max(window.se);
                (se, self.confidence.t(error.df) * se, "mean of waves, t")
            }
            None => (window.se, self.confidence.z() * window.se, "mean of waves, z"),
        };
        (se, Interval::around(window.value, reach).clipped(least, most), method)
    }

    /// One mean less another that shares no wave with it.
    fn less(&self, window: &Window<'_>, other: &Window<'_>) -> Option<Gap> {
        let terms = [window.terms(1.0), other.terms(-1.0)].concat();
        let paired = over_waves(&terms).and_then(|(error, name)| {
            let error = with_few_changes(&terms, self.measure(), error);
            let difference = error.difference(window.value - other.value, self.confidence);
            let test = difference.test?;
            Some(Gap { test: Some((test.p_value, name)), ..Gap::from(difference) })
        });
        let gap = match paired {
            Some(gap) => gap,
            None => {
                let (ours, theirs) = ((window.value, window.se), (other.value, other.se));
                Gap::from(Difference::of_estimates(ours, theirs, self.confidence)?)
            }
        };
        Some(self.measure().bounded(gap))
    }

    fn measure(&self) -> &'a Measure {
        &self.metric.figures[0].measure
    }

    /// The waves up to `end`.
    fn window(&self, end: usize) -> Option<Window<'a>> {
        let first = (end + 1).checked_sub(self.waves)?;
        let waves = &self.tables.waves[first..=end];
        if self.metric.info.break_between(waves[0], waves[waves.len() - 1]).is_some() {
            return None;
        }
        let planned = self.metric.figures.first()?;
        let (mut estimates, mut n, mut n_eff) = (Vec::new(), 0, 0.0);
        let mut parts: Option<Vec<Contender<'a>>> = Some(Vec::new());
        for wave in waves {
            let key = self.key(*wave);
            let measured = self.figures.by_key.get(&key)?.estimate.measured()?;
            let tally = self.tables.tally_of(self.metric, planned, key.brand, None, *wave)?;
            let sample = self.tables.sample(self.metric, *wave, tally);
            estimates.push(planned.measure.for_ranking(sample)?);
            n += measured.n;
            n_eff += measured.n_eff;
            let part = Contender::of(&planned.measure, sample);
            parts = parts.zip(part).map(|(mut parts, part)| {
                parts.push(part);
                parts
            });
        }
        let (value, se) = *rolling_means(&estimates, self.waves).last()?;
        Some(Window { value, se, n, n_eff, parts: parts.unwrap_or_default() })
    }

    fn key(&self, wave: Wave) -> FigureKey {
        let statistic = self.metric.figures[0].statistic;
        FigureKey { metric: self.ix, brand: self.figures.our_brand(self.ix), group: None, wave, statistic }
    }
}
