//! Claims as addresses, to be pasted.

use super::number;
use super::relation::{CLAIMS, Relation};
use super::{Claim, Rank, Statement, Way, With};
use crate::config::Report;
use crate::metrics::{FigureKey, Figures, Reference, Statistic};
use crate::number::Unit;
use crate::slug::{encoded, short};

/// The claim as [`parse`](super::parse()) reads it: `nps@region=north/rose/previous`.
pub fn write(figures: &Figures, report: &Report, claim: &Claim) -> String {
    let key = &claim.key;
    let with = |with: &With| match with {
        With::Number(kept) => number::write(*kept, unit(figures, key)),
        With::Reference(reference) => named(figures, reference, key),
    };
    let rest = match &claim.statement {
        Statement::Compared { with: other, .. } => vec![with(other)],
        Statement::Ranked(Rank::First | Rank::Last) => Vec::new(),
        Statement::Ranked(Rank::AmongFirst(places)) => vec![places.to_string()],
        Statement::Extreme { since, .. } => vec![report.waves.id(*since)],
        Statement::Driver(at) => {
            let drivers = &figures.metrics[key.metric.0].drivers;
            let id = drivers.get(usize::from(*at)).map(|driver| driver.id.clone()).unwrap_or_default();
            vec![id]
        }
        Statement::Crossed { level, since } => vec![with(level), named(figures, since, key)],
    };
    let parts = std::iter::once(subject(figures, report, key)).chain([word(claim).to_owned()]).chain(rest);
    parts.collect::<Vec<_>>().join("/")
}

/// What is claimed, as the word in the address: `rose`.
pub fn word(claim: &Claim) -> &'static str {
    let relation = match &claim.statement {
        Statement::Compared { way, .. } => word_of(*way),
        Statement::Ranked(Rank::First) => Relation::First,
        Statement::Ranked(Rank::Last) => Relation::Last,
        Statement::Ranked(Rank::AmongFirst(_)) => Relation::AmongFirst,
        Statement::Extreme { best: true, .. } => Relation::BestSince,
        Statement::Extreme { best: false, .. } => Relation::WorstSince,
        Statement::Driver(_) => Relation::MostImportantDriver,
        Statement::Crossed { .. } => Relation::Crossed,
    };
    CLAIMS.iter().find(|kind| kind.relation == relation).map_or("", |kind| kind.word)
}

/// The figure: `nps@region=north,wave=2025-Q4`, with its statistic behind a slash where it is not the headline one.
pub fn subject(figures: &Figures, report: &Report, key: &FigureKey) -> String {
    let info = &figures.metrics[key.metric.0];
    let mut filters = Vec::new();
    if let Some(group) = key.group {
        let dimension = &figures.dimensions[group.dimension];
        filters.push(format!("{}={}", dimension.id, short(&dimension.values[group.value], &dimension.values)));
    }
    if let Some(brand) = key.brand.filter(|brand| *brand != 0) {
        filters.push(format!("brand={}", short(&figures.brands[brand], &figures.brands)));
    }
    if key.wave != figures.wave {
        filters.push(format!("wave={}", encoded(&report.waves.id(key.wave))));
    }
    let at = if filters.is_empty() { String::new() } else { format!("@{}", filters.join(",")) };
    let headline = info.statistics.first().is_none_or(|first| first.statistic == key.statistic);
    let word = key.statistic.word(info);
    let word = match key.statistic {
        Statistic::Promoters | Statistic::Passives | Statistic::Detractors => {
            word.trim_start_matches("share:").to_owned()
        }
        Statistic::Share(answer) => {
            let labels: Vec<String> = info.answers.iter().map(|(_, label)| label.clone()).collect();
            let label = info.answers.iter().find(|(value, _)| *value == answer).map(|(_, label)| label);
            format!("share-{}", label.map_or_else(|| answer.number().to_string(), |label| short(label, &labels)))
        }
        // `within:48h` in files; parts of addresses have hyphens.
        _ => encoded(&word.replace(':', "-")),
    };
    let statistic = if headline { String::new() } else { format!("/{word}") };
    format!("{}{at}{statistic}", info.id)
}

fn named(figures: &Figures, reference: &Reference, key: &FigureKey) -> String {
    match reference {
        Reference::Brand(name) => short(name, &figures.brands),
        Reference::Segment(name) => {
            let values = key.group.map_or(&[] as &[String], |group| &figures.dimensions[group.dimension].values);
            short(name, values)
        }
        Reference::Wave(id) | Reference::Benchmark(id) | Reference::Metric(id) | Reference::Step(id) => encoded(id),
        plain => plain.kind().to_owned(),
    }
}

fn unit(figures: &Figures, key: &FigureKey) -> Unit {
    let statistics = &figures.metrics[key.metric.0].statistics;
    statistics.iter().find(|known| known.statistic == key.statistic).map_or(Unit::Share, |known| known.unit)
}

fn word_of(way: Way) -> Relation {
    match way {
        Way::Rose => Relation::Rose,
        Way::Fell => Relation::Fell,
        Way::Steady => Relation::Steady,
        Way::Above => Relation::Above,
        Way::Below => Relation::Below,
        Way::Level => Relation::Level,
        Way::Unclear => Relation::Unclear,
    }
}
