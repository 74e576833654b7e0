//! Which figure a text means: metric, statistic, brand, group and wave by name, with every problem at its place.
//!
//! Inline values, claims and the command line all find names here, so that a name means the same wherever it is written.

mod figure;
pub mod grammar;
pub mod names;
mod place;
mod reference;

pub use figure::{KEYWORDS, driver, range};
pub use place::{Place, Problem};
pub use reference::{in_time, other_key};

use crate::config::Report;
use crate::metrics::{Figure, FigureKey, Figures, MetricInfo, MetricIx, Statistic};
use std::collections::BTreeSet;
use std::ops::Range;

/// Looks names up in one edition.
#[derive(Debug)]
pub struct Lookup<'a> {
    /// The edition's figures.
    pub figures: &'a Figures,
    /// Its waves and baseline.
    pub report: &'a Report,
    /// The text in which the names stand.
    pub place: Place,
    /// Which metric is cut by which dimension.
    cuts: BTreeSet<(MetricIx, usize)>,
}

impl<'a> Lookup<'a> {
    /// For one text.
    pub fn new(figures: &'a Figures, report: &'a Report, place: Place) -> Lookup<'a> {
        let groups = figures.by_key.keys().filter_map(|key| key.group.map(|group| (key.metric, group.dimension)));
        Lookup { figures, report, place, cuts: groups.collect() }
    }

    /// A metric.
    pub fn info(&self, metric: MetricIx) -> &'a MetricInfo {
        &self.figures.metrics[metric.0]
    }

    /// The figure, if it was looked for.
    pub fn figure(&self, key: &FigureKey) -> Option<&'a Figure> {
        self.figures.by_key.get(key)
    }

    /// The figure in words, for messages: `nps@region=North,brand=Fjord in 2026-Q3`.
    pub fn describe(&self, key: &FigureKey) -> String {
        let mut filters = Vec::new();
        if let Some(group) = key.group {
            let dimension = &self.figures.dimensions[group.dimension];
            filters.push(format!("{}={}", dimension.id, dimension.values[group.value]));
        }
        if let Some(brand) = key.brand.filter(|brand| *brand != 0) {
            filters.push(format!("brand={}", self.figures.brands[brand]));
        }
        let at = if filters.is_empty() { String::new() } else { format!("@{}", filters.join(",")) };
        let info = self.info(key.metric);
        let headline = key.statistic == info.statistics[0].statistic;
        let statistic = if headline { String::new() } else { format!(" {}", key.statistic.word(info)) };
        format!("`{}{at}{statistic}` in {}", info.id, self.report.waves.id(key.wave))
    }

    /// How an inline value of this edition asks for the figure: `nps@region=North,wave=2026-Q1`, `wait p90`.
    pub fn reference_to(&self, key: &FigureKey) -> String {
        let info = self.info(key.metric);
        let group = key.group.map(|group| {
            let dimension = &self.figures.dimensions[group.dimension];
            format!("{}={}", dimension.id, dimension.values[group.value])
        });
        let brand = key.brand.filter(|brand| *brand != 0).map(|at| format!("brand={}", self.figures.brands[at]));
        let wave = (key.wave != self.figures.wave).then(|| format!("wave={}", self.report.waves.id(key.wave)));
        let filters: Vec<String> = group.into_iter().chain(brand).chain(wave).collect();
        let at = if filters.is_empty() { String::new() } else { format!("@{}", filters.join(",")) };
        if key.statistic == info.statistics[0].statistic {
            return format!("{}{at}", info.id);
        }
        let word = key.statistic.word(info);
        // The parts of an NPS are asked for by their names alone, other answers as `share yes`.
        let word = match key.statistic {
            Statistic::Share(_) => word.replacen(':', " ", 1),
            _ => word.strip_prefix("share:").unwrap_or(&word).replacen(':', " ", 1),
        };
        format!("{}{at} {word}", info.id)
    }

    fn error(&self, code: &'static str, message: impl Into<String>, range: Range<usize>) -> Problem {
        self.place.error(code, message, range)
    }
}
