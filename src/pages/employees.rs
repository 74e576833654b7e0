//! Employees beside customers: what those who work for us say, and next to it what customers say of the same. The two are
//! different people asked by different surveys, and are never joined.

use super::book::PageId;
use super::chapter::{Chapter, Part, Scope};
use super::charts::{ChartFiles, ChartView, trend};
use super::context::{Context, Draft, Prose};
use super::say;
use super::show::told;
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::config::Population;
use crate::metrics::{MetricIx, Reference};
use crate::slug::slug;
use crate::templates::View;
use crate::wave::Wave;
use serde::Serialize;

/// The kind.
pub struct Employees;

const PAGE: PageId = PageId::Chapter("employees");
/// The most waves that stand beside each other.
const LAST_WAVES: usize = 8;

#[derive(Serialize)]
struct EmployeesView {
    metrics: Vec<MetricView>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct MetricView {
    id: String,
    title: String,
    href: String,
    question: String,
    beside: String,
    table: Option<Table>,
    trend: Option<ChartView>,
}

impl Page for Employees {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "employees",
            address: "employees/",
            shows: "what employees say beside what customers say of the same",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Service, stands: |scope| metrics(scope).next().is_some() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PAGE).then(|| draft(context))
    }
}

/// Every metric of a source that employees answer.
fn metrics<'a>(scope: Scope<'a>) -> impl Iterator<Item = MetricIx> + use<'a> {
    let all = scope.figures.metrics.iter().enumerate();
    all.filter(move |(_, info)| scope.population(info) == Population::Employees).map(|(at, _)| MetricIx(at))
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let show = context.show;
    let mut files = ChartFiles::of(context);
    let mut views = Vec::new();
    for metric in metrics(context.scope()) {
        let info = context.info(metric);
        let id = slug(&info.id);
        let mut chart = trend(context, metric, None);
        if let Some(chart) = &mut chart {
            // Employees are often not asked in the newest wave, of which a headline would speak.
            chart.heading.id = format!("employees-{id}");
            chart.heading.headline = show.fill("employees.chart", &[("metric", &say::name(context, metric))]);
        }
        views.push(MetricView {
            title: info.title.clone(),
            href: context.href(PAGE, PageId::Metric(metric)),
            question: context.question(info),
            beside: info.beside.map(|other| context.question(context.info(other))).unwrap_or_default(),
            table: table(context, metric),
            trend: chart.map(|chart| files.add(show, &chart)).transpose()?,
            id,
        });
    }
    let view = EmployeesView { metrics: views, prose: context.prose(PAGE) };
    Ok(Draft {
        id: PAGE,
        template: "employees.html",
        title: context.title(PAGE, show.word("nav.employees")),
        lead: context.lead(PAGE, show.fill("employees.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: view.metrics.iter().map(|metric| (format!("on-{}", metric.id), metric.title.clone())).collect(),
        body: View::of(&view),
        beside: files.files,
    })
}

/// The waves in which employees were asked, newest first: their figure, that of customers in the same wave, and what may
/// be said of the difference.
fn table(context: &Context<'_>, metric: MetricIx) -> Option<Table> {
    let show = context.show;
    let (info, statistic) = (context.info(metric), context.headline(metric));
    let caption = show.fill("employees.caption", &[("metric", &say::name(context, metric))]);
    let mut table = TableBuilder::new(show, &format!("beside-{}", slug(&info.id)), caption)
        .words("column.wave")
        .numbers("column.employees");
    if let Some(other) = info.beside {
        let title = show.fill("employees.customers", &[("metric", &say::name(context, other))]);
        table = table.column(title, true).words("column.difference_to_customers");
    }
    let asked = |wave: &&Wave| {
        let figure = context.figures.ours(metric, **wave);
        figure.is_some_and(|figure| figure.estimate != crate::metrics::Estimate::NoData)
    };
    for &wave in context.waves_of(metric).iter().rev().filter(asked).take(LAST_WAVES) {
        let Some(figure) = context.figures.ours(metric, wave) else { continue };
        let mut entries = vec![Entry::text(show.wave(wave)), table.compact(statistic, &figure.estimate)];
        if let Some(other) = info.beside {
            entries.push(match context.figures.ours(other, wave) {
                Some(theirs) => table.compact(context.headline(other), &theirs.estimate),
                None => Entry::number("–"),
            });
            let reference = Reference::Metric(context.info(other).id.clone());
            let change = told(figure, &reference).map(|c| show.change(info, statistic, c).neutral());
            entries.push(Entry::change(change.as_ref()));
        }
        table.row(wave == context.wave(), entries);
    }
    table.finish()
}
