//! The kinds of charts that texts may ask for.

use super::{Asked, BlockChart, Refusal};
use crate::chart::Chart;
use crate::commentary::{BlockKey, By};
use crate::metrics::MetricIx;
use crate::pages::{charts, complaints, drivers};
use crate::wave::Wave;

/// Every kind of chart that a text may ask for.
pub const BLOCK_CHARTS: &[BlockChart] = &[
    BlockChart { kind: "trend", takes: &[BlockKey::Brands, BlockKey::Waves], make: trend },
    BlockChart { kind: "dots", takes: &[BlockKey::By, BlockKey::Brands, BlockKey::Waves], make: dots },
    BlockChart { kind: "distribution", takes: &[BlockKey::Waves], make: distribution },
    BlockChart { kind: "pareto", takes: &[], make: pareto },
    BlockChart { kind: "priorities", takes: &[], make: priorities },
];

fn trend(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let context = asked.context;
    let figure = asked.headline_figure()?;
    let all = context.waves_of(figure.metric);
    let waves: Vec<Wave> = match (asked.block.waves.first(), asked.block.waves.last()) {
        // A line has no holes but those of the data.
        (Some(first), Some(last)) => all.iter().copied().filter(|wave| (first..=last).contains(&wave)).collect(),
        _ => all.to_vec(),
    };
    if waves.is_empty() {
        let message = format!("`{}` has no figures in these waves", context.info(figure.metric).id);
        return Err(Refusal::new(BlockKey::Waves, message, "name later waves"));
    }
    let mut chart = charts::trend_over(context, figure.metric, figure.group, &waves);
    let wanted = asked.brand_names();
    if !wanted.is_empty() {
        if figure.group.is_some() {
            let message = "groups are those of our own brand";
            return Err(Refusal::new(BlockKey::Brands, message, "leave out the group or the brands"));
        }
        all_there(&wanted, chart.series.iter().map(|series| series.name.as_str()))?;
        chart.series.retain(|series| wanted.contains(&series.name.as_str()));
        if !chart.series.iter().any(|series| series.is_ours) {
            // The target and the baseline are ours.
            (chart.target, chart.baseline) = (None, None);
        }
    }
    chart.heading = asked.heading(chart.heading, || over_time(asked, figure.metric, &waves));
    Ok(Box::new(chart))
}

fn dots(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let context = asked.context;
    let figure = asked.headline_figure()?;
    asked.without_group(figure)?;
    let (metric, wave, wanted) = (figure.metric, asked.wave()?, asked.brand_names());
    let mut chart = match asked.block.by {
        None | Some(By::Brand) => {
            let mut chart = charts::brand_dots_in(context, metric, wave);
            if !wanted.is_empty() {
                all_there(&wanted, chart.rows.iter().map(|row| row.name.as_str()))?;
                chart.rows.retain(|row| wanted.contains(&row.name.as_str()));
            }
            chart
        }
        Some(By::Dimension(dimension)) if wanted.is_empty() => charts::group_dots_in(context, metric, dimension, wave),
        Some(By::Dimension(_)) => {
            let message = "groups are those of our own brand";
            return Err(Refusal::new(BlockKey::Brands, message, "leave out `brands`, or write `by = \"brand\"`"));
        }
        Some(By::Wave) => {
            let message = "dots stand for brands or groups, not for waves";
            return Err(Refusal::new(BlockKey::By, message, "write `kind = \"trend\"` for a course over time"));
        }
    };
    if chart.rows.is_empty() {
        let message = format!("`{}` has no such figures to compare", context.info(metric).id);
        let hint = "choose another metric, or `by` with a dimension that it is cut by";
        return Err(Refusal::new(BlockKey::Metric, message, hint));
    }
    chart.heading = asked.heading(chart.heading, || at(asked, metric, wave));
    Ok(Box::new(chart))
}

fn distribution(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let figure = asked.headline_figure()?;
    asked.without_group(figure)?;
    let metric = figure.metric;
    let chart = match asked.block.waves.as_slice() {
        [] => charts::distribution(asked.context, metric),
        waves => charts::distribution_over(asked.context, metric, waves),
    };
    let Some(mut chart) = chart else {
        let message = format!("`{}` has no answers that a distribution could show", asked.context.info(metric).id);
        return Err(Refusal::new(BlockKey::Metric, message, "choose a metric on a scale or with choices"));
    };
    chart.heading = asked.heading(chart.heading.clone(), || chart.heading.headline.clone());
    Ok(Box::new(chart))
}

fn pareto(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let figure = asked.figure()?;
    asked.without_group(figure)?;
    if !complaints::has_kinds(asked.context, figure.metric) {
        let message =
            format!("the answers to `{}` are not kinds that make a whole", asked.context.info(figure.metric).id);
        return Err(Refusal::new(BlockKey::Metric, message, "choose a metric of a question with choices"));
    }
    let mut chart = complaints::pareto(asked.context, figure.metric);
    chart.heading = asked.heading(chart.heading.clone(), || chart.heading.headline.clone());
    Ok(Box::new(chart))
}

fn priorities(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let figure = asked.headline_figure()?;
    asked.without_group(figure)?;
    let Some((_, mut chart)) = drivers::charts_of(asked.context, figure.metric) else {
        let message = format!("the drivers of `{}` are not known in this wave", asked.context.info(figure.metric).id);
        return Err(Refusal::new(BlockKey::Metric, message, "name its `drivers` in the site-config"));
    };
    chart.heading = asked.heading(chart.heading.clone(), || chart.heading.headline.clone());
    Ok(Box::new(chart))
}

/// Whether every brand that was asked for is among `names`.
fn all_there<'n>(wanted: &[&str], names: impl Iterator<Item = &'n str> + Clone) -> Result<(), Refusal> {
    let absent = wanted.iter().find(|wanted| !names.clone().any(|name| name == **wanted));
    match absent {
        None => Ok(()),
        Some(brand) => {
            let message = format!("there are no such figures of {brand}");
            Err(Refusal::new(BlockKey::Brands, message, "leave it out"))
        }
    }
}

/// "Recommendation, 2025 Q1 to 2026 Q3"
fn over_time(asked: &Asked<'_>, metric: MetricIx, waves: &[Wave]) -> String {
    let show = asked.context.show;
    let [first, last] = [waves.first(), waves.last()].map(|wave| wave.map(|wave| show.wave(*wave)).unwrap_or_default());
    let name = crate::pages::say::name(asked.context, metric);
    show.fill("chart.block.over_time", &[("metric", &name), ("first", &first), ("last", &last)])
}

/// "Recommendation, 2026 Q3"
fn at(asked: &Asked<'_>, metric: MetricIx, wave: Wave) -> String {
    let show = asked.context.show;
    let name = crate::pages::say::name(asked.context, metric);
    show.fill("chart.block.at", &[("metric", &name), ("wave", &show.wave(wave))])
}

#[cfg(test)]
mod tests {
    use super::BLOCK_CHARTS;
    use crate::chart::CHARTS;

    #[test]
    fn what_a_text_may_ask_for_is_a_kind_of_chart_and_is_listed_once() {
        for (at, known) in BLOCK_CHARTS.iter().enumerate() {
            assert!(CHARTS.iter().any(|kind| kind.name == known.kind), "`{}` is no kind of chart", known.kind);
            assert!(BLOCK_CHARTS[..at].iter().all(|other| other.kind != known.kind), "`{}` twice", known.kind);
        }
    }
}
