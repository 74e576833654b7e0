//! Months that stand out from what the months before have varied: a chart, and sentences.

use super::charts::{ChartFiles, ChartView, measure};
use super::context::Context;
use super::say;
use super::show::Show;
use crate::chart::{ControlChart, ControlPoint, ControlState, DrawError, Heading, WaveMark};
use crate::metrics::control::{Control, Limits, Part, Rule};
use crate::metrics::{MetricIx, StatisticInfo};
use crate::number::Unit;
use crate::wave::{TimeKey, Wave, WaveScheme};
use serde::Serialize;

/// The control chart of one metric with what may be said of it.
#[derive(Serialize)]
pub struct ControlView {
    /// How many months of the edition's wave stand out, and each of these.
    sentences: Vec<String>,
    /// How the limits were made.
    limits: String,
    chart: ChartView,
}

/// The months of the edition's wave against the limits of those before; none where there are too few to tell.
pub fn control(
    context: &Context<'_>,
    metric: MetricIx,
    files: &mut ChartFiles,
) -> Result<Option<ControlView>, DrawError> {
    let Some(control) = found(context, metric) else { return Ok(None) };
    let chart = files.add(context.show, &chart(context, metric, control))?;
    Ok(Some(ControlView { sentences: sentences(context, metric, control), limits: limits(context, control), chart }))
}

fn found<'a>(context: &Context<'a>, metric: MetricIx) -> Option<&'a Control> {
    let mut controls = context.figures.over_time.controls.iter();
    controls.find(|control| control.metric == metric && control.wave == context.wave())
}

/// The chart alone.
pub fn control_chart(context: &Context<'_>, metric: MetricIx) -> Option<ControlChart> {
    found(context, metric).map(|control| chart(context, metric, control))
}

/// A month as waves of one month are called.
fn month_name(key: TimeKey) -> String {
    WaveScheme::MONTHLY.label(Wave(key.0))
}

fn chart(context: &Context<'_>, metric: MetricIx, control: &Control) -> ControlChart {
    let show = context.show;
    let wave = |key: TimeKey| Wave(key.0);
    let marks = control.months.iter().enumerate().map(|(at, month)| {
        let before = at.checked_sub(1).map(|before| wave(control.months[before].key));
        WaveMark::new(&WaveScheme::MONTHLY, wave(month.key), before)
    });
    let points = control.months.iter().enumerate().map(|(at, month)| ControlPoint {
        estimate: month.estimate.clone(),
        limits: month.point,
        state: match month.part {
            Part::Baseline | Part::Absent => ControlState::Before,
            Part::LeftOut => ControlState::LeftOut,
            Part::New => ControlState::Judged,
        },
        why: why(show, control, at),
    });
    let bases: Vec<u64> = control.months.iter().filter_map(|month| Some(month.estimate.measured()?.n)).collect();
    let values = [
        ("measured", &*say::measured(context, metric)),
        ("who", &context.everybody(metric)),
        ("count", &show.numbers.count(control.baseline() as u64)),
        ("base", &say::bases(show, bases, &show.word("wave.month"))),
    ];
    ControlChart {
        heading: Heading {
            id: "months".to_owned(),
            headline: headline(context, metric, control),
            subtitle: show.fill("control.subtitle", &values),
        },
        measure: measure(context.headline(metric)),
        months: marks.collect(),
        points: points.collect(),
    }
}

/// Why a month stands out: every rule that it meets.
fn why(show: Show<'_>, control: &Control, month: usize) -> String {
    let rules = control.signals.iter().filter(|signal| signal.month == month);
    let rules: Vec<String> = rules.map(|signal| show.word(rule(signal.rule, signal.upwards))).collect();
    rules.join("; ")
}

fn rule(rule: Rule, upwards: bool) -> &'static str {
    match (rule, upwards) {
        (Rule::Outside, true) => "control.rule.outside.up",
        (Rule::Outside, false) => "control.rule.outside.down",
        (Rule::EightOnOneSide, true) => "control.rule.eight.up",
        (Rule::EightOnOneSide, false) => "control.rule.eight.down",
        (Rule::ThreeOfFourNearLimit, true) => "control.rule.near.up",
        (Rule::ThreeOfFourNearLimit, false) => "control.rule.near.down",
    }
}

/// How many of the judged months stand out.
fn headline(context: &Context<'_>, metric: MetricIx, control: &Control) -> String {
    let show = context.show;
    let standing_out = control.standing_out();
    let one = standing_out.first().map(|at| month_name(control.months[*at].key)).unwrap_or_default();
    let outside =
        |upwards: bool| control.signals.iter().any(|signal| signal.rule == Rule::Outside && signal.upwards == upwards);
    let key = match standing_out.len() {
        0 => "control.headline.none",
        1 if outside(true) => "control.headline.above",
        1 if outside(false) => "control.headline.below",
        1 => "control.headline.one",
        _ => "control.headline.some",
    };
    let count = show.numbers.count(standing_out.len() as u64);
    let fill = |metric: &str| {
        let values = [("metric", metric), ("month", &one), ("count", &count), ("wave", &context.wave_label())];
        show.fill(key, &values)
    };
    say::short(fill(&say::name(context, metric)), || fill(&context.info(metric).title))
}

fn sentences(context: &Context<'_>, metric: MetricIx, control: &Control) -> Vec<String> {
    let show = context.show;
    let statistic = context.headline(metric);
    let standing_out = control.standing_out();
    let mut said = Vec::new();
    for at in standing_out {
        let month = &control.months[at];
        let (Some(measured), Some(point)) = (month.estimate.measured(), month.point) else { continue };
        // What rounds to its limit is told with one decimal more, so that it can be seen to lie beyond.
        let plain = |value| show.numbers.plain(statistic.unit, statistic.decimals, value);
        let is_near = [point.lower, point.upper].iter().any(|limit| plain(*limit) == plain(measured.value));
        let decimals = statistic.decimals + usize::from(is_near);
        let cell = show.cell(&StatisticInfo { decimals, ..statistic.clone() }, &month.estimate);
        let outside = control.signals.iter().find(|signal| signal.month == at && signal.rule == Rule::Outside);
        let key = match outside.map(|signal| signal.upwards) {
            Some(true) => "control.above",
            Some(false) => "control.below",
            None => "control.run",
        };
        let values = [
            ("month", &*month_name(month.key)),
            ("value", &cell.value),
            ("interval", &cell.interval),
            ("n", &show.numbers.count(measured.n)),
            ("limits", &show.numbers.interval(statistic.unit, decimals, (point.lower, point.upper))),
            ("why", &why(show, control, at)),
        ];
        said.push(show.fill(key, &values));
    }
    if let Some(anew) = control.anew {
        said.push(show.fill("control.anew", &[("month", &month_name(anew))]));
    }
    let left_out: Vec<String> =
        control.months.iter().filter(|month| month.part == Part::LeftOut).map(|month| month_name(month.key)).collect();
    if !left_out.is_empty() {
        said.push(show.fill("control.left_out", &[("months", &left_out.join(", "))]));
    }
    said
}

fn limits(context: &Context<'_>, control: &Control) -> String {
    let show = context.show;
    match control.limits {
        Limits::MovingRanges => show.word("control.limits.moving_ranges"),
        Limits::Bases => show.word("control.limits.bases"),
        Limits::Widened(factor) => {
            show.fill("control.limits.widened", &[("factor", &show.numbers.plain(Unit::Score, 1, factor))])
        }
    }
}
