//! Differences and verdicts: what a figure is compared with, and what may be said.

use super::cut::range;
use super::grammar::Word;
use super::names::{self, Match};
use super::place::Problem;
use super::resolve::{NAMED_WAVES, NO_TARGET, Resolver, Shown};
use crate::metrics::{Estimate, Figure, FigureKey, GroupIx, Measured, MetricIx, Reference, Verdict};
use crate::wave::Wave;
use std::ops::Range;

impl<'a> Resolver<'a> {
    /// What `words` compare with: one of `known`, or with `names` a brand, a published figure or a sibling in the same dimension.
    pub(super) fn reference(
        &self,
        verb: &Word<'_>,
        words: &[Word<'_>],
        key: &FigureKey,
        known: &[&str],
        with_names: bool,
    ) -> Result<(Reference, usize), Problem> {
        let one_of = |texts: &[&str]| texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
        let Some(first) = words.first() else {
            let message = format!("`{}` needs what it is compared with", verb.text);
            let brand = if with_names && !self.figures.brands.is_empty() { ", or a brand" } else { "" };
            let problem = self.error("commentary/missing-reference", message, verb.range.clone());
            return Err(problem.hint(format!("one of {}{brand}", one_of(known))));
        };
        if known.contains(&first.text) {
            let reference = match first.text {
                "previous" => Reference::Previous,
                "year" => Reference::Year,
                "baseline" => Reference::Baseline,
                "target" => Reference::Target,
                _ => Reference::Rest,
            };
            return Ok((reference, 1));
        }
        let brands: &[String] = if key.brand.is_some() && with_names { &self.figures.brands } else { &[] };
        let siblings: &[String] = match key.group {
            Some(GroupIx { dimension, .. }) if with_names => &self.figures.dimensions[dimension].values,
            _ => &[],
        };
        let published = self.figure(key).into_iter().flat_map(|figure| &figure.comparisons);
        let elsewhere: Vec<(&str, &Reference)> = published
            .filter_map(|comparison| match &comparison.reference {
                reference @ (Reference::Benchmark(id) | Reference::Metric(id)) if with_names => {
                    Some((id.as_str(), reference))
                }
                _ => None,
            })
            .collect();
        let found = names::take(words, false, |text| {
            if let Match::One(at) = names::find(text, brands) {
                return Some(Reference::Brand(brands[at].clone()));
            }
            if let Match::One(at) = names::find(text, siblings) {
                return Some(Reference::Segment(siblings[at].clone()));
            }
            elsewhere.iter().find(|(id, _)| *id == text).map(|(_, reference)| (*reference).clone())
        });
        found.ok_or_else(|| {
            let text = names::joined(words);
            let names = brands.iter().chain(siblings).map(String::as_str);
            let all: Vec<&str> =
                known.iter().copied().chain(names).chain(elsewhere.iter().map(|(id, _)| *id)).collect();
            let message = format!("`{}` cannot be compared with `{text}`", self.info(key.metric).id);
            self.error("commentary/unknown-reference", message, range(words)).suggest(&text, all)
        })
    }

    pub(super) fn compared(
        &self,
        reference: &Reference,
        verdict: bool,
        key: &FigureKey,
        figure: &Figure,
        measured: &Measured,
        outer: &Range<usize>,
    ) -> Result<Shown, Problem> {
        let hidden = self.reference_figure(reference, key).is_some_and(|f| f.estimate == Estimate::Suppressed);
        let Some(comparison) = figure.against(reference).filter(|_| !hidden) else {
            return if hidden { Ok(self.suppressed()) } else { Err(self.not_compared(reference, key, outer)) };
        };
        if verdict {
            return Ok(self.plain(self.verdict_words(comparison.verdict, reference).to_owned(), None));
        }
        let Some(difference) = comparison.difference else {
            return Ok(match comparison.verdict {
                Verdict::NotComparable => {
                    self.plain(self.verdict_words(comparison.verdict, reference).to_owned(), None)
                }
                _ => self.suppressed(),
            });
        };
        let (unit, decimals) = self.print(key);
        let text = self.numbers.signed(unit, decimals, difference);
        let mut shown = self.plain(text, Some(unit.export(difference)));
        shown.note = comparison.interval.map(|interval| {
            let interval = self.numbers.signed_interval(unit, decimals, interval);
            self.words.fill("value.note.difference", &[("level", &self.level()), ("interval", &interval)])
        });
        shown.mark = self.mark(measured);
        Ok(shown)
    }

    fn not_compared(&self, reference: &Reference, key: &FigureKey, outer: &Range<usize>) -> Problem {
        let (message, hint) = match (reference, self.wave_of(reference, key.wave, Some(key.metric))) {
            (Reference::Previous | Reference::Year | Reference::Baseline, None) => {
                let what = match reference {
                    Reference::Previous => "wave before",
                    Reference::Year => "wave a year before",
                    _ => "baseline wave other than",
                };
                (format!("the data have no {what} {}", self.report.waves.id(key.wave)), NAMED_WAVES)
            }
            (Reference::Target, _) => (format!("`{}` has no target", self.info(key.metric).id), NO_TARGET),
            (_, Some(wave)) => {
                let message = format!("{} has no figure in {}", self.describe(key), self.report.waves.id(wave));
                (message, "leave the value out, or compare with another wave")
            }
            _ => {
                let message = format!("{} is not compared with {}", self.describe(key), reference.id());
                (message, "leave the value out, or show the two figures beside each other")
            }
        };
        let problem = self.error("commentary/not-compared", message, outer.clone()).hint(hint);
        if reference.is_over_time() { problem.not_yet() } else { problem }
    }

    /// The wave that a reference in time leads to from `wave`, if the data have it. A metric may have a baseline of its
    /// own.
    pub(super) fn wave_of(&self, reference: &Reference, wave: Wave, metric: Option<MetricIx>) -> Option<Wave> {
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

    fn reference_figure(&self, reference: &Reference, key: &FigureKey) -> Option<&'a Figure> {
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
            Reference::Target
            | Reference::Rest
            | Reference::Benchmark(_)
            | Reference::Step(_)
            | Reference::Metric(_) => return None,
        }
        self.figure(&other)
    }

    fn verdict_words(&self, verdict: Verdict, reference: &Reference) -> &'a str {
        self.words.get(verdict.message_key(reference.is_over_time()))
    }
}
