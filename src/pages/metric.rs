//! A page a metric: its question and formula, its course, its answers, its groups, its competitors.

use super::book::PageId;
use super::card::{Card, card};
use super::charts::{ChartFiles, ChartView, brand_dots, distribution, group_dots, trend};
use super::context::{Context, Draft, Prose};
use super::control::{ControlView, control};
use super::curve::curve;
use super::glossary;
use super::many::{Selected, selected};
use super::metric_tables::{by_brand, by_group, history, published, statistics};
use super::movement::{MovementView, movement};
use super::rolling::{RollingView, rolling};
use super::season;
use super::show::{Show, is_neutral};
use super::table::{Note, Table, notes};
use super::{Page, PageKind};
use crate::chart::{DrawError, Symbols};
use crate::config::{Better, Changed};
use crate::metrics::{LineBreak, MetricIx};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Metric;

#[derive(Serialize)]
struct MetricView {
    card: Option<Card>,
    notes: Vec<Note>,
    question: String,
    formula: String,
    /// The term of the glossary for its kind, and that term's title; empty for none.
    term: &'static str,
    term_title: String,
    citation: &'static str,
    source: String,
    weighted: bool,
    better: String,
    trend: Option<ChartView>,
    /// Where the line breaks, and why no verdict crosses.
    breaks: Vec<String>,
    history: Option<Table>,
    distribution: Option<ChartView>,
    statistics: Option<Table>,
    movement: Option<MovementView>,
    rolling: Option<RollingView>,
    /// How many are over within how long.
    curve: Option<ChartView>,
    control: Option<ControlView>,
    seasons: Option<Table>,
    groups: Vec<GroupsView>,
    brands: Option<BrandsView>,
    published: Option<Table>,
    prose: Vec<Prose>,
    methods: String,
}

/// The figures of the values of one dimension.
#[derive(Serialize)]
pub struct GroupsView {
    title: String,
    id: String,
    href: String,
    /// Which of too many values are shown.
    about: Option<String>,
    chart: ChartView,
    table: Option<Table>,
}

#[derive(Serialize)]
struct BrandsView {
    chart: ChartView,
    table: Option<Table>,
    href: String,
}

impl Page for Metric {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "metric",
            address: "metrics/<id>/",
            shows: "one metric: question, formula, trend, answers, groups, competitors, published figures",
        }
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        match page {
            PageId::Metric(metric) => Some(draft(context, metric)),
            _ => None,
        }
    }
}

fn draft(context: &Context<'_>, metric: MetricIx) -> Result<Draft, DrawError> {
    let page = PageId::Metric(metric);
    let (info, show) = (context.info(metric), context.show);
    let mut files = ChartFiles::of(context);
    let trend = trend(context, metric, None).map(|chart| files.add(show, &chart)).transpose()?;
    let distribution = distribution(context, metric).map(|chart| files.add(show, &chart)).transpose()?;
    let groups = context.cuts(metric).into_iter().map(|d| groups(context, page, metric, d, "", &mut files));
    let groups = groups.collect::<Result<Vec<_>, _>>()?;
    let brands = match context.brands(metric).len() {
        0 | 1 => None,
        _ => Some(BrandsView {
            chart: files.add(show, &brand_dots(context, metric))?,
            table: by_brand(context, metric),
            href: context.href(page, PageId::COMPETITORS),
        }),
    };
    let beside: Vec<_> = context.edition.published.iter().filter(|p| p.metric == metric).collect();
    let source = context.report.config.sources.iter().find(|source| source.id == info.source);
    let mut symbols = Symbols::default();
    if let Some(figure) = context.of_group(metric, None) {
        symbols.note(&figure.estimate);
    }
    let view = MetricView {
        card: card(context, page, metric, None)?,
        notes: notes(show, symbols),
        question: context.question(info),
        formula: super::say::quoted(&info.formula),
        term: glossary::term_of(info),
        term_title: glossary::title_of(show, glossary::term_of(info)),
        citation: info.citation,
        source: source.map_or_else(|| info.source.clone(), |source| source.title.clone()),
        weighted: info.weighted,
        better: show.word(match info.better {
            _ if is_neutral(info) => "metric.better.neither",
            Better::High => "metric.better.high",
            Better::Low => "metric.better.low",
        }),
        trend,
        breaks: breaks(context, metric),
        history: history(context, metric, None),
        distribution,
        statistics: statistics(context, metric),
        movement: movement(context, metric, &mut files)?,
        rolling: rolling(context, metric, &mut files)?,
        curve: curve(context, metric, &mut files)?,
        control: control(context, metric, &mut files)?,
        seasons: season::of_metric(context, metric),
        groups,
        brands,
        published: published(context, "published", "table.published", &beside),
        prose: context.prose(page),
        methods: context.href(page, PageId::METHODS),
    };
    let contents = contents(context, &view);
    Ok(Draft {
        id: page,
        template: "metric.html",
        title: context.title(page, info.title.clone()),
        lead: context.lead(page, super::say::begun(&info.subtitle)),
        trail: vec![(show.word("nav.metrics"), PageId::METRICS)],
        contents,
        body: View::of(&view),
        beside: files.files,
    })
}

/// A sentence for each break that the edition's waves hold.
fn breaks(context: &Context<'_>, metric: MetricIx) -> Vec<String> {
    let waves = context.waves_of(metric);
    let held = |broken: &&LineBreak| {
        waves.first().is_some_and(|first| *first <= broken.first) && broken.first <= context.wave()
    };
    context.info(metric).breaks.iter().filter(held).map(|broken| break_note(context.show, broken)).collect()
}

/// Where a line breaks, why, and what follows from it.
pub fn break_note(show: Show<'_>, broken: &LineBreak) -> String {
    let key = if broken.is_mixed { "break.within" } else { "break.from" };
    let what = show.word(match broken.what {
        Changed::Wording => "break.wording",
        Changed::Scale => "break.scale",
        Changed::Mode => "break.mode",
        Changed::Weighting => "break.weighting",
    });
    show.fill(key, &[("wave", &show.wave(broken.first)), ("what", &what), ("text", &broken.text)])
}

/// The parts of the page that are there.
fn contents(context: &Context<'_>, view: &MetricView) -> Vec<(String, String)> {
    let part = |is_there: bool, id: &str, key: &str| is_there.then(|| (id.to_owned(), context.show.word(key)));
    let first = [
        view.trend.as_ref().map(|trend| (trend.id.clone(), context.show.word("metric.trend"))),
        part(view.history.is_some(), "waves", "metric.history"),
        part(view.rolling.is_some(), "rolling-part", "rolling.title"),
        part(view.movement.is_some(), "movement", "movement.title"),
        view.curve.as_ref().map(|curve| (curve.id.clone(), context.show.word("curve.title"))),
        part(view.control.is_some(), "months-part", "control.title"),
        part(view.seasons.is_some(), "seasons", "season.title"),
        part(view.statistics.is_some(), "all-figures", "metric.statistics"),
        part(view.distribution.is_some(), "distribution", "metric.answers"),
    ];
    let groups = view
        .groups
        .iter()
        .map(|group| Some((group.id.clone(), context.show.fill("metric.groups", &[("dimension", &group.title)]))));
    let last = [
        part(view.brands.is_some(), "competitors", "metric.competitors"),
        part(view.published.is_some(), "others", "metric.published"),
    ];
    first.into_iter().chain(groups).chain(last).flatten().collect()
}

/// The values of a dimension as a chart and a table. `prefix` sets the ids of several metrics on one page apart.
pub fn groups(
    context: &Context<'_>,
    page: PageId,
    metric: MetricIx,
    dimension: usize,
    prefix: &str,
    files: &mut ChartFiles,
) -> Result<GroupsView, DrawError> {
    let d = &context.figures.dimensions[dimension];
    let within = |id: &str| if prefix.is_empty() { id.to_owned() } else { format!("{prefix}-{id}") };
    let Selected { values, about } = selected(context, metric, dimension, context.wave());
    let mut chart = group_dots(context, metric, dimension, &values);
    chart.heading.id = within(&chart.heading.id);
    let table = by_group(context, page, metric, dimension, &values);
    Ok(GroupsView {
        title: d.title.clone(),
        id: within(&format!("by-{}-part", crate::slug::slug(&d.id))),
        href: context.href(page, PageId::Dimension(dimension)),
        about,
        chart: files.add(context.show, &chart)?,
        table: table.map(|table| Table { id: within(&table.id), ..table }),
    })
}
