//! Ranks, always with the range that the data allow.

use super::tables::Tables;
use super::{FigureKey, Figures, MetricIx, Rank};
use crate::config::Better;
use crate::stats::interval::Confidence;
use crate::stats::ranking::{rank_ranges, shared_ranks};
use crate::wave::Wave;
use std::collections::BTreeMap;

/// Siblings that are ranked together: brands, or the values of one dimension for one brand.
type League = (MetricIx, Wave, Option<usize>, Option<usize>);

/// A member of a league: its figure, with value and standard error; more is better.
type Member = (FigureKey, (f64, f64));

/// Ranks the headline figures of brands and of the values of each dimension, best first. Figures that are not shown
/// or rest on a low base are not ranked; neither are quantiles, which have no standard error to rank with.
pub fn rank(figures: &mut Figures, tables: &Tables<'_>, confidence: Confidence) {
    let mut leagues: BTreeMap<League, Vec<Member>> = BTreeMap::new();
    for (key, figure) in &figures.by_key {
        let metric = &tables.metrics[key.metric.0];
        let headline = &metric.figures[0];
        let tested = figure.estimate.measured().is_some_and(|measured| !measured.low_base);
        if key.statistic != headline.statistic || !tested || (key.brand.is_none() && key.group.is_none()) {
            continue;
        }
        let league = match key.group {
            None => (key.metric, key.wave, None, None),
            Some(group) => (key.metric, key.wave, key.brand, Some(group.dimension)),
        };
        let tally = tables.tally(metric, key.brand, key.group, key.wave);
        let known = tally.and_then(|tally| headline.measure.for_ranking(tables.sample(metric, key.wave, tally)));
        if let Some((value, se)) = known {
            let sign = if metric.info.better == Better::High { 1.0 } else { -1.0 };
            leagues.entry(league).or_default().push((*key, (sign * value, se)));
        }
    }
    for members in leagues.into_values().filter(|members| members.len() > 1) {
        let estimates: Vec<_> = members.iter().map(|(_, estimate)| *estimate).collect();
        let ranks = shared_ranks(&estimates.iter().map(|(value, _)| *value).collect::<Vec<_>>());
        let ranges = rank_ranges(&estimates, confidence);
        for (((key, _), rank), range) in members.iter().zip(ranks).zip(ranges) {
            if let Some(figure) = figures.by_key.get_mut(key) {
                figure.rank = Some(Rank { rank, low: range.best, high: range.worst, of: members.len() });
            }
        }
    }
}
