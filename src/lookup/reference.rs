//! What a figure is compared with, by name.

use super::Lookup;
use super::names::{self, Match};
use crate::metrics::{Figure, FigureKey, Figures, GroupIx, MetricIx, Reference};
use crate::slug::{encoded, short};
use crate::wave::{Wave, WaveScheme};

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

    /// The same as they may be written in an address.
    pub fn addressed_references(&self, key: &FigureKey) -> Vec<String> {
        let short = |names: &'a [String]| {
            names.iter().filter(|name| !name.is_empty()).map(|name| short(name, names)).collect::<Vec<_>>()
        };
        let elsewhere = self.elsewhere(key).map(|(id, _)| encoded(id));
        [short(self.brands_beside(key)), short(self.siblings(key)), elsewhere.collect()].concat()
    }

    /// The one published figure that a figure is compared with; None where there are several or none.
    pub fn only_benchmark(&self, key: &FigureKey) -> Option<Reference> {
        let mut published =
            self.elsewhere(key).map(|(_, reference)| reference).filter(|r| matches!(r, Reference::Benchmark(_)));
        published.next().filter(|_| published.next().is_none()).cloned()
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
        let baseline = match metric {
            Some(metric) => self.info(metric).baseline,
            None => self.report.baseline.map(|written| written.value),
        };
        wave_of(self.figures, &self.report.waves, baseline, reference, wave)
    }

    /// The figure on the other side of a comparison, where it is one of the report's own.
    pub fn other_key(&self, reference: &Reference, key: &FigureKey) -> Option<FigureKey> {
        other_key(self.figures, &self.report.waves, reference, key)
    }

    /// The same as a figure.
    pub fn other_figure(&self, reference: &Reference, key: &FigureKey) -> Option<&'a Figure> {
        self.figure(&self.other_key(reference, key)?)
    }
}

/// The wave that a reference in time leads to from `wave`, if the data have it.
fn wave_of(
    figures: &Figures,
    scheme: &WaveScheme,
    baseline: Option<Wave>,
    reference: &Reference,
    wave: Wave,
) -> Option<Wave> {
    let other = match reference {
        Reference::Previous => scheme.previous(wave),
        Reference::Year => scheme.year_before(wave),
        Reference::Baseline => baseline,
        Reference::Wave(id) => scheme.parse(id),
        _ => None,
    };
    other.filter(|other| *other != wave && figures.waves.contains(other))
}

/// The figure on the other side of a comparison, where it is one of the report's own.
pub fn other_key(figures: &Figures, scheme: &WaveScheme, reference: &Reference, key: &FigureKey) -> Option<FigureKey> {
    let mut other = *key;
    match reference {
        Reference::Previous | Reference::Year | Reference::Baseline | Reference::Wave(_) => {
            let baseline = figures.metrics[key.metric.0].baseline;
            other.wave = wave_of(figures, scheme, baseline, reference, key.wave)?;
        }
        Reference::Brand(name) => other.brand = Some(figures.brands.iter().position(|b| b == name)?),
        Reference::Segment(name) => {
            let dimension = key.group?.dimension;
            let value = figures.dimensions[dimension].values.iter().position(|v| v == name)?;
            other.group = Some(GroupIx { dimension, value });
        }
        Reference::Metric(id) => {
            let metric = MetricIx(figures.metrics.iter().position(|metric| metric.id == *id)?);
            let statistic = figures.metrics[metric.0].statistics.first()?.statistic;
            other = FigureKey { metric, brand: figures.our_brand(metric), statistic, ..*key };
        }
        Reference::Target | Reference::Rest | Reference::Benchmark(_) | Reference::Step(_) => return None,
    }
    Some(other)
}
