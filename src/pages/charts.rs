//! Charts of a metric: their data, what stands above them, and how templates see them.

use super::address::encode;
use super::context::Context;
use super::many::{Selected, competitors};
use super::say;
use super::show::{Show, rank_of};
use super::table::{Table, of_chart};
use crate::chart::{
    Answer, BreakMark, Chart, Distribution, DistributionRow, DotRow, Dots, DrawError, Drawn, EventMark, Heading,
    Measure, Series, Sparkline, Trend, WaveMark, Wording,
};
use crate::config::{AnswerKind, SiteConfig};
use crate::metrics::{Estimate, Figure, GroupIx, MetricInfo, MetricIx, Statistic, StatisticInfo};
use crate::number::{Unit, default_decimals};
use crate::wave::Wave;
use jiff::civil::Date;
use serde::Serialize;

/// A chart as templates see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChartView {
    /// Its id on the page.
    pub id: String,
    /// What it shows.
    pub headline: String,
    /// What is measured.
    pub subtitle: String,
    /// The drawing: HTML.
    pub picture: String,
    /// The same values.
    pub table: Table,
    /// Link to the values as CSV.
    pub csv: String,
    /// Link to the drawing as a file.
    pub svg: String,
    /// What its headline rests on, where an author claims something in it.
    pub proof: Option<ProofLink>,
}

/// The evidence of a headline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofLink {
    /// Link to it.
    pub href: String,
    /// `supported`, `unproven`, `contradicted`
    pub truth: &'static str,
}

/// Collects the files of a page's charts.
pub struct ChartFiles {
    /// Path below the page's folder, and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// What stands at the foot of a drawing that leaves its page.
    source: String,
}

impl ChartFiles {
    /// None yet.
    pub fn of(context: &Context<'_>) -> ChartFiles {
        let values = [("report", &*context.report.config.site.title), ("wave", &context.wave_label())];
        ChartFiles { files: Vec::new(), source: context.show.fill("chart.file.source", &values) }
    }

    /// The view of a chart; its files are kept for the page's folder.
    pub fn add(&mut self, show: Show<'_>, chart: &dyn Chart) -> Result<ChartView, DrawError> {
        let drawn = chart.draw(&Wording { numbers: show.numbers, words: show.words }, &self.source)?;
        let picture = drawn.html();
        let Drawn { id, headline, subtitle, table, csv, file_svg, .. } = drawn;
        let path = |end: &str| format!("charts/{id}.{end}");
        let table = of_chart(show, &id, &table);
        let view = ChartView {
            subtitle: say::under(show, &headline, subtitle),
            headline,
            picture,
            table,
            csv: encode(&path("csv")),
            svg: encode(&path("svg")),
            proof: None,
            id: id.clone(),
        };
        self.files.push((path("csv"), csv.into_bytes()));
        self.files.push((path("svg"), file_svg.into_bytes()));
        Ok(view)
    }
}

/// How a statistic is counted.
pub fn measure(statistic: &StatisticInfo) -> Measure {
    Measure { unit: statistic.unit, decimals: statistic.decimals }
}

fn estimate(figure: Option<&Figure>) -> Estimate {
    figure.map_or(Estimate::NoData, |figure| figure.estimate.clone())
}

/// Our headline figure over the waves, for everybody or for a group, and the competitors' for everybody, or of too many
/// those with the most answers; none where there is only one wave.
pub fn trend(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> Option<Trend> {
    let waves = context.waves_of(metric);
    if waves.len() < 2 {
        return None;
    }
    let brands = match group {
        Some(_) => Selected::default(),
        None => competitors(context, metric),
    };
    Some(trend_over(context, metric, group, waves, &brands))
}

/// The same over `waves`, of which none is left out between the first and the last, with these brands.
pub fn trend_over<'a>(
    context: &Context<'a>,
    metric: MetricIx,
    group: Option<GroupIx>,
    waves: &[Wave],
    brands: &Selected,
) -> Trend {
    let info = context.info(metric);
    let statistic = context.headline(metric);
    let points = |of: &dyn Fn(Wave) -> Option<&'a Figure>| waves.iter().map(|&wave| estimate(of(wave))).collect();
    let ours = |wave| context.figures.get(metric, group, wave, statistic.statistic);
    let name = group.map(|group| context.group_name(group)).unwrap_or_else(|| context.us());
    let mut series = vec![Series { name, is_ours: true, points: points(&ours) }];
    if group.is_some() {
        let all = |wave| context.figures.get(metric, None, wave, statistic.statistic);
        series.push(Series { name: context.everybody_row(metric), is_ours: false, points: points(&all) });
    } else if let Some(us) = context.figures.our_brand(metric) {
        for &brand in brands.values.iter().filter(|brand| **brand != us) {
            let theirs = |wave| context.of_brand(metric, Some(brand), wave, statistic.statistic);
            let name = context.figures.brands[brand].clone();
            series.push(Series { name, is_ours: false, points: points(&theirs) });
        }
    }
    // A level on the other side of a break is none for the newest figure.
    let baseline = info.baseline.filter(|wave| info.break_between(*wave, context.wave()).is_none());
    let baseline = baseline.map(|wave| estimate(ours(wave)));
    let who = group.map_or_else(|| context.everybody(metric), |group| context.group_name(group));
    Trend {
        heading: Heading {
            id: "trend".to_owned(),
            headline: say::trend_headline(context, metric, group),
            subtitle: brands.told_after(say::trend_subtitle(context, metric, &who, waves, &series[0].points)),
        },
        measure: measure(statistic),
        waves: wave_marks(context, waves),
        series,
        target: info.target,
        baseline: baseline.filter(|b| b.measured().is_some()),
        events: events(context, &info.id, waves),
        breaks: breaks(info, waves),
    }
}

/// Waves as they stand on an axis.
pub fn wave_marks(context: &Context<'_>, waves: &[Wave]) -> Vec<WaveMark> {
    let scheme = context.show.waves();
    let before = std::iter::once(None).chain(waves.iter().map(|&wave| Some(wave)));
    let mark = |(&wave, before)| WaveMark { name: scheme.label(wave), axis: scheme.axis(wave, before) };
    waves.iter().zip(before).map(mark).collect()
}

/// The events that fall into the waves and concern the metric.
fn events(context: &Context<'_>, metric: &str, waves: &[Wave]) -> Vec<EventMark> {
    let scheme = context.show.waves();
    let mark = |event: &crate::config::Event| {
        let wave = scheme.wave_on(event.date)?;
        let at = waves.iter().position(|&w| w == wave)?;
        let (first, last) = (scheme.first_day(wave)?, scheme.last_day(wave)?);
        let passed = days(first, event.date) / (days(first, last) + 1.0);
        Some(EventMark { wave: at, passed, text: event.text.clone() })
    };
    let concerns = |event: &&crate::config::Event| {
        event.metrics.is_empty() || event.metrics.iter().any(|named| named.value == metric)
    };
    context.report.config.events.iter().filter(concerns).filter_map(mark).collect()
}

/// The breaks that lie between the waves.
fn breaks(info: &MetricInfo, waves: &[Wave]) -> Vec<BreakMark> {
    let mark = |broken: &crate::metrics::LineBreak| {
        let wave = waves.iter().position(|wave| *wave == broken.first)?;
        let apart: Vec<usize> = (1..waves.len()).filter(|&at| broken.lies_between(waves[at - 1], waves[at])).collect();
        // In a mixed wave it stands at the point, which belongs to neither side.
        let passed = if broken.is_mixed { 0.5 } else { 0.0 };
        let text = broken.text.clone();
        (!apart.is_empty()).then_some(BreakMark { mark: EventMark { wave, passed, text }, apart })
    };
    info.breaks.iter().filter_map(mark).collect()
}

fn days(from: Date, to: Date) -> f64 {
    from.until(to).map(|span| f64::from(span.get_days())).unwrap_or_default()
}

/// The brands by rank, with their intervals.
pub fn brand_dots(context: &Context<'_>, metric: MetricIx) -> Dots {
    brand_dots_in(context, metric, &super::many::brands(context, metric), context.wave())
}

/// The same of chosen brands in another wave than the edition's, about which the headline must not speak.
pub fn brand_dots_in(context: &Context<'_>, metric: MetricIx, chosen: &Selected, wave: Wave) -> Dots {
    let statistic = context.headline(metric);
    let rows = chosen.values.iter().filter_map(|&brand| {
        let figure = context.of_brand(metric, Some(brand), wave, statistic.statistic)?;
        let row = DotRow {
            name: context.figures.brands[brand].clone(),
            is_ours: brand == 0,
            estimate: figure.estimate.clone(),
            rank: rank_of(figure).map(|rank| context.show.rank(&rank)),
        };
        Some((rank_of(figure).map(|rank| rank.rank), row))
    });
    Dots {
        heading: Heading {
            id: format!("brands-{}", crate::slug::slug(&context.info(metric).id)),
            headline: say::brands_headline(context, metric),
            subtitle: chosen.told_after(say::dots_subtitle(context, metric, wave)),
        },
        measure: measure(statistic),
        rows: in_rank(rows.collect()),
        target: context.info(metric).target,
    }
}

/// These values of a dimension, with their intervals.
pub fn group_dots(context: &Context<'_>, metric: MetricIx, dimension: usize, values: &[usize]) -> Dots {
    group_dots_in(context, metric, dimension, values, context.wave())
}

/// The same in another wave than the edition's, about which the headline must not speak.
pub fn group_dots_in(context: &Context<'_>, metric: MetricIx, dimension: usize, values: &[usize], wave: Wave) -> Dots {
    let statistic = context.headline(metric);
    let rows = values.iter().filter_map(|&value| {
        let group = GroupIx { dimension, value };
        let figure = context.figures.get(metric, Some(group), wave, statistic.statistic)?;
        Some(DotRow {
            name: context.group_name(group),
            is_ours: true,
            estimate: figure.estimate.clone(),
            rank: rank_of(figure).map(|rank| context.show.rank(&rank)),
        })
    });
    Dots {
        heading: Heading {
            id: format!("by-{}", crate::slug::slug(&context.figures.dimensions[dimension].id)),
            headline: say::groups_headline(context, metric, dimension),
            subtitle: say::dots_subtitle(context, metric, wave),
        },
        measure: measure(statistic),
        rows: rows.collect(),
        target: context.info(metric).target,
    }
}

/// Ranked rows in the order of their ranks, then those that are not ranked and those without a figure, both in the order in
/// which they came, which does not depend on what was measured.
fn in_rank(mut rows: Vec<(Option<usize>, DotRow)>) -> Vec<DotRow> {
    rows.sort_by_key(|(rank, row)| (rank.unwrap_or(usize::MAX), row.estimate.measured().is_none()));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The most waves that a distribution shows.
const LAST_WAVES: usize = 4;

/// The answers in the last waves, an NPS as its three parts; None for a metric that has no distribution.
pub fn distribution(context: &Context<'_>, metric: MetricIx) -> Option<Distribution> {
    let waves = context.waves_of(metric);
    distribution_over(context, metric, &waves[waves.len().saturating_sub(LAST_WAVES)..])
}

/// The same in `waves`.
pub fn distribution_over(context: &Context<'_>, metric: MetricIx, waves: &[Wave]) -> Option<Distribution> {
    let info = context.info(metric);
    let parts = parts(info);
    let decimals = context.statistic(metric, parts.first()?.0).map_or(0, |s| s.decimals);
    let share = |wave, statistic| estimate(context.figures.get(metric, None, wave, statistic));
    let rows: Vec<DistributionRow> = waves
        .iter()
        .map(|&wave| DistributionRow {
            name: context.show.wave(wave),
            shares: parts.iter().map(|(statistic, _)| share(wave, *statistic)).collect(),
        })
        .filter(|row| row.shares.iter().any(|share| *share != Estimate::NoData))
        .collect();
    let centred = is_two_sided(context.report.config, &info.id, parts.len());
    let subtitle = if centred { "chart.distribution.centred" } else { "chart.distribution.subtitle" };
    let plain = || context.show.fill("chart.distribution.headline", &[("metric", &info.title)]);
    let ends = (waves.last() == Some(&context.wave())).then(|| ends(context, metric, &parts)).flatten();
    let chart = Distribution {
        heading: Heading {
            id: "distribution".to_owned(),
            headline: ends.map_or_else(plain, |ends| say::short(ends, plain)),
            subtitle: context.show.fill(subtitle, &[("wave_kind", &context.show.wave_kind())]),
        },
        centred,
        decimals,
        answers: parts.into_iter().map(|(_, label)| Answer { label }).collect(),
        best_first: info.better == crate::config::Better::Low,
        rows,
    };
    (!chart.rows.is_empty()).then_some(chart)
}

/// "Recommendation: 48% promoters (9 or 10), 9% detractors (0 to 6)": the two ends of a scale in the edition's wave, the better
/// first; none where answers have no order, or numbers for names.
fn ends(context: &Context<'_>, metric: MetricIx, parts: &[(Statistic, String)]) -> Option<String> {
    let (show, info) = (context.show, context.info(metric));
    let is_net = parts.last().is_some_and(|(statistic, _)| *statistic == Statistic::Promoters);
    if !is_net && !is_two_sided(context.report.config, &info.id, parts.len()) {
        return None;
    }
    let end = |(statistic, label): &(Statistic, String)| {
        let figure = context.figures.get(metric, None, context.wave(), *statistic)?;
        let share = show.numbers.value(Unit::Share, default_decimals(Unit::Share), figure.estimate.measured()?.value);
        label.starts_with(char::is_alphabetic).then(|| format!("{share} {label}"))
    };
    let (worst, best) = (end(parts.first()?)?, end(parts.last()?)?);
    Some(show.fill("chart.distribution.ends", &[("metric", &info.title), ("best", &best), ("worst", &worst)]))
}

/// The longest scale on which every answer has a side that readers know without counting.
const LONGEST_TWO_SIDED: i64 = 7;

/// Whether the `count` answers that are shown of a metric are all those of a rating scale with two sides and a middle.
fn is_two_sided(config: &SiteConfig, metric: &str, count: usize) -> bool {
    let question = config.metrics.iter().find(|known| known.id.value == metric).map(|known| known.question.value);
    match question.map(|question| &config.questions[question.0].kind) {
        Some(AnswerKind::Scale(scale)) => {
            let answers = scale.to - scale.from + 1;
            (3..=LONGEST_TWO_SIDED).contains(&answers) && usize::try_from(answers) == Ok(count)
        }
        _ => false,
    }
}

/// The answers that a distribution shows, in the order of the scale.
fn parts(info: &MetricInfo) -> Vec<(Statistic, String)> {
    let net = [Statistic::Detractors, Statistic::Passives, Statistic::Promoters].map(|part| {
        let known = info.statistics.iter().find(|known| known.statistic == part)?;
        Some((part, known.name.clone()))
    });
    match net {
        [Some(detractors), Some(passives), Some(promoters)] => vec![detractors, passives, promoters],
        // Shares of which several hold for one respondent cannot be stacked.
        _ if info.multiple => Vec::new(),
        _ => info.answers.iter().map(|(value, label)| (Statistic::Share(*value), label.clone())).collect(),
    }
}

/// The course of our headline figure in the height of a line. Its scale spans what is shown, and no less than the widest
/// interval in it, so that noise does not look like news.
pub fn sparkline(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> Result<String, DrawError> {
    let statistic = context.headline(metric);
    let points: Vec<Estimate> = context
        .waves_of(metric)
        .iter()
        .map(|&wave| estimate(context.figures.get(metric, group, wave, statistic.statistic)))
        .collect();
    let ends = points.iter().filter_map(Estimate::measured).flat_map(|m| {
        let (low, high) = m.interval.unwrap_or((m.value, m.value));
        [low, high]
    });
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    if low > high {
        return Ok(String::new());
    }
    let range = if low < high { (low, high) } else { (low - 0.5, high + 0.5) };
    Sparkline { points: &points, range }.draw()
}
