//! How many are over within how long, as a chart.

use super::charts::{ChartFiles, ChartView};
use super::context::Context;
use super::say;
use crate::chart::{Curve as CurveChart, CurveLine, DrawError, Heading};
use crate::metrics::curve::Curve;
use crate::metrics::{Estimate, MetricIx};
use crate::number::Unit;
use crate::slug::slug;
use crate::survey::Value;
use crate::wave::Wave;

/// The curve of a metric in the edition's wave; none for a metric that is no length of time. `id` tells it from others on
/// its page.
pub fn curve(context: &Context<'_>, metric: MetricIx, files: &mut ChartFiles) -> Result<Option<ChartView>, DrawError> {
    curve_in(context, metric, context.wave()).map(|chart| files.add(context.show, &chart)).transpose()
}

/// The curve of a metric in a wave.
pub fn curve_in(context: &Context<'_>, metric: MetricIx, wave: Wave) -> Option<CurveChart> {
    let mut curves = context.figures.over_time.curves.iter();
    let found = curves.find(|curve| curve.metric == metric && curve.wave == wave)?;
    Some(chart(context, metric, found))
}

fn chart(context: &Context<'_>, metric: MetricIx, curve: &Curve) -> CurveChart {
    let show = context.show;
    let per = if curve.unit == Unit::Hours { 3_600.0 } else { 1.0 };
    let time = |value: &Value| value.number() / per;
    let mut lines = Vec::new();
    let several = curve.ended.is_some();
    let name = |key: &str| if several { show.word(key) } else { String::new() };
    lines.push(CurveLine { name: name("curve.all"), is_ours: true, shares: curve.within.clone() });
    if let Some(ended) = &curve.ended {
        lines.push(CurveLine { name: name("curve.ended"), is_ours: false, shares: ended.clone() });
    }
    let n = curve.within.iter().find_map(Estimate::measured).map_or(0, |measured| measured.n);
    let values = [
        ("metric", &*context.info(metric).title),
        ("who", &context.everybody(metric)),
        ("wave", &show.wave(curve.wave)),
        ("interval", &show.interval_name()),
        ("n", &show.numbers.count(n)),
        ("cut_short", &show.numbers.count(curve.cut_short)),
    ];
    let subtitle = show.fill(if several { "curve.subtitle.cut_short" } else { "curve.subtitle" }, &values);
    CurveChart {
        heading: Heading {
            id: format!("curve-{}", slug(&context.info(metric).id)),
            headline: headline(context, metric, curve),
            subtitle,
        },
        unit: curve.unit,
        decimals: 0,
        times: curve.times.iter().map(time).collect(),
        lines,
        thresholds: curve.thresholds.iter().map(time).collect(),
    }
}

/// How many are over within the first threshold; without one, what the curve is.
fn headline(context: &Context<'_>, metric: MetricIx, curve: &Curve) -> String {
    let show = context.show;
    let threshold = curve.thresholds.first();
    let place = threshold.and_then(|threshold| curve.times.iter().position(|time| time == threshold));
    let share = place.and_then(|place| curve.within[place].measured());
    let title = &context.info(metric).title;
    let (Some(threshold), Some(share)) = (threshold, share) else {
        let plain = |title: &str| show.fill("curve.headline.plain", &[("metric", title)]);
        return say::short(plain(title), || plain(&show.word("headline.this")));
    };
    let per = if curve.unit == Unit::Hours { 3_600.0 } else { 1.0 };
    let time = threshold.number() / per;
    let (share, time) = (show.numbers.value(Unit::Share, 0, share.value), show.numbers.axis(curve.unit, time, time));
    let fill = |title: &str| show.fill("curve.headline", &[("metric", title), ("share", &share), ("time", &time)]);
    say::short(fill(title), || fill(&show.word("headline.this")))
}
