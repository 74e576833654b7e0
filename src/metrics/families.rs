//! Many comparisons at once: p-values are adjusted within their family, and verdicts follow.

use super::{FigureKey, Figures, MetricIx, Reference, Statistic, Verdict};
use crate::stats::multiplicity::holm;
use crate::wave::Wave;
use std::collections::BTreeMap;

/// What makes a family within one edition: metric, statistic, wave, dimension, kind of reference. Writing one more
/// sentence about a figure never changes the verdict of another. The steps of a journey are one family over all metrics,
/// because the largest of them is looked for.
type Family = (Option<(MetricIx, Statistic)>, Wave, Option<usize>, &'static str);

/// Adjusts every p-value by Holm's method within its family and sets the verdicts at level `alpha`.
pub fn adjust(figures: &mut Figures, alpha: f64) {
    let mut families: BTreeMap<Family, Vec<(FigureKey, usize, f64)>> = BTreeMap::new();
    for (key, figure) in &figures.by_key {
        for (at, comparison) in figure.comparisons.iter().enumerate() {
            let dimension = key.group.map(|group| group.dimension);
            let of_metric = !matches!(comparison.reference, Reference::Step(_));
            let metric = of_metric.then_some((key.metric, key.statistic));
            let family = (metric, key.wave, dimension, comparison.reference.kind());
            if let Some(test) = &comparison.test {
                families.entry(family).or_default().push((*key, at, test.p));
            }
        }
    }
    for members in families.into_values() {
        let raw: Vec<_> = members.iter().map(|(_, _, p)| *p).collect();
        for ((key, at, _), adjusted) in members.into_iter().zip(holm(&raw)) {
            let Some(figure) = figures.by_key.get_mut(&key) else { continue };
            let comparison = &mut figure.comparisons[at];
            if let Some(test) = &mut comparison.test {
                test.p_adjusted = adjusted;
            }
            comparison.verdict = match comparison.difference {
                Some(difference) if adjusted < alpha && difference > 0.0 => Verdict::Higher,
                Some(difference) if adjusted < alpha && difference < 0.0 => Verdict::Lower,
                _ => Verdict::NoClearDifference,
            };
        }
    }
}
