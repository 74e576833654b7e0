//! Which figure a reference is about: its metric, brand, group, wave and statistic.

use super::Lookup;
use super::grammar::{Filter, Word, Written};
use super::names::{self, Match};
use super::place::Problem;
use crate::metrics::kinds::Length;
use crate::metrics::{FigureKey, GroupIx, MetricInfo, MetricIx, Statistic};
use crate::wave::Wave;
use std::collections::BTreeSet;
use std::ops::Range;

/// Words that may follow the name of a metric; the text of a filter ends before the first of them.
pub const KEYWORDS: [&str; 23] = [
    "change",
    "interval",
    "n",
    "base",
    "effective",
    "n_eff",
    "rank",
    "gap",
    "verdict",
    "target",
    "share",
    "score",
    "mean",
    "median",
    "p90",
    "within",
    "started",
    "completion",
    "promoters",
    "passives",
    "detractors",
    "importance",
    "range",
];

/// The statistics that are asked for by one word.
const STATISTICS: [(&str, Statistic); 10] = [
    ("score", Statistic::Score),
    ("mean", Statistic::Mean),
    ("median", Statistic::Median),
    ("p90", Statistic::P90),
    ("within", Statistic::Within),
    ("started", Statistic::Started),
    ("completion", Statistic::Completion),
    ("promoters", Statistic::Promoters),
    ("passives", Statistic::Passives),
    ("detractors", Statistic::Detractors),
];

impl Lookup<'_> {
    /// The figure that `value` names, and the words that follow its filters and its statistic. `others` may stand in the
    /// place of a metric, where they are meant.
    ///
    /// # Errors
    /// When there is no such figure in the report, at the word that names what is not there.
    pub fn figure_key<'w, 't>(
        &self,
        value: &'w Written<'t>,
        others: &[&str],
    ) -> Result<(FigureKey, &'w [Word<'t>]), Problem> {
        let metric = self.metric(&value.subject, others)?;
        let brand = self.figures.our_brand(metric);
        let mut key = FigureKey {
            metric,
            brand,
            group: None,
            wave: self.figures.wave,
            statistic: self.info(metric).statistics[0].statistic,
        };
        let mut words = value.words.as_slice();
        let mut seen = BTreeSet::new();
        for (at, filter) in value.filters.iter().enumerate() {
            let last = at + 1 == value.filters.len();
            let used = self.apply(filter, last, &mut key, &mut seen)?;
            if last {
                words = &filter.text[used..];
            }
        }
        let used = self.statistic(words, &mut key)?;
        Ok((key, &words[used..]))
    }

    fn metric(&self, subject: &Word<'_>, others: &[&str]) -> Result<MetricIx, Problem> {
        let ids: Vec<&str> = self.figures.metrics.iter().map(|metric| metric.id.as_str()).collect();
        match names::find(&subject.text, &ids) {
            Match::One(at) => Ok(MetricIx(at)),
            Match::Several(_) | Match::None => {
                let message = format!("there is no metric `{}`", subject.text);
                let known: Vec<&str> = ids.into_iter().chain(others.iter().copied()).collect();
                Err(self
                    .error("commentary/unknown-metric", message, subject.range.clone())
                    .suggest(&subject.text, known))
            }
        }
    }

    /// Narrows `key` by one filter and gives how many words its text took.
    fn apply(
        &self,
        filter: &Filter<'_>,
        last: bool,
        key: &mut FigureKey,
        seen: &mut BTreeSet<usize>,
    ) -> Result<usize, Problem> {
        let dimensions = &self.figures.dimensions;
        let name = &filter.name;
        // Ranks of `brand` and `wave` behind those of the dimensions, to see a filter that is written twice.
        let (rank, used) = match name.text.to_lowercase().as_str() {
            "brand" => (dimensions.len(), self.brand(filter, last, key)?),
            "wave" => (dimensions.len() + 1, self.wave(filter, last, key)?),
            _ => {
                let ids: Vec<&str> = dimensions.iter().map(|d| d.id.as_str()).collect();
                let Match::One(dimension) = names::find(&name.text, &ids) else {
                    let message = format!("this report has no dimension `{}`", name.text);
                    let known: Vec<&str> = ids.into_iter().chain(["brand", "wave"]).collect();
                    let problem = self.error("commentary/unknown-dimension", message, name.range.clone());
                    return Err(problem.suggest(&name.text, known));
                };
                if let Some(other) = key.group.filter(|group| group.dimension != dimension) {
                    let message = format!(
                        "figures are cut by one dimension at a time, and `{}` was given already",
                        dimensions[other.dimension].id
                    );
                    let problem = self.error("commentary/two-dimensions", message, name.range.clone());
                    return Err(problem.hint("leave one of the two out"));
                }
                (dimension, self.group(filter, last, dimension, key)?)
            }
        };
        if seen.insert(rank) {
            return Ok(used);
        }
        let message = format!("`{}` is given twice", name.text);
        Err(self.error("commentary/repeated-filter", message, name.range.clone()).hint("keep one of the two"))
    }

    fn brand(&self, filter: &Filter<'_>, last: bool, key: &mut FigureKey) -> Result<usize, Problem> {
        if key.brand.is_none() {
            let message = format!("`{}` is not measured by brand", self.info(key.metric).id);
            let problem = self.error("commentary/no-brands", message, filter.name.range.clone());
            return Err(problem.hint("leave `brand` out: its figures are all about us"));
        }
        let (brand, used) = self.named(filter, last, &self.figures.brands, "commentary/unknown-brand", |text| {
            format!("the data have no brand `{text}`")
        })?;
        key.brand = Some(brand);
        Ok(used)
    }

    fn group(&self, filter: &Filter<'_>, last: bool, dimension: usize, key: &mut FigureKey) -> Result<usize, Problem> {
        let wanted = &self.figures.dimensions[dimension];
        let (value, used) = self.named(filter, last, &wanted.values, "commentary/unknown-value", |text| {
            format!("`{}` has no value `{text}`", wanted.id)
        })?;
        key.group = Some(GroupIx { dimension, value });
        let metric = key.metric;
        if self.cuts.contains(&(metric, dimension)) {
            return Ok(used);
        }
        let message = format!("`{}` is not cut by `{}`", self.info(metric).id, wanted.id);
        let problem = self.error("commentary/unknown-dimension", message, filter.name.range.clone());
        let others = self.figures.dimensions.iter().enumerate().filter(|(d, _)| self.cuts.contains(&(metric, *d)));
        Err(problem.suggest("", others.map(|(_, d)| d.id.as_str()).collect::<Vec<_>>()))
    }

    /// One of `names` from the text of a filter, with how many words it took.
    fn named(
        &self,
        filter: &Filter<'_>,
        last: bool,
        names: &[String],
        code: &'static str,
        unknown: impl Fn(&str) -> String,
    ) -> Result<(usize, usize), Problem> {
        let found = names::take(&filter.text, last, |text| match names::find(text, names) {
            Match::None => None,
            found => Some(found),
        });
        match found {
            Some((Match::One(at), used)) => Ok((at, used)),
            Some((Match::Several(same), used)) => {
                let text = names::joined(&filter.text[..used]);
                let all: Vec<_> = same.iter().map(|at| format!("`{}`", names[*at])).collect();
                let problem = self.error(
                    "commentary/ambiguous-value",
                    format!("`{text}` could be several"),
                    range(&filter.text[..used]),
                );
                Err(problem.hint(format!("write one of them in full: {}", all.join(", "))))
            }
            Some((Match::None, _)) | None => {
                let words = text_words(filter, last);
                let text = names::joined(words);
                let known: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
                Err(self.error(code, unknown(&text), range(words)).suggest(&text, known))
            }
        }
    }

    fn wave(&self, filter: &Filter<'_>, last: bool, key: &mut FigureKey) -> Result<usize, Problem> {
        let waves = &self.report.waves;
        let Some((wave, used)) = names::take(&filter.text, last, |text| waves.parse(text)) else {
            let words = text_words(filter, last);
            let message = format!("`{}` is not a wave of this report", names::joined(words));
            let problem = self.error("commentary/unknown-wave", message, range(words));
            return Err(problem.hint(format!("expected {}", waves.expected())));
        };
        key.wave = self.known_wave(wave, range(&filter.text[..used]))?;
        Ok(used)
    }

    /// `wave`, if it is one of those that this edition has figures of.
    ///
    /// # Errors
    /// When it is not, at `range`.
    pub fn known_wave(&self, wave: Wave, range: Range<usize>) -> Result<Wave, Problem> {
        let figures = self.figures;
        if figures.waves.contains(&wave) {
            return Ok(wave);
        }
        let id = |wave| self.report.waves.id(wave);
        let message = match figures.waves.first() {
            Some(first) if wave < *first => {
                format!("there are no figures for {}: the data begin with {}", id(wave), id(*first))
            }
            _ => format!("{} is not part of the edition of {}", id(wave), id(figures.wave)),
        };
        let problem = self.error("commentary/unknown-wave", message, range);
        let known: Vec<String> = figures.waves.iter().rev().take(6).map(|wave| format!("`{}`", id(*wave))).collect();
        Err(problem.hint(format!("the newest waves here are {}", known.join(", "))))
    }

    /// The share within the threshold that words name, `48h`, `2 days`, with how many of them do.
    fn threshold(&self, info: &MetricInfo, words: &[Word<'_>]) -> Option<(Statistic, usize)> {
        let thresholds = info.statistics.iter().filter_map(|listed| match listed.statistic {
            Statistic::WithinAlso(time) => Some((listed.statistic, time)),
            Statistic::Within => Some((Statistic::Within, Length::read(listed.name.strip_prefix("within ")?)?.value)),
            _ => None,
        });
        let of = |time| thresholds.clone().find(|(_, known)| *known == time).map(|(statistic, _)| statistic);
        (1..=words.len().min(2)).rev().find_map(|count| {
            let time = Length::read(&names::joined(&words[..count]))?;
            Some((of(time.value)?, count))
        })
    }

    /// Sets the statistic that `words` begin with, if they do, and gives how many of them name it.
    ///
    /// # Errors
    /// When the metric has no such statistic, or no such answer.
    pub fn statistic(&self, words: &[Word<'_>], key: &mut FigureKey) -> Result<usize, Problem> {
        let Some(first) = words.first() else { return Ok(0) };
        let info = self.info(key.metric);
        // `median ended`: of those alone that came to their end.
        let is_of_ended = |statistic| {
            words.get(1).is_some_and(|word| &*word.text == "ended")
                && info.statistics.iter().any(|listed| listed.statistic == statistic)
        };
        let (statistic, used) = match &*first.text {
            "share" => {
                let labels: Vec<&str> = info.answers.iter().map(|(_, label)| label.as_str()).collect();
                let by_name = |text: &str| match names::find(text, &labels) {
                    Match::One(at) => Some(info.answers[at].0),
                    _ => info.answers.iter().map(|(code, _)| *code).find(|code| code.number().to_string() == text),
                };
                let Some((answer, used)) = names::take(&words[1..], true, by_name) else {
                    let given = &words[1..words.len().min(2)];
                    let message = match given {
                        [] => "`share` needs the answer whose share is meant".to_owned(),
                        given => format!("`{}` has no answer `{}`", info.id, names::joined(given)),
                    };
                    let at = if given.is_empty() { first.range.clone() } else { range(given) };
                    return Err(self
                        .error("commentary/unknown-value", message, at)
                        .suggest(&names::joined(given), labels));
                };
                (Statistic::Share(answer), used + 1)
            }
            "importance" => {
                let (driver, used) = self.driver(key, first, &words[1..])?;
                (Statistic::Importance(driver), used + 1)
            }
            // One of several thresholds: `within 48h`, `within 2d`.
            "within" => match self.threshold(info, &words[1..]) {
                Some((threshold, used)) => (threshold, used + 1),
                None if is_of_ended(Statistic::EndedWithin) => (Statistic::EndedWithin, 2),
                None => (Statistic::Within, 1),
            },
            "median" if is_of_ended(Statistic::EndedMedian) => (Statistic::EndedMedian, 2),
            text => match STATISTICS.iter().find(|(word, _)| *word == text) {
                Some((_, statistic)) => (*statistic, 1),
                None => return Ok(0),
            },
        };
        let is_named = matches!(statistic, Statistic::Share(_) | Statistic::Importance(_));
        let has = is_named || info.statistics.iter().any(|s| s.statistic == statistic);
        if !has {
            let message = format!("`{}` has no {}", info.id, first.text);
            let listed = |statistic| info.statistics.iter().any(|s| s.statistic == statistic);
            let known: Vec<&str> = STATISTICS.iter().filter(|(_, s)| listed(*s)).map(|(word, _)| *word).collect();
            return Err(self.error("commentary/unknown-statistic", message, first.range.clone()).suggest("", known));
        }
        key.statistic = statistic;
        Ok(used)
    }
}

impl Lookup<'_> {
    /// The driver that `words` begin with, by its id or its title, and how many of them name it; `behind` is the word
    /// that asks for it.
    fn driver(&self, key: &FigureKey, behind: &Word<'_>, words: &[Word<'_>]) -> Result<(u16, usize), Problem> {
        let info = self.info(key.metric);
        if key.group.is_some() || key.brand.is_some_and(|brand| brand != 0) {
            let message = format!("drivers are computed for `{}` of all our customers", info.id);
            let problem = self.error("commentary/unknown-statistic", message, behind.range.clone());
            return Err(problem.hint("leave out group and brand"));
        }
        if info.drivers.is_empty() {
            let problem = self.error(
                "commentary/unknown-statistic",
                format!("`{}` has no drivers", info.id),
                behind.range.clone(),
            );
            return Err(
                problem.hint("name them in the site-config: `drivers = [\"speed\", \"price\"]` under its `[[metric]]`")
            );
        }
        let by_name = |text: &str| driver(info, text);
        names::take(words, true, by_name).ok_or_else(|| {
            let given = &words[..words.len().min(1)];
            let (message, at) = match given {
                [] => ("`importance` needs which driver is meant".to_owned(), behind.range.clone()),
                given => (format!("`{}` is no driver of `{}`", names::joined(given), info.id), range(given)),
            };
            let ids: Vec<&str> = info.drivers.iter().map(|driver| driver.id.as_str()).collect();
            self.error("commentary/unknown-value", message, at).suggest(&names::joined(given), ids)
        })
    }
}

/// The driver of a metric that has this id or this title.
pub fn driver(info: &MetricInfo, text: &str) -> Option<u16> {
    let ids: Vec<&str> = info.drivers.iter().map(|driver| driver.id.as_str()).collect();
    let titles: Vec<&str> = info.drivers.iter().map(|driver| driver.title.as_str()).collect();
    [ids, titles].iter().find_map(|known| match names::find(text, known) {
        Match::One(at) => u16::try_from(at).ok(),
        _ => None,
    })
}

/// The words of a filter's text where no name was recognised: up to the first word that means something else.
fn text_words<'f, 't>(filter: &'f Filter<'t>, last: bool) -> &'f [Word<'t>] {
    let keyword = |word: &Word<'_>| last && KEYWORDS.contains(&&*word.text);
    let end = filter.text.iter().skip(1).position(keyword).map_or(filter.text.len(), |at| at + 1);
    &filter.text[..end]
}

/// From the first word to the last; empty for none.
pub fn range(words: &[Word<'_>]) -> Range<usize> {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        _ => 0..0,
    }
}
