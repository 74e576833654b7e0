//! What each event and each action did beyond the season.

use super::{Action, concerned};
use crate::metrics::movement::judge;
use crate::metrics::season::{Occasion, SeasonChange, change};
use crate::metrics::{Figures, MetricIx, Tables};
use crate::stats::interval::Confidence;
use jiff::civil::Date;

/// Enters what the metrics of each event and each action that has begun did beyond the season. The metrics of one
/// occasion are one family of tests.
pub fn seasons(figures: &mut Figures, tables: &Tables<'_>, actions: &[Action], confidence: Confidence) {
    let events = tables.config.events.iter().enumerate().map(|(at, event)| {
        let metrics = concerned(event, tables.metrics.iter().map(|metric| &metric.info));
        (Occasion::Event(at), event.date, metrics)
    });
    let actions = actions.iter().enumerate().filter_map(|(at, action)| {
        let metrics: Vec<MetricIx> = action.metric.into_iter().collect();
        Some((Occasion::Action(at), action.began()?, metrics))
    });
    let occasions: Vec<(Occasion, Date, Vec<MetricIx>)> = events.chain(actions).collect();
    for (occasion, day, metrics) in occasions {
        let of_metric = |metric: MetricIx| change(tables, metric, occasion, day, confidence);
        let mut family: Vec<SeasonChange> = metrics.into_iter().filter_map(of_metric).collect();
        let effects = family.iter_mut().filter_map(|change| Some(&mut change.result.as_mut().ok()?.change));
        judge(effects.collect(), confidence.alpha());
        figures.over_time.seasons.extend(family);
    }
}
