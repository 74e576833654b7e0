//! Dimensions with more values, and markets with more brands, than anybody reads: of two thousand branches a page shows those of
//! which something may be said.

use super::book::PageId;
use super::context::{Context, Link};
use super::groups::values_among;
use super::show::told;
use crate::metrics::{Figure, GroupIx, MetricIx, Reference, Verdict};
use crate::wave::Wave;

/// A chart or a list of more values than these is not read.
const MOST: usize = 40;
/// How many are shown of those above the rest, and as many of those below; of twice as many, where none differs.
const EACH: usize = 10;
/// More competitors than these have no lines of their own in a chart of the course, where this many are drawn.
const MOST_LINES: usize = 8;
const LINES: usize = 6;
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
            Some(about) => format!("{subtitle}. {about}"),
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
    let clear = |wanted: Verdict| {
        let rest = |(value, figure): &(usize, &Figure)| {
            let rest = told(figure, &Reference::Rest).filter(|rest| rest.verdict == wanted)?;
            Some((rest.test?.p, *value))
        };
        let mut clear: Vec<(f64, usize)> = there.iter().filter_map(rest).collect();
        clear.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        clear.into_iter().take(EACH).map(|(_, value)| value)
    };
    let mut values: Vec<usize> = clear(Verdict::Higher).chain(clear(Verdict::Lower)).collect();
    let key = if values.is_empty() { "many.none" } else { "many.clear" };
    let measured = |value: usize| figure(value).and_then(|figure| figure.estimate.measured());
    if values.is_empty() {
        let mut largest: Vec<usize> = there.iter().map(|(value, _)| *value).collect();
        largest.sort_by_key(|value| std::cmp::Reverse(measured(*value).map_or(0, |measured| measured.n)));
        values = largest.into_iter().take(2 * EACH).collect();
    }
    let height = |value: &usize| measured(*value).map_or(f64::NEG_INFINITY, |measured| measured.value);
    values.sort_by(|a, b| height(b).total_cmp(&height(a)).then(a.cmp(b)));
    let show = context.show;
    let (shown, of) = (show.numbers.count(values.len() as u64), show.numbers.count(there.len() as u64));
    let about = show.fill(key, &[("shown", &shown), ("of", &of)]);
    Selected { values, about: Some(about) }
}

/// The competitors whose lines a chart of the course has: all, or of more than can be told apart those with the most answers.
pub fn competitors(context: &Context<'_>, metric: MetricIx) -> Selected {
    let ours = context.figures.our_brand(metric);
    let all: Vec<usize> = context.brands(metric).into_iter().filter(|brand| Some(*brand) != ours).collect();
    if all.len() <= MOST_LINES {
        return Selected { values: all, about: None };
    }
    let statistic = context.headline(metric).statistic;
    let answers = |brand: usize| {
        let figure = context.of_brand(metric, Some(brand), context.wave(), statistic);
        figure.and_then(|figure| figure.estimate.measured()).map_or(0, |measured| measured.n)
    };
    let (of, mut values) = (context.show.numbers.count(all.len() as u64), all);
    values.sort_by_key(|brand| std::cmp::Reverse(answers(*brand)));
    values.truncate(LINES);
    values.sort_unstable();
    let shown = context.show.numbers.count(values.len() as u64);
    Selected { values, about: Some(context.show.fill("many.lines", &[("shown", &shown), ("of", &of)])) }
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

/// A link to the page of a dimension, which has all its values.
pub fn all(context: &Context<'_>, from: PageId, dimension: usize) -> Link {
    let count = context.figures.dimensions[dimension].values.len();
    let title = context.show.fill("many.all", &[("count", &context.show.numbers.count(count as u64))]);
    Link { title, href: context.href(from, PageId::Dimension(dimension)), current: false }
}
