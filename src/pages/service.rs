//! Service: waits, abandonment, answers in time; each beside what others have published.

use super::book::PageId;
use super::card::{Card, card};
use super::chapter::{Chapter, Part, Scope};
use super::charts::{ChartFiles, ChartView, trend};
use super::context::{Context, Draft, Prose};
use super::metric_tables::{published, statistics};
use super::table::{Note, Table, notes};
use super::{Page, PageKind};
use crate::chart::{DrawError, Symbols};
use crate::diag::Diagnostic;
use crate::metrics::{MetricInfo, MetricIx};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Service;

#[derive(Serialize)]
struct ServiceView {
    cards: Vec<Card>,
    notes: Vec<Note>,
    metrics: Vec<MetricView>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct MetricView {
    title: String,
    id: String,
    href: String,
    trend: ChartView,
    statistics: Option<Table>,
    published: Option<Table>,
}

impl Page for Service {
    fn kind(&self) -> PageKind {
        PageKind { name: "service", address: "service/", shows: "service figures beside published references" }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Service, stands: |scope| metrics(scope).next().is_some() })
    }

    fn of_edition(&self, context: &Context<'_>) -> Result<Vec<Draft>, Diagnostic> {
        if !context.book.has(PageId::SERVICE) {
            return Ok(Vec::new());
        }
        draft(context).map(|draft| vec![draft]).map_err(|error| context.undrawn(PageId::SERVICE, &error))
    }
}

/// What stands on the page: the config says so, or it says nothing and the metric comes from another source than the
/// relationship survey, which is the source of the first metric and every source with brands.
fn metrics<'a>(Scope { figures, .. }: Scope<'a>) -> impl Iterator<Item = MetricIx> + use<'a> {
    let is_service = |info: &MetricInfo| match &info.page {
        Some(page) => page == "service",
        None => !info.branded && figures.metrics.first().is_some_and(|first| first.source != info.source),
    };
    let all = figures.metrics.iter().enumerate();
    all.filter(move |(_, info)| is_service(info)).map(|(at, _)| MetricIx(at))
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let page = PageId::SERVICE;
    let show = context.show;
    let chosen: Vec<MetricIx> = metrics(context.scope()).collect();
    let (mut cards, mut symbols) = (Vec::new(), Symbols::default());
    let (mut metrics, mut files) = (Vec::new(), ChartFiles::default());
    for &metric in &chosen {
        cards.extend(card(context, page, metric, None)?);
        if let Some(figure) = context.of_group(metric, None) {
            symbols.note(&figure.estimate);
        }
        metrics.push(of_metric(context, page, metric, &mut files)?);
    }
    let contents = metrics.iter().map(|metric| (metric.id.clone(), metric.title.clone())).collect();
    let view = ServiceView { cards, notes: notes(show, symbols), metrics, prose: context.prose(page) };
    Ok(Draft {
        id: page,
        template: "service.html",
        title: context.title(page, show.word("nav.service")),
        lead: context.lead(page, show.fill("service.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents,
        body: View::of(&view),
        beside: files.0,
    })
}

fn of_metric(
    context: &Context<'_>,
    page: PageId,
    metric: MetricIx,
    files: &mut ChartFiles,
) -> Result<MetricView, DrawError> {
    let info = context.info(metric);
    let id = crate::slug::slug(&info.id);
    let mut chart = trend(context, metric, None);
    chart.heading.id = format!("trend-{id}");
    let beside: Vec<_> = context.edition.published.iter().filter(|published| published.metric == metric).collect();
    let within = |table: Option<Table>, part: &str| table.map(|table| Table { id: format!("{part}-{id}"), ..table });
    Ok(MetricView {
        title: info.title.clone(),
        href: context.href(page, PageId::Metric(metric)),
        trend: files.add(context.show, &chart)?,
        statistics: within(statistics(context, metric), "statistics"),
        published: published(context, &format!("published-{id}"), "table.published", &beside),
        id,
    })
}
