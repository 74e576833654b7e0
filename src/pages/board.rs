//! Metrics of one concern on one page: a box each, the course of those that moved, every figure, what others have
//! published, and the groups beside each other.

use super::book::PageId;
use super::card::{Card, card};
use super::charts::{ChartFiles, ChartView, trend};
use super::context::Context;
use super::curve::curve;
use super::metric_tables::{published, statistics};
use super::say::{name, supported};
use super::show::told;
use super::table::{Entry, Grid, Note, Table, TableBuilder, notes};
use crate::chart::{DrawError, Symbols};
use crate::metrics::{GroupIx, MetricIx, Reference, Verdict};
use crate::slug::slug;
use serde::Serialize;

/// Up to so many metrics each have their course drawn; of more, those that clearly changed have.
const MOST_COURSES: usize = 6;

/// What a template shows of the metrics.
#[derive(Serialize)]
pub struct Board {
    cards: Vec<Card>,
    notes: Vec<Note>,
    metrics: Vec<MetricView>,
    groups: Vec<Table>,
}

#[derive(Serialize)]
struct MetricView {
    title: String,
    id: String,
    href: String,
    trend: Option<ChartView>,
    /// How many are over within how long.
    curve: Option<ChartView>,
    statistics: Option<Table>,
    published: Option<Table>,
}

impl Board {
    /// The board of `chosen` on a page; files of its charts are added to `files`.
    pub fn new(
        context: &Context<'_>,
        page: PageId,
        chosen: &[MetricIx],
        files: &mut ChartFiles,
    ) -> Result<Board, DrawError> {
        let (mut cards, mut symbols, mut metrics) = (Vec::new(), Symbols::default(), Vec::new());
        for &metric in chosen {
            cards.extend(card(context, page, metric, None)?);
            if let Some(figure) = context.of_group(metric, None) {
                symbols.note(&figure.estimate);
            }
            let drawn = chosen.len() <= MOST_COURSES || has_changed(context, metric);
            let view = of_metric(context, page, metric, drawn, files)?;
            metrics.extend(view.has_content().then_some(view));
        }
        let dimensions = 0..context.figures.dimensions.len();
        let groups = dimensions.filter_map(|dimension| by_dimension(context, page, chosen, dimension)).collect();
        Ok(Board { cards, notes: notes(context.show, symbols), metrics, groups })
    }

    /// The same for a page that shows the groups in its own way.
    pub fn without_groups(self) -> Board {
        Board { groups: Vec::new(), ..self }
    }

    /// The parts of the page that the board makes: id and title.
    pub fn contents(&self, context: &Context<'_>) -> Vec<(String, String)> {
        let metrics = self.metrics.iter().map(|metric| (format!("on-{}", metric.id), metric.title.clone()));
        let groups = (!self.groups.is_empty()).then(|| ("groups".to_owned(), context.show.word("board.groups")));
        metrics.chain(groups).collect()
    }
}

impl MetricView {
    fn has_content(&self) -> bool {
        self.trend.is_some() || self.curve.is_some() || self.statistics.is_some() || self.published.is_some()
    }
}

/// Whether our figure clearly changed since the wave before or in a year.
fn has_changed(context: &Context<'_>, metric: MetricIx) -> bool {
    let figure = context.of_group(metric, None);
    [Reference::Previous, Reference::Year].iter().any(|reference| supported(figure, reference).is_some())
}

fn of_metric(
    context: &Context<'_>,
    page: PageId,
    metric: MetricIx,
    drawn: bool,
    files: &mut ChartFiles,
) -> Result<MetricView, DrawError> {
    let info = context.info(metric);
    let id = slug(&info.id);
    let course = drawn.then(|| trend(context, metric, None)).flatten().map(|mut chart| {
        chart.heading.id = format!("trend-{id}");
        files.add(context.show, &chart)
    });
    let beside: Vec<_> = context.edition.published.iter().filter(|published| published.metric == metric).collect();
    let statistics = statistics(context, metric).map(|table| Table { id: format!("statistics-{id}"), ..table });
    Ok(MetricView {
        title: info.title.clone(),
        href: context.href(page, PageId::Metric(metric)),
        trend: course.transpose()?,
        // The others' curves stand on their metrics' own pages.
        curve: if drawn && info.headline { curve(context, metric, files)? } else { None },
        statistics,
        published: published(context, &format!("published-{id}"), "table.published", &beside),
        id,
    })
}

/// The values of a dimension by those of the metrics that are cut by it, each with interval and base, and with a verdict
/// where it clearly differs from the rest.
fn by_dimension(context: &Context<'_>, page: PageId, chosen: &[MetricIx], dimension: usize) -> Option<Table> {
    let show = context.show;
    let d = &context.figures.dimensions[dimension];
    let metrics: Vec<MetricIx> = chosen.iter().copied().filter(|&metric| context.is_cut(metric, dimension)).collect();
    if metrics.is_empty() {
        return None;
    }
    let group = |value| GroupIx { dimension, value };
    let shown: Vec<usize> = (0..d.values.len())
        .filter(|&value| metrics.iter().any(|&metric| context.of_group(metric, Some(group(value))).is_some()))
        .collect();
    let values = shown
        .iter()
        .map(|&value| Entry::link(context.group_name(group(value)), context.href(page, PageId::Group(group(value)))));
    let names =
        metrics.iter().map(|&metric| Entry::link(name(context, metric), context.href(page, PageId::Metric(metric))));
    let grid = Grid {
        first: (d.title.clone(), values.collect()),
        second: (show.word("column.metric"), names.collect()),
        is_ours: &|_| false,
    };
    let caption = show.fill("board.groups.caption", &[("dimension", &d.title), ("wave", &context.wave_label())]);
    let builder = TableBuilder::new(show, &format!("board-{}", slug(&d.id)), caption);
    let table = grid.fill(builder, |table, value, metric| {
        let metric = metrics[metric];
        let Some(figure) = context.of_group(metric, Some(group(shown[value]))) else { return Entry::number("–") };
        let statistic = context.headline(metric);
        let rest = told(figure, &Reference::Rest);
        let clear = rest.filter(|rest| matches!(rest.verdict, Verdict::Higher | Verdict::Lower));
        let verdict = clear.map(|rest| show.change(context.info(metric), statistic, rest).verdict);
        Entry { verdict, ..table.compact(statistic, &figure.estimate) }
    });
    table.finish()
}
