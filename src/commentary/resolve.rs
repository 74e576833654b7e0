//! Inline values become text: looked up among the figures, written by the site's language.

use super::Context;
use crate::config::{Event, Report};
use crate::lookup::grammar::{Word, Written};
use crate::lookup::{KEYWORDS, Lookup, Place, Problem, in_time, names, range};
use crate::message::Catalogue;
use crate::metrics::{Estimate, Figure, FigureKey, Figures, Measured, Reference, Unit};
use crate::number::{Numbers, default_decimals};
use jiff::civil::Date;
use std::ops::Range;

/// What to do where a reference in time leads nowhere.
pub(super) const NAMED_WAVES: &str =
    "name a wave that the data have: `{{ nps@wave=2026-Q1 }}`; `baseline` is the one that the site-config names";

/// What to do where a metric has no target.
pub(super) const NO_TARGET: &str = "give it one in the site-config: `target = 40` under its `[[metric]]`";

/// A value as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    /// What is read.
    pub text: String,
    /// The same for machines, in the unit of `estimates.csv`; absent for words and for what may not be shown.
    pub number: Option<f64>,
    /// Base and interval, or why there is no value.
    pub note: Option<String>,
    /// A symbol behind the value that qualifies it, with its meaning: the mark of a low base.
    pub mark: Option<(String, String)>,
    /// What kind of thing the text is.
    pub kind: Kind,
}

/// What the text of a [`Shown`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A figure, or words that follow from figures.
    Value,
    /// A symbol in the place of a figure that may not or cannot be shown; the note says why.
    Symbol,
    /// What the author asked for, since the data have no such figure yet; the note says so.
    NotYet,
    /// The author's own text in braces, since it could not be understood.
    Unresolved,
}

/// Looks values up in one edition.
pub(super) struct Resolver<'a> {
    pub figures: &'a Figures,
    pub report: &'a Report,
    pub numbers: &'a Numbers,
    pub words: &'a Catalogue,
    pub place: Place,
    pub events: &'a [Event],
    /// A tag such as `en-GB`.
    pub language: &'a str,
    /// Whether what is not there yet may stand as a placeholder.
    pub preview: bool,
    pub lookup: Lookup<'a>,
}

/// What is asked of a figure.
enum Aspect {
    Value,
    Interval,
    Base,
    EffectiveBase,
    Rank,
    RankRange,
    Target,
    Difference(Reference),
    Verdict(Reference),
}

impl<'a> Resolver<'a> {
    pub fn new(context: &Context<'a>, place: Place) -> Resolver<'a> {
        let Context { figures, report, events, numbers, words, language, preview, .. } = *context;
        let lookup = Lookup::new(figures, report, place);
        Resolver { figures, report, numbers, words, place, events, language, preview, lookup }
    }

    /// The text for `value`, which stands at `outer` in the file.
    pub fn resolve(&self, value: &Written<'_>, outer: &Range<usize>) -> Result<Shown, Problem> {
        let is_metric = self.figures.metrics.iter().any(|metric| metric.id == value.subject.text);
        if value.subject.text == "wave" && !is_metric {
            return self.wave_name(value);
        }
        if let Some(name) = value.subject.text.strip_prefix("event:") {
            return self.event_date(name, value, outer);
        }
        let (key, words) = self.lookup.figure_key(value, &["wave"])?;
        let aspect = self.aspect(words, &key, outer)?;
        if let Aspect::Target = aspect {
            return self.target(&key, words);
        }
        match self.lookup.figure(&key).map(|figure| (figure, &figure.estimate)) {
            Some((figure, Estimate::Measured(measured))) => self.show(&aspect, &key, figure, measured, words, outer),
            Some((_, Estimate::Suppressed)) => Ok(self.suppressed()),
            Some((_, Estimate::NoData)) | None => {
                let message = format!("no answers that can be used: {} has no figure here", self.lookup.describe(&key));
                let problem = self.error("commentary/not-measured", message, outer.clone());
                Err(problem.hint("leave the value out, or ask for another group, brand or wave").not_yet())
            }
        }
    }

    pub(super) fn error(&self, code: &'static str, message: impl Into<String>, range: Range<usize>) -> Problem {
        self.place.error(code, message, range)
    }

    /// The symbol in the place of what has no figure.
    pub fn missing(&self) -> Shown {
        self.symbol(self.words.get("symbol.none"), self.words.get("symbol.none.note").to_owned())
    }

    /// What stands in a preview for `asked`, which has no figure yet.
    pub fn placeholder(&self, asked: &str) -> Shown {
        let text = self.words.fill("value.not_yet", &[("value", asked)]);
        let note = Some(self.words.get("value.not_yet.note").to_owned());
        Shown { text, number: None, note, mark: None, kind: Kind::NotYet }
    }

    pub(super) fn suppressed(&self) -> Shown {
        let floor = self.numbers.count(self.report.floor.suppress_below);
        let note = self.words.fill("symbol.suppressed.note", &[("floor", &floor)]);
        self.symbol(self.words.get("symbol.suppressed"), note)
    }

    fn symbol(&self, symbol: &str, note: String) -> Shown {
        Shown { text: symbol.to_owned(), number: None, note: Some(note), mark: None, kind: Kind::Symbol }
    }

    /// `wave`, `wave previous`, `wave year`, `wave baseline`
    fn wave_name(&self, value: &Written<'_>) -> Result<Shown, Problem> {
        if let Some(filter) = value.filters.first() {
            let message = "`wave` is the wave of this edition and takes no filters";
            let problem = self.error("commentary/unknown-word", message, filter.name.range.clone());
            return Err(
                problem.hint("write `{{ wave }}`, `{{ wave previous }}`, `{{ wave year }}` or `{{ wave baseline }}`")
            );
        }
        let wave = match &value.words[..] {
            [] => Some(self.figures.wave),
            [word] => match in_time(&word.text) {
                Some(reference) => self.lookup.wave_of(&reference, self.figures.wave, None),
                None => return Err(self.unknown_word(&value.words, &["previous", "year", "baseline"])),
            },
            more => return Err(self.unknown_word(&more[1..], &[])),
        };
        match wave {
            Some(wave) => Ok(self.plain(self.report.waves.label(wave), None)),
            None => {
                let problem = self.error("commentary/not-measured", "the data have no such wave", range(&value.words));
                Err(problem.hint(NAMED_WAVES).not_yet())
            }
        }
    }

    /// `event:new-courier`: its date.
    fn event_date(&self, name: &str, value: &Written<'_>, outer: &Range<usize>) -> Result<Shown, Problem> {
        if !value.words.is_empty() || !value.filters.is_empty() {
            let message = "the date of an event takes no words and no filters";
            let problem = self.error("commentary/unknown-word", message, outer.clone());
            return Err(problem.hint(format!("write `{{{{ event:{name} }}}}`")));
        }
        let ids: Vec<&str> = self.events.iter().map(|event| event.id.as_str()).collect();
        match names::find(name, &ids) {
            names::Match::One(at) => Ok(self.plain(self.date(self.events[at].date), None)),
            _ => {
                let message = format!("there is no event `{name}`");
                let problem = self.error("commentary/unknown-event", message, value.subject.range.clone());
                Err(match ids.is_empty() {
                    true => problem.hint("add it to the site-config: `[[event]]` with `date` and `text`"),
                    false => problem.suggest(name, ids),
                })
            }
        }
    }

    /// A date as the site's language writes it; in a language without words of its own as `2026-02-10`.
    fn date(&self, date: Date) -> String {
        if !Catalogue::speaks(self.language) {
            return date.to_string();
        }
        let month = self.words.get(&format!("date.month.{}", date.month())).to_owned();
        let values = [("day", &*date.day().to_string()), ("month", &*month), ("year", &*date.year().to_string())];
        self.words.fill("date.long", &values)
    }

    fn aspect(&self, words: &[Word<'_>], key: &FigureKey, outer: &Range<usize>) -> Result<Aspect, Problem> {
        let Some((first, rest)) = words.split_first() else { return Ok(Aspect::Value) };
        let (aspect, left) = match (&*first.text, rest) {
            ("interval", rest) => (Aspect::Interval, rest),
            ("n" | "base", rest) => (Aspect::Base, rest),
            ("n_eff", rest) => (Aspect::EffectiveBase, rest),
            ("effective", [base, rest @ ..]) if base.text == "base" => (Aspect::EffectiveBase, rest),
            ("rank", [word, rest @ ..]) if word.text == "range" => (Aspect::RankRange, rest),
            ("rank", rest) => (Aspect::Rank, rest),
            ("target", rest) => (Aspect::Target, rest),
            ("change", rest) => {
                let (reference, used) = self.reference(first, rest, key, &["previous", "year", "baseline"], false)?;
                (Aspect::Difference(reference), &rest[used..])
            }
            ("gap", rest) => {
                let (reference, used) = self.reference(first, rest, key, &["target", "rest"], true)?;
                (Aspect::Difference(reference), &rest[used..])
            }
            ("verdict", rest) => {
                let known = ["previous", "year", "baseline", "target", "rest"];
                let (reference, used) = self.reference(first, rest, key, &known, true)?;
                (Aspect::Verdict(reference), &rest[used..])
            }
            _ => return Err(self.unknown_word(words, &KEYWORDS)),
        };
        let only_headline = key.statistic == self.lookup.info(key.metric).statistics[0].statistic;
        if let (Aspect::Target, false) = (&aspect, only_headline) {
            let message = format!("the target of `{}` is one for its headline figure", self.lookup.info(key.metric).id);
            let problem = self.error("commentary/no-target", message, outer.clone());
            return Err(problem.hint("leave out the word between the metric and `target`"));
        }
        if left.is_empty() { Ok(aspect) } else { Err(self.unknown_word(left, &[])) }
    }

    fn unknown_word(&self, words: &[Word<'_>], known: &[&str]) -> Problem {
        let Some(first) = words.first() else {
            return self.error("commentary/unknown-word", "a word is missing", 0..0);
        };
        if known.is_empty() {
            let message = format!("`{}` is too much here", names::joined(words));
            return self.error("commentary/unknown-word", message, range(words)).hint("leave it out");
        }
        let message = format!("`{}` is not understood here", first.text);
        self.error("commentary/unknown-word", message, first.range.clone()).suggest(&first.text, known.to_vec())
    }

    fn show(
        &self,
        aspect: &Aspect,
        key: &FigureKey,
        figure: &Figure,
        measured: &Measured,
        words: &[Word<'_>],
        outer: &Range<usize>,
    ) -> Result<Shown, Problem> {
        let (unit, decimals) = self.print(key);
        let numbers = self.numbers;
        let shown = match aspect {
            Aspect::Value | Aspect::Target => {
                let mut shown =
                    self.plain(numbers.value(unit, decimals, measured.value), Some(unit.export(measured.value)));
                shown.note = Some(self.base_note(measured, unit, decimals));
                shown
            }
            Aspect::Interval => {
                let Some(interval) = measured.interval else {
                    let message =
                        format!("{} has no interval: it stands on too few answers", self.lookup.describe(key));
                    let problem = self.error("commentary/not-measured", message, range(words));
                    return Err(problem.hint("show the value with its base: `{{ nps }}` and `{{ nps n }}`"));
                };
                self.plain(numbers.interval(unit, decimals, interval), None)
            }
            Aspect::Base => return Ok(self.plain(numbers.count(measured.n), Some(measured.n as f64))),
            Aspect::EffectiveBase => {
                return Ok(self.plain(numbers.effective_base(measured.n_eff), Some(measured.n_eff)));
            }
            Aspect::Rank | Aspect::RankRange => {
                let Some(rank) = figure.rank else {
                    let message = format!("{} is not ranked", self.lookup.describe(key));
                    let problem = self.error("commentary/not-ranked", message, range(words));
                    return Err(
                        problem.hint("headline figures are ranked, among the brands or among the values of a dimension, where there are several")
                    );
                };
                let count = |rank: usize| numbers.count(rank as u64);
                if matches!(aspect, Aspect::Rank) {
                    self.plain(count(rank.rank), Some(rank.rank as f64))
                } else if rank.low == rank.high {
                    self.plain(count(rank.low), None)
                } else {
                    self.plain(numbers.interval(Unit::Count, 0, (rank.low as f64, rank.high as f64)), None)
                }
            }
            Aspect::Difference(reference) | Aspect::Verdict(reference) => {
                let verdict = matches!(aspect, Aspect::Verdict(_));
                return self.compared(reference, verdict, key, figure, measured, outer);
            }
        };
        Ok(Shown { mark: self.mark(measured), ..shown })
    }

    fn target(&self, key: &FigureKey, words: &[Word<'_>]) -> Result<Shown, Problem> {
        let info = self.lookup.info(key.metric);
        let (unit, decimals) = self.print(key);
        match info.target {
            Some(target) => Ok(self.plain(self.numbers.value(unit, decimals, target), Some(unit.export(target)))),
            None => {
                let message = format!("`{}` has no target", info.id);
                let problem = self.error("commentary/no-target", message, range(words));
                Err(problem.hint(NO_TARGET))
            }
        }
    }

    /// How a figure is printed: its unit and decimals.
    pub(super) fn print(&self, key: &FigureKey) -> (Unit, usize) {
        let listed = self.lookup.info(key.metric).statistics.iter().find(|s| s.statistic == key.statistic);
        listed.map_or((Unit::Share, default_decimals(Unit::Share)), |s| (s.unit, s.decimals))
    }

    fn base_note(&self, measured: &Measured, unit: Unit, decimals: usize) -> String {
        let n = self.numbers.count(measured.n);
        match measured.interval {
            Some(interval) => {
                let interval = self.numbers.interval(unit, decimals, interval);
                self.words.fill("value.note", &[("n", &n), ("level", &self.level()), ("interval", &interval)])
            }
            None => self.words.fill("base.n", &[("n", &n)]),
        }
    }

    /// The level of intervals: `95%`, `97.5%`.
    pub(super) fn level(&self) -> String {
        crate::claims::say::level(self.numbers, self.report.confidence)
    }

    pub(super) fn mark(&self, measured: &Measured) -> Option<(String, String)> {
        let floor = self.numbers.count(self.report.floor.flag_below);
        let note = || self.words.fill("symbol.low.note", &[("floor", &floor)]);
        measured.low_base.then(|| (self.words.get("symbol.low").to_owned(), note()))
    }

    pub(super) fn plain(&self, text: String, number: Option<f64>) -> Shown {
        Shown { text, number, note: None, mark: None, kind: Kind::Value }
    }
}
