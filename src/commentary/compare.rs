//! Differences and verdicts: what a figure is compared with, and what may be said.

use super::resolve::{NAMED_WAVES, NO_TARGET, Resolver, Shown};
use crate::lookup::grammar::Word;
use crate::lookup::{Problem, in_time, names, range};
use crate::metrics::{Estimate, Figure, FigureKey, Measured, Reference, Verdict};
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
        if known.contains(&&*first.text) {
            let other = if *first.text == *"target" { Reference::Target } else { Reference::Rest };
            return Ok((in_time(&first.text).unwrap_or(other), 1));
        }
        let found =
            names::take(words, false, |text| with_names.then(|| self.lookup.named_reference(text, key)).flatten());
        found.ok_or_else(|| {
            let text = names::joined(words);
            let names = if with_names { self.lookup.named_references(key) } else { Vec::new() };
            let all: Vec<&str> = known.iter().copied().chain(names).collect();
            let message = format!("`{}` cannot be compared with `{text}`", self.lookup.info(key.metric).id);
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
        let hidden = self.lookup.other_figure(reference, key).is_some_and(|f| f.estimate == Estimate::Suppressed);
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
        let (message, hint) = match (reference, self.lookup.wave_of(reference, key.wave, Some(key.metric))) {
            (Reference::Previous | Reference::Year | Reference::Baseline, None) => {
                let what = match reference {
                    Reference::Previous => "wave before",
                    Reference::Year => "wave a year before",
                    _ => "baseline wave other than",
                };
                (format!("the data have no {what} {}", self.report.waves.id(key.wave)), NAMED_WAVES)
            }
            (Reference::Target, _) => (format!("`{}` has no target", self.lookup.info(key.metric).id), NO_TARGET),
            (_, Some(wave)) => {
                let message = format!("{} has no figure in {}", self.lookup.describe(key), self.report.waves.id(wave));
                (message, "leave the value out, or compare with another wave")
            }
            _ => {
                let message = format!("{} is not compared with {}", self.lookup.describe(key), reference.id());
                (message, "leave the value out, or show the two figures beside each other")
            }
        };
        let problem = self.error("commentary/not-compared", message, outer.clone()).hint(hint);
        if reference.is_over_time() { problem.not_yet() } else { problem }
    }

    fn verdict_words(&self, verdict: Verdict, reference: &Reference) -> &'a str {
        self.words.get(verdict.message_key(reference.is_over_time()))
    }
}
