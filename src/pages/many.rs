//! Dimensions with more values, and markets with more brands, than anybody reads: of two thousand branches a page shows those of
//! which something may be said.

use super::book::PageId;
use super::context::{Context, Link};
use super::groups::values_among;
use super::metric_tables::gap_to_us;
use super::show::told;
use crate::metrics::{Comparison, Figure, Figures, GroupIx, MetricIx, Reference, Verdict};
use crate::wave::Wave;
use std::ops::Range;

/// A chart or a list of more values than these is not read.
const MOST: usize = 40;
/// How many are shown of those above the rest, and as many of those below; of twice as many, where none differs.
const EACH: usize = 10;
/// More competitors than these have no lines of their own in a chart of the course, where this many are drawn.
const MOST_LINES: usize = 8;
const LINES: usize = 6;
/// The most figures in the table of a dimension, so that a page stays below 100 KB; of more it has several pages.
const MOST_FIGURES: usize = 500;
/// The fewest rows of such a page.
const FEWEST_ROWS: usize = 20;
/// More brands than these do not stand in columns beside each other.
const MOST_COLUMNS: usize = 12;
/// How many siblings a value's page has links to, on either side.
const NEIGHBOURS: usize = 3;

/// Which values of a dimension, or which brands, a page shows of a metric, in their order.
#[derive(Default)]
pub struct Selected {
    /// The values or brands.
    pub values: Vec<usize>,
    /// What was chosen and why; none where all are shown.
    pub about: Option<String>,
}

impl Selected {
    /// A chart's subtitle with what was chosen behind it.
    pub fn told_after(&self, subtitle: String) -> String {
        match &self.about {
            Some(about) => {
                let [subtitle, about] = [&*subtitle, about].map(|text| text.trim_end_matches('.'));
                format!("{subtitle}. {about}.")
            }
            None => subtitle,
        }
    }
}

/// Whether a dimension has more values than are shown one by one.
pub fn are_many(context: &Context<'_>, dimension: usize) -> bool {
    context.figures.dimensions[dimension].values.len() > MOST
}

/// All values, in the order of the config; of too many those that differ most clearly from the rest in this wave, the highest
/// first, and where none does, those with the most answers. The highest and the lowest of many small groups would be chance.
pub fn selected(context: &Context<'_>, metric: MetricIx, dimension: usize, wave: Wave) -> Selected {
    let count = context.figures.dimensions[dimension].values.len();
    let headline = context.headline(metric).statistic;
    let figure = |value| context.figures.get(metric, Some(GroupIx { dimension, value }), wave, headline);
    let there: Vec<(usize, &Figure)> = (0..count).filter_map(|value| Some((value, figure(value)?))).collect();
    if there.len() <= MOST {
        return Selected { values: (0..count).collect(), about: None };
    }
    let mut values = clear(&there);
    let key = if values.is_empty() { "many.none" } else { "many.clear" };
    let measured = |value: usize| figure(value).and_then(|figure| figure.estimate.measured());
    if values.is_empty() {
        values = largest(there.iter().map(|(value, figure)| (*value, Some(*figure))), 2 * EACH);
    }
    let height = |value: &usize| measured(*value).map_or(f64::NEG_INFINITY, |measured| measured.value);
    values.sort_by(|a, b| height(b).total_cmp(&height(a)).then(a.cmp(b)));
    let show = context.show;
    let (shown, of) = (show.numbers.count(values.len() as u64), show.numbers.count(there.len() as u64));
    let about = show.fill(key, &[("shown", &shown), ("of", &of)]);
    Selected { values, about: Some(about) }
}

/// Those that differ most clearly from the rest, above it and below it.
fn clear(there: &[(usize, &Figure)]) -> Vec<usize> {
    clearest(there.iter().copied().filter_map(|(value, figure)| Some((value, told(figure, &Reference::Rest)?))))
}

/// Of these those whose comparison is the clearest: the higher, then the lower.
fn clearest<'f>(compared: impl Iterator<Item = (usize, &'f Comparison)>) -> Vec<usize> {
    let tested = compared.filter_map(|(one, comparison)| Some((comparison.verdict, comparison.test?.p, one)));
    let tested: Vec<(Verdict, f64, usize)> = tested.collect();
    let clear = |wanted: Verdict| {
        let mut clear: Vec<_> = tested.iter().filter(|(verdict, ..)| *verdict == wanted).collect();
        clear.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)));
        clear.into_iter().take(EACH).map(|(_, _, one)| *one)
    };
    clear(Verdict::Higher).chain(clear(Verdict::Lower)).collect()
}

/// Those with the most answers, so many at most.
fn largest<'f>(there: impl Iterator<Item = (usize, Option<&'f Figure>)>, most: usize) -> Vec<usize> {
    let answers = |figure: Option<&Figure>| figure.and_then(|figure| figure.estimate.measured()).map_or(0, |m| m.n);
    let mut largest: Vec<(usize, u64)> = there.map(|(one, figure)| (one, answers(figure))).collect();
    largest.sort_by_key(|(_, answers)| std::cmp::Reverse(*answers));
    largest.into_iter().take(most).map(|(one, _)| one).collect()
}

/// How many values of a dimension stand on one page of its table, or all.
fn rows_of_a_page(figures: &Figures, dimension: usize) -> usize {
    let count = figures.dimensions[dimension].values.len();
    let is_cut = |at: usize| {
        let statistic = figures.metrics[at].statistics[0].statistic;
        let figure = |value| figures.get(MetricIx(at), Some(GroupIx { dimension, value }), figures.wave, statistic);
        (0..count).any(|value| figure(value).is_some())
    };
    let metrics = (0..figures.metrics.len()).filter(|at| is_cut(*at)).count();
    (MOST_FIGURES / metrics.max(1)).max(FEWEST_ROWS)
}

/// The pages of the table of a dimension that one page would be too heavy with: which values each has. None where one has all.
pub fn parts(figures: &Figures, dimension: usize) -> Vec<Range<usize>> {
    let count = figures.dimensions[dimension].values.len();
    if count <= MOST {
        return Vec::new();
    }
    let rows = rows_of_a_page(figures, dimension);
    let parts = (0..count).step_by(rows).map(|first| first..(first + rows).min(count)).collect::<Vec<_>>();
    if parts.len() > 1 { parts } else { Vec::new() }
}

/// Of a dimension whose table has several pages the values that stand on its first: those that differ most clearly from the
/// rest on one of these metrics, or, where none does, those with the most answers; in the order of the dimension.
pub fn of_dimension(context: &Context<'_>, metrics: &[MetricIx], dimension: usize) -> Selected {
    let count = context.figures.dimensions[dimension].values.len();
    let there = |metric: MetricIx| {
        let figure = move |value| context.of_group(metric, Some(GroupIx { dimension, value }));
        (0..count).filter_map(|value| Some((value, figure(value)?))).collect::<Vec<_>>()
    };
    let headlines = metrics.iter().copied().filter(|metric| context.info(*metric).headline);
    let headlines: Vec<MetricIx> = headlines.collect();
    let asked = if headlines.is_empty() { &metrics[..metrics.len().min(1)] } else { &headlines };
    let mut values: Vec<usize> = asked.iter().flat_map(|&metric| clear(&there(metric))).collect();
    let key = if values.is_empty() { "many.page.none" } else { "many.page.clear" };
    if values.is_empty() {
        let there = asked.first().map(|&metric| there(metric)).unwrap_or_default();
        values = largest(there.into_iter().map(|(value, figure)| (value, Some(figure))), 2 * EACH);
    }
    values.sort_unstable();
    values.dedup();
    let numbers = context.show.numbers;
    let (shown, of) = (numbers.count(values.len() as u64), numbers.count(count as u64));
    Selected { about: Some(context.show.fill(key, &[("shown", &shown), ("of", &of)])), values }
}

/// Links to the pages of the table of a dimension.
pub fn links_to_parts(context: &Context<'_>, from: PageId, dimension: usize) -> Vec<Link> {
    let link = |part| {
        let to = PageId::Part { dimension, part };
        Link { title: name_of_part(context, dimension, part), href: context.href(from, to), current: from == to }
    };
    (0..context.book.parts(dimension).len()).map(link).collect()
}

/// "Branch 001 to Branch 166"
pub fn name_of_part(context: &Context<'_>, dimension: usize, part: usize) -> String {
    let values = context.book.parts(dimension).nth(part).unwrap_or_default();
    let name = |value| context.group_name(GroupIx { dimension, value });
    let (first, last) = (name(values.start), name(values.end.saturating_sub(1)));
    context.show.fill("many.part", &[("first", &first), ("last", &last)])
}

/// The competitors whose lines a chart of the course has: all, or of more than can be told apart those with the most answers.
pub fn competitors(context: &Context<'_>, metric: MetricIx) -> Selected {
    let ours = context.figures.our_brand(metric);
    let all: Vec<usize> = context.brands(metric).into_iter().filter(|brand| Some(*brand) != ours).collect();
    if all.len() <= MOST_LINES {
        return Selected { values: all, about: None };
    }
    let statistic = context.headline(metric).statistic;
    let figure = |brand| context.of_brand(metric, Some(brand), context.wave(), statistic);
    let of = context.show.numbers.count(all.len() as u64);
    let mut values = largest(all.into_iter().map(|brand| (brand, figure(brand))), LINES);
    values.sort_unstable();
    let shown = context.show.numbers.count(values.len() as u64);
    Selected { values, about: Some(context.show.fill("many.lines", &[("shown", &shown), ("of", &of)])) }
}

/// The brands, ours first, that stand in columns: all, or of too many ours and those whose lines are drawn.
pub fn columns(context: &Context<'_>, metric: MetricIx) -> Selected {
    let brands = context.brands(metric);
    if brands.len() <= MOST_COLUMNS {
        return Selected { values: brands, about: None };
    }
    let chosen = competitors(context, metric);
    let ours = context.figures.our_brand(metric);
    let values = brands.into_iter().filter(|brand| Some(*brand) == ours || chosen.values.contains(brand)).collect();
    Selected { values, about: chosen.about }
}

/// All brands that are measured, or of more than are read those of this metric that [`brands`] has.
pub fn of_market(context: &Context<'_>, metric: Option<MetricIx>) -> Selected {
    let count = context.figures.brands.len();
    match metric.filter(|_| count > MOST) {
        Some(metric) => brands(context, metric),
        None => Selected { values: (0..count).collect(), about: None },
    }
}

/// The brands that a chart and its table have of a metric, in the order of the config: all, or of more than are read ours and
/// those that differ most clearly from it; where none does, those with the most answers.
pub fn brands(context: &Context<'_>, metric: MetricIx) -> Selected {
    let all = context.brands(metric);
    if all.len() <= MOST {
        return Selected { values: all, about: None };
    }
    let (statistic, wave) = (context.headline(metric).statistic, context.wave());
    let (ours, our_brand) = (context.of_group(metric, None), context.figures.our_brand(metric));
    let others = all.iter().filter(|brand| Some(**brand) != our_brand);
    let there: Vec<(usize, &Figure)> =
        others.filter_map(|&brand| Some((brand, context.of_brand(metric, Some(brand), wave, statistic)?))).collect();
    let gap = |(brand, figure): &(usize, &Figure)| {
        Some((*brand, gap_to_us(context, metric, ours, figure, &context.figures.brands[*brand])?))
    };
    let gaps: Vec<(usize, Comparison)> = there.iter().filter_map(gap).collect();
    let mut chosen = clearest(gaps.iter().map(|(brand, gap)| (*brand, gap)));
    let key = if chosen.is_empty() { "many.brands.none" } else { "many.brands.clear" };
    if chosen.is_empty() {
        chosen = largest(there.iter().map(|(brand, figure)| (*brand, Some(*figure))), 2 * EACH);
    }
    let numbers = context.show.numbers;
    let (shown, of) = (numbers.count(chosen.len() as u64), numbers.count(there.len() as u64));
    let values = all.into_iter().filter(|brand| Some(*brand) == our_brand || chosen.contains(brand)).collect();
    Selected { values, about: Some(context.show.fill(key, &[("shown", &shown), ("of", &of)])) }
}

/// Links to the other values of a dimension, from the page of one of them: to all, or of too many to those beside it and to
/// the page of the dimension.
pub fn siblings(context: &Context<'_>, from: PageId, group: GroupIx) -> Vec<Link> {
    let GroupIx { dimension, value } = group;
    let count = context.figures.dimensions[dimension].values.len();
    if !are_many(context, dimension) {
        return values_among(context, from, dimension, 0..count);
    }
    let beside = value.saturating_sub(NEIGHBOURS)..(value + NEIGHBOURS + 1).min(count);
    let mut links = values_among(context, from, dimension, beside);
    links.push(all(context, from, dimension));
    links
}

/// "All 2,000"
pub fn name_of_all(context: &Context<'_>, dimension: usize) -> String {
    let count = context.figures.dimensions[dimension].values.len();
    context.show.fill("many.all", &[("count", &context.show.numbers.count(count as u64))])
}

/// A link to the page of a dimension, which has all its values.
pub fn all(context: &Context<'_>, from: PageId, dimension: usize) -> Link {
    let (title, href) = (name_of_all(context, dimension), context.href(from, PageId::Dimension(dimension)));
    Link { title, href, current: false }
}
