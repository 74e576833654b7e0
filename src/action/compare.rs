//! A metric since an action began or something happened.

use super::{Action, concerned, wave_before};
use crate::config::SiteConfig;
use crate::metrics::{
    FigureKey, Figures, Metric, MetricIx, Reference, Standing, Tables, comparison, covered_by_another,
};
use crate::stats::interval::Confidence;
use crate::wave::Wave;
use std::collections::BTreeSet;

/// The waves with which later figures of a metric are compared: for each action the one before it began, for each event
/// the one before it happened.
pub fn moments(config: &SiteConfig, metrics: &[Metric], actions: &[Action]) -> BTreeSet<(MetricIx, Wave)> {
    let scheme = &config.report.waves;
    let of_action = |action: &Action| Some((action.metric?, wave_before(scheme, action.began()?)?));
    let mut moments: BTreeSet<_> = actions.iter().filter_map(of_action).collect();
    for event in &config.events {
        let Some(before) = wave_before(scheme, event.date) else { continue };
        let metrics = concerned(event, metrics.iter().map(|metric| &metric.info));
        moments.extend(metrics.into_iter().map(|metric| (metric, before)));
    }
    moments
}

/// Compares our headline figure for everybody in each later wave with that of each of `moments`. Call it before the
/// p-values are adjusted: all of a wave's comparisons with named waves are one family.
///
/// A wave that the figure is compared with anyway (the one before, a year before, the baseline) is not tested a second
/// time in another family, which could give another verdict.
pub fn compare(
    figures: &mut Figures,
    tables: &Tables<'_>,
    moments: &BTreeSet<(MetricIx, Wave)>,
    confidence: Confidence,
) {
    for &(ix, before) in moments {
        let metric = &tables.metrics[ix.0];
        let Some(planned) = metric.figures.first() else { continue };
        let brand = figures.our_brand(ix);
        let key = |wave| FigureKey { metric: ix, brand, group: None, wave, statistic: planned.statistic };
        let standing = Standing::of(figures.by_key.get(&key(before)).map(|figure| &figure.estimate));
        for &wave in tables.waves.iter().filter(|wave| **wave > before) {
            if covered_by_another(&tables.config.report.waves, &metric.info, wave, before).is_some() {
                continue;
            }
            let Some(figure) = figures.by_key.get_mut(&key(wave)) else { continue };
            let Some(measured) = figure.estimate.measured() else { continue };
            let is_apart = metric.info.break_between(wave, before).is_some();
            let gap = || {
                if is_apart {
                    return None;
                }
                let sample = |wave| Some(tables.sample(metric, wave, tables.tally(metric, brand, None, wave)?));
                planned.measure.less(sample(wave)?, sample(before)?, confidence)
            };
            let reference = Reference::Wave(tables.config.report.waves.id(before));
            figure.comparisons.extend(comparison(reference, measured.low_base, standing, &gap));
        }
    }
}
