//! A page a customer group: every metric of the group against the rest and against its own wave before.

use super::book::PageId;
use super::card::{Card, card};
use super::charts::{ChartFiles, ChartView, trend};
use super::context::{Context, Draft, Link, Prose};
use super::many::siblings;
use super::metric_tables::comparison;
use super::show::{Show, told};
use super::table::{Entry, Note, Table, TableBuilder, notes};
use super::{Page, PageKind};
use crate::chart::{DrawError, Symbols};
use crate::metrics::{Figure, GroupIx, MetricIx, Reference, Verdict};
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
    standing: Vec<Standing>,
    table: Option<Table>,
    trend: Option<ChartView>,
    siblings: Vec<Link>,
    dimension: String,
    prose: Vec<Prose>,
}

/// On which metrics a group stands alike to the rest.
#[derive(Serialize)]
struct Standing {
    /// `good`, `bad` or `flat`.
    tone: &'static str,
    text: String,
    items: Vec<Item>,
}

/// A metric on which it does, with the difference and its interval.
#[derive(Serialize)]
struct Item {
    title: String,
    href: String,
    text: String,
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
    let mut files = ChartFiles::of(context);
    let first = metrics.first();
    let trend = first.and_then(|&metric| trend(context, metric, Some(group)));
    let trend = trend.map(|chart| files.add(show, &chart)).transpose()?;
    let view = GroupView {
        cards,
        notes: notes(show, symbols),
        standing: standing(context, page, group, &metrics),
        table: table(context, page, group, &metrics),
        trend,
        siblings: siblings(context, page, group),
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
        beside: files.files,
    })
}

/// Where the group clearly differs from the rest, and on how many metrics nobody can tell.
fn standing(context: &Context<'_>, page: PageId, group: GroupIx, metrics: &[MetricIx]) -> Vec<Standing> {
    let show = context.show;
    let (mut apart, mut alike, mut untold) = ([("better", vec![]), ("worse", vec![]), ("apart", vec![])], 0, 0);
    for &metric in metrics {
        let (info, statistic) = (context.info(metric), context.headline(metric));
        let Some(figure) = context.of_group(metric, Some(group)) else { continue };
        let Some(comparison) = told(figure, &Reference::Rest) else { continue };
        let change = show.change(info, statistic, comparison);
        let kind = match (comparison.verdict, change.verdict.tone) {
            (Verdict::NoClearDifference, _) => {
                alike += 1;
                continue;
            }
            (Verdict::Higher | Verdict::Lower, "good") => 0,
            (Verdict::Higher | Verdict::Lower, "bad") => 1,
            (Verdict::Higher | Verdict::Lower, _) => 2,
            (Verdict::BaseTooSmall | Verdict::NotComparable, _) => {
                untold += 1;
                continue;
            }
        };
        let facts: Vec<String> = [change.difference, change.interval].into_iter().filter(|f| !f.is_empty()).collect();
        let title = super::say::name(context, metric);
        apart[kind].1.push(Item { title, href: context.href(page, PageId::Metric(metric)), text: facts.join(", ") });
    }
    let named = apart.into_iter().filter(|(_, items)| !items.is_empty()).map(|(key, items)| Standing {
        tone: match key {
            "better" => "good",
            "worse" => "bad",
            _ => "flat",
        },
        text: show.word(&format!("group.{key}")),
        items,
    });
    let counted = [("group.alike", alike), ("group.untold", untold)].into_iter().filter(|(_, count)| *count > 0);
    let counted = counted.map(|(key, count)| Standing {
        tone: "flat",
        text: match count {
            1 => show.word(&format!("{key}.one")),
            _ => show.fill(key, &[("count", &show.numbers.count(count))]),
        },
        items: Vec::new(),
    });
    named.chain(counted).collect()
}

fn table(context: &Context<'_>, page: PageId, group: GroupIx, metrics: &[MetricIx]) -> Option<Table> {
    let show = context.show;
    let name = context.group_name(group);
    let caption = show.fill("table.group", &[("group", &name), ("wave", &context.wave_label())]);
    let mut table = TableBuilder::new(show, "figures", caption)
        .words("column.metric")
        .column(name, true)
        .numbers("column.n")
        .numbers("column.everybody")
        .words("column.rest")
        .changes(context.earlier());
    for &metric in metrics {
        let statistic = context.headline(metric);
        let Some(figure) = context.of_group(metric, Some(group)) else { continue };
        let name = super::say::name(context, metric);
        let mut entries = vec![Entry::link(name, context.href(page, PageId::Metric(metric)))];
        let all = context.of_group(metric, None);
        let cell = table.cell(statistic, &figure.estimate);
        entries.push(Entry::value(&cell).below(cell.interval.clone()));
        let effective = if cell.n_eff == cell.n { String::new() } else { effective(show, &cell.n_eff) };
        entries.push(Entry::number(cell.n).below(effective));
        entries.push(match all.map(|all| table.cell(statistic, &all.estimate)) {
            Some(all) => Entry::value(&all).below(base(show, &all.n)),
            None => Entry::number("–"),
        });
        let rest = comparison(context, metric, statistic, figure, &Reference::Rest);
        let base_of_rest = all.filter(|_| rest.verdict.is_some()).and_then(|all| rest_of(all, figure));
        let base_of_rest = base_of_rest.map(|n| show.fill("group.rest", &[("n", &show.numbers.count(n))]));
        let below = [Some(rest.below.clone()).filter(|interval| !interval.is_empty()), base_of_rest];
        let below = below.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        entries.push(rest.below(below));
        entries.extend(context.earlier().iter().map(|r| comparison(context, metric, statistic, figure, r)));
        table.row(false, entries);
    }
    table.finish()
}

/// "n 820", and nothing for a figure that is not shown.
fn base(show: Show<'_>, n: &str) -> String {
    if n.is_empty() { String::new() } else { show.fill("base.n", &[("n", n)]) }
}

fn effective(show: Show<'_>, n_eff: &str) -> String {
    if n_eff.is_empty() { String::new() } else { show.fill("base.effective", &[("n", n_eff)]) }
}

/// The base of everybody outside the group, which is what the group is compared with.
fn rest_of(all: &Figure, group: &Figure) -> Option<u64> {
    all.estimate.measured()?.n.checked_sub(group.estimate.measured()?.n)
}
