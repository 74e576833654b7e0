//! Means over the last few waves, as a line and in words.

use super::charts::{ChartFiles, ChartView, measure, wave_marks};
use super::context::Context;
use super::say;
use super::show::told;
use crate::chart::{DrawError, Heading, Series, Trend};
use crate::metrics::{Estimate, MetricIx, Reference, Statistic};
use crate::wave::Wave;
use serde::Serialize;

/// The rolling mean of one metric.
#[derive(Serialize)]
pub struct RollingView {
    /// The newest, and what may be said of it against the one that shares no wave with it.
    sentence: String,
    chart: ChartView,
}

/// The rolling mean of a metric; none where the config asks for none or there is none yet.
pub fn rolling(
    context: &Context<'_>,
    metric: MetricIx,
    files: &mut ChartFiles,
) -> Result<Option<RollingView>, DrawError> {
    let Some(waves) = context.report.config.metrics.get(metric.0).and_then(|metric| metric.rolling) else {
        return Ok(None);
    };
    let all = context.waves_of(metric);
    let figure = |wave: Wave| context.figures.get(metric, None, wave, Statistic::Rolling);
    let Some(first) = all.iter().position(|wave| figure(*wave).is_some()) else { return Ok(None) };
    let Some(sentence) = sentence(context, metric, waves.value) else { return Ok(None) };
    let show = context.show;
    let points = all[first..].iter().map(|wave| figure(*wave).map_or(Estimate::NoData, |f| f.estimate.clone()));
    let count = show.numbers.count(waves.value as u64);
    let values = [
        ("metric", &*say::name(context, metric)),
        ("measured", &say::measured(context, metric)),
        ("count", &count),
        ("wave_kind", &show.wave_kind()),
        ("interval", &show.interval_name()),
    ];
    let chart = Trend {
        heading: Heading {
            id: "rolling".to_owned(),
            headline: say::short(show.fill("rolling.headline", &values), || {
                show.fill("rolling.headline.short", &values)
            }),
            subtitle: show.fill("rolling.subtitle", &values),
        },
        measure: measure(context.headline(metric)),
        waves: wave_marks(context, &all[first..]),
        series: vec![Series { name: context.us(), is_ours: true, points: points.collect() }],
        target: context.info(metric).target,
        baseline: None,
        events: Vec::new(),
        breaks: Vec::new(),
    };
    Ok(Some(RollingView { sentence, chart: files.add(show, &chart)? }))
}

fn sentence(context: &Context<'_>, metric: MetricIx, waves: usize) -> Option<String> {
    let show = context.show;
    let statistic = context.headline(metric);
    let figure = context.figures.get(metric, None, context.wave(), Statistic::Rolling)?;
    let measured = figure.estimate.measured()?;
    let cell = show.cell(statistic, &figure.estimate);
    let (count, wave_kind) = (show.numbers.count(waves as u64), show.wave_kind());
    let values = [
        ("count", &*count),
        ("wave_kind", &wave_kind),
        ("value", &cell.value),
        ("interval", &cell.interval),
        ("n", &show.numbers.count(measured.n)),
    ];
    let newest = show.fill("rolling.newest", &values);
    let earlier = Wave(context.wave().0 - i32::try_from(waves).ok()?);
    let compared = told(figure, &Reference::Wave(show.waves().id(earlier)));
    let before = context.figures.get(metric, None, earlier, Statistic::Rolling);
    let (Some(compared), Some(before)) = (compared, before.and_then(|before| before.estimate.measured())) else {
        return Some(newest);
    };
    let change = show.change(context.info(metric), statistic, compared);
    let values = [
        ("count", &*count),
        ("wave_kind", &wave_kind),
        ("value", &show.numbers.value(statistic.unit, statistic.decimals, before.value)),
        ("n", &show.numbers.count(before.n)),
        ("difference", &change.difference),
        ("interval", &change.interval),
        ("verdict", &change.verdict.text),
    ];
    let key = if change.difference.is_empty() { "rolling.not_compared" } else { "rolling.compared" };
    Some(format!("{newest} {}", show.fill(key, &values)))
}
