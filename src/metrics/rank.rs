//! Ranks, always with the range that the data allow.

use super::measure::Sample;
use super::sampling::Contender;
use super::tables::Tables;
use super::{FigureKey, Figures, Metric, MetricIx, Rank};
use crate::config::Better;
use crate::stats::interval::Confidence;
use crate::stats::ranking::{RankRange, among, rank_ranges_by, shared_ranks};
use crate::wave::Wave;
use std::collections::BTreeMap;

/// Siblings that are ranked together: brands, or the values of one dimension for one brand.
type League = (MetricIx, Wave, Option<usize>, Option<usize>);

/// A member of a league.
struct Member<'a> {
    key: FigureKey,
    /// Value and standard error; more is better.
    estimate: (f64, f64),
    sample: Sample<'a>,
}

/// Ranks the headline figures of brands and of the values of each dimension, best first. Figures that are not shown
/// or rest on a low base are not ranked; neither are quantiles, which have no standard error to rank with. Two that share
/// respondents or clusters are told apart with their covariance.
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
        if let (Some((value, se)), Some(tally)) = (known, tally) {
            let estimate = (sign(metric) * value, se);
            let sample = tables.sample(metric, key.wave, tally);
            leagues.entry(league).or_default().push(Member { key: *key, estimate, sample });
        }
    }
    for members in leagues.into_values().filter(|members| members.len() > 1) {
        let ranks = shared_ranks(&members.iter().map(|member| member.estimate.0).collect::<Vec<_>>());
        let ranges = ranges(&members, &tables.metrics[members[0].key.metric.0], confidence);
        for ((member, rank), range) in members.iter().zip(ranks).zip(ranges) {
            if let Some(figure) = figures.by_key.get_mut(&member.key) {
                figure.rank = Some(Rank { rank, low: range.best, high: range.worst, of: members.len() });
            }
        }
    }
}

/// The ranks that each member may have.
fn ranges(members: &[Member<'_>], metric: &Metric, confidence: Confidence) -> Vec<RankRange> {
    let measure = &metric.figures[0].measure;
    let contenders: Vec<Option<Contender<'_>>> =
        members.iter().map(|member| Contender::of(measure, member.sample)).collect();
    let independent = among(members.len(), confidence);
    rank_ranges_by(members.len(), confidence, |above, below| {
        let (one, other) = if sign(metric) > 0.0 { (above, below) } else { (below, above) };
        let pair = contenders[one].as_ref().zip(contenders[other].as_ref());
        let together = pair.and_then(|(one, other)| one.p_above(other, measure, confidence));
        together.unwrap_or_else(|| independent(members[above].estimate, members[below].estimate))
    })
}

fn sign(metric: &Metric) -> f64 {
    if metric.info.better == Better::High { 1.0 } else { -1.0 }
}
