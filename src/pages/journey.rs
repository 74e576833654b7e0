//! The customer's journey: touchpoints in order with their metrics, and where along it satisfaction turns, if anywhere.

use super::book::PageId;
use super::card::{Card, card};
use super::chapter::{Chapter, Part};
use super::charts::{ChartFiles, ChartView, measure};
use super::context::{Context, Draft, Prose};
use super::metric_tables::comparison;
use super::show::{better, told};
use super::table::{Entry, Note, Table, TableBuilder, notes};
use super::{Page, PageKind};
use crate::chart::{DotRow, Dots, DrawError, Heading, Symbols};
use crate::config::Better;
use crate::journey::leads;
use crate::metrics::{Comparison, MetricIx, Reference, Verdict};
use crate::slug::slug;
use crate::templates::View;
use serde::Serialize;

/// The kind.
pub struct Journey;

const PAGE: PageId = PageId::Chapter("journey");

#[derive(Serialize)]
struct JourneyView {
    turn: String,
    chart: Option<ChartView>,
    table: Option<Table>,
    touchpoints: Vec<TouchpointView>,
    prose: Vec<Prose>,
}

#[derive(Serialize)]
struct TouchpointView {
    id: String,
    title: String,
    cards: Vec<Card>,
    notes: Vec<Note>,
}

/// A touchpoint after another that is measured in the same way.
struct Step<'a> {
    /// Its place along the journey.
    at: usize,
    comparison: &'a Comparison,
}

impl Page for Journey {
    fn kind(&self) -> PageKind {
        PageKind {
            name: "journey",
            address: "journey/",
            shows: "touchpoints in order with their metrics, and where along them satisfaction turns",
        }
    }

    fn chapter(&self) -> Option<Chapter> {
        Some(Chapter { part: Part::Customers, stands: |scope| !scope.config.touchpoints.is_empty() })
    }

    fn draft(&self, context: &Context<'_>, page: PageId) -> Option<Result<Draft, DrawError>> {
        (page == PAGE).then(|| draft(context))
    }
}

fn draft(context: &Context<'_>) -> Result<Draft, DrawError> {
    let show = context.show;
    let config = context.report.config;
    let mut files = ChartFiles::of(context);
    let leads = leads(config);
    let steps = steps(context, &leads);
    let chart = stretch(&steps).map(|stretch| files.add(show, &dots(context, &leads, &steps, stretch))).transpose()?;
    let mut touchpoints = Vec::new();
    for touchpoint in &config.touchpoints {
        let (mut cards, mut symbols) = (Vec::new(), Symbols::default());
        for id in &touchpoint.metrics {
            let Some((metric, _)) = context.metrics().find(|(_, info)| info.id == id.value) else { continue };
            cards.extend(card(context, PAGE, metric, None)?);
            if let Some(figure) = context.of_group(metric, None) {
                symbols.note(&figure.estimate);
            }
        }
        let id = format!("step-{}", slug(&touchpoint.id));
        touchpoints.push(TouchpointView { id, title: touchpoint.title.clone(), cards, notes: notes(show, symbols) });
    }
    let view = JourneyView {
        turn: turn_sentence(context, &leads, &steps),
        chart,
        table: table(context, &leads),
        touchpoints,
        prose: context.prose(PAGE),
    };
    let contents = view.touchpoints.iter().map(|touchpoint| (touchpoint.id.clone(), touchpoint.title.clone()));
    Ok(Draft {
        id: PAGE,
        template: "journey.html",
        title: context.title(PAGE, show.word("nav.journey")),
        lead: context.lead(PAGE, show.fill("journey.lead", &[("wave", &context.wave_label())])),
        trail: Vec::new(),
        contents: contents.collect(),
        body: View::of(&view),
        beside: files.files,
    })
}

/// The touchpoints that are measured as the one before each is, and may be compared with it.
fn steps<'a>(context: &Context<'a>, leads: &[Option<MetricIx>]) -> Vec<Step<'a>> {
    let step = |(at, pair): (usize, &[Option<MetricIx>])| {
        let (before, here) = (pair[0]?, pair[1]?);
        let reference = Reference::Step(context.info(before).id.clone());
        let comparison = told(context.of_group(here, None)?, &reference)?;
        Some(Step { at: at + 1, comparison })
    };
    leads.windows(2).enumerate().filter_map(step).collect()
}

/// The longest stretch of the journey that is measured in one way, from and to which touchpoint.
fn stretch(steps: &[Step<'_>]) -> Option<(usize, usize)> {
    let mut longest: Option<(usize, usize)> = None;
    let mut from = 0;
    for (at, step) in steps.iter().enumerate() {
        if at == 0 || steps[at - 1].at + 1 != step.at {
            from = step.at - 1;
        }
        if longest.is_none_or(|(a, b)| step.at - from > b - a) {
            longest = Some((from, step.at));
        }
    }
    longest
}

/// Where satisfaction turns.
enum Turn<'s, 'a> {
    /// No step may be tested.
    Untested,
    /// No step is clearly for the worse.
    Nowhere,
    /// The largest of the clear steps for the worse.
    At(&'s Step<'a>),
}

fn turn<'s, 'a>(
    context: &Context<'_>,
    leads: &[Option<MetricIx>],
    steps: impl Iterator<Item = &'s Step<'a>>,
) -> Turn<'s, 'a>
where
    'a: 's,
{
    let tested: Vec<&Step<'_>> = steps.filter(|step| step.comparison.test.is_some()).collect();
    if tested.is_empty() {
        return Turn::Untested;
    }
    let is_worse = |step: &&&Step<'_>| {
        let Some(metric) = leads[step.at] else { return false };
        let better = better(context.info(metric), context.headline(metric).statistic);
        matches!(
            (step.comparison.verdict, better),
            (Verdict::Lower, Some(Better::High)) | (Verdict::Higher, Some(Better::Low))
        )
    };
    let size = |step: &Step<'_>| {
        let metric = leads[step.at].map(|metric| context.headline(metric).unit);
        let difference = step.comparison.difference.unwrap_or_default().abs();
        let half = step.comparison.interval.map_or(f64::INFINITY, |(low, high)| (high - low) / 2.0);
        (metric, difference, difference / half)
    };
    let worse: Vec<&'s Step<'a>> = tested.iter().filter(is_worse).copied().collect();
    // Steps in one unit are told apart by their size; in several, by how far they are beyond chance.
    let one_unit = worse.iter().all(|step| size(step).0 == size(worse[0]).0);
    let order = |step: &&&Step<'_>| if one_unit { size(step).1 } else { size(step).2 };
    worse.iter().max_by(|a, b| order(a).total_cmp(&order(b))).map_or(Turn::Nowhere, |step| Turn::At(step))
}

/// Where satisfaction turns, in one sentence.
fn turn_sentence(context: &Context<'_>, leads: &[Option<MetricIx>], steps: &[Step<'_>]) -> String {
    let show = context.show;
    let step = match turn(context, leads, steps.iter()) {
        Turn::Untested => return show.word("journey.untested"),
        Turn::Nowhere => return show.word("journey.no_turn"),
        Turn::At(step) => step,
    };
    let (Some(metric), Some(before)) = (leads[step.at], leads[step.at - 1]) else { return String::new() };
    let statistic = context.headline(metric);
    let change = show.change(context.info(metric), statistic, step.comparison);
    let title = |at: usize| context.report.config.touchpoints[at].title.clone();
    let value = |metric: MetricIx| {
        let figure = context.of_group(metric, None);
        figure.map(|figure| show.cell(context.headline(metric), &figure.estimate).value).unwrap_or_default()
    };
    show.fill(
        "journey.turn",
        &[
            ("before", &title(step.at - 1)),
            ("after", &title(step.at)),
            ("metric", &super::say::name(context, metric)),
            ("value", &value(metric)),
            ("earlier", &super::say::name(context, before)),
            ("other", &value(before)),
            ("difference", &change.difference),
            ("interval", &change.interval),
        ],
    )
}

/// What the touchpoints of a stretch show beside each other.
fn headline(
    context: &Context<'_>,
    leads: &[Option<MetricIx>],
    steps: &[Step<'_>],
    (from, to): (usize, usize),
) -> String {
    let show = context.show;
    let plain = || show.word("journey.chart.headline");
    let title = |at: usize| context.report.config.touchpoints[at].title.as_str();
    match turn(context, leads, steps.iter().filter(|step| step.at > from && step.at <= to)) {
        Turn::Untested => plain(),
        Turn::Nowhere => show.word("journey.chart.no_turn"),
        Turn::At(step) => {
            let values = [("before", title(step.at - 1)), ("after", title(step.at))];
            super::say::short(show.fill("journey.chart.turn", &values), plain)
        }
    }
}

/// The touchpoints of a stretch beside each other, in their order.
fn dots(context: &Context<'_>, leads: &[Option<MetricIx>], steps: &[Step<'_>], stretch: (usize, usize)) -> Dots {
    let show = context.show;
    let (from, to) = stretch;
    let row = |at: usize| {
        let metric = leads[at]?;
        let figure = context.of_group(metric, None)?;
        let names = [("at", &*(at + 1).to_string()), ("title", &context.report.config.touchpoints[at].title)];
        let name = show.fill("journey.step", &names);
        Some(DotRow { name, is_ours: true, estimate: figure.estimate.clone(), rank: None })
    };
    let first = leads[from].map(|metric| context.headline(metric));
    let values = [("interval", &*show.interval_name()), ("wave", &context.wave_label())];
    Dots {
        heading: Heading {
            id: "journey".to_owned(),
            headline: headline(context, leads, steps, stretch),
            subtitle: show.fill("journey.chart.subtitle", &values),
        },
        measure: first.map_or(crate::chart::Measure { unit: crate::number::Unit::Score, decimals: 2 }, measure),
        rows: (from..=to).filter_map(row).collect(),
        target: None,
    }
}

/// Every touchpoint with the metric that stands for it, against the one before and against its own wave before.
fn table(context: &Context<'_>, leads: &[Option<MetricIx>]) -> Option<Table> {
    let show = context.show;
    let caption = show.fill("journey.caption", &[("wave", &context.wave_label())]);
    let mut table = TableBuilder::new(show, "steps", caption)
        .dense()
        .words("column.touchpoint")
        .words("column.metric")
        .estimate_columns(show.word("column.value"))
        .words("column.step")
        .words("column.previous");
    for (at, (touchpoint, lead)) in context.report.config.touchpoints.iter().zip(leads).enumerate() {
        let Some((metric, figure)) = lead.and_then(|metric| Some((metric, context.of_group(metric, None)?))) else {
            continue;
        };
        let statistic = context.headline(metric);
        let before = at.checked_sub(1).and_then(|before| leads[before]);
        let step = before.map(|before| Reference::Step(context.info(before).id.clone()));
        let change = |reference: &Reference| comparison(context, metric, statistic, figure, reference);
        let mut entries = vec![
            Entry::link(touchpoint.title.clone(), format!("#step-{}", slug(&touchpoint.id))),
            Entry::link(super::say::name(context, metric), context.href(PAGE, PageId::Metric(metric))),
        ];
        entries.extend(table.estimate(statistic, &figure.estimate));
        let step = step.map_or_else(|| Entry::text("–"), |step| change(&step));
        entries.extend([step, change(&Reference::Previous)]);
        table.row(false, entries);
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_stretch_of_steps_is_found() {
        let untested = Comparison::untested(Reference::Target, None);
        let steps = |places: &[usize]| {
            let found: Vec<Step<'_>> = places.iter().map(|&at| Step { at, comparison: &untested }).collect();
            stretch(&found)
        };
        assert_eq!(steps(&[]), None);
        assert_eq!(steps(&[1]), Some((0, 1)));
        assert_eq!(steps(&[1, 3, 4, 6]), Some((2, 4)));
        assert_eq!(steps(&[2, 5]), Some((1, 2)));
    }
}
