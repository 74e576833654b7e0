//! The customer's journey: what is measured at one touchpoint against what is measured at the one before.

use crate::config::SiteConfig;
use crate::metrics::{FigureKey, Figures, Metric, MetricIx, Reference, Sample, Standing, Tables, comparison};
use crate::stats::interval::Confidence;

/// The metric that stands for each touchpoint along the journey: the first that it names.
pub fn leads(config: &SiteConfig) -> Vec<Option<MetricIx>> {
    let find = |id: &str| config.metrics.iter().position(|metric| metric.id.value == id).map(MetricIx);
    config.touchpoints.iter().map(|touchpoint| find(&touchpoint.metrics.first()?.value)).collect()
}

/// Compares the headline figure of each touchpoint with that of the touchpoint before it, in every wave, where both are
/// measured in the same way: the same statistic of answers on the same scale. Call it before the p-values are adjusted:
/// the steps of one wave are a family, because the largest of them is looked for.
///
/// Rows that answered both questions are the same people twice, and respondents whose ids the config says are the same;
/// touchpoints of different sources are tested as answers of different people.
pub fn compare(figures: &mut Figures, tables: &Tables<'_>, confidence: Confidence) {
    let leads = leads(tables.config);
    for pair in leads.windows(2) {
        let (Some(before), Some(here)) = (pair[0], pair[1]) else { continue };
        let (Some(earlier), Some(metric)) = (tables.metrics.get(before.0), tables.metrics.get(here.0)) else {
            continue;
        };
        if before == here || !same_measure(tables.config, earlier, metric) {
            continue;
        }
        for &wave in &tables.waves {
            let key = |ix: MetricIx, metric: &Metric, figures: &Figures| FigureKey {
                metric: ix,
                brand: figures.our_brand(ix),
                group: None,
                wave,
                statistic: metric.figures[0].statistic,
            };
            let (there, key) = (key(before, earlier, figures), key(here, metric, figures));
            let standing = Standing::of(figures.by_key.get(&there).map(|figure| &figure.estimate));
            let gap = || {
                let one = tables.sample(metric, wave, tables.tally(metric, key.brand, None, wave)?);
                let other = tables.sample(earlier, wave, tables.tally(earlier, there.brand, None, wave)?);
                // Rows without a weight weigh one.
                let weighted = one.is_linearised() || other.is_linearised();
                let joint = tables.joint(metric.question, earlier.question, key.brand, wave);
                let (one, other) = (Sample { weighted, ..one }, Sample { weighted, ..other });
                metric.figures[0].measure.less_joint(one, other, joint, confidence)
            };
            let Some(figure) = figures.by_key.get_mut(&key) else { continue };
            let Some(measured) = figure.estimate.measured() else { continue };
            let reference = Reference::Step(earlier.info.id.clone());
            if figure.against(&reference).is_none() {
                figure.comparisons.extend(comparison(reference, measured.low_base, standing, &gap));
            }
        }
    }
}

/// Whether two headline figures are the same statistic of answers on the same scale.
fn same_measure(config: &SiteConfig, one: &Metric, other: &Metric) -> bool {
    let kind = |metric: &Metric| &config.questions[metric.question.0].kind;
    match (one.figures.first(), other.figures.first()) {
        (Some(a), Some(b)) => {
            let same_direction = one.info.better == other.info.better;
            a.measure == b.measure && a.unit == b.unit && kind(one) == kind(other) && same_direction
        }
        _ => false,
    }
}
