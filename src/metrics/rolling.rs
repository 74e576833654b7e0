//! Means over the last few waves, for figures that move more by chance than by anything else.
//!
//! Two neighbouring ones share all waves but one each, so that they are never set against each other; each is compared
//! with the one that ends just before it begins.

use super::compute::{Standing, comparison};
use super::tables::Tables;
use super::{Estimate, Figure, FigureKey, Figures, Measured, Metric, MetricIx, Reference, Statistic};
use crate::stats::comparison::Difference;
use crate::stats::interval::Confidence;
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

/// A rolling mean: value and standard error, with the bases of its waves.
struct Mean {
    value: f64,
    se: f64,
    n: u64,
    n_eff: f64,
}

impl Series<'_> {
    fn figure(&self, end: usize) -> Option<(FigureKey, Figure)> {
        let waves = &self.tables.waves;
        let mean = self.mean(end)?;
        let low_base = |mean: &Mean| mean.n_eff < self.tables.config.report.floor.flag_below as f64;
        let z = self.confidence.z();
        let estimate = Estimate::Measured(Measured {
            value: mean.value,
            interval: Some((mean.value - z * mean.se, mean.value + z * mean.se)),
            se: Some(mean.se),
            n: mean.n,
            n_eff: mean.n_eff,
            low_base: low_base(&mean),
            method: "mean of waves, z",
        });
        let before = end.checked_sub(self.waves);
        let is_apart = |earlier: usize| {
            let first = waves[earlier + 1 - self.waves];
            self.metric.info.break_between(first, waves[end]).is_some()
        };
        let compared = before.and_then(|earlier| Some((earlier, self.mean(earlier)?))).and_then(|(earlier, other)| {
            let standing = if low_base(&other) { Standing::Low } else { Standing::Firm };
            let gap = || {
                let (ours, theirs) = ((mean.value, mean.se), (other.value, other.se));
                let difference = Difference::of_estimates(ours, theirs, self.confidence)?;
                (!is_apart(earlier)).then(|| difference.into())
            };
            let reference = Reference::Wave(self.tables.config.report.waves.id(waves[earlier]));
            comparison(reference, low_base(&mean), standing, &gap)
        });
        let key = FigureKey { statistic: Statistic::Rolling, ..self.key(waves[end]) };
        Some((key, Figure { estimate, comparisons: compared.into_iter().collect(), rank: None }))
    }

    /// The mean of the waves up to `end`.
    fn mean(&self, end: usize) -> Option<Mean> {
        let first = (end + 1).checked_sub(self.waves)?;
        let waves = &self.tables.waves[first..=end];
        if self.metric.info.break_between(waves[0], waves[waves.len() - 1]).is_some() {
            return None;
        }
        let planned = self.metric.figures.first()?;
        let (mut estimates, mut n, mut n_eff) = (Vec::new(), 0, 0.0);
        for wave in waves {
            let key = self.key(*wave);
            let measured = self.figures.by_key.get(&key)?.estimate.measured()?;
            let tally = self.tables.tally_of(self.metric, planned, key.brand, None, *wave)?;
            estimates.push(planned.measure.for_ranking(self.tables.sample(self.metric, *wave, tally))?);
            n += measured.n;
            n_eff += measured.n_eff;
        }
        let (value, se) = *rolling_means(&estimates, self.waves).last()?;
        Some(Mean { value, se, n, n_eff })
    }

    fn key(&self, wave: Wave) -> FigureKey {
        let statistic = self.metric.figures[0].statistic;
        FigureKey { metric: self.ix, brand: self.figures.our_brand(self.ix), group: None, wave, statistic }
    }
}
