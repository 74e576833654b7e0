//! Figures become text here and nowhere else among the pages: a value never without its base and its interval.

use crate::claims::say;
use crate::config::{Better, SiteConfig, Touchpoint};
use crate::message::Catalogue;
use crate::metrics::{
    ALL_ALIKE, ALONE, Comparison, Estimate, Figure, MetricInfo, Rank, Reference, Statistic, StatisticInfo, Verdict,
};
use crate::number::{Numbers, Unit};
use crate::wave::{Wave, WaveScheme};
use serde::Serialize;

/// Writes figures in the words and numbers of one site.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    /// Numbers in the site's language.
    pub numbers: &'a Numbers,
    /// Words in the site's language.
    pub words: &'a Catalogue,
    config: &'a SiteConfig,
}

/// An estimate as text. Where it may not be shown, the symbol stands in place of the value and everything else is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// `38.4`, `81%`, or the symbol of what is not shown.
    pub value: String,
    /// `32.3 to 44.4`
    pub interval: String,
    /// Answers: `672`.
    pub n: String,
    /// Effective base: `598`.
    pub n_eff: String,
    /// `ok`, `low_base`, `suppressed` or `no_data`.
    pub state: &'static str,
    /// `[u]` beside the value of a low base.
    pub symbol: String,
}

/// A verdict as a word and a shape; the tone only adds a colour to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// `rose`, `no clear difference`, …
    pub text: String,
    /// ▲, ▼ or ●; ○ where nothing can be said.
    pub shape: &'static str,
    /// `good`, `bad` or `flat`.
    pub tone: &'static str,
}

/// A comparison as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// With what: `last quarter`, `Fjord`.
    pub reference: String,
    /// `+4.8`, `+5 points`; empty where it may not be shown.
    pub difference: String,
    /// `+0.3 to +9.3`
    pub interval: String,
    /// What may be said.
    pub verdict: Word,
    /// `0.037`; empty without a test.
    pub p: String,
    /// The same, adjusted within its family.
    pub p_adjusted: String,
    /// The test's name.
    pub test: String,
    /// Whether it would be clear by itself, and is not among all that are tested beside it.
    pub only_alone: bool,
}

impl Change {
    /// The same without a tone: a competitor's figure is neither good nor bad news.
    pub fn neutral(mut self) -> Change {
        self.verdict.tone = "flat";
        self
    }
}

impl<'a> Show<'a> {
    /// For a report.
    pub fn new(config: &'a SiteConfig, numbers: &'a Numbers, words: &'a Catalogue) -> Show<'a> {
        Show { numbers, words, config }
    }

    /// An estimate.
    pub fn cell(&self, statistic: &StatisticInfo, estimate: &Estimate) -> Cell {
        let (unit, decimals) = (statistic.unit, statistic.decimals);
        let symbol = |key| Cell {
            value: self.word(key),
            interval: String::new(),
            n: String::new(),
            n_eff: String::new(),
            state: estimate.state(),
            symbol: String::new(),
        };
        match estimate {
            Estimate::Measured(m) => Cell {
                value: self.numbers.value(unit, decimals, m.value),
                interval: match (m.interval, m.method) {
                    (Some(ends), _) => self.numbers.interval(unit, decimals, ends),
                    (None, ALL_ALIKE) => self.word("interval.none.alike"),
                    (None, ALONE) => self.word("interval.none.alone"),
                    (None, _) => String::new(),
                },
                n: self.numbers.count(m.n),
                n_eff: self.numbers.effective_base(m.n_eff),
                state: estimate.state(),
                symbol: if m.low_base { self.word("symbol.low") } else { String::new() },
            },
            Estimate::Suppressed => symbol("symbol.suppressed"),
            Estimate::NoData => symbol("symbol.none"),
        }
    }

    /// A comparison of a figure of `info`.
    pub fn change(&self, info: &MetricInfo, statistic: &StatisticInfo, comparison: &Comparison) -> Change {
        let (unit, decimals) = (statistic.unit, statistic.decimals);
        // Where the difference may not be shown, neither may the test that could be solved for it.
        let test = comparison.test.filter(|_| comparison.difference.is_some());
        Change {
            reference: self.reference(&comparison.reference),
            difference: comparison.difference.map(|d| self.difference(unit, decimals, d)).unwrap_or_default(),
            interval: comparison
                .difference
                .and(comparison.interval)
                .map(|ends| self.numbers.signed_interval(unit, decimals, ends))
                .unwrap_or_default(),
            verdict: self.verdict(
                comparison.verdict,
                better(info, statistic.statistic),
                comparison.reference.is_over_time(),
            ),
            p: test.map(|t| self.numbers.p(t.p)).unwrap_or_default(),
            p_adjusted: test.map(|t| self.numbers.p(t.p_adjusted)).unwrap_or_default(),
            test: test.map(|t| t.name.to_owned()).unwrap_or_default(),
            only_alone: comparison.verdict == Verdict::NoClearDifference
                && test.is_some_and(|test| test.p < 1.0 - self.config.report.confidence),
        }
    }

    /// A difference with its unit: `+4.8`, `+5 points`, `−2 s`.
    pub fn difference(&self, unit: Unit, decimals: usize, kept: f64) -> String {
        say::difference(self.numbers, self.words, unit, decimals, kept)
    }

    /// The size of a difference without its sign: `4.8 points`, `5 points`, `2 s`.
    pub fn size(&self, unit: Unit, decimals: usize, kept: f64) -> String {
        say::size(self.numbers, self.words, unit, decimals, kept)
    }

    /// A verdict; `over_time` chooses between "rose" and "higher".
    pub fn verdict(&self, verdict: Verdict, better: Option<Better>, over_time: bool) -> Word {
        let shape = match verdict {
            Verdict::Higher => "▲",
            Verdict::Lower => "▼",
            Verdict::NoClearDifference => "●",
            Verdict::BaseTooSmall | Verdict::NotComparable => "○",
        };
        Word { text: self.word(verdict.message_key(over_time)), shape, tone: tone(verdict, better) }
    }

    /// What a figure is compared with.
    pub fn reference(&self, reference: &Reference) -> String {
        match reference {
            Reference::Previous => self.fill("reference.previous", &[("wave_kind", &self.wave_kind())]),
            Reference::Year => self.word("reference.year"),
            Reference::Baseline => self.word("reference.baseline"),
            Reference::Target => self.word("reference.target"),
            Reference::Rest => self.word("reference.rest"),
            Reference::Wave(id) => self.waves().parse(id).map_or_else(|| id.clone(), |wave| self.wave(wave)),
            Reference::Step(id) => {
                let leads = |touchpoint: &&Touchpoint| touchpoint.metrics.first().is_some_and(|m| m.value == *id);
                let before = self.config.touchpoints.iter().find(leads);
                before.map_or_else(|| id.clone(), |touchpoint| touchpoint.title.clone())
            }
            Reference::Metric(id) => {
                let other = self.config.metrics.iter().find(|metric| metric.id.value == *id);
                other.and_then(|metric| metric.title.clone()).unwrap_or_else(|| id.clone())
            }
            Reference::Brand(name) | Reference::Segment(name) | Reference::Benchmark(name) => name.clone(),
        }
    }

    /// A rank with the range that the data allow: `2 of 5`, `2 to 3 of 5`.
    pub fn rank(&self, rank: &Rank) -> String {
        let [low, high, of] = [rank.low, rank.high, rank.of].map(|number| self.numbers.count(number as u64));
        match rank.low == rank.high {
            true => self.fill("rank.one", &[("rank", &low), ("of", &of)]),
            false => self.fill("rank.range", &[("low", &low), ("high", &high), ("of", &of)]),
        }
    }

    /// `month`, `quarter`, `half-year`, `year` or `wave`.
    pub fn wave_kind(&self) -> String {
        say::wave_kind(self.words, self.waves())
    }

    /// `2026 Q3`
    pub fn wave(&self, wave: Wave) -> String {
        self.waves().label(wave)
    }

    /// The calendar of the report.
    pub fn waves(&self) -> &'a WaveScheme {
        &self.config.report.waves
    }

    /// The level of intervals: `95%`.
    pub fn level(&self) -> String {
        say::level(self.numbers, self.config.report.confidence)
    }

    /// The name of intervals: `95% interval`.
    pub fn interval_name(&self) -> String {
        self.fill("interval.level", &[("level", &self.level())])
    }

    /// The text under a key.
    pub fn word(&self, key: &str) -> String {
        self.words.get(key).to_owned()
    }

    /// The text under a key, filled.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.words.fill(key, values)
    }

    /// The configuration.
    pub fn config(&self) -> &'a SiteConfig {
        self.config
    }

    /// The name of a value of a dimension: answers without one have an empty name.
    pub fn group_name(&self, name: &str) -> String {
        if name.is_empty() { self.word("group.not_stated") } else { name.to_owned() }
    }
}

/// The comparison of a figure with `reference`. What is compared with a figure that may not be shown could give it
/// away, so that such a figure has none.
pub fn told<'f>(figure: &'f Figure, reference: &Reference) -> Option<&'f Comparison> {
    figure.estimate.measured().and_then(|_| figure.against(reference))
}

/// The rank of a figure that may be shown.
pub fn rank_of(figure: &Figure) -> Option<Rank> {
    figure.rank.filter(|_| figure.estimate.measured().is_some())
}

/// [`MetricInfo::is_neutral`]
pub fn is_neutral(info: &MetricInfo) -> bool {
    info.is_neutral()
}

/// [`MetricInfo::better_of`]
pub fn better(info: &MetricInfo, statistic: Statistic) -> Option<Better> {
    info.better_of(statistic)
}

/// Whether a verdict is good news.
fn tone(verdict: Verdict, better: Option<Better>) -> &'static str {
    match (verdict, better) {
        (Verdict::Higher, Some(Better::High)) | (Verdict::Lower, Some(Better::Low)) => "good",
        (Verdict::Higher, Some(Better::Low)) | (Verdict::Lower, Some(Better::High)) => "bad",
        _ => "flat",
    }
}
