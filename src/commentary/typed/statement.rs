//! Words such as "rose" and "record" near a metric's name, where no claim stands for them.

use super::sentence::Sentence;
use super::vocabulary::{Sense, Subject};
use super::{Findings, QUIET, TypedReader};
use crate::config::Better;
use crate::diag::Diagnostic;
use crate::metrics::{Comparison, Estimate, Figure, FigureKey, MetricIx, Reference, Verdict};
use std::collections::BTreeSet;
use std::ops::Range;

/// A word speaks of a metric whose name stands no further away than this, in tokens: before it, and behind it.
const NEAR: (usize, usize) = (10, 4);

impl TypedReader<'_> {
    pub(super) fn statements(&self, sentence: &Sentence<'_>, findings: &mut Findings) {
        let is_claimed = !sentence.stretch.claims_in(&sentence.range).is_empty();
        if is_claimed {
            return;
        }
        let mut told: Vec<(MetricIx, Range<usize>)> = Vec::new();
        for (at, sense) in &sentence.senses {
            if sentence.takes_back(&[Sense::Not, Sense::Unreal], at.start) {
                continue;
            }
            let Some(metric) = self.subject(sentence, at) else { continue };
            let Some(otherwise) = self.otherwise(sentence, metric, *sense, at) else { continue };
            if told.iter().any(|(of, range)| *of == metric && range == at) {
                continue;
            }
            told.push((metric, at.clone()));
            let (Some(first), Some(last)) = (sentence.tokens.get(at.start), sentence.tokens.get(at.end - 1)) else {
                continue;
            };
            let range = first.range.start..last.range.end;
            let message = format!("says `{}`, {otherwise}", &sentence.stretch.text[range.clone()]);
            let place = self.resolver.place.span(sentence.stretch.place(&range));
            let problem = Diagnostic::warning("commentary/typed-word", message).at(place);
            let problem =
                problem.hint("say what the data say, or make the words a claim, which is checked by its own test");
            findings.problems.push(problem.hint(QUIET));
        }
    }

    /// The metric that a word speaks of: the nearest before it, else one right behind it.
    fn subject(&self, sentence: &Sentence<'_>, at: &Range<usize>) -> Option<MetricIx> {
        let near = sentence.metrics_near(at.start).filter(|(far, before, _)| match before {
            true => *far <= NEAR.0,
            // "record NPS", "the rise in NPS", and not "the best way to raise NPS".
            false => *far <= NEAR.1 + (at.end - at.start) && self.is_of(sentence, at.end..at.start + far),
        });
        near.min_by_key(|(far, is_before, _)| far + if *is_before { 0 } else { NEAR.0 }).map(|(.., metric)| metric)
    }

    /// Whether nothing stands on these tokens but small words, names, and words that are known here.
    fn is_of(&self, sentence: &Sentence<'_>, mut tokens: Range<usize>) -> bool {
        tokens.all(|at| {
            let known = sentence.senses.iter().any(|(range, _)| range.contains(&at));
            let named = sentence.names.iter().any(|(range, _)| range.contains(&at));
            known || named || self.stop.has(&sentence.tokens[at].folded)
        })
    }

    /// What the data say instead; None where they say the same, or nothing.
    fn otherwise(&self, sentence: &Sentence<'_>, metric: MetricIx, sense: Sense, at: &Range<usize>) -> Option<String> {
        let better = self.resolver.lookup.info(metric).better;
        let (up, down) = (Verdict::Higher, Verdict::Lower);
        let (good, bad) = if better == Better::High { (up, down) } else { (down, up) };
        match sense {
            Sense::Up => self.movement(sentence, metric, up),
            Sense::Down => self.movement(sentence, metric, down),
            Sense::Better => self.movement(sentence, metric, good),
            Sense::Worse => self.movement(sentence, metric, bad),
            Sense::Best => self.extreme(sentence, metric, good, at),
            Sense::Worst => self.extreme(sentence, metric, bad, at),
            Sense::Highest => self.extreme(sentence, metric, up, at),
            Sense::Lowest => self.extreme(sentence, metric, down, at),
            Sense::Steady => self.standstill(sentence, metric),
            Sense::Leading => self.lead(sentence, metric),
            Sense::Significant => self.significance(sentence, metric),
            Sense::Above => self.standing(sentence, metric, up, at),
            Sense::Below => self.standing(sentence, metric, down, at),
            Sense::Ahead => self.standing(sentence, metric, good, at),
            Sense::Behind => self.standing(sentence, metric, bad, at),
            Sense::Reached => self.reached(sentence, metric, bad, at),
            Sense::Higher => self.than(sentence, metric, up, at),
            Sense::Lower => self.than(sentence, metric, down, at),
            Sense::Finer => self.than(sentence, metric, good, at),
            Sense::Poorer => self.than(sentence, metric, bad, at),
            _ => None,
        }
    }

    /// "unchanged", where all that the sentence may mean has clearly changed.
    fn standstill(&self, sentence: &Sentence<'_>, metric: MetricIx) -> Option<String> {
        let [_, year, baseline] = self.named_references(sentence);
        let reference = match (year, baseline) {
            (true, _) => Reference::Year,
            (_, true) => Reference::Baseline,
            _ => Reference::Previous,
        };
        let meant = self.figures_meant(sentence, metric);
        let compared: Vec<(&FigureKey, &Comparison)> = meant
            .iter()
            .filter(|(key, _)| key.wave == self.resolver.figures.wave)
            .filter_map(|(key, figure)| Some((key, figure.against(&reference)?)))
            .collect();
        let has_moved = |(_, c): &(&FigureKey, &Comparison)| matches!(c.verdict, Verdict::Higher | Verdict::Lower);
        let (key, comparison) = compared.first().filter(|_| compared.iter().all(has_moved))?;
        Some(self.told(key, comparison))
    }

    /// "we lead the market", where another brand is better.
    fn lead(&self, sentence: &Sentence<'_>, metric: MetricIx) -> Option<String> {
        let info = self.resolver.lookup.info(metric);
        let names_another = sentence.names.iter().any(|(range, subject)| {
            matches!(subject, Subject::Brand(other) if *other > 0) && range.start < 2 && !range.is_empty()
        });
        if !info.branded || names_another {
            return None;
        }
        let statistic = info.statistics[0].statistic;
        let wave = self.resolver.figures.wave;
        let key = |brand| FigureKey { metric, brand: Some(brand), group: None, wave, statistic };
        let value = |brand: usize| Some(self.resolver.lookup.figure(&key(brand))?.estimate.measured()?.value);
        let ours = value(0)?;
        let beats = |other: f64| if info.better == Better::High { other > ours } else { other < ours };
        let better = (1..self.resolver.figures.brands.len()).find(|brand| value(*brand).is_some_and(beats))?;
        let (us, them) = (self.value_of(&key(0))?, self.value_of(&key(better))?);
        let wave = self.resolver.report.waves.id(wave);
        let name = &self.resolver.figures.brands[better];
        Some(format!("the data say {us} for `{}` in {wave} and {them} for {name}", info.id))
    }

    /// The headline figures that the sentence may mean.
    fn figures_meant(&self, sentence: &Sentence<'_>, metric: MetricIx) -> Vec<(FigureKey, &Figure)> {
        let info = self.resolver.lookup.info(metric);
        let scope = self.scope(sentence, 1);
        let brands: Vec<Option<usize>> = match info.branded {
            true => scope.brands.iter().map(|brand| Some(*brand)).collect(),
            false => vec![None],
        };
        let statistic = info.statistics[0].statistic;
        let mut meant = Vec::new();
        // What rose did so up to the wave that is named, or up to now.
        let now = std::iter::once(self.resolver.figures.wave);
        let waves: BTreeSet<_> = scope.waves.iter().copied().chain(now).collect();
        for wave in waves {
            for &brand in &brands {
                for &group in &scope.groups {
                    let key = FigureKey { metric, brand, group, wave, statistic };
                    meant.extend(self.resolver.lookup.figure(&key).map(|figure| (key, figure)));
                }
            }
        }
        meant.retain(|(_, figure)| figure.estimate.measured().is_some());
        meant
    }

    fn movement(&self, sentence: &Sentence<'_>, metric: MetricIx, wanted: Verdict) -> Option<String> {
        let asked = |reference: &Reference| match (reference, self.named_references(sentence)) {
            (reference, [false, false, false]) => reference.is_over_time(),
            (Reference::Previous, [asked, ..]) => asked,
            (Reference::Year, [_, asked, _]) => asked,
            (Reference::Baseline, [.., asked]) => asked,
            _ => false,
        };
        let meant = self.figures_meant(sentence, metric);
        let compared: Vec<(&FigureKey, &Comparison)> = meant
            .iter()
            .flat_map(|(key, figure)| figure.comparisons.iter().map(move |comparison| (key, comparison)))
            .filter(|(_, comparison)| comparison.difference.is_some() && asked(&comparison.reference))
            .collect();
        if compared.iter().any(|(_, comparison)| comparison.verdict == wanted) {
            return None;
        }
        let of_now = |(key, _): &&(&FigureKey, &Comparison)| key.wave == self.resolver.figures.wave;
        let (key, comparison) = compared.iter().find(of_now).or(compared.first())?;
        Some(self.told(key, comparison))
    }

    fn named_references(&self, sentence: &Sentence<'_>) -> [bool; 3] {
        [Sense::Previous, Sense::Year, Sense::Baseline].map(|sense| sentence.has(sense))
    }

    /// "the data say no clear change for `nps` in 2026-Q3 against the wave before: +2.1 (95% interval −1.0 to +5.2)"
    fn told(&self, key: &FigureKey, comparison: &Comparison) -> String {
        let resolver = self.resolver;
        let (unit, decimals) = resolver.print(key);
        let verdict = resolver.words.get(comparison.verdict.message_key(comparison.reference.is_over_time()));
        let difference = comparison.difference.map(|d| resolver.numbers.signed(unit, decimals, d)).unwrap_or_default();
        let interval = comparison.interval.map(|ends| resolver.numbers.signed_interval(unit, decimals, ends));
        let interval = interval.map(|ends| format!(" ({} interval {ends})", resolver.level())).unwrap_or_default();
        let against = comparison.reference.id().replace(':', " ");
        format!(
            "the data say {verdict} for {} against {against}: {difference}{interval}",
            resolver.lookup.describe(key)
        )
    }

    fn extreme(
        &self,
        sentence: &Sentence<'_>,
        metric: MetricIx,
        direction: Verdict,
        at: &Range<usize>,
    ) -> Option<String> {
        // "the best of the shops", "best practice": only what stands beside the metric's name or says "since".
        let (far, ..) = sentence.metrics_near(at.start).min()?;
        if far > 5 {
            return None;
        }
        let meant = self.figures_meant(sentence, metric);
        let (key, figure) =
            meant.iter().max_by_key(|(key, _)| (key.group.is_some(), key.brand != Some(0), key.wave))?;
        let value = figure.estimate.measured()?.value;
        let beats = |other: f64| if direction == Verdict::Higher { other > value } else { other < value };
        let over_time = self.resolver.figures.waves.iter().filter(|wave| **wave < key.wave);
        let earlier: Vec<(FigureKey, f64)> = over_time
            .filter_map(|wave| {
                let other = FigureKey { wave: *wave, ..*key };
                Some((other, self.resolver.lookup.figure(&other)?.estimate.measured()?.value))
            })
            .collect();
        let worse_now: Vec<&(FigureKey, f64)> = earlier.iter().filter(|(_, other)| beats(*other)).collect();
        let is_first = figure.rank.is_some_and(|rank| {
            let is_good = (direction == Verdict::Higher) == (self.resolver.lookup.info(metric).better == Better::High);
            if is_good { rank.rank == 1 } else { rank.rank == rank.of }
        });
        if is_first || (worse_now.is_empty() && !earlier.is_empty()) {
            return None;
        }
        let (other, _) = worse_now.last()?;
        let (now, then) = (self.value_of(key)?, self.value_of(other)?);
        let then_wave = self.resolver.report.waves.id(other.wave);
        Some(format!("the data say {now} for {} and {then} in {then_wave}", self.resolver.lookup.describe(key)))
    }

    fn significance(&self, sentence: &Sentence<'_>, metric: MetricIx) -> Option<String> {
        let meant = self.figures_meant(sentence, metric);
        let all: Vec<(&FigureKey, &Comparison)> =
            meant.iter().flat_map(|(key, figure)| figure.comparisons.iter().map(move |c| (key, c))).collect();
        let is_brand = |subject: &Subject| matches!(subject, Subject::Brand(brand) if *brand > 0);
        let names_brand = sentence.names.iter().any(|(_, subject)| is_brand(subject));
        let names_target = sentence.has(Sense::Target);
        // What is clear is the difference that the sentence speaks of.
        let all: Vec<(&FigureKey, &Comparison)> = all
            .into_iter()
            .filter(|(_, comparison)| match &comparison.reference {
                Reference::Brand(name) => sentence.names.iter().any(|(_, subject)| match subject {
                    Subject::Brand(brand) => self.resolver.figures.brands[*brand] == *name,
                    _ => false,
                }),
                Reference::Target => names_target,
                _ => !names_brand && !names_target,
            })
            .collect();
        let is_clear = |(_, c): &(&FigureKey, &Comparison)| matches!(c.verdict, Verdict::Higher | Verdict::Lower);
        if all.iter().any(is_clear) {
            return None;
        }
        let (key, comparison) = all.into_iter().find(|(_, comparison)| comparison.difference.is_some())?;
        Some(self.told(key, comparison))
    }

    /// Above or below a competitor that is named behind the word, or the target.
    fn standing(
        &self,
        sentence: &Sentence<'_>,
        metric: MetricIx,
        wanted: Verdict,
        at: &Range<usize>,
    ) -> Option<String> {
        let info = self.resolver.lookup.info(metric);
        // "half a point below": a distance, which is a figure and no verdict.
        let is_measured = sentence.senses.iter().any(|(range, s)| *s == Sense::Points && range.end == at.start);
        if is_measured {
            return None;
        }
        let behind = |range: &Range<usize>| range.start >= at.end && range.start - at.end <= 3;
        let has_behind = |wanted: Sense| sentence.senses.iter().any(|(range, s)| *s == wanted && behind(range));
        if [Sense::Previous, Sense::Year, Sense::Baseline].into_iter().any(has_behind) {
            return self.movement(sentence, metric, wanted);
        }
        // "Fjord has overtaken us": the same told from the other side.
        let before = |(range, subject): &&(Range<usize>, Subject)| {
            matches!(subject, Subject::Brand(other) if *other > 0) && range.end <= at.start && !range.is_empty()
        };
        let us = sentence.senses.iter().any(|(range, s)| *s == Sense::Us && range.start == at.end)
            || sentence.names.iter().any(|(range, s)| *s == Subject::Brand(0) && range.start == at.end);
        let others: Vec<&(Range<usize>, Subject)> = sentence.names.iter().filter(before).collect();
        if let (true, [(_, Subject::Brand(brand))]) = (us, others.as_slice()) {
            let wanted = if wanted == Verdict::Higher { Verdict::Lower } else { Verdict::Higher };
            return self.against(metric, Reference::Brand(self.resolver.figures.brands[*brand].clone()), wanted);
        }
        let target = sentence.senses.iter().any(|(range, sense)| *sense == Sense::Target && behind(range));
        let brand = sentence.names.iter().find_map(|(range, subject)| match subject {
            Subject::Brand(brand) if *brand > 0 && behind(range) => Some(*brand),
            _ => None,
        });
        let reference = match brand {
            Some(brand) => Reference::Brand(self.resolver.figures.brands[brand].clone()),
            None if target && info.target.is_some() => Reference::Target,
            None => return None,
        };
        if !others.is_empty() {
            return None;
        }
        self.against(metric, reference, wanted)
    }

    /// "Fjord has a higher NPS than we do": one of the two is us, the other a brand that is named.
    fn than(&self, sentence: &Sentence<'_>, metric: MetricIx, wanted: Verdict, at: &Range<usize>) -> Option<String> {
        let is_than = |(range, sense): &&(Range<usize>, Sense)| {
            *sense == Sense::Than && range.start >= at.end && range.start - at.end <= 4
        };
        let (than, _) = sentence.senses.iter().find(is_than)?;
        // Of another group or time nothing is compared here.
        let is_other = |subject: &Subject| matches!(subject, Subject::Group(_) | Subject::Wave(_));
        let times = [Sense::Previous, Sense::Year, Sense::Baseline, Sense::Past];
        if sentence.names.iter().any(|(_, subject)| is_other(subject)) || times.iter().any(|time| sentence.has(*time)) {
            return None;
        }
        let sides = |within: Range<usize>| -> BTreeSet<usize> {
            let inside = |range: &Range<usize>| within.contains(&range.start) && !range.is_empty();
            let brands = sentence.names.iter().filter_map(|(range, subject)| match subject {
                Subject::Brand(brand) if inside(range) => Some(*brand),
                _ => None,
            });
            let us = sentence.senses.iter().filter(|(range, s)| *s == Sense::Us && inside(range)).map(|_| 0);
            brands.chain(us).collect()
        };
        let one = |sides: BTreeSet<usize>| sides.first().copied().filter(|_| sides.len() == 1);
        let (left, right) = (one(sides(0..at.start))?, one(sides(than.end..than.end + 3))?);
        let (brand, wanted) = match (left, right) {
            (0, other) if other > 0 => (other, wanted),
            (other, 0) if other > 0 => {
                (other, if wanted == Verdict::Higher { Verdict::Lower } else { Verdict::Higher })
            }
            _ => return None,
        };
        self.against(metric, Reference::Brand(self.resolver.figures.brands[brand].clone()), wanted)
    }

    /// "has passed its target", where the figure is on the other side of it, be that clear or not.
    fn reached(&self, sentence: &Sentence<'_>, metric: MetricIx, short: Verdict, at: &Range<usize>) -> Option<String> {
        let is_next = |range: &Range<usize>| range.start >= at.end && range.start - at.end <= 2;
        let names_target = sentence.senses.iter().any(|(range, sense)| *sense == Sense::Target && is_next(range));
        let is_ours = |(_, subject): &(Range<usize>, Subject)| matches!(subject, Subject::Metric(_));
        // A target of somebody else, or of a group or another time, is none that the data know.
        if !names_target || !sentence.names.iter().all(is_ours) {
            return None;
        }
        let (key, comparison) = self.ours_against(metric, &Reference::Target)?;
        let difference = comparison.difference?;
        let falls_short = if short == Verdict::Lower { difference < 0.0 } else { difference > 0.0 };
        falls_short.then(|| self.told(&key, comparison))
    }

    /// Our figure against something else, where the verdict is not the one that is `wanted`.
    fn against(&self, metric: MetricIx, reference: Reference, wanted: Verdict) -> Option<String> {
        let (key, comparison) = self.ours_against(metric, &reference)?;
        (comparison.verdict != wanted).then(|| self.told(&key, comparison))
    }

    /// Our headline figure with its comparison, if that has a difference.
    fn ours_against(&self, metric: MetricIx, reference: &Reference) -> Option<(FigureKey, &Comparison)> {
        let info = self.resolver.lookup.info(metric);
        let key = FigureKey {
            metric,
            brand: info.branded.then_some(0),
            group: None,
            wave: self.resolver.figures.wave,
            statistic: info.statistics[0].statistic,
        };
        let figure =
            self.resolver.lookup.figure(&key).filter(|figure| matches!(figure.estimate, Estimate::Measured(_)))?;
        let comparison = figure.against(reference).filter(|comparison| comparison.difference.is_some())?;
        Some((key, comparison))
    }
}
