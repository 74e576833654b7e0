//! Claims and what they rest on in the words of the site's language: never more than was judged.

use super::judge::{Basis, Difference, Ground, Judgement, Truth, Untold};
use super::{Claim, Rank, Statement, Way, With, league, write};
use crate::config::Better;
use crate::message::Catalogue;
use crate::metrics::{self, Estimate, FigureKey, Measured, Reference, Statistic, Test};
use crate::number::{Numbers, Unit, default_decimals};
use crate::wave::{Wave, WaveScheme};

/// Puts claims of one edition into words.
#[derive(Clone, Copy)]
pub struct Say<'a> {
    /// The edition.
    pub ground: Ground<'a>,
    /// The numbers of the site's language.
    pub numbers: &'a Numbers,
    /// The words of the site's language.
    pub words: &'a Catalogue,
}

/// What a claim rests on, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What was checked, as a sentence of the program's: `Recommendation rose on last quarter`.
    pub statement: String,
    /// What the data say.
    pub truth: Truth,
    /// The same in words.
    pub verdict: String,
    /// The wave that it is about.
    pub wave: String,
    /// Figures with base and interval, the difference with its interval, the test; or why there are none.
    pub facts: Vec<String>,
}

impl Say<'_> {
    /// A claim with all that its judgement rests on.
    pub fn evidence(&self, claim: &Claim, judgement: &Judgement) -> Evidence {
        Evidence {
            statement: self.sentence(claim, Some(judgement)),
            truth: judgement.truth,
            verdict: self.words.get(&format!("claim.truth.{}", judgement.truth.word())).to_owned(),
            wave: self.wave(claim.key.wave),
            facts: self.facts(claim, judgement),
        }
    }

    /// The claim as a sentence without a full stop. With a judgement it can say in which direction a level was crossed.
    pub fn sentence(&self, claim: &Claim, judgement: Option<&Judgement>) -> String {
        let key = &claim.key;
        let subject = self.subject(key);
        let fill = |word: &str, values: &[(&str, &str)]| {
            let all: Vec<_> = [("subject", subject.as_str())].iter().chain(values).copied().collect();
            self.words.fill(word, &all)
        };
        match &claim.statement {
            Statement::Compared { way, with } => {
                let word = match way {
                    Way::Rose => "claim.rose",
                    Way::Fell => "claim.fell",
                    Way::Steady => "claim.steady",
                    Way::Above => "claim.above",
                    Way::Below => "claim.below",
                    Way::Level => "claim.level",
                    Way::Unclear if with.is_over_time() => "claim.unclear.time",
                    Way::Unclear => "claim.unclear",
                };
                let margin = self.ground.figures.metrics[key.metric.0].margin_of(key.statistic);
                let margin = margin.map(|margin| self.size(key, margin)).unwrap_or_default();
                fill(word, &[("reference", &self.reference(with, key)), ("margin", &margin)])
            }
            Statement::Ranked(rank) => {
                let subject = self.ranked(key);
                let (word, places) = match rank {
                    Rank::First => ("claim.first", 1),
                    Rank::Last => ("claim.last", 1),
                    Rank::AmongFirst(places) => ("claim.among-first", *places),
                };
                let places = self.numbers.count(places as u64);
                let values = [("subject", &*subject), ("league", &*self.league(key)), ("places", &*places)];
                self.words.fill(word, &values)
            }
            Statement::Extreme { best, since } => {
                let better = self.ground.figures.metrics[key.metric.0].better_of(key.statistic);
                let is_high = (better == Some(Better::High)) == *best;
                let word = if is_high { "claim.highest-since" } else { "claim.lowest-since" };
                fill(word, &[("wave", &self.wave(*since))])
            }
            Statement::Driver(at) => fill("claim.driver", &[("driver", &self.driver(key, *at))]),
            Statement::Crossed { level, since } => {
                let word = match judgement.map(|judgement| (judgement.truth, &judgement.basis)) {
                    Some((Truth::Supported, Basis::Crossing { now, .. })) if now.value > 0.0 => "claim.crossed.above",
                    Some((Truth::Supported, Basis::Crossing { .. })) => "claim.crossed.below",
                    _ => "claim.crossed",
                };
                let then = self.ground.other_key(since, key).map(|then| self.wave(then.wave)).unwrap_or_default();
                fill(word, &[("reference", &self.reference(level, key)), ("wave", &then)])
            }
        }
    }

    /// The claim as a link to be pasted into a text.
    pub fn link(&self, claim: &Claim) -> String {
        let address = write(self.ground.figures, self.ground.report, claim);
        format!("[{}](claim:{address})", self.sentence(claim, None))
    }

    /// A figure by name: `Recommendation in North (Region)`, `Recommendation of Fjord in 2026 Q2`.
    pub fn subject(&self, key: &FigureKey) -> String {
        let name = self.named(key);
        match key.wave == self.ground.figures.wave {
            true => name,
            false => self.words.fill("claim.subject.wave", &[("subject", &name), ("wave", &self.wave(key.wave))]),
        }
    }

    /// The same whatever its wave.
    fn named(&self, key: &FigureKey) -> String {
        let figures = self.ground.figures;
        let info = &figures.metrics[key.metric.0];
        let mut name = info.title.clone();
        let listed = info.statistics.iter().find(|known| known.statistic == key.statistic);
        let statistic = match listed {
            // The headline figure of a kind with one score has no name beside the metric's own.
            Some(listed) if listed.statistic == crate::metrics::Statistic::Score => String::new(),
            Some(listed) => listed.name.clone(),
            None if matches!(key.statistic, Statistic::Importance(_)) => {
                self.words.fill("claim.subject.importance", &[("driver", &self.driver_of(key))])
            }
            None => key.statistic.word(info).replace("share:", ""),
        };
        if !statistic.is_empty() {
            name = self.words.fill("metric.statistic", &[("metric", &name), ("statistic", &statistic)]);
        }
        if let Some(group) = key.group {
            let dimension = &figures.dimensions[group.dimension];
            let group = match dimension.values[group.value].as_str() {
                "" => self.words.get("group.not_stated"),
                named => named,
            };
            let values = [("subject", &*name), ("group", group), ("dimension", &*dimension.title)];
            name = self.words.fill("claim.subject.group", &values);
        }
        match key.brand.filter(|brand| *brand != 0) {
            Some(brand) => {
                let values = [("subject", &*name), ("brand", &*figures.brands[brand])];
                self.words.fill("claim.subject.brand", &values)
            }
            None => name,
        }
    }

    /// What takes a rank: a driver among drivers, else the figure.
    fn ranked(&self, key: &FigureKey) -> String {
        match key.statistic {
            Statistic::Importance(_) => self.driver_of(key),
            _ => self.subject(key),
        }
    }

    fn league(&self, key: &FigureKey) -> String {
        if let Statistic::Importance(_) = key.statistic {
            let metric = &self.ground.figures.metrics[key.metric.0].title;
            return self.words.fill("claim.league.drivers", &[("metric", metric)]);
        }
        match key.group {
            Some(group) => {
                let dimension = &self.ground.figures.dimensions[group.dimension].title;
                self.words.fill("claim.league.groups", &[("dimension", dimension)])
            }
            None => self.words.get("claim.league.brands").to_owned(),
        }
    }

    /// What could stand in a text in place of a rank that cannot be told: with values, so that it stays true.
    pub(super) fn rank_as_text(&self, key: &FigureKey, reference: &str) -> String {
        let (rank, range) = (format!("{{{{ {reference} rank }}}}"), format!("{{{{ {reference} rank range }}}}"));
        let values =
            [("subject", &*self.ranked(key)), ("rank", &*rank), ("league", &*self.league(key)), ("range", &*range)];
        self.words.fill("claim.instead.rank", &values)
    }

    /// The driver whose importance a figure is.
    fn driver_of(&self, key: &FigureKey) -> String {
        match key.statistic {
            Statistic::Importance(at) => self.driver(key, at),
            _ => String::new(),
        }
    }

    fn driver(&self, key: &FigureKey, at: u16) -> String {
        let drivers = &self.ground.figures.metrics[key.metric.0].drivers;
        drivers.get(usize::from(at)).map(|driver| driver.title.clone()).unwrap_or_default()
    }

    /// What a figure is set to: `last quarter`, `the target of 40.0`, `Fjord`.
    pub fn reference(&self, with: &With, key: &FigureKey) -> String {
        let (unit, decimals) = self.print(key);
        let reference = match with {
            With::Number(number) => return self.numbers.value(unit, decimals, *number),
            With::Reference(reference) => reference,
        };
        let now = key.wave == self.ground.figures.wave;
        let wave = || self.ground.other_key(reference, key).map(|other| self.wave(other.wave));
        match reference {
            Reference::Previous if now => {
                self.words.fill("reference.previous", &[("wave_kind", &wave_kind(self.words, self.waves()))])
            }
            Reference::Year if now => self.words.get("reference.year").to_owned(),
            Reference::Previous | Reference::Year => wave().unwrap_or_else(|| reference.kind().to_owned()),
            Reference::Baseline => {
                self.words.fill("claim.reference.baseline", &[("wave", &wave().unwrap_or_default())])
            }
            Reference::Wave(id) => wave().unwrap_or_else(|| id.clone()),
            Reference::Target => {
                let target = self.ground.figures.metrics[key.metric.0].target;
                let value = target.map(|target| self.numbers.value(unit, decimals, target)).unwrap_or_default();
                self.words.fill("claim.reference.target", &[("value", &value)])
            }
            Reference::Rest => self.words.get("reference.rest").to_owned(),
            Reference::Brand(name) | Reference::Segment(name) => name.clone(),
            Reference::Benchmark(id) => self.words.fill("claim.reference.benchmark", &[("id", id)]),
            Reference::Metric(id) | Reference::Step(id) => {
                let other = self.ground.figures.metrics.iter().find(|metric| metric.id == *id);
                other.map_or_else(|| id.clone(), |metric| metric.title.clone())
            }
        }
    }

    fn facts(&self, claim: &Claim, judgement: &Judgement) -> Vec<String> {
        let key = &claim.key;
        let ours = self.figure(key);
        match &judgement.basis {
            Basis::Untold(untold) => {
                let shown = ours.filter(|_| *untold != Untold::NoData);
                shown.into_iter().chain([self.untold(untold)]).collect()
            }
            Basis::Difference(difference) => {
                let other = difference.other.and_then(|other| self.figure(&other));
                let margin = difference.margin.map(|margin| {
                    let interval = self.signed_interval(key, margin.interval);
                    let values = [
                        ("margin", &*self.size(key, margin.margin)),
                        ("level", &*level(self.numbers, margin.level)),
                        ("interval", &*interval),
                    ];
                    self.words.fill("claim.fact.margin", &values)
                });
                let test = difference.test.as_ref().map(|test| self.test(test));
                let facts = [ours, other, Some(self.difference(key, difference)), margin, test];
                facts.into_iter().flatten().collect()
            }
            Basis::Rank(rank) => {
                let is_last = claim.statement == Statement::Ranked(Rank::Last);
                ours.into_iter().chain([self.rank(rank)]).chain(self.rival(*key, is_last)).collect()
            }
            Basis::Driver(rank) => {
                let Statement::Driver(at) = claim.statement else { return Vec::new() };
                let key = FigureKey { statistic: Statistic::Importance(at), ..*key };
                let facts = [self.figure(&key), Some(self.rank(rank)), self.rival(key, false)];
                facts.into_iter().flatten().collect()
            }
            Basis::Course(course) => {
                let (unit, decimals) = self.print(key);
                let one = |(wave, measured): &(Wave, Measured)| {
                    let value = self.numbers.value(unit, decimals, measured.value);
                    self.words.fill("claim.fact.course.wave", &[("wave", &self.wave(*wave)), ("value", &value)])
                };
                let course = course.iter().map(one).collect::<Vec<_>>().join(", ");
                let course = self.words.fill("claim.fact.course", &[("course", &course)]);
                ours.into_iter().chain([course]).collect()
            }
            Basis::Crossing { before, now } => {
                let then = match &claim.statement {
                    Statement::Crossed { since, .. } => self.ground.other_key(since, key),
                    _ => None,
                };
                let mut facts: Vec<String> = ours.into_iter().collect();
                facts.extend(then.and_then(|then| self.figure(&then)));
                for (difference, at) in [(now, Some(*key)), (before, then)] {
                    let values = [
                        ("wave", &*at.map(|at| self.wave(at.wave)).unwrap_or_default()),
                        ("difference", &*self.signed(key, difference.value)),
                        ("level", &*self.level()),
                        ("interval", &*difference.interval.map(|i| self.signed_interval(key, i)).unwrap_or_default()),
                    ];
                    facts.push(self.words.fill("claim.fact.then", &values));
                    facts.extend(difference.test.as_ref().map(|test| self.test(test)));
                }
                facts
            }
        }
    }

    /// Why nothing can be told.
    pub fn untold(&self, untold: &Untold) -> String {
        let floor = self.numbers.count(self.ground.report.floor.suppress_below);
        let flag = self.numbers.count(self.ground.report.floor.flag_below);
        let (key, text) = match untold {
            Untold::NoData => ("claim.untold.no_data", ""),
            Untold::Suppressed => ("claim.untold.suppressed", ""),
            Untold::LowBase => ("claim.untold.low_base", ""),
            Untold::OtherNoData => ("claim.untold.other_no_data", ""),
            Untold::OtherSuppressed => ("claim.untold.other_suppressed", ""),
            Untold::OtherLowBase => ("claim.untold.other_low_base", ""),
            Untold::NotComparable(None) => ("claim.untold.not_comparable", ""),
            Untold::NotComparable(Some(text)) => ("claim.untold.broken", text.as_str()),
            Untold::NotTested => ("claim.untold.not_tested", ""),
            Untold::NotRanked => ("claim.untold.not_ranked", ""),
            Untold::NoDrivers => ("claim.untold.no_drivers", ""),
        };
        self.words.fill(key, &[("floor", &floor), ("flag", &flag), ("text", text)])
    }

    /// A figure that may be shown, with base and interval.
    pub fn figure(&self, key: &FigureKey) -> Option<String> {
        let Estimate::Measured(measured) = &self.ground.figure(key)?.estimate else { return None };
        let (unit, decimals) = self.print(key);
        let is_driver = matches!(key.statistic, Statistic::Importance(_));
        let interval = measured.interval.map(|ends| self.numbers.interval(unit, decimals, ends));
        let word = match interval {
            Some(_) if is_driver => "claim.fact.driver",
            Some(_) => "claim.fact.figure",
            None => "claim.fact.figure.bare",
        };
        let values = [
            ("subject", &*self.named(key)),
            ("driver", &*self.driver_of(key)),
            ("wave", &*self.wave(key.wave)),
            ("value", &*self.numbers.value(unit, decimals, measured.value)),
            ("level", &*self.level()),
            ("interval", &*interval.unwrap_or_default()),
            ("base", &*self.base(measured)),
        ];
        Some(self.words.fill(word, &values))
    }

    /// Answers, and the effective base where weights make it another.
    fn base(&self, measured: &Measured) -> String {
        let n = self.words.fill("base.n", &[("n", &self.numbers.count(measured.n))]);
        if (measured.n_eff - measured.n as f64).abs() < 0.5 {
            return n;
        }
        let effective = self.numbers.effective_base(measured.n_eff);
        format!("{n}, {}", self.words.fill("base.effective", &[("n", &effective)]))
    }

    fn difference(&self, key: &FigureKey, difference: &Difference) -> String {
        let interval = difference.interval.map(|ends| self.signed_interval(key, ends));
        let word = if interval.is_some() { "claim.fact.difference" } else { "claim.fact.difference.bare" };
        let values = [
            ("difference", &*self.signed(key, difference.value)),
            ("level", &*self.level()),
            ("interval", &*interval.unwrap_or_default()),
        ];
        self.words.fill(word, &values)
    }

    fn test(&self, test: &Test) -> String {
        let values =
            [("test", test.name), ("p", &*self.numbers.p(test.p)), ("p_adjusted", &*self.numbers.p(test.p_adjusted))];
        self.words.fill("claim.fact.test", &values)
    }

    fn rank(&self, rank: &metrics::Rank) -> String {
        let count = |number: usize| self.numbers.count(number as u64);
        let range = match rank.low == rank.high {
            true => count(rank.low),
            false => self.numbers.interval(Unit::Count, 0, (rank.low as f64, rank.high as f64)),
        };
        let [rank, of, level] = [count(rank.rank), count(rank.of), self.level()];
        let values = [("rank", &*rank), ("of", &*of), ("level", &*level), ("range", &*range)];
        self.words.fill("claim.fact.rank", &values)
    }

    /// The figure at the place that is spoken of, or the one next to it.
    fn rival(&self, key: FigureKey, is_last: bool) -> Option<String> {
        let (rival, rank) = league::rival(&self.ground, key, is_last)?;
        let values = [("rank", &*self.numbers.count(rank as u64)), ("figure", &*self.figure(&rival)?)];
        Some(self.words.fill("claim.fact.rival", &values))
    }

    fn signed(&self, key: &FigureKey, kept: f64) -> String {
        let (unit, decimals) = self.print(key);
        difference(self.numbers, self.words, unit, decimals, kept)
    }

    fn signed_interval(&self, key: &FigureKey, ends: (f64, f64)) -> String {
        let (unit, decimals) = self.print(key);
        self.numbers.signed_interval(unit, decimals, ends)
    }

    fn size(&self, key: &FigureKey, kept: f64) -> String {
        let (unit, decimals) = self.print(key);
        size(self.numbers, self.words, unit, decimals, kept)
    }

    /// How a figure is printed: its unit and decimals.
    pub(super) fn print(&self, key: &FigureKey) -> (Unit, usize) {
        let listed = &self.ground.figures.metrics[key.metric.0].statistics;
        let listed = listed.iter().find(|known| known.statistic == key.statistic);
        listed.map_or((Unit::Share, default_decimals(Unit::Share)), |known| (known.unit, known.decimals))
    }

    fn waves(&self) -> &WaveScheme {
        &self.ground.report.waves
    }

    fn wave(&self, wave: Wave) -> String {
        self.waves().label(wave)
    }

    fn level(&self) -> String {
        level(self.numbers, self.ground.report.confidence)
    }
}

/// The level of intervals: `95%`, `97.5%`.
pub fn level(numbers: &Numbers, confidence: f64) -> String {
    let percent = confidence * 100.0;
    let decimals = usize::from((percent - percent.round()).abs() > 1e-9);
    numbers.value(Unit::Share, decimals, confidence)
}

/// `month`, `quarter`, `half-year`, `year` or `wave`.
pub fn wave_kind(words: &Catalogue, waves: &WaveScheme) -> String {
    let key = match waves {
        WaveScheme::Calendar { months: 1, .. } => "wave.month",
        WaveScheme::Calendar { months: 3, .. } => "wave.quarter",
        WaveScheme::Calendar { months: 6, .. } => "wave.half",
        WaveScheme::Calendar { months: 12, .. } => "wave.year",
        _ => "wave.wave",
    };
    words.get(key).to_owned()
}

/// `+5 points`, `−1 point`
fn points(words: &Catalogue, difference: &str) -> String {
    let one = difference.trim_start_matches(['+', '\u{2212}']) == "1";
    words.fill(if one { "change.point" } else { "change.points" }, &[("difference", difference)])
}

/// A difference with its unit: `+4.8`, `+5 points`, `−2 s`.
pub fn difference(numbers: &Numbers, words: &Catalogue, unit: Unit, decimals: usize, kept: f64) -> String {
    let signed = numbers.signed(unit, decimals, kept);
    match unit {
        Unit::Share => points(words, &signed),
        _ => signed,
    }
}

/// The size of a difference without its sign: `4.8 points`, `5 points`, `2 s`.
pub fn size(numbers: &Numbers, words: &Catalogue, unit: Unit, decimals: usize, kept: f64) -> String {
    let size = numbers.value(unit, decimals, kept.abs());
    match unit {
        Unit::Share => points(words, &numbers.plain(unit, decimals, kept.abs())),
        Unit::Points => points(words, &size),
        _ => size,
    }
}
