//! The kinds of charts that texts may ask for.

use super::{Asked, BlockChart, BlockLine, Refusal};
use crate::chart::Chart;
use crate::commentary::{BlockFigure, BlockKey, By};
use crate::metrics::MetricIx;
use crate::pages::many::{self, Selected, competitors, selected};
use crate::pages::side_by_side::Side;
use crate::pages::{
    charts, complaints, control as months, curve as times, drivers, movement, say, side_by_side as sides,
};
use crate::wave::Wave;

/// Every kind of chart that a text may ask for.
pub const BLOCK_CHARTS: &[BlockChart] = &[
    BlockChart { kind: "trend", takes: &[BlockKey::Brands, BlockKey::Waves], make: trend },
    BlockChart { kind: "dots", takes: &[BlockKey::By, BlockKey::Brands, BlockKey::Waves], make: dots },
    BlockChart { kind: "distribution", takes: &[BlockKey::Waves], make: distribution },
    BlockChart { kind: "slope", takes: &[BlockKey::By, BlockKey::Brands, BlockKey::Waves], make: slope },
    BlockChart { kind: "multiples", takes: &[BlockKey::By, BlockKey::Brands, BlockKey::Waves], make: multiples },
    BlockChart { kind: "heat", takes: &[BlockKey::By], make: heat },
    BlockChart { kind: "waterfall", takes: &[BlockKey::By, BlockKey::Waves], make: waterfall },
    BlockChart { kind: "control", takes: &[], make: control },
    BlockChart { kind: "curve", takes: &[BlockKey::Waves], make: curve },
    BlockChart { kind: "pareto", takes: &[], make: pareto },
    BlockChart { kind: "priorities", takes: &[], make: priorities },
];

/// The one kind that is no figure of its own: a line beside the figure itself, see [`super::line`].
pub const LINE: BlockLine = BlockLine { kind: "sparkline", takes: &[] };

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
    let wanted = asked.brand_names();
    let brands = match wanted.is_empty() && figure.group.is_none() {
        true => competitors(context, figure.metric),
        false => Selected { values: context.brands(figure.metric), about: None },
    };
    let mut chart = charts::trend_over(context, figure.metric, figure.group, &waves, &brands);
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
            // The chart is about the brand that is named first.
            if let Some(series) = chart.series.iter_mut().find(|series| series.name == wanted[0]) {
                series.is_ours = true;
                chart.heading.subtitle =
                    say::trend_subtitle(context, figure.metric, &series.name, &waves, &series.points);
            }
        }
    }
    chart.heading = asked.heading(chart.heading, || {
        let metric = match (wanted.as_slice(), figure.group) {
            ([brand], _) => say::of_brand(context, figure.metric, brand),
            (_, group) => say::of_group(context, figure.metric, group),
        };
        over_time(asked, &metric, &waves)
    });
    Ok(Box::new(chart))
}

fn dots(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let context = asked.context;
    let figure = asked.headline_figure()?;
    asked.without_group(figure)?;
    let (metric, wave, wanted) = (figure.metric, asked.wave()?, asked.brand_names());
    let mut chart = match asked.block.by {
        None | Some(By::Brand) => {
            // Brands that are asked for by name are chosen already.
            let chosen = match wanted.is_empty() {
                true => many::brands(context, metric),
                false => Selected { values: context.brands(metric), about: None },
            };
            let mut chart = charts::brand_dots_in(context, metric, &chosen, wave);
            if !wanted.is_empty() {
                all_there(&wanted, chart.rows.iter().map(|row| row.name.as_str()))?;
                chart.rows.retain(|row| wanted.contains(&row.name.as_str()));
            }
            chart
        }
        Some(By::Dimension(dimension)) if wanted.is_empty() => {
            let groups = selected(context, metric, dimension, wave);
            let mut chart = charts::group_dots_in(context, metric, dimension, &groups.values, wave);
            chart.heading.subtitle = groups.told_after(chart.heading.subtitle);
            chart
        }
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

/// Which brands or groups stand side by side.
fn side(asked: &Asked<'_>, figure: BlockFigure) -> Result<Side, Refusal> {
    let (context, metric) = (asked.context, figure.metric);
    asked.without_group(figure)?;
    match asked.block.by {
        None | Some(By::Brand) if asked.block.brands.is_empty() => Ok(Side::brands(context, metric)),
        None | Some(By::Brand) => {
            let known = context.brands(metric);
            let names = known.iter().map(|brand| context.figures.brands[*brand].as_str());
            all_there(&asked.brand_names(), names)?;
            Ok(Side::Brands(asked.block.brands.clone()))
        }
        Some(By::Dimension(_)) if !asked.block.brands.is_empty() => {
            let message = "groups are those of our own brand";
            Err(Refusal::new(BlockKey::Brands, message, "leave out `brands`, or write `by = \"brand\"`"))
        }
        Some(By::Dimension(dimension)) if context.is_cut(metric, dimension) => Ok(Side::Groups(dimension)),
        Some(By::Dimension(_)) => {
            let message = format!("`{}` is not cut by this dimension", context.info(metric).id);
            Err(Refusal::new(BlockKey::By, message, "name another dimension"))
        }
        Some(By::Wave) => {
            let message = "this chart shows brands or groups, over waves in any case";
            Err(Refusal::new(BlockKey::By, message, "write `by = \"brand\"`, or a dimension"))
        }
    }
}

/// What is refused where there are too few brands or groups.
fn too_few(asked: &Asked<'_>, metric: MetricIx) -> Refusal {
    let message = format!("`{}` has no two brands or groups with figures in these waves", asked.info_id(metric));
    Refusal::new(BlockKey::Metric, message, "choose another metric, or `by` with a dimension that it is cut by")
}

fn slope(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let context = asked.context;
    let figure = asked.headline_figure()?;
    let (metric, side) = (figure.metric, side(asked, figure)?);
    let now = context.wave();
    let waves = match asked.block.waves.as_slice() {
        [] => context.show.waves().year_before(now).map(|before| [before, now]),
        [before] if *before < now => Some([*before, now]),
        [before, .., after] => Some([*before, *after]),
        _ => None,
    };
    let known = |wave: &Wave| context.waves_of(metric).contains(wave);
    let Some(waves) = waves.filter(|waves| waves.iter().all(known)) else {
        let message = "a slope leads from one wave to another, of both of which there are figures";
        return Err(Refusal::new(BlockKey::Waves, message, "write `waves = [\"…\", \"…\"]` with two waves"));
    };
    let Some((mut chart, _)) = sides::slope(context, metric, &side, waves) else {
        let message = format!("`{}` does not measure the same thing in these two waves", asked.info_id(metric));
        return Err(Refusal::new(BlockKey::Waves, message, "name two waves between which nothing changed"));
    };
    if chart.rows.iter().all(|row| row.ends.iter().any(|end| end.measured().is_none())) {
        return Err(too_few(asked, metric));
    }
    chart.heading = asked.heading(chart.heading, || over_time(asked, &say::name(context, metric), &waves));
    Ok(Box::new(chart))
}

fn multiples(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let context = asked.context;
    let figure = asked.headline_figure()?;
    let (metric, side) = (figure.metric, side(asked, figure)?);
    let all = context.waves_of(metric);
    let waves: Vec<Wave> = match (asked.block.waves.first(), asked.block.waves.last()) {
        (Some(first), Some(last)) => all.iter().copied().filter(|wave| (first..=last).contains(&wave)).collect(),
        _ => all.to_vec(),
    };
    let Some(mut chart) = sides::multiples(context, metric, &side, &waves) else {
        let message = "small multiples take three waves or more, and two to sixteen brands or groups";
        return Err(Refusal::new(BlockKey::Metric, message, "choose other waves, brands or another `by`"));
    };
    chart.heading = asked.heading(chart.heading, || over_time(asked, &say::name(context, metric), &waves));
    Ok(Box::new(chart))
}

fn heat(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let context = asked.context;
    let mut metrics = Vec::new();
    for figure in &asked.block.metrics {
        asked.is_headline(*figure)?;
        asked.without_group(*figure)?;
        asked.without_other(*figure)?;
        metrics.push(figure.metric);
    }
    let dimension = match asked.block.by {
        Some(By::Dimension(dimension)) => dimension,
        None if context.figures.dimensions.len() == 1 => 0,
        _ => {
            let message = "a heat table has the values of a dimension as columns";
            return Err(Refusal::new(BlockKey::By, message, "write `by` with a dimension"));
        }
    };
    let Some(mut chart) = sides::heat_chart(context, &metrics, dimension) else {
        let message = "nothing of this was tested against the rest, or there are too many values for columns";
        return Err(Refusal::new(BlockKey::Metric, message, "choose other metrics, or another dimension"));
    };
    chart.heading = asked.heading(chart.heading.clone(), || chart.heading.headline.clone());
    Ok(Box::new(chart))
}

fn waterfall(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let figure = asked.headline_figure()?;
    asked.without_group(figure)?;
    let dimension = match asked.block.by {
        None => None,
        Some(By::Dimension(dimension)) => Some(dimension),
        Some(By::Wave | By::Brand) => {
            let message = "a change is split by the values of a dimension";
            return Err(Refusal::new(BlockKey::By, message, "name a dimension, or leave it out"));
        }
    };
    let since = match asked.block.waves.as_slice() {
        [] => None,
        [since] => Some(*since),
        [since, now] if *now == asked.context.wave() => Some(*since),
        _ => {
            let message = "a change is split that leads from one wave to that of the edition";
            return Err(Refusal::new(BlockKey::Waves, message, "name the wave before or that of a year before"));
        }
    };
    let Some(mut chart) = movement::waterfall_since(asked.context, figure.metric, since, dimension) else {
        let message = format!("the change of `{}` could not be split like this", asked.info_id(figure.metric));
        let hint = "it takes a metric with the wave before or a year before, cut by a dimension whose values are shown";
        return Err(Refusal::new(BlockKey::Metric, message, hint));
    };
    chart.heading = asked.heading(chart.heading.clone(), || chart.heading.headline.clone());
    Ok(Box::new(chart))
}

fn control(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let figure = asked.headline_figure()?;
    asked.without_group(figure)?;
    let Some(mut chart) = months::control_chart(asked.context, figure.metric) else {
        let message = format!("`{}` has too few months before this wave to judge it by", asked.info_id(figure.metric));
        return Err(Refusal::new(BlockKey::Metric, message, "show its course: `kind = \"trend\"`"));
    };
    chart.heading = asked.heading(chart.heading.clone(), || chart.heading.headline.clone());
    Ok(Box::new(chart))
}

fn curve(asked: &Asked<'_>) -> Result<Box<dyn Chart>, Refusal> {
    let figure = asked.figure()?;
    asked.without_group(figure)?;
    let wave = asked.wave()?;
    let Some(mut chart) = times::curve_in(asked.context, figure.metric, wave) else {
        let message = format!("`{}` is no length of time in this wave", asked.info_id(figure.metric));
        return Err(Refusal::new(BlockKey::Metric, message, "choose a metric of the kind `duration`"));
    };
    // Its words name the share and the wave that it shows.
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
fn over_time(asked: &Asked<'_>, metric: &str, waves: &[Wave]) -> String {
    let show = asked.context.show;
    let [first, last] = [waves.first(), waves.last()].map(|wave| wave.map(|wave| show.wave(*wave)).unwrap_or_default());
    show.fill("chart.block.over_time", &[("metric", metric), ("first", &first), ("last", &last)])
}

/// "Recommendation, 2026 Q3"
fn at(asked: &Asked<'_>, metric: MetricIx, wave: Wave) -> String {
    let show = asked.context.show;
    let name = say::name(asked.context, metric);
    show.fill("chart.block.at", &[("metric", &name), ("wave", &show.wave(wave))])
}

#[cfg(test)]
mod tests {
    use super::{BLOCK_CHARTS, LINE};
    use crate::chart::CHARTS;
    use std::collections::BTreeSet;

    #[test]
    fn a_text_may_ask_for_every_kind_of_chart() {
        let asked: Vec<&str> = BLOCK_CHARTS.iter().map(|known| known.kind).chain([LINE.kind]).collect();
        let known: BTreeSet<&str> = CHARTS.iter().map(|kind| kind.name).collect();
        assert_eq!(asked.iter().copied().collect::<BTreeSet<_>>(), known);
        assert_eq!(asked.len(), known.len(), "each once: {asked:?}");
    }
}
