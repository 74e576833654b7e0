//! A headline figure in a box: value, interval, base, course, change with its verdict in words, target.

use super::book::PageId;
use super::charts::sparkline;
use super::context::Context;
use super::show::{Cell, Change, Word, told};
use crate::chart::DrawError;
use crate::metrics::{Estimate, GroupIx, MetricIx, Reference, Verdict};
use serde::Serialize;

/// The box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The metric.
    pub title: String,
    /// A few words about it.
    pub what: String,
    /// Its page.
    pub href: String,
    /// The figure.
    pub cell: Cell,
    /// Its course: HTML; empty where there is none.
    pub spark: String,
    /// Against the wave before, else the year before.
    pub change: Option<Change>,
    /// Why there is no change to tell; empty where there is one.
    pub no_change: String,
    /// The target and where the figure stands to it.
    pub target: Option<Target>,
}

/// A target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// `40`
    pub value: String,
    /// Where the figure stands to it; absent where that was not tested.
    pub verdict: Option<Word>,
    /// `target 40 met`
    pub text: String,
    /// `good`, `bad` or `flat`
    pub tone: &'static str,
}

/// The box of a metric, for everybody or a group, on the page `from`.
pub fn card(
    context: &Context<'_>,
    from: PageId,
    metric: MetricIx,
    group: Option<GroupIx>,
) -> Result<Option<Card>, DrawError> {
    let (info, statistic) = (context.info(metric), context.headline(metric));
    let Some(figure) = context.of_group(metric, group) else { return Ok(None) };
    let comparison = told(figure, &Reference::Previous).or_else(|| told(figure, &Reference::Year));
    let change = comparison.map(|comparison| context.show.change(info, statistic, comparison));
    let what = match (info.subtitle.as_str(), info.statistics.len()) {
        ("", 2..) => statistic.name.clone(),
        (subtitle, _) => subtitle.to_owned(),
    };
    Ok(Some(Card {
        title: info.title.clone(),
        what,
        href: context.href(from, PageId::Metric(metric)),
        cell: context.show.cell(statistic, &figure.estimate),
        spark: sparkline(context, metric, group)?,
        no_change: match (&change, &figure.estimate) {
            (Some(_), _) => String::new(),
            (None, Estimate::NoData) => context.show.fill("card.no_data", &[("wave", &context.wave_label())]),
            // What is withheld or too small to test may well have something earlier.
            (None, Estimate::Suppressed) => String::new(),
            (None, Estimate::Measured(_)) => context.show.word("card.no_change"),
        },
        change,
        target: target(context, metric, group),
    }))
}

/// The target of a metric with the verdict of its figure.
pub fn target(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> Option<Target> {
    let (info, statistic) = (context.info(metric), context.headline(metric));
    let target = info.target?;
    // No more decimals than it was written with.
    let value = context.show.numbers.axis(statistic.unit, target, target);
    let comparison = told(context.of_group(metric, group)?, &Reference::Target);
    let verdict = comparison.map(|c| context.show.verdict(c.verdict, Some(info.better), false));
    let tone = verdict.as_ref().map_or("flat", |word| word.tone);
    let key = match (comparison.map(|c| c.verdict), tone) {
        (_, "good") => "card.target.met",
        (_, "bad") => "card.target.missed",
        (Some(Verdict::NoClearDifference), _) => "card.target.close",
        _ => "card.target",
    };
    let text = context.show.fill(key, &[("value", &value)]);
    Some(Target { value, verdict, text, tone })
}
