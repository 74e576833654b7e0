//! Charts of many brands or groups beside each other, from the figures: slopes, small multiples and heat tables.

use super::charts::{ChartFiles, ChartView, measure, wave_marks};
use super::context::Context;
use super::say::{self, short};
use super::show::{better, is_neutral, told};
use crate::chart::{
    DrawError, Heading, Heat, HeatCell, HeatRow, HeatTone, MOST_COLUMNS, Multiples, Series, Slope, SlopeRow,
};
use crate::config::Better;
use crate::metrics::{Estimate, Figure, GroupIx, MetricIx, Reference, Verdict};
use crate::wave::Wave;

/// With more brands than these, lines in one trend can no longer be told apart.
const MANY_BRANDS: usize = 6;
/// The most panels of small multiples, and the most points in all, so that a page stays light.
const MOST_PANELS: usize = 16;
/// See [`MOST_PANELS`].
const MOST_POINTS: usize = 500;
/// The most rows of a heat table.
const MOST_ROWS: usize = 24;

fn estimate(figure: Option<&Figure>) -> Estimate {
    figure.map_or(Estimate::NoData, |figure| figure.estimate.clone())
}

/// What stands side by side.
#[derive(Debug, Clone)]
pub enum Side {
    /// Brands.
    Brands(Vec<usize>),
    /// The values of a dimension, of our own brand.
    Groups(usize),
}

impl Side {
    /// All brands of a metric. Where a figure may not be shown must not depend on what it is: ours first, the others by
    /// their names.
    pub fn brands(context: &Context<'_>, metric: MetricIx) -> Side {
        let mut brands = context.brands(metric);
        brands.sort_by_key(|&brand| (brand != 0, &context.figures.brands[brand]));
        Side::Brands(brands)
    }

    /// The name of each, whether it is one of ours, and its brand and group.
    fn rows(&self, context: &Context<'_>) -> Vec<(String, bool, Option<usize>, Option<GroupIx>)> {
        match self {
            Side::Brands(brands) => {
                let row = |&brand: &usize| (context.figures.brands[brand].clone(), brand == 0, Some(brand), None);
                brands.iter().map(row).collect()
            }
            Side::Groups(dimension) => {
                let values = 0..context.figures.dimensions[*dimension].values.len();
                let groups = values.map(|value| GroupIx { dimension: *dimension, value });
                groups.map(|group| (context.group_name(group), true, None, Some(group))).collect()
            }
        }
    }
}

/// The headline figure of a brand or a group in a wave.
fn of<'a>(
    context: &Context<'a>,
    metric: MetricIx,
    (brand, group): (Option<usize>, Option<GroupIx>),
    wave: Wave,
) -> Option<&'a Figure> {
    let statistic = context.headline(metric).statistic;
    match group {
        Some(_) => context.figures.get(metric, group, wave, statistic),
        None => context.of_brand(metric, brand, wave, statistic),
    }
}

/// The brands a year ago and now; none where nothing can be compared over that year.
pub fn year_slope(
    context: &Context<'_>,
    metric: MetricIx,
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let Some(before) = context.show.waves().year_before(context.wave()) else { return Ok(None) };
    let chart = slope(context, metric, &Side::brands(context, metric), [before, context.wave()]);
    chart.filter(|(_, tested)| *tested > 0).map(|(chart, _)| files.add(context.show, &chart)).transpose()
}

/// Brands or groups in two waves; none where these do not measure the same thing. What may be said of a change follows the
/// figures' own comparisons, of which the number is given: of two waves that nothing compares the chart says nothing.
pub fn slope(context: &Context<'_>, metric: MetricIx, side: &Side, [before, now]: [Wave; 2]) -> Option<(Slope, u64)> {
    let (show, info, statistic) = (context.show, context.info(metric), context.headline(metric));
    if info.break_between(before, now).is_some() {
        return None;
    }
    let reference = match () {
        () if show.waves().year_before(now) == Some(before) => Some(Reference::Year),
        () if show.waves().previous(now) == Some(before) => Some(Reference::Previous),
        () if info.baseline == Some(before) => Some(Reference::Baseline),
        () => None,
    };
    let (mut tested, mut changed, mut rows) = (0_u64, Vec::new(), Vec::new());
    for (name, is_ours, brand, group) in side.rows(context) {
        let figure = of(context, metric, (brand, group), now);
        let comparison = figure.zip(reference.as_ref()).and_then(|(figure, reference)| told(figure, reference));
        let verdict = comparison.map(|comparison| comparison.verdict);
        let is_clear = matches!(verdict, Some(Verdict::Higher | Verdict::Lower));
        let word = verdict.map(|verdict| show.verdict(verdict, None, true));
        tested += u64::from(is_clear || verdict == Some(Verdict::NoClearDifference));
        changed.extend(is_clear.then(|| (name.clone(), word.clone())));
        rows.push(SlopeRow {
            name,
            is_ours,
            ends: [estimate(of(context, metric, (brand, group), before)), estimate(figure)],
            shape: word.as_ref().filter(|_| is_clear).map_or("", |word| word.shape),
            verdict: word.map(|word| word.text).unwrap_or_else(|| show.word("slope.untested")),
        });
    }
    let key = match (tested, changed.len()) {
        (0, _) => "chart.block.over_time",
        (_, 0) => "headline.slope.none",
        (_, 1) => "headline.slope.one",
        _ => "headline.slope.some",
    };
    let (count, of) = (show.numbers.count(changed.len() as u64), show.numbers.count(tested));
    let (brand, verdict) = changed.pop().unwrap_or_default();
    let verdict = verdict.map(|word| word.text).unwrap_or_default();
    let waves = [show.wave(before), show.wave(now)];
    let fill = |metric: &str| {
        let values = [
            ("metric", metric),
            ("count", &count),
            ("of", &of),
            ("brand", &brand),
            ("verdict", &verdict),
            ("first", &waves[0]),
            ("last", &waves[1]),
        ];
        show.fill(key, &values)
    };
    let subtitle = [
        ("measured", &*say::measured(context, metric)),
        ("interval", &show.interval_name()),
        ("before", &waves[0]),
        ("wave", &waves[1]),
    ];
    let chart = Slope {
        heading: Heading {
            id: "year-on-year".to_owned(),
            headline: short(fill(&say::name(context, metric)), || fill(&show.word("headline.this"))),
            subtitle: show.fill("chart.slope.subtitle", &subtitle),
        },
        measure: measure(statistic),
        waves,
        rows,
    };
    Some((chart, tested))
}

/// Each brand's course beside ours, where a trend has too many lines.
pub fn brand_courses(
    context: &Context<'_>,
    metric: MetricIx,
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let brands = context.brands(metric);
    if brands.len() <= MANY_BRANDS {
        return Ok(None);
    }
    let chart = multiples(context, metric, &Side::Brands(brands), context.waves_of(metric));
    chart.map(|chart| files.add(context.show, &chart)).transpose()
}

/// The course of each value of a dimension beside that of everybody.
pub fn group_courses(
    context: &Context<'_>,
    metric: MetricIx,
    dimension: usize,
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let chart = multiples(context, metric, &Side::Groups(dimension), context.waves_of(metric));
    chart.map(|chart| files.add(context.show, &chart)).transpose()
}

/// The course of each brand beside ours, or of each group beside everybody's; none where there are too few of them, or too
/// many for a page.
pub fn multiples(context: &Context<'_>, metric: MetricIx, side: &Side, waves: &[Wave]) -> Option<Multiples> {
    let (show, info) = (context.show, context.info(metric));
    let series = |(name, is_ours, brand, group): (String, bool, Option<usize>, Option<GroupIx>)| {
        let points = waves.iter().map(|&wave| estimate(of(context, metric, (brand, group), wave))).collect();
        Series { name, is_ours, points }
    };
    let panels: Vec<Series> = side.rows(context).into_iter().map(series).collect();
    let points = panels.len() * waves.len();
    if waves.len() < 3 || panels.len() < 2 || panels.len() > MOST_PANELS || points > MOST_POINTS {
        return None;
    }
    let (beside, headline) = match side {
        Side::Brands(_) => {
            let headline = show.fill("headline.multiples.brands", &[("metric", &say::name(context, metric))]);
            (panels.iter().find(|panel| panel.is_ours).cloned(), headline)
        }
        Side::Groups(dimension) => {
            let statistic = context.headline(metric).statistic;
            let point = |&wave: &Wave| estimate(context.figures.get(metric, None, wave, statistic));
            let points = waves.iter().map(point).collect();
            let all = Series { name: context.everybody_row(metric), is_ours: false, points };
            (Some(all), say::groups_headline(context, metric, *dimension))
        }
    };
    let subtitle = [
        ("measured", &*say::measured(context, metric)),
        ("interval", &show.interval_name()),
        ("wave_kind", &show.wave_kind()),
    ];
    Some(Multiples {
        heading: Heading {
            id: "courses".to_owned(),
            headline: short(headline, || show.word("headline.multiples")),
            subtitle: show.fill("chart.multiples.subtitle", &subtitle),
        },
        measure: measure(context.headline(metric)),
        waves: wave_marks(context, waves),
        panels,
        beside,
        apart: (1..waves.len()).filter(|&at| info.break_between(waves[at - 1], waves[at]).is_some()).collect(),
    })
}

/// The metrics by the values of a dimension, where a page shows them: with two metrics and something that was tested.
pub fn heat(
    context: &Context<'_>,
    metrics: &[MetricIx],
    dimension: usize,
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let chart = if metrics.len() < 2 { None } else { heat_chart(context, metrics, dimension) };
    chart.map(|chart| files.add(context.show, &chart)).transpose()
}

/// The metrics by the values of a dimension, shaded by the verdicts against the rest; none where nothing was tested.
pub fn heat_chart(context: &Context<'_>, metrics: &[MetricIx], dimension: usize) -> Option<Heat> {
    let show = context.show;
    let d = &context.figures.dimensions[dimension];
    if d.values.len() < 2 || d.values.len() > MOST_COLUMNS {
        return None;
    }
    let (mut tested, mut clear) = (0_u64, 0_u64);
    let mut cell = |metric: MetricIx, value: usize| {
        let (info, statistic) = (context.info(metric), context.headline(metric));
        let figure = context.of_group(metric, Some(GroupIx { dimension, value }));
        let verdict = figure.and_then(|figure| told(figure, &Reference::Rest)).map(|comparison| comparison.verdict);
        let is_clear = matches!(verdict, Some(Verdict::Higher | Verdict::Lower));
        tested += u64::from(is_clear || verdict == Some(Verdict::NoClearDifference));
        clear += u64::from(is_clear);
        let word = verdict.map(|verdict| show.verdict(verdict, better(info, statistic.statistic), false));
        HeatCell {
            estimate: estimate(figure),
            shape: word.as_ref().filter(|_| is_clear).map_or("", |word| word.shape),
            tone: match word.as_ref().map(|word| word.tone) {
                Some("good") => HeatTone::Better,
                Some("bad") => HeatTone::Worse,
                _ => HeatTone::Neither,
            },
            verdict: word.map(|word| word.text).unwrap_or_default(),
        }
    };
    let rows: Vec<HeatRow> = metrics
        .iter()
        .take(MOST_ROWS)
        .map(|&metric| {
            let info = context.info(metric);
            let name = say::name(context, metric);
            let is_low = !is_neutral(info) && info.better == Better::Low;
            HeatRow {
                name: if is_low { show.fill("heat.less_is_better", &[("metric", &name)]) } else { name },
                measure: measure(context.headline(metric)),
                cells: (0..d.values.len()).map(|value| cell(metric, value)).collect(),
            }
        })
        .collect();
    if tested == 0 {
        return None;
    }
    let key = if clear == 0 { "headline.heat.none" } else { "headline.heat.some" };
    let (clear, tested) = (show.numbers.count(clear), show.numbers.count(tested));
    let values = [("count", &*clear), ("of", &*tested), ("dimension", &d.title)];
    let (shown, all) = (show.numbers.count(rows.len() as u64), show.numbers.count(metrics.len() as u64));
    let subtitle = [("dimension", &*d.title), ("wave", &context.wave_label()), ("shown", &*shown), ("of", &*all)];
    let is_cut = rows.len() < metrics.len();
    Some(Heat {
        heading: Heading {
            id: "against-the-rest".to_owned(),
            headline: short(show.fill(key, &values), || show.word("headline.heat")),
            subtitle: show.fill(if is_cut { "chart.heat.subtitle.cut" } else { "chart.heat.subtitle" }, &subtitle),
        },
        columns: (0..d.values.len()).map(|value| context.group_name(GroupIx { dimension, value })).collect(),
        rows,
    })
}
