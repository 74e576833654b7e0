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

/// The brands a year ago and now; none where nothing can be compared over that year.
pub fn year_slope(
    context: &Context<'_>,
    metric: MetricIx,
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let (show, info, statistic) = (context.show, context.info(metric), context.headline(metric));
    let now = context.wave();
    let Some(before) = show.waves().year_before(now) else { return Ok(None) };
    if info.break_between(before, now).is_some() {
        return Ok(None);
    }
    let of = |brand, wave| context.of_brand(metric, Some(brand), wave, statistic.statistic);
    let (mut tested, mut changed, mut rows) = (0_u64, Vec::new(), Vec::new());
    let mut brands = context.brands(metric);
    // Where a figure may not be shown must not depend on what it is: ours first, the others by their names.
    brands.sort_by_key(|&brand| (brand != 0, &context.figures.brands[brand]));
    for brand in brands {
        let figure = of(brand, now);
        let comparison = figure.and_then(|figure| told(figure, &Reference::Year));
        let verdict = comparison.map(|comparison| comparison.verdict);
        let is_clear = matches!(verdict, Some(Verdict::Higher | Verdict::Lower));
        let word = verdict.map(|verdict| show.verdict(verdict, None, true));
        let name = context.figures.brands[brand].clone();
        tested += u64::from(is_clear || verdict == Some(Verdict::NoClearDifference));
        changed.extend(is_clear.then(|| (name.clone(), word.clone())));
        rows.push(SlopeRow {
            name,
            is_ours: brand == 0,
            ends: [estimate(of(brand, before)), estimate(figure)],
            shape: word.as_ref().filter(|_| is_clear).map_or("", |word| word.shape),
            verdict: word.map(|word| word.text).unwrap_or_else(|| show.word("slope.untested")),
        });
    }
    if tested == 0 {
        return Ok(None);
    }
    let key = match changed.len() {
        0 => "headline.slope.none",
        1 => "headline.slope.one",
        _ => "headline.slope.some",
    };
    let (count, of) = (show.numbers.count(changed.len() as u64), show.numbers.count(tested));
    let (brand, verdict) = changed.pop().unwrap_or_default();
    let verdict = verdict.map(|word| word.text).unwrap_or_default();
    let fill = |metric: &str| {
        let values = [("metric", metric), ("count", &count), ("of", &of), ("brand", &brand), ("verdict", &verdict)];
        show.fill(key, &values)
    };
    let waves = [show.wave(before), show.wave(now)];
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
    files.add(show, &chart).map(Some)
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
    let statistic = context.headline(metric).statistic;
    let series = |brand: usize| {
        let points = |wave: &Wave| estimate(context.of_brand(metric, Some(brand), *wave, statistic));
        let points = context.waves_of(metric).iter().map(points).collect();
        Series { name: context.figures.brands[brand].clone(), is_ours: brand == 0, points }
    };
    let panels: Vec<Series> = brands.into_iter().map(series).collect();
    let beside = panels.iter().find(|panel| panel.is_ours).cloned();
    let headline = context.show.fill("headline.multiples.brands", &[("metric", &say::name(context, metric))]);
    courses(context, metric, "courses", headline, (panels, beside), files)
}

/// The course of each value of a dimension beside that of everybody.
pub fn group_courses(
    context: &Context<'_>,
    metric: MetricIx,
    dimension: usize,
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let statistic = context.headline(metric).statistic;
    let series = |group: Option<GroupIx>, name: String| {
        let points = |wave: &Wave| estimate(context.figures.get(metric, group, *wave, statistic));
        Series { name, is_ours: group.is_some(), points: context.waves_of(metric).iter().map(points).collect() }
    };
    let groups = (0..context.figures.dimensions[dimension].values.len()).map(|value| GroupIx { dimension, value });
    let panels: Vec<Series> = groups.map(|group| series(Some(group), context.group_name(group))).collect();
    let beside = Some(series(None, context.everybody_row(metric)));
    let headline = say::groups_headline(context, metric, dimension);
    courses(context, metric, "courses", headline, (panels, beside), files)
}

fn courses(
    context: &Context<'_>,
    metric: MetricIx,
    id: &str,
    headline: String,
    (panels, beside): (Vec<Series>, Option<Series>),
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let (show, info) = (context.show, context.info(metric));
    let waves = context.waves_of(metric);
    let points = panels.len() * waves.len();
    if waves.len() < 3 || panels.len() < 2 || panels.len() > MOST_PANELS || points > MOST_POINTS {
        return Ok(None);
    }
    let subtitle = [
        ("measured", &*say::measured(context, metric)),
        ("interval", &show.interval_name()),
        ("wave_kind", &show.wave_kind()),
    ];
    let chart = Multiples {
        heading: Heading {
            id: id.to_owned(),
            headline: short(headline, || show.word("headline.multiples")),
            subtitle: show.fill("chart.multiples.subtitle", &subtitle),
        },
        measure: measure(context.headline(metric)),
        waves: wave_marks(context, waves),
        panels,
        beside,
        apart: (1..waves.len()).filter(|&at| info.break_between(waves[at - 1], waves[at]).is_some()).collect(),
    };
    files.add(show, &chart).map(Some)
}

/// The metrics by the values of a dimension, shaded by the verdicts against the rest; none where nothing was tested.
pub fn heat(
    context: &Context<'_>,
    metrics: &[MetricIx],
    dimension: usize,
    files: &mut ChartFiles,
) -> Result<Option<ChartView>, DrawError> {
    let show = context.show;
    let d = &context.figures.dimensions[dimension];
    if d.values.len() < 2 || d.values.len() > MOST_COLUMNS || metrics.len() < 2 {
        return Ok(None);
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
        return Ok(None);
    }
    let key = if clear == 0 { "headline.heat.none" } else { "headline.heat.some" };
    let (clear, tested) = (show.numbers.count(clear), show.numbers.count(tested));
    let values = [("count", &*clear), ("of", &*tested), ("dimension", &d.title)];
    let subtitle = [("dimension", &*d.title), ("wave", &context.wave_label())];
    let chart = Heat {
        heading: Heading {
            id: "against-the-rest".to_owned(),
            headline: short(show.fill(key, &values), || show.word("headline.heat")),
            subtitle: show.fill("chart.heat.subtitle", &subtitle),
        },
        columns: (0..d.values.len()).map(|value| context.group_name(GroupIx { dimension, value })).collect(),
        rows,
    };
    files.add(show, &chart).map(Some)
}
