//! Takes comments out of the rows of a source, as they come.

use crate::config::{SiteConfig, SourceIx};
use crate::survey::{Answer, NameId, Row, RowSink, Value};
use crate::wave::Wave;
use std::collections::BTreeMap;

/// A comment as it was written. It never leaves this module unmasked.
pub(super) struct Raw {
    pub wave: Wave,
    pub brand: Option<NameId>,
    pub group: Option<NameId>,
    pub scores: Vec<Option<Value>>,
    pub text: String,
    pub consent: bool,
    pub respondent: String,
    pub language: String,
}

/// Keeps what was written in a source, of every brand, and counts who was asked.
pub struct Collector<'c> {
    config: &'c SiteConfig,
    /// The segment that stands beside a comment.
    group: Option<usize>,
    /// Where the answers to the scores stand in a row.
    scores: Vec<usize>,
    /// By file and piece, which is how several readers' comments come into the order of the data.
    raw: BTreeMap<(usize, usize), Vec<Raw>>,
    place: (usize, usize),
    /// Respondents by wave, brand and group.
    people: People,
}

/// Respondents by wave, brand and group.
pub(super) type People = BTreeMap<(Wave, Option<NameId>, Option<NameId>), u64>;

impl<'c> Collector<'c> {
    /// For a source; None if the config does not ask for its comments.
    pub fn new(config: &'c SiteConfig, source: SourceIx) -> Option<Collector<'c>> {
        let voice = config.voice.as_ref().filter(|voice| voice.source == source)?;
        let questions: Vec<usize> =
            (0..config.questions.len()).filter(|ix| config.questions[*ix].source == voice.source).collect();
        let place = |metric: &usize| questions.iter().position(|ix| *ix == config.metrics[*metric].question.value.0);
        let scores = voice.scores.iter().filter_map(place).collect();
        Some(Collector { scores, ..Collector::empty(config, voice.group) })
    }
}

impl<'c> Collector<'c> {
    fn empty(config: &'c SiteConfig, group: Option<usize>) -> Collector<'c> {
        Collector { config, group, scores: Vec::new(), raw: BTreeMap::new(), place: (0, 0), people: BTreeMap::new() }
    }

    /// One that keeps what other rows of the same source say.
    pub fn part(&self) -> Collector<'c> {
        Collector { scores: self.scores.clone(), ..Collector::empty(self.config, self.group) }
    }

    /// Takes in what another of the same source has kept.
    pub fn take_in(&mut self, part: Collector<'c>) {
        self.raw.extend(part.raw);
        part.people.into_iter().for_each(|(place, people)| *self.people.entry(place).or_default() += people);
    }

    /// The comments in the order of the data, with the respondents by wave, brand and group.
    pub(super) fn finish(self) -> (impl Iterator<Item = Raw>, People) {
        (self.raw.into_values().flatten(), self.people)
    }
}

impl RowSink for Collector<'_> {
    fn piece(&mut self, file: usize, piece: usize) {
        self.place = (file, piece);
    }

    fn row(&mut self, row: &Row<'_>) {
        let wave = self.config.report.waves.wave_of(row.time);
        let group = self.group.and_then(|at| row.segments.get(at).copied());
        *self.people.entry((wave, row.brand, group)).or_default() += 1;
        let Some(written) = row.comment else { return };
        let score = |at: &usize| match row.answers.get(*at) {
            Some(Answer::Value(value)) => Some(*value),
            _ => None,
        };
        self.raw.entry(self.place).or_default().push(Raw {
            wave,
            brand: row.brand,
            group,
            scores: self.scores.iter().map(score).collect(),
            text: written.text.to_owned(),
            consent: written.consent,
            respondent: written.respondent.to_owned(),
            language: written.language.to_owned(),
        });
    }

    /// Who wrote has been seen with the row itself.
    fn later(&mut self, _row: &Row<'_>) {}
}
