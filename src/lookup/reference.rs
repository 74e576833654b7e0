//! What a figure is compared with, by name.

use super::Lookup;
use super::names::{self, Match};
use crate::metrics::{Figure, FigureKey, GroupIx, MetricIx, Reference};
use crate::wave::Wave;

/// The reference in time, or to a target or the rest, that a word of the grammar means.
pub fn in_time(word: &str) -> Option<Reference> {
    Some(match word {
        "previous" => Reference::Previous,
        "year" => Reference::Year,
        "baseline" => Reference::Baseline,
        _ => return None,
    })
}

impl<'a> Lookup<'a> {
    /// What a figure may be compared with by name: a brand, a sibling in its dimension, a published figure or another
    /// metric that it is compared with anyway.
    pub fn named_reference(&self, text: &str, key: &FigureKey) -> Option<Reference> {
        if let Match::One(at) = names::find(text, self.brands_beside(key)) {
            return Some(Reference::Brand(self.figures.brands[at].clone()));
        }
        let siblings = self.siblings(key);
        if let Match::One(at) = names::find(text, siblings) {
            return Some(Reference::Segment(siblings[at].clone()));
        }
        self.elsewhere(key).find(|(id, _)| *id == text).map(|(_, reference)| reference.clone())
    }

    /// Every name that [`Lookup::named_reference`] knows, to suggest one.
    pub fn named_references(&self, key: &FigureKey) -> Vec<&'a str> {
        let names = self.brands_beside(key).iter().chain(self.siblings(key)).map(String::as_str);
        names.filter(|name| !name.is_empty()).chain(self.elsewhere(key).map(|(id, _)| id)).collect()
    }

    fn brands_beside(&self, key: &FigureKey) -> &'a [String] {
        if key.brand.is_some() { &self.figures.brands } else { &[] }
    }

    fn siblings(&self, key: &FigureKey) -> &'a [String] {
        key.group.map_or(&[], |group| &self.figures.dimensions[group.dimension].values)
    }

    fn elsewhere(&self, key: &FigureKey) -> impl Iterator<Item = (&'a str, &'a Reference)> + use<'a> {
        let comparisons = self.figure(key).into_iter().flat_map(|figure| &figure.comparisons);
        comparisons.filter_map(|comparison| match &comparison.reference {
            reference @ (Reference::Benchmark(id) | Reference::Metric(id)) => Some((id.as_str(), reference)),
            _ => None,
        })
    }

    /// The wave that a reference in time leads to from `wave`, if the data have it. A metric may have a baseline of its
    /// own.
    pub fn wave_of(&self, reference: &Reference, wave: Wave, metric: Option<MetricIx>) -> Option<Wave> {
        let other = match reference {
            Reference::Previous => self.report.waves.previous(wave),
            Reference::Year => self.report.waves.year_before(wave),
            Reference::Baseline => match metric {
                Some(metric) => self.info(metric).baseline,
                None => self.report.baseline.map(|written| written.value),
            },
            Reference::Wave(id) => self.report.waves.parse(id),
            _ => None,
        };
        other.filter(|other| *other != wave && self.figures.waves.contains(other))
    }

    /// The figure on the other side of a comparison, where it is one of the report's own.
    pub fn other_key(&self, reference: &Reference, key: &FigureKey) -> Option<FigureKey> {
        let mut other = *key;
        match reference {
            Reference::Previous | Reference::Year | Reference::Baseline | Reference::Wave(_) => {
                other.wave = self.wave_of(reference, key.wave, Some(key.metric))?;
            }
            Reference::Brand(name) => other.brand = Some(self.figures.brands.iter().position(|b| b == name)?),
            Reference::Segment(name) => {
                let dimension = key.group?.dimension;
                let value = self.figures.dimensions[dimension].values.iter().position(|v| v == name)?;
                other.group = Some(GroupIx { dimension, value });
            }
            Reference::Metric(id) => {
                let metric = MetricIx(self.figures.metrics.iter().position(|metric| metric.id == *id)?);
                let statistic = self.info(metric).statistics.first()?.statistic;
                other = FigureKey { metric, brand: self.figures.our_brand(metric), statistic, ..*key };
            }
            Reference::Target | Reference::Rest | Reference::Benchmark(_) | Reference::Step(_) => return None,
        }
        Some(other)
    }

    /// The same as a figure.
    pub fn other_figure(&self, reference: &Reference, key: &FigureKey) -> Option<&'a Figure> {
        self.figure(&self.other_key(reference, key)?)
    }
}
