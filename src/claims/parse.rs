//! The grammar of claims: `subject [ "/" statistic ] "/" relation { "/" reference }`.
//!
//! The subject is that of an inline value, `nps@region=north,wave=2025-Q4`. Parts are percent-decoded after they are
//! cut, so that `%2F` is a slash in a name. Every problem is at the part that it is about.

use super::number::{self, BadNumber};
use super::relation::{CLAIMS, ClaimKind, Relation};
use super::{Claim, Rank, Statement, Way, With};
use crate::lookup;
use crate::lookup::grammar::{self, Word, Written};
use crate::lookup::{Lookup, Problem, in_time, names, range as range_of};
use crate::metrics::{FigureKey, Reference, Statistic};
use crate::number::Unit;
use crate::slug::decoded;
use crate::wave::Wave;
use std::ops::Range;

/// Where the list of relations is.
const LISTED: &str = "`wavemark list claims` shows what can be claimed";

/// A figure, or something that is said of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A figure alone: `nps@region=north`.
    Figure(FigureKey),
    /// A claim.
    Claim(Claim),
}

/// What follows `claim:` in the address of a claim.
pub fn address_of(address: &str) -> Option<&str> {
    const SCHEME: &str = "claim:";
    let (scheme, claim) = address.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(claim)
}

/// Reads the claim at `range` of `text`: what stands behind `claim:`.
///
/// # Errors
/// At the part that names something which is not there, or which does not fit the figure.
pub fn parse(lookup: &Lookup<'_>, text: &str, range: Range<usize>) -> Result<Claim, Problem> {
    let (key, parts) = subject(lookup, text, range.clone())?;
    let statement = Reader { lookup, key, whole: range }.statement(&parts)?;
    Ok(Claim { key, statement })
}

/// Reads a figure or a claim.
///
/// # Errors
/// As [`parse`].
pub fn read(lookup: &Lookup<'_>, text: &str, range: Range<usize>) -> Result<Reading, Problem> {
    let (key, parts) = subject(lookup, text, range.clone())?;
    if parts.is_empty() {
        return Ok(Reading::Figure(key));
    }
    let statement = Reader { lookup, key, whole: range }.statement(&parts)?;
    Ok(Reading::Claim(Claim { key, statement }))
}

/// The figure that is spoken of, and the parts that say something of it.
fn subject<'t>(lookup: &Lookup<'_>, text: &'t str, range: Range<usize>) -> Result<(FigureKey, Vec<Word<'t>>), Problem> {
    let mut parts = split(text, range.clone());
    let first = parts.remove(0);
    if text[first.clone()].trim().is_empty() {
        let problem = lookup.place.error("claim/no-metric", "this claim names no metric", range);
        return Err(problem.hint("write for example `claim:nps/rose/previous`").hint(LISTED));
    }
    let written = decoded_names(grammar::parse(text, first.clone(), first, lookup.place)?);
    let (mut key, left) = lookup.figure_key(&written, &[])?;
    if !left.is_empty() {
        let message = format!("`{}` is too much here", names::joined(left));
        let problem = lookup.place.error("claim/unknown-relation", message, range_of(left));
        return Err(problem.hint("what is claimed follows a slash: `claim:nps/rose/previous`"));
    }
    let mut parts: Vec<Word<'_>> =
        parts.into_iter().map(|part| Word { text: decoded(text[part.clone()].trim()).into(), range: part }).collect();
    if let Some(first) = parts.first().filter(|first| find(&first.text).is_none()) {
        let words = words(first);
        let used = lookup.statistic(&words, &mut key)?;
        if used > 0 && used == words.len() {
            parts.remove(0);
        }
    }
    Ok((key, parts))
}

/// The pieces between slashes.
fn split(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut from = range.start;
    let pieces = text[range].split('/').map(|piece| {
        let piece = from..from + piece.len();
        from = piece.end + 1;
        piece
    });
    pieces.collect()
}

fn decoded_names(mut written: Written<'_>) -> Written<'_> {
    let decode = |word: &mut Word<'_>| {
        if word.text.contains('%') {
            word.text = decoded(&word.text).into();
        }
    };
    decode(&mut written.subject);
    written.words.iter_mut().for_each(decode);
    for filter in &mut written.filters {
        decode(&mut filter.name);
        filter.text.iter_mut().for_each(decode);
    }
    written
}

/// A statistic of several words is written with hyphens: `within-48h`, `share-very-likely`.
fn words<'w>(part: &'w Word<'_>) -> Vec<Word<'w>> {
    let word = |text: &'w str| Word { text: text.into(), range: part.range.clone() };
    part.text.split([' ', '-']).filter(|text| !text.is_empty()).map(word).collect()
}

fn find(word: &str) -> Option<&'static ClaimKind> {
    CLAIMS.iter().find(|kind| kind.word == word)
}

/// Reads what is said of one figure.
struct Reader<'l, 'a> {
    lookup: &'l Lookup<'a>,
    key: FigureKey,
    whole: Range<usize>,
}

impl Reader<'_, '_> {
    fn error(&self, code: &'static str, message: impl Into<String>, range: Range<usize>) -> Problem {
        self.lookup.place.error(code, message, range)
    }

    fn id(&self) -> &str {
        &self.lookup.info(self.key.metric).id
    }

    fn statement(&self, parts: &[Word<'_>]) -> Result<Statement, Problem> {
        let words = CLAIMS.iter().map(|kind| kind.word);
        let Some((first, rest)) = parts.split_first().filter(|(first, _)| !first.text.is_empty()) else {
            let message = format!("this claim says nothing of `{}`", self.id());
            let problem = self.error("claim/no-relation", message, self.whole.clone());
            let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
            return Err(problem.hint(format!("behind a slash write one of {}", words.join(", "))).hint(LISTED));
        };
        let Some(kind) = find(&first.text) else {
            let message = format!("`{}` is nothing that can be claimed", first.text);
            let problem = self.error("claim/unknown-relation", message, first.range.clone());
            return Err(problem.suggest(&first.text, words.collect::<Vec<_>>()).hint(LISTED));
        };
        if matches!(kind.relation, Relation::Steady | Relation::Level) {
            self.has_margin(first)?;
        }
        let compared = |way, (with, used): (With, usize)| (Statement::Compared { way, with }, used);
        let (statement, used) = match kind.relation {
            Relation::Rose => compared(Way::Rose, self.time(kind, rest)?),
            Relation::Fell => compared(Way::Fell, self.time(kind, rest)?),
            Relation::Steady => compared(Way::Steady, self.time(kind, rest)?),
            Relation::Above => compared(Way::Above, self.anything(kind, first, rest)?),
            Relation::Below => compared(Way::Below, self.anything(kind, first, rest)?),
            Relation::Level => compared(Way::Level, self.anything(kind, first, rest)?),
            Relation::Unclear => compared(Way::Unclear, self.anything(kind, first, rest)?),
            Relation::First => (Statement::Ranked(Rank::First), self.league(first, rest)?),
            Relation::Last => (Statement::Ranked(Rank::Last), self.league(first, rest)?),
            Relation::AmongFirst => (Statement::Ranked(Rank::AmongFirst(self.places(first, rest)?)), 1),
            Relation::BestSince => (Statement::Extreme { best: true, since: self.since(kind, first, rest)? }, 1),
            Relation::WorstSince => (Statement::Extreme { best: false, since: self.since(kind, first, rest)? }, 1),
            Relation::MostImportantDriver => (Statement::Driver(self.driver(first, rest)?), 1),
            Relation::Crossed => self.crossed(kind, first, rest)?,
        };
        match rest.get(used) {
            None => Ok(statement),
            Some(more) => {
                let message = format!("`{}` is too much behind `{}`", more.text, kind.word);
                let problem = self.error("claim/unknown-reference", message, more.range.clone());
                Err(problem.hint(format!("leave it out: `{}` takes {}", kind.word, kind.takes)))
            }
        }
    }

    fn missing(&self, kind: &ClaimKind, relation: &Word<'_>) -> Problem {
        let message = format!("`{}` needs what is meant behind it", kind.word);
        let problem = self.error("claim/missing-reference", message, relation.range.clone());
        problem.hint(format!("write {}: `claim:{}`", kind.takes, kind.example))
    }

    fn unknown(&self, kind: &ClaimKind, word: &Word<'_>, known: Vec<&str>) -> Problem {
        let message = format!("`{}` is nothing that `{}` can be set to by `{}`", word.text, self.id(), kind.word);
        let problem = self.error("claim/unknown-reference", message, word.range.clone());
        problem.suggest(&word.text, known).hint(format!("`{}` takes {}", kind.word, kind.takes))
    }

    /// The same figure at another time; the wave before where nothing is said.
    fn time(&self, kind: &ClaimKind, rest: &[Word<'_>]) -> Result<(With, usize), Problem> {
        let Some(word) = rest.first() else { return Ok((With::Reference(Reference::Previous), 0)) };
        match in_time(&word.text) {
            Some(reference) => Ok((With::Reference(reference), 1)),
            None => match self.wave(word)? {
                Some(wave) => Ok((With::Reference(self.reference_to(wave)), 1)),
                None => Err(self.unknown(kind, word, vec!["previous", "year", "baseline"])),
            },
        }
    }

    /// An earlier wave that the edition has figures of; None if the word is no wave at all.
    fn wave(&self, word: &Word<'_>) -> Result<Option<Wave>, Problem> {
        let Some(wave) = self.lookup.report.waves.parse(&word.text) else { return Ok(None) };
        let wave = self.lookup.known_wave(wave, word.range.clone())?;
        if wave < self.key.wave {
            return Ok(Some(wave));
        }
        let scheme = &self.lookup.report.waves;
        let message = format!("{} is not before {}", scheme.id(wave), scheme.id(self.key.wave));
        let problem = self.error("claim/unknown-reference", message, word.range.clone());
        Err(problem.hint("a figure is compared with earlier waves"))
    }

    fn reference_to(&self, wave: Wave) -> Reference {
        Reference::Wave(self.lookup.report.waves.id(wave))
    }

    fn anything(&self, kind: &ClaimKind, relation: &Word<'_>, rest: &[Word<'_>]) -> Result<(With, usize), Problem> {
        let Some(word) = rest.first().filter(|word| !word.text.is_empty()) else {
            return Err(self.missing(kind, relation));
        };
        let text = &*word.text;
        if let Some(reference) = self.reference(text) {
            self.fits(&reference, word)?;
            return Ok((With::Reference(reference), 1));
        }
        if let Some(number) = self.number(word)? {
            return Ok((With::Number(number), 1));
        }
        if let Some(wave) = self.wave(word)? {
            return Ok((With::Reference(self.reference_to(wave)), 1));
        }
        let plain = ["target", "rest", "previous", "year", "baseline"].map(str::to_owned);
        let known = plain.into_iter().chain(self.lookup.addressed_references(&self.key));
        let known: Vec<String> = known.filter(|name| self.takes(name)).collect();
        Err(self.unknown(kind, word, known.iter().map(String::as_str).collect()))
    }

    /// What a word means that the report knows by name; `benchmark` is the published figure, where there is one alone.
    fn reference(&self, text: &str) -> Option<Reference> {
        match text {
            "target" => Some(Reference::Target),
            "rest" => Some(Reference::Rest),
            text => in_time(text)
                .or_else(|| self.lookup.named_reference(text, &self.key))
                .or_else(|| (text == "benchmark").then(|| self.lookup.only_benchmark(&self.key)).flatten()),
        }
    }

    /// That the figure can be set against it.
    fn fits(&self, reference: &Reference, word: &Word<'_>) -> Result<(), Problem> {
        match reference {
            Reference::Target => self.has_target(word)?,
            Reference::Rest => self.has_rest(word)?,
            _ => {}
        }
        self.is_another(reference, word)
    }

    fn takes(&self, name: &str) -> bool {
        let word = Word { text: name.into(), range: self.whole.clone() };
        self.reference(name).is_some_and(|reference| self.fits(&reference, &word).is_ok())
    }

    fn unit(&self) -> Unit {
        let info = self.lookup.info(self.key.metric);
        let listed = info.statistics.iter().find(|known| known.statistic == self.key.statistic);
        listed.map_or(Unit::Share, |known| known.unit)
    }

    /// A number in the unit of the figure; None if the word does not begin like one.
    fn number(&self, word: &Word<'_>) -> Result<Option<f64>, Problem> {
        let unit = self.unit();
        let (message, hint) = match number::read(&word.text, unit) {
            Ok(number) => return Ok(Some(number)),
            Err(BadNumber::None) => return Ok(None),
            // It may be a name that begins with a digit.
            Err(BadNumber::Unit(_)) if self.lookup.report.waves.parse(&word.text).is_some() => return Ok(None),
            Err(BadNumber::Unit(suffix)) => {
                let message = format!("`{suffix}` does not fit `{}`", self.id());
                (message, format!("expected {}", number::expected(unit)))
            }
            Err(BadNumber::Beyond) => {
                let message = format!("no value of `{}` could be {}", self.id(), word.text);
                (message, format!("expected {}", number::expected(unit)))
            }
            Err(BadNumber::Fraction(percent)) => {
                let message = format!("the number {} of a share means {} per cent", word.text, word.text);
                (message, format!("write the percentage that is printed: `{percent}%`"))
            }
        };
        Err(self.error("claim/bad-number", message, word.range.clone()).hint(hint))
    }

    /// The target is one for our headline figures.
    fn has_target(&self, word: &Word<'_>) -> Result<(), Problem> {
        let info = self.lookup.info(self.key.metric);
        let (message, hint) = if info.target.is_none() {
            (
                format!("`{}` has no target", info.id),
                "give it one in the site-config: `target = 40` under its `[[metric]]`",
            )
        } else if info.statistics[0].statistic != self.key.statistic {
            let message = format!("the target of `{}` is one for its headline figure", info.id);
            (message, "leave the statistic out, or write the number that is meant")
        } else if self.key.brand.is_some_and(|brand| brand != 0) {
            (format!("the target of `{}` is ours, not one of other brands", info.id), "write the number that is meant")
        } else {
            return Ok(());
        };
        Err(self.error("claim/no-target", message, word.range.clone()).hint(hint))
    }

    fn has_rest(&self, word: &Word<'_>) -> Result<(), Problem> {
        if self.key.group.is_some() {
            return Ok(());
        }
        let message = format!("{} is about everybody, so that there is no rest", self.lookup.describe(&self.key));
        let problem = self.error("claim/unknown-reference", message, word.range.clone());
        Err(problem.hint("name a group: `claim:nps@region=north/above/rest`"))
    }

    /// Brands are compared as wholes, and nothing is compared with itself.
    fn is_another(&self, reference: &Reference, word: &Word<'_>) -> Result<(), Problem> {
        if matches!(reference, Reference::Brand(_)) && self.key.group.is_some() {
            let message = "brands are compared as wholes, not by groups";
            let problem = self.error("claim/unknown-reference", message, word.range.clone());
            return Err(problem.hint("leave the group out, or compare with another group or the rest"));
        }
        if self.lookup.other_key(reference, &self.key) == Some(self.key) {
            let message = format!("`{}` is the figure itself", word.text);
            let problem = self.error("claim/unknown-reference", message, word.range.clone());
            return Err(problem.hint("name something else to compare with"));
        }
        Ok(())
    }

    fn has_margin(&self, relation: &Word<'_>) -> Result<(), Problem> {
        let info = self.lookup.info(self.key.metric);
        if info.margin_of(self.key.statistic).is_some() {
            return Ok(());
        }
        let unclear = "claim `unclear`, which says only that the data cannot tell";
        let (message, hint) = match info.margin {
            None => (
                format!("`{}` needs a margin: how large a difference still counts as none", relation.text),
                format!(
                    "give `{}` one in the site-config, in the unit that is printed: `margin = 2` under its `[[metric]]`; or {unclear}",
                    info.id
                ),
            ),
            Some(_) => (format!("the margin of `{}` is in another unit than this figure", info.id), unclear.to_owned()),
        };
        Err(self.error("claim/no-margin", message, relation.range.clone()).hint(hint))
    }

    /// Checks that the figure is ranked, and gives how many words say among what.
    fn league(&self, relation: &Word<'_>, rest: &[Word<'_>]) -> Result<usize, Problem> {
        let info = self.lookup.info(self.key.metric);
        if let Statistic::Importance(_) = self.key.statistic {
            // Drivers are ranked among each other.
            return Ok(0);
        }
        let (message, hint) = if info.is_neutral() {
            let message = format!("more of `{}` is neither better nor worse, so that none is first", info.id);
            (message, "say what is more or less: `above`, `below`")
        } else if info.statistics[0].statistic != self.key.statistic {
            let message = format!("only the headline figure of `{}` is ranked", info.id);
            (message, "leave the statistic out")
        } else if self.key.group.is_none() && (self.key.brand.is_none() || self.lookup.figures.brands.len() < 2) {
            let message = format!("there is nobody among whom `{}` could be ranked", info.id);
            (message, "brands are ranked where the data have several, and groups: `claim:nps@region=north/first`")
        } else {
            return Ok(match rest.first() {
                Some(word) if &*word.text == "benchmark" && self.key.group.is_none() => 1,
                _ => 0,
            });
        };
        Err(self.error("claim/not-ranked", message, relation.range.clone()).hint(hint))
    }

    fn places(&self, relation: &Word<'_>, rest: &[Word<'_>]) -> Result<usize, Problem> {
        self.league(relation, &[])?;
        let places = rest.first().and_then(|word| word.text.parse().ok()).filter(|places| *places > 0);
        places.ok_or_else(|| {
            let at = rest.first().unwrap_or(relation);
            let message = "`among-first` needs a number of places";
            self.error("claim/bad-number", message, at.range.clone()).hint("for example `claim:nps/among-first/3`")
        })
    }

    fn since(&self, kind: &ClaimKind, relation: &Word<'_>, rest: &[Word<'_>]) -> Result<Wave, Problem> {
        let info = self.lookup.info(self.key.metric);
        if info.better_of(self.key.statistic).is_none() {
            let message = format!("more of this figure of `{}` is neither better nor worse", info.id);
            let problem = self.error("claim/not-ranked", message, relation.range.clone());
            return Err(problem.hint("say what it did: `rose`, `fell`"));
        }
        let Some(word) = rest.first() else { return Err(self.missing(kind, relation)) };
        self.wave(word)?.ok_or_else(|| {
            let message = format!("`{}` is not a wave of this report", word.text);
            let problem = self.error("commentary/unknown-wave", message, word.range.clone());
            problem.hint(format!("expected {}", self.lookup.report.waves.expected()))
        })
    }

    fn driver(&self, relation: &Word<'_>, rest: &[Word<'_>]) -> Result<u16, Problem> {
        let info = self.lookup.info(self.key.metric);
        let ours = self.key.group.is_none() && self.key.brand.is_none_or(|brand| brand == 0);
        if info.drivers.is_empty() || !ours || self.key.statistic != info.statistics[0].statistic {
            let (message, hint) = match info.drivers.is_empty() {
                true => (
                    format!("`{}` has no drivers", info.id),
                    "name the questions that may matter for it: `drivers = [\"…\"]` under its `[[metric]]`",
                ),
                false => (
                    format!("drivers are computed for `{}` of all our customers", info.id),
                    "leave out group, brand and statistic",
                ),
            };
            return Err(self.error("claim/no-drivers", message, relation.range.clone()).hint(hint));
        }
        let ids: Vec<&str> = info.drivers.iter().map(|driver| driver.id.as_str()).collect();
        let text = rest.first().map(|word| &*word.text).unwrap_or_default();
        lookup::driver(info, text).ok_or_else(|| {
            let at = rest.first().unwrap_or(relation);
            let message = match text {
                "" => "`most-important-driver` needs which driver is meant".to_owned(),
                text => format!("`{text}` is no driver of `{}`", info.id),
            };
            self.error("claim/no-drivers", message, at.range.clone()).suggest(text, ids)
        })
    }

    fn crossed(&self, kind: &ClaimKind, relation: &Word<'_>, rest: &[Word<'_>]) -> Result<(Statement, usize), Problem> {
        let Some(word) = rest.first() else { return Err(self.missing(kind, relation)) };
        let level = match &*word.text {
            "target" => {
                self.has_target(word)?;
                With::Reference(Reference::Target)
            }
            _ => {
                let known = ["target"].into_iter().filter(|name| self.takes(name));
                With::Number(self.number(word)?.ok_or_else(|| self.unknown(kind, word, known.collect()))?)
            }
        };
        let (since, used) = self.time(kind, &rest[1..])?;
        let With::Reference(since) = since else { return Err(self.missing(kind, relation)) };
        Ok((Statement::Crossed { level, since }, 1 + used))
    }
}
