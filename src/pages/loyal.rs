//! Loyal customers: how long somebody has been one, and how each group stands against the rest on the headline figures.

use super::book::PageId;
use super::chapter::{Chapter, Part, Scope};
use super::charts::{ChartFiles, ChartView, group_dots};
use super::context::{Context, Draft, Prose};
use super::many::{Selected, selected};
use super::metric_tables::by_group;
use super::say::{name, supported};
use super::show::better;
use super::table::Table;
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::config::Better;
use crate::language::isolated;
use crate::metrics::{GroupIx, MetricIx, Reference, Verdict};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Loyal;

const PAGE: PageId = PageId::Chapter("loyal");

#[derive(Serialize)]
struct LoyalView {
    findings: Vec<String>,
    metrics: Vec<MetricView>,
    dimension: String,
    href: String,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct MetricView {
    id: String,
    title: String,
    href: String,
    /// Which of too many values are shown.
    about: Option<String>,
    chart: ChartView,
    table: Option<Table>,
}

impl Page for Loyal {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "loyal",
            address: "loyal/",
            shows: "customers by how long they have been customers, each group against the rest",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Customers, stands: |scope| dimension(scope).is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        let dimension = dimension(context.scope()).filter(|_| page == PAGE)?;
        Some(draft(context, dimension))
    }
}

/// The dimension that the config names, where a headline figure is cut by it into groups that can be set against each
/// other.
fn dimension(scope: Scope<'_>) -> Option<usize> {
    let named = scope.config.loyalty.as_ref()?;
    let at = scope.figures.dimensions.iter().position(|dimension| dimension.id == named.segment.value)?;
    let figures = scope.figures;
    let groups = |metric: MetricIx| {
        let statistic = figures.metrics[metric.0].statistics[0].statistic;
        let groups = (0..figures.dimensions[at].values.len()).map(|value| GroupIx { dimension: at, value });
        groups.filter(|group| figures.get(metric, Some(*group), figures.wave, statistic).is_some()).count()
    };
    let mut headlines = figures.metrics.iter().enumerate().filter(|(_, info)| info.headline);
    headlines.any(|(metric, _)| groups(MetricIx(metric)) > 1).then_some(at)
}

fn draft(context: &Context<'_>, dimension: usize) -> Result<Draft, DrawError> {
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let chosen: Vec<MetricIx> = context
        .metrics()
        .filter(|(metric, info)| info.headline && context.is_cut(*metric, dimension))
        .map(|(metric, _)| metric)
        .collect();
    let mut metrics = Vec::new();
    for &metric in &chosen {
        let id = crate::slug::slug(&context.info(metric).id);
        let Selected { values, about } = selected(context, metric, dimension, context.wave());
        let mut chart = group_dots(context, metric, dimension, &values);
        chart.heading.id = format!("loyal-{id}");
        let table = by_group(context, PAGE, metric, dimension, &values);
        metrics.push(MetricView {
            title: context.info(metric).title.clone(),
            href: context.href(PAGE, PageId::Metric(metric)),
            about,
            chart: files.add(show, &chart)?,
            table: table.map(|table| Table { id: format!("loyal-{id}-table"), ..table }),
            id,
        });
    }
    let title = context.figures.dimensions[dimension].title.clone();
    let view = LoyalView {
        findings: findings(context, dimension, &chosen),
        href: context.href(PAGE, PageId::Dimension(dimension)),
        prose: context.prose(PAGE),
        dimension: title.clone(),
        metrics,
    };
    Ok(Draft {
        id: PAGE,
        template: "loyal.html",
        title: context.title(PAGE, show.word("nav.loyal")),
        lead: context.lead(PAGE, show.fill("loyal.lead", &[("dimension", &title), ("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: view.metrics.iter().map(|metric| (format!("on-{}", metric.id), metric.title.clone())).collect(),
        body: View::of(&view),
        beside: files.files,
    })
}

/// A sentence for each group that is clearly better or worse than the rest somewhere; one that says so where none is.
fn findings(context: &Context<'_>, dimension: usize, metrics: &[MetricIx]) -> Vec<String> {
    let show = context.show;
    let mut sentences = Vec::new();
    for value in 0..context.figures.dimensions[dimension].values.len() {
        let group = GroupIx { dimension, value };
        let (mut well, mut badly) = (Vec::new(), Vec::new());
        for &metric in metrics {
            let figure = context.of_group(metric, Some(group));
            let Some(comparison) = supported(figure, &Reference::Rest) else { continue };
            let statistic = context.headline(metric).statistic;
            match (comparison.verdict, better(context.info(metric), statistic)) {
                (Verdict::Higher, Some(Better::High)) | (Verdict::Lower, Some(Better::Low)) => well.push(metric),
                (_, Some(_)) => badly.push(metric),
                (_, None) => {}
            }
        }
        let one = |metric: &MetricIx| isolated(&name(context, *metric)).into_owned();
        let names = |metrics: &[MetricIx]| metrics.iter().map(one).collect::<Vec<_>>().join(", ");
        let key = match (well.is_empty(), badly.is_empty()) {
            (true, true) => continue,
            (false, true) => "loyal.better",
            (true, false) => "loyal.worse",
            (false, false) => "loyal.both",
        };
        let (group, well, badly) = (context.group_name(group), names(&well), names(&badly));
        sentences.push(show.fill(key, &[("group", &group), ("better", &well), ("worse", &badly)]));
    }
    if sentences.is_empty() {
        sentences.push(show.word("loyal.none"));
    }
    sentences
}
