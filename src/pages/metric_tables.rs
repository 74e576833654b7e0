//! Tables of one metric: by wave, by statistic, by group, by brand, and beside published figures.

use super::book::PageId;
use super::context::Context;
use super::many;
use super::show::{Cell, Word, rank_of, told};
use super::table::{Entry, Table, TableBuilder};
use crate::benchmark::Published;
use crate::metrics::{Comparison, Figure, GroupIx, MetricIx, Reference, Statistic, StatisticInfo, Verdict};

/// The entry of one comparison of a figure.
pub fn comparison(
    context: &Context<'_>,
    metric: MetricIx,
    statistic: &StatisticInfo,
    figure: &Figure,
    reference: &Reference,
) -> Entry {
    let change = told(figure, reference).map(|c| context.show.change(context.info(metric), statistic, c));
    Entry::change(change.as_ref())
}

/// Our headline figure wave by wave, newest first.
pub fn history(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> Option<Table> {
    let show = context.show;
    let statistic = context.headline(metric);
    let caption = show
        .fill("table.history", &[("metric", &super::say::name(context, metric)), ("who", &context.everybody(metric))]);
    let mut table = TableBuilder::new(show, "history", caption)
        .words("column.wave")
        .estimate_columns(value_heading(context, metric, statistic))
        .changes(context.earlier());
    for &wave in context.waves_of(metric).iter().rev() {
        let Some(figure) = context.figures.get(metric, group, wave, statistic.statistic) else { continue };
        let mut entries = vec![Entry::text(show.wave(wave))];
        entries.extend(table.estimate(statistic, &figure.estimate));
        entries.extend(context.earlier().iter().map(|r| comparison(context, metric, statistic, figure, r)));
        table.row(wave == context.wave(), entries);
    }
    table.finish()
}

/// All statistics of a metric in the edition's wave; None where there is only the one.
pub fn statistics(context: &Context<'_>, metric: MetricIx) -> Option<Table> {
    let (show, info) = (context.show, context.info(metric));
    let shown: Vec<&StatisticInfo> =
        info.statistics.iter().filter(|s| !matches!(s.statistic, crate::metrics::Statistic::Share(_))).collect();
    if shown.len() < 2 {
        return None;
    }
    let caption = show.fill(
        "table.statistics",
        &[("metric", &info.title), ("wave", &context.wave_label()), ("who", &context.everybody(metric))],
    );
    let mut table = TableBuilder::new(show, "statistics", caption)
        .words("column.statistic")
        .estimate_columns(show.word("column.value"))
        .changes(context.earlier());
    for statistic in shown {
        let Some(figure) = context.figures.get(metric, None, context.wave(), statistic.statistic) else { continue };
        let mut entries = vec![Entry::text(super::say::begun(&statistic.name))];
        entries.extend(table.estimate(statistic, &figure.estimate));
        entries.extend(context.earlier().iter().map(|r| comparison(context, metric, statistic, figure, r)));
        table.row(false, entries);
    }
    table.finish()
}

/// These values of a dimension, each against the rest and against its own wave before.
pub fn by_group(
    context: &Context<'_>,
    from: PageId,
    metric: MetricIx,
    dimension: usize,
    values: &[usize],
) -> Option<Table> {
    let (show, statistic) = (context.show, context.headline(metric));
    let d = &context.figures.dimensions[dimension];
    let caption = show.fill(
        "table.groups",
        &[("metric", &super::say::name(context, metric)), ("dimension", &d.title), ("wave", &context.wave_label())],
    );
    let id = format!("groups-{}", crate::slug::slug(&d.id));
    let mut table = TableBuilder::new(show, &id, caption)
        .column(d.title.clone(), false)
        .estimate_columns(value_heading(context, metric, statistic))
        .words("column.rest")
        .words("column.previous");
    let shrunk = |group: Option<GroupIx>| {
        let figure = context.figures.get(metric, Some(group?), context.wave(), Statistic::Shrunk)?;
        figure.estimate.measured().map(|_| &figure.estimate)
    };
    let groups = values.iter().map(|&value| GroupIx { dimension, value });
    let cells: Vec<_> = groups.filter_map(|group| Some(show.cell(statistic, shrunk(Some(group))?))).collect();
    // Where all are drawn to one and the same, a line says so.
    let is_first = |cell: &Cell| (&cell.value, &cell.interval) == (&cells[0].value, &cells[0].interval);
    let one = cells.first().filter(|_| cells.len() > 1 && cells.iter().all(is_first));
    let is_drawn = !cells.is_empty() && one.is_none();
    if is_drawn {
        table = table.numbers("column.shrunk");
    }
    if let Some(one) = one {
        let text = show.fill("note.shrunk.text", &[("value", &one.value), ("interval", &one.interval)]);
        table.note(show.word("column.shrunk"), text);
    }
    let drawn = |table: &mut TableBuilder<'_>, group: Option<GroupIx>| {
        let entry = shrunk(group).map(|estimate| {
            let cell = table.cell(statistic, estimate);
            Entry::number(cell.value).below(cell.interval)
        });
        is_drawn.then(|| entry.unwrap_or_else(|| Entry::number("–")))
    };
    for &value in values {
        let group = GroupIx { dimension, value };
        let Some(figure) = context.of_group(metric, Some(group)) else { continue };
        let mut entries = vec![Entry::link(context.group_name(group), context.href(from, PageId::Group(group)))];
        entries.extend(table.estimate(statistic, &figure.estimate));
        entries
            .extend([Reference::Rest, Reference::Previous].map(|r| comparison(context, metric, statistic, figure, &r)));
        entries.extend(drawn(&mut table, Some(group)));
        table.row(false, entries);
    }
    if let Some(all) = context.of_group(metric, None) {
        let mut entries = vec![Entry::text(context.everybody_row(metric))];
        entries.extend(table.estimate(statistic, &all.estimate));
        entries.extend([Entry::text("–"), comparison(context, metric, statistic, all, &Reference::Previous)]);
        entries.extend(drawn(&mut table, None));
        table.row(true, entries);
    }
    table.finish()
}

/// The brands by rank: value, gap to us, verdict and range of ranks.
pub fn by_brand(context: &Context<'_>, metric: MetricIx) -> Option<Table> {
    let (show, info, statistic) = (context.show, context.info(metric), context.headline(metric));
    let caption =
        show.fill("table.brands", &[("metric", &super::say::name(context, metric)), ("wave", &context.wave_label())]);
    let id = format!("brands-{}-figures", crate::slug::slug(&info.id));
    let mut table = TableBuilder::new(show, &id, caption)
        .words("column.brand")
        .estimate_columns(value_heading(context, metric, statistic))
        .words("column.gap")
        .words("column.rank")
        .answers();
    let ours = context.of_group(metric, None);
    let figure_of = |brand: usize| context.of_brand(metric, Some(brand), context.wave(), statistic.statistic);
    let mut brands: Vec<(usize, &Figure)> =
        many::brands(context, metric).values.into_iter().filter_map(|brand| Some((brand, figure_of(brand)?))).collect();
    brands.sort_by_key(|(_, figure)| {
        (rank_of(figure).map_or(usize::MAX, |rank| rank.rank), figure.estimate.measured().is_none())
    });
    for (brand, figure) in brands {
        let name = context.figures.brands[brand].clone();
        let gap = gap_to_us(context, metric, ours, figure, &name);
        let mut entries = vec![Entry::text(name)];
        entries.extend(table.estimate(statistic, &figure.estimate));
        entries.push(Entry::change(gap.as_ref().map(|c| show.change(info, statistic, c).neutral()).as_ref()));
        entries.push(Entry::text(rank_of(figure).map_or_else(|| "–".to_owned(), |rank| show.rank(&rank))));
        table.row(brand == 0, entries);
    }
    table.finish()
}

/// How a brand stands to us: its own comparison with us, or ours with it turned round.
pub fn gap_to_us(
    context: &Context<'_>,
    metric: MetricIx,
    ours: Option<&Figure>,
    theirs: &Figure,
    brand: &str,
) -> Option<Comparison> {
    debug_assert!(context.info(metric).branded);
    theirs.estimate.measured()?;
    if let Some(own) = told(theirs, &Reference::Brand(context.us())) {
        return Some(own.clone());
    }
    let reference = Reference::Brand(brand.to_owned());
    told(ours?, &reference).map(|comparison| turned(comparison, reference.clone()))
}

/// A comparison seen from the other side.
fn turned(comparison: &Comparison, reference: Reference) -> Comparison {
    Comparison {
        reference,
        difference: comparison.difference.map(|d| -d),
        interval: comparison.interval.map(|(low, high)| (-high, -low)),
        test: comparison.test,
        in_both: comparison.in_both,
        verdict: match comparison.verdict {
            Verdict::Higher => Verdict::Lower,
            Verdict::Lower => Verdict::Higher,
            same => same,
        },
    }
}

/// Published figures, each with its source and with what may be said about ours beside it.
pub fn published(context: &Context<'_>, id: &str, caption: &str, chosen: &[&Published]) -> Option<Table> {
    let show = context.show;
    let mut table = TableBuilder::new(show, id, show.word(caption))
        .words("column.published_by")
        .numbers("column.value")
        .interval()
        .numbers("column.n")
        .words("column.when")
        .words("column.ours")
        .words("column.source");
    // What belongs together stands together, the newest first.
    let mut chosen = chosen.to_vec();
    let first_of = |figure: &Published, all: &[&Published]| all.iter().position(|other| other.brand == figure.brand);
    let order = chosen.clone();
    chosen.sort_by_key(|figure| {
        (figure.metric, first_of(figure, &order), std::cmp::Reverse((figure.wave, figure.published)))
    });
    // On one metric its name need not stand in each row.
    let is_one = chosen.iter().all(|figure| {
        let headline = context.headline(figure.metric).statistic;
        figure.metric == chosen[0].metric && figure.statistic == headline
    });
    for figure in chosen {
        let mut entries = published_row(context, figure);
        if is_one {
            entries[0].below.clear();
        }
        table.row(false, entries);
    }
    table.finish()
}

fn published_row(context: &Context<'_>, published: &Published) -> Vec<Entry> {
    let show = context.show;
    let info = context.info(published.metric);
    let headline = context.headline(published.metric);
    let statistic = context.statistic(published.metric, published.statistic).unwrap_or(headline);
    let (unit, decimals) = (statistic.unit, statistic.decimals);
    let name = match statistic.statistic == headline.statistic {
        true => super::say::name(context, published.metric),
        false => show.fill("metric.statistic", &[("metric", &info.title), ("statistic", &statistic.name)]),
    };
    let interval = published.interval.map(|ends| show.numbers.interval(unit, decimals, ends));
    let when = match (published.wave, published.published) {
        (Some(wave), Some(date)) => Entry::text(show.wave(wave)).below(date.to_string()),
        (Some(wave), None) => Entry::text(show.wave(wave)),
        (None, Some(date)) => Entry::text(date.to_string()),
        (None, None) => Entry::text("–"),
    };
    let source = match &published.url {
        Some(url) => Entry::link(published.source.clone(), url.clone()),
        None => Entry::text(published.source.clone()),
    };
    vec![
        Entry::text(published.brand.clone()).below(name),
        Entry::number(show.numbers.value(unit, decimals, published.value)),
        Entry::number(interval.unwrap_or_else(|| "–".to_owned())),
        Entry::number(published.base.map_or_else(|| "–".to_owned(), |n| show.numbers.count(n))),
        when,
        beside_ours(context, published, statistic),
        source.below(published.wording.as_deref().unwrap_or_default().replace("{brand}", &published.brand)),
    ]
}

/// What may be said about our figure beside a published one: the difference and its verdict, or why there is none.
fn beside_ours(context: &Context<'_>, published: &Published, statistic: &StatisticInfo) -> Entry {
    let show = context.show;
    let wave = published.wave.unwrap_or(context.wave());
    let ours = context.figures.get(published.metric, None, wave, statistic.statistic);
    let reference = Reference::Benchmark(published.id.clone());
    let comparison = ours.and_then(|figure| told(figure, &reference));
    if let Some(reason) = &published.not_comparable {
        let word = show.verdict(Verdict::NotComparable, None, false);
        return Entry { verdict: Some(word), ..Entry::default() }.below(reason.clone());
    }
    let Some(comparison) = comparison else { return Entry::text("–") };
    let mut entry = Entry::change(Some(&show.change(context.info(published.metric), statistic, comparison)));
    if published.base.is_none() {
        let untested =
            Word { text: show.word("verdict.not_tested"), ..show.verdict(Verdict::NotComparable, None, false) };
        entry.verdict = Some(untested);
        entry.below = show.word("published.no_base");
    }
    entry
}

/// What heads the column of values: the statistic's name, else the metric's title.
fn value_heading(context: &Context<'_>, metric: MetricIx, statistic: &StatisticInfo) -> String {
    if statistic.name.is_empty() { context.info(metric).title.clone() } else { super::say::begun(&statistic.name) }
}
