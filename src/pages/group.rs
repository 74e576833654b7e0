//! A page a customer group: every metric of the group against the rest and against its own wave before.

use super::book::PageId;
use super::card::{Card, card};
use super::charts::{ChartFiles, ChartView, trend};
use super::context::{Context, Draft, Link, Prose};
use super::groups::values;
use super::metric_tables::comparison;
use super::table::{Entry, Note, Table, TableBuilder, notes};
use super::{Page, PageKind};
use crate::chart::{DrawError, Symbols};
use crate::metrics::{GroupIx, MetricIx, Reference};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Group;

/// The most figures in boxes.
const MOST_CARDS: usize = 6;

#[derive(Serialize)]
struct GroupView {
    cards: Vec<Card>,
    notes: Vec<Note>,
    table: Option<Table>,
    trend: Option<ChartView>,
    siblings: Vec<Link>,
    dimension: String,
    prose: Vec<Prose>,
}

impl Page for Group {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "group",
            address: "groups/<dimension>/<value>/",
            shows: "one customer group against the rest, on every metric",
        }
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        match page {
            PageId::Group(group) => Some(draft(context, group)),
            _ => None,
        }
    }
}

fn draft(context: &Context<'_>, group: GroupIx) -> Result<Draft, DrawError> {
    let page = PageId::Group(group);
    let show = context.show;
    let d = &context.figures.dimensions[group.dimension];
    let metrics: Vec<MetricIx> =
        context.metrics().map(|(metric, _)| metric).filter(|m| context.is_cut(*m, group.dimension)).collect();
    let (mut cards, mut symbols) = (Vec::new(), Symbols::default());
    for &metric in metrics.iter().filter(|metric| context.info(**metric).headline).take(MOST_CARDS) {
        cards.extend(card(context, page, metric, Some(group))?);
        if let Some(figure) = context.of_group(metric, Some(group)) {
            symbols.note(&figure.estimate);
        }
    }
    let mut files = ChartFiles::default();
    let first = metrics.first();
    let trend = first.map(|&metric| files.add(show, &trend(context, metric, Some(group)))).transpose()?;
    let view = GroupView {
        cards,
        notes: notes(show, symbols),
        table: table(context, page, group, &metrics),
        trend,
        siblings: values(context, page, group.dimension),
        dimension: d.title.clone(),
        prose: context.prose(page),
    };
    let name = context.group_name(group);
    Ok(Draft {
        id: page,
        template: "group.html",
        title: context.title(page, name.clone()),
        lead: context.lead(page, show.fill("group.lead", &[("dimension", &d.title), ("wave", &context.wave_label())])),
        trail: vec![(show.word("nav.groups"), PageId::GROUPS), (d.title.clone(), PageId::Dimension(group.dimension))],
        contents: Vec::new(),
        body: View::of(&view),
        beside: files.0,
    })
}

fn table(context: &Context<'_>, page: PageId, group: GroupIx, metrics: &[MetricIx]) -> Option<Table> {
    let show = context.show;
    let name = context.group_name(group);
    let caption = show.fill("table.group", &[("group", &name), ("wave", &context.wave_label())]);
    let mut table = TableBuilder::new(show, "figures", caption)
        .words("column.metric")
        .estimate_columns(name)
        .numbers("column.everybody")
        .words("column.rest")
        .words("column.previous")
        .words("column.year");
    for &metric in metrics {
        let statistic = context.headline(metric);
        let Some(figure) = context.of_group(metric, Some(group)) else { continue };
        let name = super::say::name(context, metric);
        let mut entries = vec![Entry::link(name, context.href(page, PageId::Metric(metric)))];
        entries.extend(table.estimate(statistic, &figure.estimate));
        entries.push(match context.of_group(metric, None) {
            Some(all) => Entry::value(&table.cell(statistic, &all.estimate)),
            None => Entry::number("–"),
        });
        entries.extend(
            [Reference::Rest, Reference::Previous, Reference::Year]
                .map(|r| comparison(context, metric, statistic, figure, &r)),
        );
        table.row(false, entries);
    }
    table.finish()
}
