//! Main points: plain sentences made from the strongest supported differences, each with its evidence.

use super::book::PageId;
use super::context::Context;
use super::say::{Standing, name, standings, supported};
use super::show::better;
use crate::metrics::{Comparison, FigureKey, GroupIx, MetricIx, Reference, Verdict};
use crate::wave::Wave;
use serde::Serialize;

/// A main point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// The sentence.
    pub text: String,
    /// ▲ or ▼
    pub shape: &'static str,
    /// `good` or `bad`
    pub tone: &'static str,
    /// The page with the whole story.
    pub href: String,
    /// Id of its evidence on the same page.
    pub evidence: String,
    /// The evidence: values, bases, interval of the difference, test.
    pub proof: String,
}

/// The most points that are made.
const MOST: usize = 6;
/// The most points of one kind beside the changes of whole metrics.
const MOST_OF_A_KIND: usize = 2;

/// What a difference is about.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Subject {
    metric: MetricIx,
    group: Option<GroupIx>,
}

/// A point that could be made.
struct Candidate<'a> {
    subject: Subject,
    comparison: &'a Comparison,
    strength: f64,
}

/// The main points of an edition as its overview shows them.
pub fn points(context: &Context<'_>) -> Vec<Point> {
    let whole = |reference: Reference| {
        let subjects = context.metrics().map(|(metric, _)| Subject { metric, group: None });
        candidates(context, subjects.collect(), &reference)
    };
    let mut chosen: Vec<Candidate<'_>> = whole(Reference::Previous);
    for candidate in whole(Reference::Year) {
        if chosen.iter().all(|c| c.subject != candidate.subject) {
            chosen.push(candidate);
        }
    }
    // Some room is left for who is ahead and where it is different.
    chosen.truncate(MOST - MOST_OF_A_KIND);
    chosen.extend(brands(context).into_iter().take(MOST_OF_A_KIND));
    for reference in [Reference::Previous, Reference::Rest] {
        let groups = candidates(context, groups(context), &reference);
        let new = groups.into_iter().filter(|c| chosen.iter().all(|other| other.subject != c.subject));
        let new: Vec<_> = new.take(MOST_OF_A_KIND).collect();
        chosen.extend(new);
    }
    chosen.truncate(MOST);
    chosen.iter().enumerate().map(|(at, candidate)| point(context, at, candidate)).collect()
}

/// The metric of the first point that is about everybody: what the overview's title speaks of.
pub fn first_metric(context: &Context<'_>) -> Option<MetricIx> {
    let (previous, year) = (Reference::Previous, Reference::Year);
    let subjects = || context.metrics().map(|(metric, _)| Subject { metric, group: None }).collect::<Vec<_>>();
    let first =
        candidates(context, subjects(), &previous).into_iter().chain(candidates(context, subjects(), &year)).next();
    first.map(|candidate| candidate.subject.metric)
}

fn groups(context: &Context<'_>) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for (metric, _) in context.metrics().filter(|(_, info)| info.headline) {
        for dimension in context.cuts(metric) {
            for value in 0..context.figures.dimensions[dimension].values.len() {
                subjects.push(Subject { metric, group: Some(GroupIx { dimension, value }) });
            }
        }
    }
    subjects
}

/// The supported differences of `subjects`, strongest first.
fn candidates<'a>(context: &Context<'a>, subjects: Vec<Subject>, reference: &Reference) -> Vec<Candidate<'a>> {
    let candidate = |subject: Subject| {
        let comparison = supported(context.of_group(subject.metric, subject.group), reference)?;
        Some(Candidate { subject, comparison, strength: strength(comparison)? })
    };
    let mut found: Vec<Candidate<'a>> = subjects.into_iter().filter_map(candidate).collect();
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    found
}

/// Brands that are clearly ahead of or behind us on the first metric that has brands; those ahead first.
fn brands<'a>(context: &Context<'a>) -> Vec<Candidate<'a>> {
    let Some((metric, _)) = context.metrics().find(|(_, info)| info.branded) else { return Vec::new() };
    let subject = Subject { metric, group: None };
    let figure = context.of_group(metric, None);
    let order = |standing: &Standing| usize::from(*standing != Standing::Ahead);
    let mut standings = standings(context, metric);
    standings.retain(|(_, standing)| *standing != Standing::Unclear);
    standings.sort_by_key(|(_, standing)| order(standing));
    let candidate = |(brand, _): (String, Standing)| {
        let comparison = supported(figure, &Reference::Brand(brand))?;
        Some(Candidate { subject, comparison, strength: strength(comparison)? })
    };
    standings.into_iter().filter_map(candidate).collect()
}

/// The difference in half-widths of its interval: comparable between units. None where it may not be shown.
fn strength(comparison: &Comparison) -> Option<f64> {
    let (low, high) = comparison.interval?;
    let half = (high - low) / 2.0;
    comparison.difference.map(|d| if half > 0.0 { d.abs() / half } else { f64::MAX })
}

fn point(context: &Context<'_>, at: usize, candidate: &Candidate<'_>) -> Point {
    let Candidate { subject: Subject { metric, group }, comparison, .. } = candidate;
    let show = &context.show;
    let (info, statistic) = (context.info(*metric), context.headline(*metric));
    let is_higher = comparison.verdict == Verdict::Higher;
    let key = match (&comparison.reference, is_higher) {
        (Reference::Brand(_), true) => "point.brand.higher",
        (Reference::Brand(_), false) => "point.brand.lower",
        (reference, true) if reference.is_over_time() => "point.rose",
        (reference, false) if reference.is_over_time() => "point.fell",
        (_, true) => "point.higher",
        (_, false) => "point.lower",
    };
    let figure = context.of_group(*metric, *group);
    let cell = figure.map(|figure| show.cell(statistic, &figure.estimate));
    let value = cell.map(|cell| cell.value).unwrap_or_default();
    let size = comparison.difference.map(|d| show.size(statistic.unit, statistic.decimals, d)).unwrap_or_default();
    let subject = subject_name(context, *metric, *group);
    let (other, reference) = (other_value(context, *metric, comparison), show.reference(&comparison.reference));
    let text = show.fill(
        key,
        &[("subject", &subject), ("size", &size), ("reference", &reference), ("value", &value), ("other", &other)],
    );
    let page = match (&comparison.reference, group) {
        (Reference::Brand(_), _) => PageId::COMPETITORS,
        (_, Some(group)) => PageId::Group(*group),
        (_, None) => PageId::Metric(*metric),
    };
    let verdict = show.verdict(comparison.verdict, better(info, statistic.statistic), false);
    Point {
        text,
        shape: verdict.shape,
        tone: verdict.tone,
        href: context.href(PageId::Overview, page),
        evidence: format!("evidence-{}", at + 1),
        proof: proof(context, *metric, *group, comparison),
    }
}

/// "Recommendation", "Recommendation in North (Region)".
fn subject_name(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>) -> String {
    let metric = name(context, metric);
    match group {
        Some(group) => {
            let dimension = &context.figures.dimensions[group.dimension].title;
            let values = [("metric", &*metric), ("group", &context.group_name(group)), ("dimension", dimension)];
            context.show.fill("point.in_group", &values)
        }
        None => metric,
    }
}

/// A difference with everything that it stands on.
pub fn proof(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>, comparison: &Comparison) -> String {
    let show = &context.show;
    let (info, statistic) = (context.info(metric), context.headline(metric));
    let Some(figure) = context.of_group(metric, group) else { return String::new() };
    let cell = show.cell(statistic, &figure.estimate);
    let change = show.change(info, statistic, comparison);
    show.fill(
        "evidence",
        &[
            ("subject", &subject_name(context, metric, group)),
            ("wave", &context.wave_label()),
            ("value", &cell.value),
            ("interval", &cell.interval),
            ("n", &cell.n),
            ("reference", &change.reference),
            ("other", &reference_value(context, metric, group, comparison)),
            ("difference", &change.difference),
            ("difference_interval", &change.interval),
            ("p", &change.p),
            ("p_adjusted", &change.p_adjusted),
            ("test", &change.test),
        ],
    )
}

/// The other side of a comparison in brackets: ` (33.6, n 661)`; empty where it is not a figure of its own.
fn reference_value(context: &Context<'_>, metric: MetricIx, group: Option<GroupIx>, comparison: &Comparison) -> String {
    let show = &context.show;
    let statistic = context.headline(metric);
    let ours = context.figures.our_brand(metric);
    let (wave, brand) = match &comparison.reference {
        Reference::Brand(_) => (Some(context.wave()), brand_of(context, &comparison.reference)),
        reference => (reference_wave(context, metric, reference), ours),
    };
    let Some(wave) = wave else { return String::new() };
    let key = FigureKey { metric, brand, group, wave, statistic: statistic.statistic };
    let Some(figure) = context.figures.by_key.get(&key) else { return String::new() };
    let cell = show.cell(statistic, &figure.estimate);
    if cell.n.is_empty() {
        return String::new();
    }
    format!(" ({}, {})", cell.value, show.fill("base.n", &[("n", &cell.n)]))
}

/// The other brand's value; empty for other references.
fn other_value(context: &Context<'_>, metric: MetricIx, comparison: &Comparison) -> String {
    let Some(brand) = brand_of(context, &comparison.reference) else { return String::new() };
    let statistic = context.headline(metric);
    let figure = context.of_brand(metric, Some(brand), context.wave(), statistic.statistic);
    figure.map(|figure| context.show.cell(statistic, &figure.estimate).value).unwrap_or_default()
}

fn brand_of(context: &Context<'_>, reference: &Reference) -> Option<usize> {
    let Reference::Brand(name) = reference else { return None };
    context.figures.brands.iter().position(|brand| brand == name)
}

fn reference_wave(context: &Context<'_>, metric: MetricIx, reference: &Reference) -> Option<Wave> {
    let waves = context.show.waves();
    match reference {
        Reference::Previous => waves.previous(context.wave()),
        Reference::Year => waves.year_before(context.wave()),
        Reference::Baseline => context.info(metric).baseline,
        _ => None,
    }
}
