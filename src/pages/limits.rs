//! What the report cannot know: one line at the foot of every page, made from what is known of its own holes.

use super::show::Show;
use crate::metrics::{Estimate, Figures, MetricIx};

/// The line of an edition.
pub fn limits(show: Show<'_>, figures: &Figures) -> String {
    let rate = figures.metrics.iter().enumerate().filter(|(_, info)| info.kind == "response_rate");
    let rate = rate.filter_map(|(at, info)| {
        let figure = figures.ours(MetricIx(at), figures.wave)?;
        Some(show.cell(&info.statistics[0], &Estimate::Measured(figure.estimate.measured()?.clone())))
    });
    let unheard = match rate.into_iter().next() {
        Some(cell) => show.fill("limits.rate", &[("rate", &cell.value), ("n", &cell.n)]),
        None => show.word("limits.no_rate"),
    };
    let is_hidden_group = |key: &crate::metrics::FigureKey| {
        let headline = figures.metrics[key.metric.0].statistics[0].statistic;
        key.wave == figures.wave && key.group.is_some() && key.statistic == headline
    };
    let hidden = figures
        .by_key
        .iter()
        .filter(|(key, figure)| figure.estimate == Estimate::Suppressed && is_hidden_group(key))
        .count();
    let small = match hidden {
        0 => String::new(),
        1 => show.word("limits.one_hidden"),
        count => show.fill("limits.hidden", &[("count", &show.numbers.count(count as u64))]),
    };
    show.fill("limits", &[("unheard", &unheard), ("small", &small)])
}
