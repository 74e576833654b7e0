//! Competitors: brands × metrics, who leads, where nobody can tell, and what others have published.

use super::book::PageId;
use super::chapter::{Chapter, Part};
use super::charts::{ChartFiles, ChartView, brand_dots};
use super::context::{Context, Draft, Prose};
use super::many;
use super::metric_tables::{by_brand, gap_to_us, published};
use super::show::{Show, is_neutral, rank_of};
use super::side_by_side::{brand_courses, year_slope};
use super::table::{Entry, Grid, Table, TableBuilder};
use super::{Page, PageKind, say};
use crate::chart::DrawError;
use crate::language::isolated;
use crate::metrics::{MetricIx, Verdict};
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Competitors;

#[derive(Serialize)]
struct CompetitorsView {
    leaders: Vec<Leader>,
    matrix: Option<Table>,
    metrics: Vec<MetricView>,
    slope: Option<ChartView>,
    courses: Option<ChartView>,
    history: Option<Table>,
    published: Option<Table>,
    prose: Vec<Prose>,
}

/// How many brands that may lead are named.
const MOST_NAMES: usize = 6;

/// Who leads on a metric.
#[derive(Serialize)]
struct Leader {
    metric: String,
    href: String,
    text: String,
    /// Whether one brand leads.
    is_told: bool,
}

#[derive(Serialize)]
struct MetricView {
    id: String,
    title: String,
    href: String,
    chart: ChartView,
    table: Option<Table>,
}

impl Page for Competitors {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "competitors",
            address: "competitors/",
            shows: "brands × metrics with gaps, verdicts and ranges of ranks, and published figures",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Market, stands: |scope| scope.figures.brands.len() > 1 })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PageId::COMPETITORS).then(|| draft(context))
    }
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let page = PageId::COMPETITORS;
    let show = context.show;
    let metrics: Vec<MetricIx> = context
        .metrics()
        .filter(|(metric, info)| info.branded && !is_neutral(info) && context.brands(*metric).len() > 1)
        .map(|(metric, _)| metric)
        .collect();
    let mut files = ChartFiles::of(context);
    let mut views = Vec::new();
    // The matrix has every metric and leads to its page; drawn are the headline figures, and the first metric in any case.
    let is_drawn = |(at, metric): &(usize, &MetricIx)| *at == 0 || context.info(**metric).headline;
    for (_, &metric) in metrics.iter().enumerate().filter(is_drawn) {
        views.push(MetricView {
            id: format!("on-{}", crate::slug::slug(&context.info(metric).id)),
            title: context.info(metric).title.clone(),
            href: context.href(page, PageId::Metric(metric)),
            chart: files.add(show, &brand_dots(context, metric))?,
            table: by_brand(context, metric),
        });
    }
    let first = metrics.first();
    let slope = first.map(|&metric| year_slope(context, metric, &mut files)).transpose()?.flatten();
    let courses = first.map(|&metric| brand_courses(context, metric, &mut files)).transpose()?.flatten();
    let all: Vec<_> = context.edition.published.iter().collect();
    let view = CompetitorsView {
        leaders: metrics.iter().filter_map(|&metric| leader(context, page, metric)).collect(),
        matrix: matrix(context, &metrics),
        metrics: views,
        slope,
        courses,
        history: metrics.first().and_then(|&metric| history(context, metric)),
        published: published(context, "published", "table.published", &all),
        prose: context.prose(page),
    };
    let contents = contents(context, &view);
    let title = match metrics.first() {
        Some(&metric) => say::brands_headline(context, metric),
        None => show.word("nav.competitors"),
    };
    Ok(Draft {
        id: page,
        template: "competitors.html",
        title: context.title(page, title),
        lead: context.lead(page, show.fill("competitors.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents,
        body: View::of(&view),
        beside: files.files,
    })
}

/// The parts of the page that are there.
fn contents(context: &Context<'_>, view: &CompetitorsView) -> Vec<(String, String)> {
    let part = |is_there: bool, id: &str, key: &str| is_there.then(|| (id.to_owned(), context.show.word(key)));
    let first = [
        part(!view.leaders.is_empty(), "leaders", "competitors.leaders"),
        part(view.matrix.is_some(), "brands", "competitors.matrix"),
    ];
    let metrics = view.metrics.iter().map(|metric| Some((metric.id.clone(), metric.title.clone())));
    let last = [
        part(view.slope.is_some(), "year-on-year", "competitors.slope"),
        part(view.courses.is_some(), "courses", "competitors.courses"),
        part(view.history.is_some() && view.courses.is_none(), "waves", "competitors.history"),
        part(view.published.is_some(), "others", "competitors.published"),
    ];
    first.into_iter().chain(metrics).chain(last).flatten().collect()
}

/// The one brand whose range of ranks is the first place alone, or those among which the data cannot tell.
fn leader(context: &Context<'_>, page: PageId, metric: MetricIx) -> Option<Leader> {
    let show = context.show;
    let statistic = context.headline(metric).statistic;
    let mut first = Vec::new();
    let mut sole = None;
    let mut ahead = None;
    let brands = context.brands(metric);
    let (mut ranked, mut is_ours) = (0, false);
    for &brand in &brands {
        let rank = context.of_brand(metric, Some(brand), context.wave(), statistic).and_then(rank_of);
        let Some(rank) = rank else { continue };
        ranked = rank.of;
        if rank.low > 1 {
            continue;
        }
        let name = context.figures.brands[brand].clone();
        if rank.high == 1 {
            sole = Some(name.clone());
            ahead = Some(brand);
        }
        is_ours |= context.figures.our_brand(metric) == Some(brand);
        first.push((rank.rank, name));
    }
    first.sort();
    let first: Vec<String> = first.into_iter().map(|(_, name)| name).collect();
    // Brands without enough answers are not ranked, and nobody can be said to lead them.
    let of = show.numbers.count(ranked as u64);
    let text = match (sole, first.as_slice(), ranked == brands.len()) {
        (_, [], _) => return None,
        (Some(brand), _, true) => show.fill("leader.sole", &[("brand", &brand)]),
        (Some(brand), _, false) => show.fill("leader.tested.sole", &[("brand", &brand), ("of", &of)]),
        (None, first, true) => show.fill("leader.shared", &[("brands", &together(show, first, is_ours))]),
        (None, first, false) => {
            show.fill("leader.tested.shared", &[("brands", &together(show, first, is_ours)), ("of", &of)])
        }
    };
    let text = match ahead {
        Some(leading) => by_how_much(context, metric, leading, &text).unwrap_or(text),
        None if is_ours => beside_us_alone(context, metric, text),
        None => text,
    };
    let href = context.href(page, PageId::Metric(metric));
    Some(Leader { metric: context.info(metric).title.clone(), href, text, is_told: ahead.is_some() })
}

/// The same with those that are clearly ahead of us: fewer comparisons tell more than those of every brand with every other.
fn beside_us_alone(context: &Context<'_>, metric: MetricIx, leader: String) -> String {
    let standings = say::standings(context, metric).into_iter();
    let ahead: Vec<String> = standings.filter(|(_, s)| *s == say::Standing::Ahead).map(|(brand, _)| brand).collect();
    match ahead.as_slice() {
        [] => leader,
        ahead => {
            let brands = together(context.show, ahead, false);
            context.show.fill("leader.beside_us", &[("leader", &leader), ("brands", &brands)])
        }
    }
}

/// Those that may lead, by name; of too many their number, and whether we are one of them.
fn together(show: Show<'_>, names: &[String], is_ours: bool) -> String {
    if names.len() <= MOST_NAMES {
        return names.iter().map(|name| isolated(name)).collect::<Vec<_>>().join(", ");
    }
    let count = show.numbers.count(names.len() as u64);
    show.fill(if is_ours { "leader.many.ours" } else { "leader.many" }, &[("count", &count)])
}

/// The same with how far the leader is from us; where we lead, with how far the next brand is.
fn by_how_much(context: &Context<'_>, metric: MetricIx, leading: usize, leader: &str) -> Option<String> {
    let (show, statistic) = (context.show, context.headline(metric));
    let figure = |brand: usize| context.of_brand(metric, Some(brand), context.wave(), statistic.statistic);
    let brand = match leading {
        0 => {
            let others = context.brands(metric).into_iter().filter(|brand| *brand > 0);
            let ranked = others.filter_map(|brand| Some((rank_of(figure(brand)?)?.rank, brand)));
            ranked.min()?.1
        }
        other => other,
    };
    let name = &context.figures.brands[brand];
    let gap = gap_to_us(context, metric, context.of_group(metric, None), figure(brand)?, name)?;
    let gap = show.change(context.info(metric), statistic, &gap);
    if gap.difference.is_empty() || gap.interval.is_empty() {
        return None;
    }
    let values = [("leader", leader), ("brand", name), ("difference", &gap.difference), ("interval", &gap.interval)];
    Some(show.fill(if leading == 0 { "leader.ours" } else { "leader.by" }, &values))
}

/// Brands × metrics: value, interval, base, and for competitors the verdict against us.
fn matrix(context: &Context<'_>, metrics: &[MetricIx]) -> Option<Table> {
    let show = context.show;
    let caption = show.fill("table.matrix", &[("wave", &context.wave_label()), ("interval", &show.interval_name())]);
    let chosen = many::of_market(context, metrics.first().copied());
    let caption = chosen.told_after(caption);
    let brands = chosen.values.iter().map(|&brand| Entry::text(context.figures.brands[brand].clone()));
    let names = metrics.iter().map(|&metric| {
        Entry::link(say::name(context, metric), context.href(PageId::COMPETITORS, PageId::Metric(metric)))
    });
    let grid = Grid {
        first: (show.word("column.brand"), brands.collect()),
        second: (show.word("column.metric"), names.collect()),
        is_ours: &|brand| chosen.values[brand] == 0,
    };
    let table = grid.fill(TableBuilder::new(show, "matrix", caption), |table, brand, metric| {
        let (brand, metric) = (chosen.values[brand], metrics[metric]);
        let (info, statistic) = (context.info(metric), context.headline(metric));
        let figure = context.of_brand(metric, Some(brand), context.wave(), statistic.statistic);
        let Some(figure) = figure else { return Entry::number("–") };
        let mut entry = table.compact(statistic, &figure.estimate);
        if brand > 0 {
            let name = &context.figures.brands[brand];
            let gap = gap_to_us(context, metric, context.of_group(metric, None), figure, name);
            let said = gap.filter(|gap| matches!(gap.verdict, Verdict::Higher | Verdict::Lower));
            entry.verdict = said.map(|gap| show.change(info, statistic, &gap).neutral().verdict);
        }
        entry
    });
    table.finish()
}

/// One metric: brands × waves, newest first.
fn history(context: &Context<'_>, metric: MetricIx) -> Option<Table> {
    let (show, statistic) = (context.show, context.headline(metric));
    let caption = show.fill("table.brand_history", &[("metric", &say::name(context, metric))]);
    let chosen = many::columns(context, metric);
    let mut table = TableBuilder::new(show, "history", chosen.told_after(caption)).words("column.wave");
    let brands = chosen.values;
    for &brand in &brands {
        table = table.column(context.figures.brands[brand].clone(), true);
    }
    for &wave in context.waves_of(metric).iter().rev() {
        let mut entries = vec![Entry::text(show.wave(wave))];
        for &brand in &brands {
            entries.push(match context.of_brand(metric, Some(brand), wave, statistic.statistic) {
                Some(figure) => table.compact(statistic, &figure.estimate),
                None => Entry::number("–"),
            });
        }
        table.row(wave == context.wave(), entries);
    }
    table.finish()
}
