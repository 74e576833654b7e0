//! Our figures against published ones.

use super::Published;
use crate::metrics::{Comparison, FigureKey, Figures, Gap, Measure, Metric, Reference, Standing, Tables, comparison};
use crate::stats::bounded::BoundedMean;
use crate::stats::interval::Confidence;
use crate::wave::Wave;

/// Compares our figures for everybody with each published figure of their wave (or of no wave). Call it before the
/// p-values are adjusted: published figures are a family of their own.
pub fn compare(figures: &mut Figures, tables: &Tables<'_>, published: &[Published], confidence: Confidence) {
    for one in published {
        let metric = &tables.metrics[one.metric.0];
        for &wave in tables.waves.iter().filter(|wave| one.wave.is_none_or(|of| of == **wave)) {
            let brand = metric.info.branded.then_some(0);
            let key = FigureKey { metric: one.metric, brand, group: None, wave, statistic: one.statistic };
            let Some(figure) = figures.by_key.get_mut(&key) else { continue };
            let Some(measured) = figure.estimate.measured() else { continue };
            let standing = if one.base.is_some_and(|base| base < tables.config.report.floor.flag_below) {
                Standing::Low
            } else {
                Standing::Firm
            };
            let reference = Reference::Benchmark(one.id.clone());
            let blank = gap(tables, metric, key, one, wave, confidence);
            let made = match (&one.not_comparable, blank) {
                (None, Some(gap)) => comparison(reference, measured.low_base, standing, &|| Some(gap)),
                // Without a base the gap is shown and nothing is said of it.
                (None, None) => Some(Comparison::untested(reference, Some(measured.value - one.value))),
                (Some(_), _) => Some(Comparison::untested(reference, None)),
            };
            figure.comparisons.extend(made);
        }
    }
}

/// The gap with its test, where enough was published for one.
fn gap(
    tables: &Tables<'_>,
    metric: &Metric,
    key: FigureKey,
    one: &Published,
    wave: Wave,
    confidence: Confidence,
) -> Option<Gap> {
    let planned = metric.figures.iter().find(|figure| figure.statistic == key.statistic)?;
    let tally = tables.tally_of(metric, planned, key.brand, None, wave)?;
    let sample = tables.sample(metric, wave, tally);
    // An interval without a base would say how sure the publisher is, but not of how many people.
    let base = one.base?;
    if let Some((lower, upper)) = one.interval {
        let se = (upper - lower) / (2.0 * confidence.z());
        return planned.measure.less_published(sample, one.value, se, confidence);
    }
    match &planned.measure {
        Measure::Share(_) | Measure::Rate(_) | Measure::ShareAmong { .. } | Measure::Missing | Measure::Within(_) => {
            planned.measure.less_share(sample, one.value, base, confidence)
        }
        Measure::Net { .. } => {
            // Only the score was published, not how it came about: the largest variance that it allows.
            let se = BoundedMean::new(one.value, -1.0, 1.0)?.largest_se(base)?;
            planned.measure.less_published(sample, one.value, se, confidence)
        }
        Measure::MeanOfShares => {
            let se = BoundedMean::new(one.value, 0.0, 1.0)?.largest_se(base)?;
            planned.measure.less_published(sample, one.value, se, confidence)
        }
        Measure::Mean => {
            let (least, most) = tables.config.questions[metric.question.0].kind.bounds()?;
            let se = BoundedMean::new(one.value, least, most)?.largest_se(base)?;
            planned.measure.less_published(sample, one.value, se, confidence)
        }
        // Their spread is not published with them.
        Measure::Quantile(_) | Measure::Until { .. } | Measure::Count(_) => None,
    }
}
