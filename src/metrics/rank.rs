//! Ranks, always with the range that the data allow.

use super::compute::{Computed, OfMetric};
use super::measure::Sample;
use super::sampling::Contender;
use super::{FigureKey, Metric, Rank};
use crate::config::Better;
use crate::parallel;
use crate::stats::interval::Confidence;
use crate::stats::ranking::{RankRange, among, rank_ranges_by, shared_ranks};
use crate::wave::Wave;
use std::collections::BTreeMap;

/// Siblings that are ranked together: brands, or the values of one dimension for one brand.
type League = (Wave, Option<usize>, Option<usize>);

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
pub fn rank(computed: &mut OfMetric<'_>, metric: &Metric, confidence: Confidence) {
    let headline = metric.figures[0].statistic;
    let mut leagues: BTreeMap<League, Vec<Member>> = BTreeMap::new();
    for (key, Computed { figure, ready }) in &*computed {
        let tested = figure.estimate.measured().is_some_and(|measured| !measured.low_base);
        if key.statistic != headline || !tested || (key.brand.is_none() && key.group.is_none()) {
            continue;
        }
        let league = match key.group {
            None => (key.wave, None, None),
            Some(group) => (key.wave, key.brand, Some(group.dimension)),
        };
        let Some(ready) = ready else { continue };
        if let Some((value, se)) = ready.for_ranking() {
            let estimate = (sign(metric) * value, se);
            leagues.entry(league).or_default().push(Member { key: *key, estimate, sample: ready.sample() });
        }
    }
    let leagues: Vec<Vec<Member>> = leagues.into_values().filter(|members| members.len() > 1).collect();
    let ranked = parallel::map(&leagues, |members| {
        let ranks = shared_ranks(&members.iter().map(|member| member.estimate.0).collect::<Vec<_>>());
        let places = ranks.into_iter().zip(ranges(members, metric, confidence));
        let place =
            |(rank, range): (usize, RankRange)| Rank { rank, low: range.best, high: range.worst, of: members.len() };
        members.iter().map(|member| member.key).zip(places.map(place)).collect::<Vec<_>>()
    });
    for (key, rank) in ranked.into_iter().flatten() {
        if let Some(computed) = computed.get_mut(&key) {
            computed.figure.rank = Some(rank);
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
