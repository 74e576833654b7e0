//! The list of all metrics.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::context::{Context, Draft, Prose};
use super::metric_tables::comparison;
use super::table::{Entry, Table, TableBuilder};
use super::{Page, PageKind};
use crate::chart::DrawError;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Metrics;

#[derive(Serialize)]
struct MetricsView {
    table: Option<Table>,
    prose: Vec<Prose>,
}

impl Page for Metrics {
    fn kind(&self) -> PageKind {
        PageKind { name: "metrics", address: "metrics/", shows: "every metric with its newest figure" }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Metrics, stands: |_| true })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::METRICS).then(|| Ok(draft(context)))
    }
}

fn draft(context: &Context<'_>) -> Draft {
    let page = PageId::METRICS;
    let show = context.show;
    let caption = show.fill("table.metrics", &[("wave", &context.wave_label())]);
    let mut table = TableBuilder::new(show, "metrics", caption)
        .words("column.metric")
        .estimate_columns(show.word("column.value"))
        .changes(context.earlier())
        .words("column.target");
    for (metric, info) in context.metrics() {
        let statistic = context.headline(metric);
        let Some(figure) = context.of_group(metric, None) else { continue };
        let name = Entry::link(info.title.clone(), context.href(page, PageId::Metric(metric)));
        // A topic's share has the name of the topic, which the title ends with.
        let is_told = info.title.ends_with(&statistic.name);
        let mut entries = vec![if is_told { name } else { name.below(statistic.name.clone()) }];
        entries.extend(table.estimate(statistic, &figure.estimate));
        entries.extend(context.earlier().iter().map(|r| comparison(context, metric, statistic, figure, r)));
        let target = super::card::target(context, metric, None);
        entries.push(target.map_or_else(
            || Entry::text("–"),
            |target| Entry { text: target.value, verdict: target.verdict, ..Entry::default() },
        ));
        table.row(false, entries);
    }
    let view = MetricsView { table: table.finish(), prose: context.prose(page) };
    Draft {
        id: page,
        template: "metrics.html",
        title: context.title(page, show.word("nav.metrics")),
        lead: context.lead(page, show.word("metrics.lead")),
        trail: Vec::new(),
        contents: Vec::new(),
        body: View::of(&view),
        beside: Vec::new(),
    }
}
