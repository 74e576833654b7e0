//! Figures of small groups, drawn towards what all groups of a dimension have in common.
//!
//! In a league table the first and the last places go to the groups with the fewest answers, by chance alone. The drawn
//! figure stands beside the raw one: what would be expected of the group if it were asked again.

use super::{Estimate, Figure, FigureKey, Figures, GroupIx, Measure, Measured, MetricIx, Statistic};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::shrinkage::{BetaBinomial, Between, NormalGroups, UnknownPrior, pooled_variance};
use crate::wave::Wave;
use std::collections::BTreeMap;

/// With fewer groups nothing can be said of how much they differ.
const LEAST_GROUPS: usize = 5;

/// From so many groups on the distribution that was fitted to them counts as known.
const GROUPS_TO_KNOW: usize = 20;

/// The groups of one dimension in one wave.
type League = (MetricIx, Option<usize>, usize, Wave);

/// Enters [`Statistic::Shrunk`] for the headline figure of each group that is shown, where a dimension has enough
/// groups. `measures` are those of the headline figures, by metric.
pub fn enter(figures: &mut Figures, measures: &[&Measure], confidence: Confidence) {
    let mut leagues: BTreeMap<League, Vec<(GroupIx, Measured)>> = BTreeMap::new();
    for (key, figure) in &figures.by_key {
        let headline = figures.metrics[key.metric.0].statistics[0].statistic;
        if let (Some(group), Some(measured), true) = (key.group, figure.estimate.measured(), key.statistic == headline)
        {
            let league = (key.metric, key.brand, group.dimension, key.wave);
            leagues.entry(league).or_default().push((group, measured.clone()));
        }
    }
    for ((metric, brand, _, wave), groups) in leagues {
        if groups.len() < LEAST_GROUPS {
            continue;
        }
        let weighted = figures.metrics[metric.0].weighted;
        let Some(drawn) = draw(&groups, measures[metric.0], weighted, confidence) else { continue };
        for ((group, raw), (value, interval, method)) in groups.into_iter().zip(drawn) {
            let key = FigureKey { metric, brand, group: Some(group), wave, statistic: Statistic::Shrunk };
            let interval = Some((interval.lower, interval.upper));
            let estimate = Estimate::Measured(Measured { value, interval, se: None, method, ..raw });
            figures.by_key.insert(key, Figure { estimate, comparisons: Vec::new(), rank: None });
        }
    }
}

type Drawn = (f64, Interval, &'static str);

/// Shares as beta-binomial, everything else as normal scores around a normal mean: so are shares with weights, which
/// leave no counts.
fn draw(
    groups: &[(GroupIx, Measured)],
    measure: &Measure,
    weighted: bool,
    confidence: Confidence,
) -> Option<Vec<Drawn>> {
    let is_share = matches!(measure, Measure::Share(_) | Measure::Rate(_));
    // Effective bases leave no counts either.
    if is_share && !weighted && groups.iter().all(|(_, raw)| raw.n_eff == raw.n as f64) {
        let counts: Vec<(u64, u64)> =
            groups.iter().map(|(_, raw)| ((raw.value * raw.n as f64).round() as u64, raw.n)).collect();
        return draw_shares(&counts, confidence);
    }
    if !is_share && !measure.is_mean_of_numbers() && !matches!(measure, Measure::Net { .. }) {
        return None;
    }
    // The variance of one answer, from the standard error: of a mean with the divisor n − 1.
    let one = |raw: &Measured| {
        let answers = if measure.is_mean_of_numbers() { raw.n_eff - 1.0 } else { raw.n_eff };
        raw.se.map(|se| (se * se * answers.max(0.0), raw.n_eff.round() as u64))
    };
    let variances: Vec<(f64, u64)> = groups.iter().map(|(_, raw)| one(raw)).collect::<Option<_>>()?;
    let pooled = pooled_variance(&variances).filter(|pooled| *pooled > 0.0)?;
    let scores: Vec<(f64, f64)> = groups.iter().map(|(_, raw)| (raw.value, pooled / raw.n_eff)).collect();
    let fitted = NormalGroups::fit(&scores, Between::DerSimonianLaird)?;
    let (least, most) = measure.bounds();
    let drawn = |&(score, variance): &(f64, f64)| {
        let interval = fitted.interval(score, variance, confidence).clipped(least, most);
        (fitted.shrunk(score, variance), interval, "normal scores, empirical Bayes")
    };
    Some(scores.iter().map(drawn).collect())
}

/// Shares of groups with the intervals of a known distribution, or of an unknown one where groups are few. Where all or
/// none are in the share, there is nothing to know of it.
fn draw_shares(counts: &[(u64, u64)], confidence: Confidence) -> Option<Vec<Drawn>> {
    let fitted = BetaBinomial::fit(counts)?;
    let unknown = if counts.len() < GROUPS_TO_KNOW { UnknownPrior::of(counts) } else { None };
    let drawn = |group: &(u64, u64)| {
        let value = fitted.shrunk(*group);
        let Some(unknown) = &unknown else {
            return Some((value, fitted.interval(*group, confidence)?, "beta-binomial, empirical Bayes"));
        };
        let interval = unknown.interval(*group, confidence)?;
        let interval = Interval { lower: interval.lower.min(value), upper: interval.upper.max(value) };
        Some((value, interval, "beta-binomial, parameters unknown"))
    };
    counts.iter().map(drawn).collect()
}
